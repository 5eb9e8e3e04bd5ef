"""What is true on floor 2: what is asked."""

from applications.models.application import Application, Oversubscription
from applications.models.parts import (
    Attachment,
    CaseSeries,
    CheckItem,
    Conflict,
    CostLine,
    Partner,
)
from applications.models.supplement import Supplement

__all__ = [
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
