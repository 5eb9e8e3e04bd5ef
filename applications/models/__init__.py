"""What is true on floor 2: what is asked."""

from applications.models.application import Application
from applications.models.parts import (
    Attachment,
    CaseSeries,
    CheckItem,
    Conflict,
    CostLine,
    Partner,
)
from applications.models.queries import NOT_COUNTED, UNDECIDED, Oversubscription
from applications.models.supplement import Supplement

__all__ = [
    "NOT_COUNTED",
    "UNDECIDED",
    "Application",
    "Attachment",
    "CaseSeries",
    "CheckItem",
    "Conflict",
    "CostLine",
    "Oversubscription",
    "Partner",
    "Supplement",
]
