"""The grid of a call: its cases by their assessors, of what the reader may see. Keeps no row."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from decisions.models.assessment import Assessment
from decisions.models.assigning import CommonCase
from grants.models import Call, User

# Percentage points between the highest and the lowest total from which a case is worth talking of.
WIDE = Decimal(30)
SHOWN = (
    ("", _("All")),
    ("few", _("Fewer assessors than the call asks for")),
    ("late", _("Late")),
    ("wide", _("The assessors differ much")),
)


@dataclass(frozen=True)
class Row:
    """A case with one cell for each person of the grid: her assessment, or None."""

    case: Application
    cells: list[tuple[User, Assessment | None]]
    spread: Decimal | None
    is_common: bool
    readers: int

    @property
    def is_wide(self) -> bool:
        return self.spread is not None and self.spread >= WIDE

    @property
    def given(self) -> list[tuple[User, Assessment]]:
        return [(person, one) for person, one in self.cells if one is not None]


@dataclass(frozen=True)
class Grid:
    people: list[User]
    rows: list[Row]


def cases_of_grid(call: Call, user: Any, show: str = "") -> Any:
    """The call's cases that have come to assessment and that the user handles; one query.

    What is filtered by is only what she may see: an officer who assesses is not shown by a filter
    how much the others differ before her own assessment is in.
    """
    handled = Application.objects.visible_to(user).handled_by(user).filter(call=call)
    seen = Assessment.objects.visible_to(user).filter(application__call=call)
    assessed = Q(state=Application.State.ASSESSMENT) | Q(
        pk__in=seen.order_by().values("application")
    )
    rows = handled.filter(assessed).select_related("organisation", "county")
    rows = rows.order_by("case_year", "case_serial", "pk")
    if show == "few":
        standing = ~Q(assessments__state__in=["recused", "withdrawn"])
        counted = rows.alias(n=Count("assessments", filter=standing, distinct=True))
        return counted.filter(n__lt=call.readers, state=Application.State.ASSESSMENT)
    if show == "late":
        return rows.filter(pk__in=seen.late().order_by().values("application"))
    if show == "wide":
        totals = seen.finished().order_by().values("application")
        wide = totals.annotate(spread=Max("total") - Min("total")).filter(spread__gte=WIDE)
        return rows.filter(pk__in=wide.values("application"))
    return rows


def grid_of(cases: Any, user: Any) -> Grid:
    """The cells of these cases: the same number of queries however many."""
    cases = list(cases)
    keys = [case.pk for case in cases]
    seen = Assessment.objects.visible_to(user).standing().filter(application__in=keys)
    rows = list(seen.select_related("assessor", "application").order_by("assessor__name"))
    people = list({one.assessor_id: one.assessor for one in rows}.values())
    there = {(one.application_id, one.assessor_id): one for one in rows}
    chosen = CommonCase.objects.filter(application__in=keys)
    common = set(chosen.values_list("application", flat=True))
    standing = Assessment.objects.standing().filter(application__in=keys).order_by()
    counted = standing.values("application").annotate(n=Count("pk"), key=F("application"))
    readers = {row["key"]: row["n"] for row in counted}
    found = []
    for case in cases:
        cells = [(person, there.get((case.pk, person.pk))) for person in people]
        totals = [
            one.total for _p, one in cells if one and one.is_finished and one.total is not None
        ]
        spread = max(totals) - min(totals) if len(totals) > 1 else None
        found.append(Row(case, cells, spread, case.pk in common, readers.get(case.pk, 0)))
    return Grid(people, found)
