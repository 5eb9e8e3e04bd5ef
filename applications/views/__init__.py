"""Who asked: the pages of this floor, by thing."""

from applications.views.attachments import attach, attachment, detach
from applications.views.cases import case, export, list_
from applications.views.checks import answer_completion, ask_completion, formal_check
from applications.views.drafts import begin, edit
from applications.views.signing import receipt, submit

__all__ = [
    "answer_completion",
    "ask_completion",
    "attach",
    "attachment",
    "begin",
    "case",
    "detach",
    "edit",
    "export",
    "formal_check",
    "list_",
    "receipt",
    "submit",
]
