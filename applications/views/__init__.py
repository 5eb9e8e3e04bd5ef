"""Who asked: the pages of this floor, by thing."""

from applications.views.attachments import attach, attachment, detach
from applications.views.budget import budget_totals
from applications.views.cases import case, export, list_
from applications.views.certificates import certificate
from applications.views.checks import answer_completion, ask_completion, formal_check
from applications.views.drafts import begin, edit, seen
from applications.views.partners import partner_list
from applications.views.sections import save, section
from applications.views.signing import receipt, submit

__all__ = [
    "answer_completion",
    "ask_completion",
    "attach",
    "attachment",
    "begin",
    "budget_totals",
    "case",
    "certificate",
    "detach",
    "edit",
    "export",
    "formal_check",
    "list_",
    "partner_list",
    "receipt",
    "save",
    "section",
    "seen",
    "submit",
]
