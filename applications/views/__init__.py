"""Who asked: the pages of this floor, by thing."""

from applications.views.attachments import attach, attachment, detach
from applications.views.budget import budget_totals
from applications.views.cases import case, export, list_
from applications.views.certificates import certificate
from applications.views.checks import formal_check
from applications.views.completion import (
    answer_completion,
    ask_completion,
    changes,
    save_completion,
    send_completion,
)
from applications.views.conflicts import conflict, conflict_of, conflicts, step_aside
from applications.views.drafts import begin, edit, seen
from applications.views.likeness import likeness
from applications.views.mandates import mandates
from applications.views.messages import change_contact, message_list, note_change, note_list, notice
from applications.views.paper import paper, paper_new
from applications.views.partners import partner_list
from applications.views.pressure import export as pressure_export
from applications.views.pressure import pressure
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
    "change_contact",
    "changes",
    "conflict",
    "conflict_of",
    "conflicts",
    "detach",
    "edit",
    "export",
    "formal_check",
    "likeness",
    "list_",
    "mandates",
    "message_list",
    "note_change",
    "note_list",
    "notice",
    "paper",
    "paper_new",
    "partner_list",
    "pressure",
    "pressure_export",
    "receipt",
    "save",
    "save_completion",
    "section",
    "seen",
    "send_completion",
    "step_aside",
    "submit",
]
