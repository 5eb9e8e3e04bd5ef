"""Price base amounts (prisbasbelopp) by year, and who must review a report."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext_lazy as _

from grants.law.statutes import F2016, TIA_REWRITTEN, FundKey, Text


@dataclass(frozen=True)
class PriceBaseAmount:
    """The prisbasbelopp of a year in SEK, and where it is fixed."""

    amount: Decimal
    source: str
    certain: bool = True


PRICE_BASE_AMOUNT = {
    2017: PriceBaseAmount(Decimal(44_800), "SFS 2016:863"),
    2018: PriceBaseAmount(Decimal(45_500), "SFS 2017:865"),
    2019: PriceBaseAmount(Decimal(46_500), "revisi.se/prisbasbelopp-2020"),
    2020: PriceBaseAmount(Decimal(47_300), "revisi.se/prisbasbelopp-2020"),
    2021: PriceBaseAmount(Decimal(47_600), "SFS 2020:764"),
    2022: PriceBaseAmount(Decimal(48_300), "mucf.se, redovisa bidrag"),
    2023: PriceBaseAmount(Decimal(52_500), "mucf.se, redovisa bidrag"),
    2024: PriceBaseAmount(Decimal(57_300), "mucf.se, redovisa bidrag"),
    2025: PriceBaseAmount(Decimal(58_800), "mucf.se, redovisa bidrag"),
    2026: PriceBaseAmount(Decimal(59_200), "SFS 2025:872"),
}
AUDITOR_FROM = 5  # prisbasbelopp, 14 a § förordningen (2016:1364)


def price_base_amount(year: int) -> Decimal:
    """The prisbasbelopp of the year in SEK. Raises LookupError for a year that is not known."""
    try:
        return PRICE_BASE_AMOUNT[year].amount
    except KeyError:
        raise LookupError(f"The price base amount of {year} is not in grants/law.py.") from None


@dataclass(frozen=True)
class AuditorRule:
    """Who must review the final report. `threshold` in SEK, where an authorised auditor begins."""

    level: Literal["none", "any", "authorised"]
    paragraph: str = ""
    threshold: Decimal | None = None
    certain: bool = True
    staff_note: Text = ""


def auditor_required(
    *, is_organisation: bool, granted: Decimal, on: date, fund_key: FundKey = "tia"
) -> AuditorRule:
    """Who must review the report of a grant of `granted` SEK decided on the day.

    14 a § förordningen (2016:1364), from 25 March 2025: an auditor for organisations, an
    authorised or approved one from five prisbasbelopp. No such rule before that, nor for §§ 37
    and 37 a. The statute does not say which year's prisbasbelopp counts: we take the year of the
    decision, and are not certain where the next year's (or an unknown year's) may say otherwise.
    """
    if fund_key != "tia" or not is_organisation or on < TIA_REWRITTEN:
        return AuditorRule("none")
    year = min(on.year, max(PRICE_BASE_AMOUNT))
    threshold = AUDITOR_FROM * price_base_amount(year)
    later = AUDITOR_FROM * PRICE_BASE_AMOUNT.get(year + 1, PRICE_BASE_AMOUNT[year]).amount
    same = (granted >= threshold) == (granted >= later)
    return AuditorRule(
        "authorised" if granted >= threshold else "any",
        f"14 a § {F2016}",
        threshold,
        certain=same and year == on.year and PRICE_BASE_AMOUNT[year].certain,
        staff_note=_(
            "The statute does not say which year's price base amount counts. "
            "The year of the decision is used here."
        ),
    )
