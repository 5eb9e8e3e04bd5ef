"""Numbers that identify: organisations, accounts, cases, and persons (so as to keep them out)."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _
from stdnum import luhn
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

_GAPS = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u2010-\u2015-]+")
_PERSON = re.compile(
    r"(?<![0-9])(?P<century>18|19|20)?(?P<birth>[0-9]{6})"
    r"[ \u00a0]?[-+\u2010-\u2015]?[ \u00a0]?(?P<last>[0-9]{4})(?![0-9])"
)
CASE_NUMBER = re.compile(
    r"(?:(?P<vas>[0-9]{3})-)?(?P<serial>[0-9]{1,6})-(?P<year>[0-9]{4}|[0-9]{2})"
)

# What organisation numbers begin with, the longer beginnings first
_KINDS = (
    ("20", ("statlig_myndighet", "offentlig_korporation")),
    ("21", ("kommun",)),
    ("22", ("kommunalforbund",)),
    ("23", ("region",)),
    ("25", ("registrerat_trossamfund",)),
    ("5", ("aktiebolag",)),
    ("7", ("ekonomisk_forening", "samfallighet")),
    ("8", ("ideell_forening", "stiftelse")),
    ("9", ("ovrig",)),
)


def clean_org_nr(text: str) -> str:
    """The organisation number as 802400-1235, however it was written (also with 16 before it).

    Raises ValueError when the check digit fails, or when the third digit is below 2: then it may
    be a personal identity number, and those are not wanted here.
    """
    digits = _GAPS.sub("", text)
    if len(digits) == 12 and digits.startswith("16"):
        digits = digits[2:]
    if not (len(digits) == 10 and digits.isascii() and digits.isdigit()):
        raise ValueError(_("Write the organisation number with ten digits, like 802400-1235."))
    if digits[2] < "2":
        raise ValueError(
            _("This looks like a personal identity number. Write an organisation number.")
        )
    try:
        orgnr.validate(digits)
    except NumberError:
        raise ValueError(
            _("The organisation number is not right: its check digit does not match.")
        ) from None
    return f"{digits[:6]}-{digits[6:]}"


def usual_kinds(org_nr: str) -> tuple[str, ...]:
    """The kinds of organisation whose numbers usually begin so, the most likely first.

    Only a proposal for a person to confirm: two digits (21, 22, 23, 25) are given to one kind, one
    digit only says what is common. Empty when the number says nothing.
    """
    return next((kinds for begins, kinds in _KINDS if org_nr.startswith(begins)), ())


def clean_account(kind: str, text: str) -> str:
    """The bankgiro (5050-1055) or plusgiro (486501-0) number, however it was written.

    Raises ValueError for a wrong length or check digit, or another kind.
    """
    digits = _GAPS.sub("", text)
    lengths = {"bankgiro": (7, 8), "plusgiro": (2, 8)}
    if kind not in lengths:
        raise ValueError(_("Choose bankgiro or plusgiro."))
    least, most = lengths[kind]
    if not (digits.isascii() and digits.isdigit() and least <= len(digits) <= most):
        raise ValueError(
            _("A bankgiro number has seven or eight digits.")
            if kind == "bankgiro"
            else _("A plusgiro number has two to eight digits.")
        )
    if not luhn.is_valid(digits):
        raise ValueError(_("The account number is not right: its check digit does not match."))
    cut = 4 if kind == "bankgiro" else 1
    return f"{digits[:-cut]}-{digits[-cut:]}"


def looks_like_personal_identity_number(text: str) -> bool:
    """Whether a text holds what may be a personal or coordination number: date and check digit.

    For warnings in free text. Other ten-digit numbers that begin like a date may be caught too.
    """
    return any(
        _is_birthday(found["century"], found["birth"])
        and luhn.is_valid(found["birth"] + found["last"])
        for found in _PERSON.finditer(text)
    )


def _is_birthday(century: str | None, birth: str) -> bool:
    """Whether yymmdd is a day; in a coordination number the day is raised by 60."""
    month, day = int(birth[2:4]), int(birth[4:6])
    for hundreds in [century] if century else ["19", "20"]:
        try:
            date(int(hundreds + birth[:2]), month, day - 60 if day > 60 else day)
        except ValueError:
            continue
        return True
    return False


@dataclass(frozen=True)
class CaseNumber:
    """A case number (diarienummer). Unique per county, serial and year; the code may be missing."""

    vas_code: str
    serial: int
    year: int

    def __str__(self) -> str:
        return f"{self.vas_code}-{self.serial}-{self.year}".removeprefix("-")


def format_case_number(vas_code: str, serial: int, year: int) -> str:
    """The case number as the boards write it: 851-4846-2017."""
    return str(CaseNumber(vas_code, serial, year))


def parse_case_number(text: str) -> CaseNumber:
    """The case number in a text such as 851-4846-2017, 4846-2017 or 116-2070-18.

    A year of two digits is one of 1970-2069. Raises ValueError for anything else.
    """
    found = CASE_NUMBER.fullmatch(text.strip())
    if not found:
        raise ValueError(_("Write the registration number like 851-4846-2017."))
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 1900 if year >= 70 else 2000
    return CaseNumber(found["vas"] or "", int(found["serial"]), year)
