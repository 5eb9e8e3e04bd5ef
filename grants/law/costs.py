"""What is asked of costs: a paragraph where there is one, else what givers of grants usually ask.

The usual is dated data with its source. It is nobody's law: it only tells an applicant, and the
officer, which costs are asked about, and is never shown as anything else.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from grants.law.statutes import F2016, TIA_REWRITTEN


@dataclass(frozen=True)
class CostPractice:
    """What is asked about costs from one day on, until the next row. No law.

    `least_pay` and `most_pay` in SEK a month before tax for full time: outside them one says why.
    `overhead` is the share of the other costs above which one shows how common costs are counted.
    """

    valid_from: date
    least_pay: Decimal
    most_pay: Decimal
    pay_source: str
    overhead: Decimal
    overhead_source: str


COST_PRACTICE = (
    CostPractice(
        # The page says what holds now, not since when. It was read in November 2026; the year
        # before is taken along, and for older applications nothing is asked.
        valid_from=date(2025, 1, 1),
        least_pay=Decimal(27_000),
        most_pay=Decimal(38_000),
        pay_source="mucf.se, vägledning budget (read 2026-11-22)",
        # What the EU's funds give for indirect costs without any calculation. Of the boards' own
        # practice no share was found.
        overhead=Decimal("0.07"),
        overhead_source="Regulation (EU) 2021/1060, article 54 a",
    ),
)


def cost_practice(on: date) -> CostPractice | None:
    """What is usually asked about costs on the day; None for days we know nothing of."""
    known = [row for row in COST_PRACTICE if row.valid_from <= on]
    return known[-1] if known else None


def no_public_money_twice(fund_key: str, terms_from: date) -> str:
    """The paragraph that forbids a grant for costs public money has been given for; else empty.

    6 § förordningen (2016:1364), from 25 March 2025; the older wording of 6 § we have not read.
    `terms_from` is the first day of the terms the application is tried by.
    """
    return f"6 § {F2016}" if fund_key == "tia" and terms_from >= TIA_REWRITTEN else ""
