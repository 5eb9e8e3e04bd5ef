"""What an applicant has been granted before, by any board, and how it was reported (TIA 12 §).

Of another board's case only what anyone may know is told: what was granted, and where its report
stands. Floors 3 and 4 are named by strings here.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery, Sum

from applications.models.checks import CheckItem
from grants import clock
from grants.models import Event

GRANTED = ("granted", "partly_granted", "ongoing", "reported", "closed", "archived")
UNWRITTEN = ("expected", "draft")


@dataclass
class EarlierGrant:
    """A grant the applicant has had, as one may see it. Money is SEK.

    `is_open`: the reader may see the whole case. Else `unused` is None and `noted` is empty, and
    `county` is whom to ask. `report` is the state of the final report, "" when none is expected.
    """

    application: Any
    granted: Decimal | None
    report: str
    due: date | None
    is_open: bool
    unused: Decimal | None = None
    noted: list[str] = field(default_factory=list)

    @property
    def year(self) -> int:
        return int(self.application.case_year)

    @property
    def county(self) -> Any:
        """The board that decided, and can be asked."""
        return self.application.deciding_county

    @property
    def is_overdue(self) -> bool:
        """The last day of the report has passed and nothing has been handed in."""
        return self.report in UNWRITTEN and self.due is not None and self.due < clock.today()

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to ask about: not late, not sent back, and nothing unused."""
        return not (self.is_overdue or self.report == "returned" or self.unused)


def earlier_grants(application: Any, user: Any) -> list[EarlierGrant]:
    """The applicant's other grants, newest first: at most five queries, however many they are.

    Not those in which the reader has a conflict of interest: she is not told that they are there.
    """
    cases = type(application).objects
    released = cases.filter(pk=OuterRef("pk"), decisions__state="released")
    sums = released.order_by().values("pk").annotate(sum=Sum("decisions__amount")).values("sum")
    rows = (
        cases.without_interest_of(user)
        .filter(organisation=application.organisation_id, state__in=GRANTED)
        .exclude(pk=application.pk)
        .select_related("county", "call__fund", "call__county", "call__terms__deciding_county")
        .annotate(
            granted=Subquery(sums),
            report_state=F("report__state"),
            report_due=F("report__due"),
            report_unused=F("report__unused"),
        )
        .order_by("-case_year", "-pk")
    )
    found = list(rows)
    if not found:
        return []
    seen = set(cases.handled_by(user).filter(pk__in=[row.pk for row in found]).values_list("pk"))
    keys = {pk for (pk,) in seen}
    noted = _noted(keys)
    return [
        EarlierGrant(
            application=row,
            granted=row.granted,
            report=row.report_state or "",
            due=row.report_due,
            is_open=row.pk in keys,
            unused=row.report_unused if row.pk in keys and row.report_state == "approved" else None,
            noted=noted.get(row.pk, []),
        )
        for row in found
    ]


def _noted(cases: set[int]) -> dict[int, list[str]]:
    """What the boards have noted in these cases: when a report went back, and failed items."""
    found: dict[int, list[str]] = {}
    if not cases:
        return found
    back = Event.objects.filter(thing="followup.report", step="send_back", case__in=cases)
    for case, note in back.exclude(note="").order_by("pk").values_list("case", "note"):
        found.setdefault(int(case or 0), []).append(note)
    failed = CheckItem.objects.filter(application__in=cases, holds=False).order_by("pk")
    for case, label, note in failed.values_list("application", "label", "note"):
        found.setdefault(case, []).append(f"{label} {note}".strip())
    return found
