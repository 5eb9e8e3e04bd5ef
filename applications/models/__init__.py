"""What is true on floor 2: what is asked."""

from applications.models.answers import values_of, write
from applications.models.application import Application
from applications.models.certificate import Certificate
from applications.models.copying import copy, prefill
from applications.models.correspondence import Message, Note, Notice
from applications.models.following import (
    ENOUGH,
    Timing,
    begun_at,
    catch_up,
    lay_aside,
    reminder_due,
)
from applications.models.parts import (
    MANDATE,
    ORIGINAL,
    Attachment,
    CaseSeries,
    CheckItem,
    Conflict,
    CostLine,
    Partner,
)
from applications.models.progress import Part, Progress, progress_of
from applications.models.queries import NOT_COUNTED, UNDECIDED, Oversubscription
from applications.models.saving import Other, Outcome, Shown, mark_of, merge, shown_now
from applications.models.signing import DECLARATION, DECLARATION_FROM_PAPER, Mandate, Signature
from applications.models.supplement import Supplement
from grants.models import offers_of

__all__ = [
    "DECLARATION",
    "DECLARATION_FROM_PAPER",
    "ENOUGH",
    "MANDATE",
    "NOT_COUNTED",
    "ORIGINAL",
    "UNDECIDED",
    "Application",
    "Attachment",
    "CaseSeries",
    "Certificate",
    "CheckItem",
    "Conflict",
    "CostLine",
    "Mandate",
    "Message",
    "Note",
    "Notice",
    "Other",
    "Outcome",
    "Oversubscription",
    "Part",
    "Partner",
    "Progress",
    "Shown",
    "Signature",
    "Supplement",
    "Timing",
    "begun_at",
    "catch_up",
    "copy",
    "lay_aside",
    "mark_of",
    "merge",
    "offers_of",
    "prefill",
    "progress_of",
    "reminder_due",
    "shown_now",
    "values_of",
    "write",
]
