"""What is true on floor 2: what is asked."""

from applications.models.answers import offers_of, values_of, write
from applications.models.application import Application
from applications.models.certificate import Certificate
from applications.models.correspondence import Message, Note, Notice
from applications.models.following import Timing
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
from applications.models.queries import NOT_COUNTED, UNDECIDED, Oversubscription
from applications.models.signing import DECLARATION, DECLARATION_FROM_PAPER, Mandate, Signature
from applications.models.supplement import Supplement

__all__ = [
    "DECLARATION",
    "DECLARATION_FROM_PAPER",
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
    "Oversubscription",
    "Partner",
    "Signature",
    "Supplement",
    "Timing",
    "offers_of",
    "values_of",
    "write",
]
