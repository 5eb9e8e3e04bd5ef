"""What is said to somebody whose file is not let in."""

from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EMPTY = _("“%(name)s” is empty (0 bytes). Choose the file again.")
LARGE = _("“%(name)s” is larger than 25 MB. Make it smaller, or divide it.")
OTHER = _(
    "“%(name)s” is not of a kind we take. Send PDF, PNG, JPEG, TIF, DOCX, DOC, XLSX, ODT or ODS."
)
LIES = _("“%(name)s” does not hold what its name says. Save it again as %(kind)s.")
LIES_AND_IS = _(
    "“%(name)s” does not hold what its name says: it is %(content)s. Save it again as %(kind)s."
)
MISNAMED = _(
    "“%(name)s” does not hold what its name says: it is %(content)s. Save it again as %(kind)s, or"
    " let its name end with .%(ending)s."
)
TWO = _("“%(name)s” is two kinds of file in one. Save it again as %(kind)s.")
DAMAGED = _("“%(name)s” is damaged or cut off. Open it, save it again and send the new file.")
LOCKED = _("“%(name)s” is locked with a password. Save it without one and send it again.")
MACROS = _(
    "“%(name)s” holds macros, which are small programs. Save it without them, or as PDF, and send"
    " it again."
)
BOMB = _("“%(name)s” unpacks to far more than it should. Save it again as PDF and send that.")
PACKED = _("“%(name)s” has other files packed inside it. Send those one by one, or save as PDF.")
PROGRAM = _("“%(name)s” has a program inside it. Save it as PDF and send that.")
POINTS = _(
    "“%(name)s” has too many points or pages to be opened safely. Save it smaller, or as PDF."
)
INFECTED = _("“%(name)s” holds a virus or the like (%(found)s). It was not saved.")
UNSCANNED = _(
    "“%(name)s” could not be checked for viruses just now, so it was not saved. Try again in a"
    " moment."
)


class Infected(ValidationError):
    """The scanner found something in the file."""


class Unscanned(ValidationError):
    """The scanner did not answer, and nothing is let in unseen."""


def refuse(message: Any, name: str, **params: Any) -> NoReturn:
    """Raises ValidationError with the message about the file of this name."""
    raise ValidationError(message, params={"name": name, **params})
