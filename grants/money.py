"""Amounts: read, rounded, written, compared and shared out. Decimal in, Decimal out, in SEK.

The only place where money is rounded. Knows no model and no law.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

ORE = Decimal("0.01")
KRONA = Decimal("1")
LARGEST = Decimal("999999999999.99")  # what DecimalField(14, 2) holds
NO_BREAK = "\u00a0"
MINUS = "\u2212"

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_CURRENCY = re.compile(r"(?:^sek )|(?: ?(?:kr|kronor|sek|:-)\.?$)", re.IGNORECASE)
_WRITTEN = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[,.][0-9]{1,2})?")


def round_sek(amount: Decimal, *, whole: bool = False) -> Decimal:
    """The amount (SEK) rounded half up, away from zero, to öre, or to whole kronor."""
    return amount.quantize(KRONA if whole else ORE, ROUND_HALF_UP)


def to_sek(text: str | int | Decimal) -> Decimal:
    """The amount (SEK, two decimals) that somebody wrote: "1 640 000", "1 640 000,50 kr".

    Spaces may stand between thousands only; a comma or a point before one or two decimals.
    Raises ValueError, with a sentence for the person who wrote it, for anything else.
    """
    if isinstance(text, str):
        written = _CURRENCY.sub("", _SPACES.sub(" ", text).strip()).strip()
        if written.startswith(("-", MINUS)):
            raise ValueError(_("The amount cannot be less than zero."))
        if not _WRITTEN.fullmatch(written):
            raise ValueError(
                _("Write the amount in digits, for example 1 640 000 or 1 640 000,50.")
            )
        text = written.replace(" ", "").replace(",", ".")
    amount = Decimal(text)
    if not amount.is_finite():
        raise ValueError(_("Write the amount in digits, for example 1 640 000 or 1 640 000,50."))
    if amount < 0:
        raise ValueError(_("The amount cannot be less than zero."))
    if amount > LARGEST:
        raise ValueError(_("The amount is too large."))
    if round_sek(amount) != amount:
        raise ValueError(_("The amount can have two decimals at most."))
    return round_sek(amount)


def kr(amount: Decimal | int, lang: str = "sv") -> str:
    """The amount (SEK) as people read it, without breaking: 1 640 000 kr, in English SEK 1,640,000.

    Öre are written only when there are any.
    """
    rounded = round_sek(Decimal(amount))
    decimals = 0 if rounded == rounded.to_integral_value() else 2
    written = f"{abs(rounded):,.{decimals}f}"
    sign = MINUS if rounded < 0 else ""
    if lang.startswith("en"):
        return f"SEK{NO_BREAK}{sign}{written}"
    return f"{sign}{written.replace(',', NO_BREAK).replace('.', ',')}{NO_BREAK}kr"


def ratio(applied: Decimal, available: Decimal) -> Decimal | None:
    """The over-subscription ratio (sökkvot): applied over available, two decimals, half up.

    None when nothing is available.
    """
    if available <= 0:
        return None
    return (applied / available).quantize(ORE, ROUND_HALF_UP)


def ratio_text(value: Decimal | None, lang: str = "sv") -> str:
    """A ratio as people read it: 3,11, in English 3.11, and a dash when there is none."""
    if value is None:
        return "–"
    written = f"{value:.2f}"
    return written if lang.startswith("en") else written.replace(".", ",")


def figure_text(value: Decimal, places: int = 0, lang: str = "sv") -> str:
    """A number, of anything, as people read it: 12 400 or 2,5, in English 12,400 and 2.5."""
    exact = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    written = f"{exact:,f}"
    if not lang.startswith("en"):
        written = written.replace(",", NO_BREAK).replace(".", ",")
    return written.replace("-", MINUS)


def share_out(
    total: Decimal, weights: Sequence[Decimal | int], unit: Decimal = KRONA
) -> list[Decimal]:
    """Split the total (SEK) by the weights into whole units (krona or öre) that sum to it exactly.

    Each share is its exact part rounded down; what is then left goes, a unit each, to the largest
    remainders, the earlier of two equal ones first. Raises ValueError when the total is negative
    or not in whole units, or the weights are negative or all zero.
    """
    units = Fraction(total) / Fraction(unit)
    if total < 0 or units.denominator != 1:
        raise ValueError("The total must be whole units, and not negative.")
    if any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError("The weights must not be negative, and one at least must be above zero.")
    whole = sum(Fraction(weight) for weight in weights)
    exact = [units * Fraction(weight) / whole for weight in weights]
    shares = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: int(units) - sum(shares)]:
        shares[i] += 1
    return [share * unit for share in shares]
