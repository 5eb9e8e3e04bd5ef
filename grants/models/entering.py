"""Entering figures of the needs picture: what is new, changed or unchanged, and what cannot be.

The rule of the municipal numbers is also in the database (see NeedFigure); here it is put in words
for the person who enters them, beside the row it speaks of.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models.needs import NeedFigure, NeedSeries

COUNTY, MUNICIPAL = NeedSeries.COUNTY_NUMBER, NeedSeries.MUNICIPAL_NUMBER
ALWAYS = date.min  # when a figure without a first day begins to hold
DETAILS = ("legal_basis", "source", "note")


@dataclass
class Entry:
    """A figure that somebody wants to enter, the one it revises, and what is wrong with it."""

    figure: NeedFigure
    before: NeedFigure | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """new, changed, unchanged or wrong. Details that are left empty stay as they were."""
        if self.faults:
            return "wrong"
        if self.before is None:
            return "new"
        said = [name for name in DETAILS if getattr(self.figure, name)]
        same = all(
            getattr(self.figure, name) == getattr(self.before, name)
            for name in ("value", "valid_from", *said)
        )
        return "unchanged" if same else "changed"

    @property
    def is_wanted(self) -> bool:
        return self.kind in ("new", "changed")


def compare(figures: Iterable[NeedFigure]) -> list[Entry]:
    """Each figure beside the one that holds now, with its faults. In a fixed number of queries.

    A first day that is left empty becomes that of the figure it revises; for a municipal number
    never before the day from which the county's number holds.
    """
    entries = [Entry(figure) for figure in figures]
    if not entries:
        return []
    held = _held([entry.figure for entry in entries])
    ruled = _Ruled(entries)
    seen: set[tuple[Any, ...]] = set()
    for entry in entries:
        entry.before = held.get(_key(entry.figure))
        if entry.figure.valid_from is None:
            entry.figure.valid_from = _first_day(entry, ruled)
        mark = (*_key(entry.figure), entry.figure.valid_from)
        if mark in seen:
            entry.faults.append(_("The same place and year stand in an earlier row."))
        seen.add(mark)
        if entry.figure.value != round(entry.figure.value, entry.figure.series.decimals):
            entry.faults.append(_too_many_decimals(entry.figure.series))
    ruled.judge()
    return entries


@transaction.atomic
def enter(entries: Sequence[Entry], by: Any) -> int:
    """Store what is new or changed, and say how many figures that was.

    Raises IntegrityError when somebody else has entered numbers meanwhile that do not go with
    these: compare again to know which.
    """
    wanted = [entry.figure for entry in entries if entry.is_wanted]
    for entry in entries:
        entry.figure.entered_by = by
        for name in DETAILS:
            if entry.before and not getattr(entry.figure, name):
                setattr(entry.figure, name, getattr(entry.before, name))
    NeedFigure.objects.bulk_create(sorted(wanted, key=lambda one: (one.county_id or "", one.year)))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # answer now, not when all is over
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return len(wanted)


def _key(figure: NeedFigure) -> tuple[Any, ...]:
    return figure.series_id, figure.county_id, figure.municipality_id, figure.year


def _held(figures: Sequence[NeedFigure]) -> dict[tuple[Any, ...], NeedFigure]:
    """The figures that hold now, of the same series, counties and years."""
    rows = NeedFigure.objects.in_force().filter(
        Q(county__in={f.county_id for f in figures}) | Q(county=None),
        series__in={f.series_id for f in figures},
        year__in={f.year for f in figures},
    )
    return {_key(row): row for row in rows}


def _too_many_decimals(series: NeedSeries) -> str:
    if not series.decimals:
        return _("This series has whole numbers.")
    words = ngettext(
        "This series has %(n)s decimal at most.",
        "This series has %(n)s decimals at most.",
        series.decimals,
    )
    return words % {"n": series.decimals}


def _first_day(entry: Entry, ruled: "_Ruled") -> date | None:
    before = entry.before.valid_from if entry.before else None
    if entry.figure.series_id != MUNICIPAL:
        return before
    begins = ruled.newest_period(entry.figure.county_id, entry.figure.year)
    return max((day for day in (before, begins) if day), default=None)


@dataclass(frozen=True)
class _Number:
    """A county's or a municipality's number, and from when it holds."""

    series: str
    municipality: str | None
    value: Decimal
    begins: date


class _Ruled:
    """The numbers of the counties and years that the entries touch, those of the entries last."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = [e for e in entries if e.figure.series_id in (COUNTY, MUNICIPAL)]
        self.numbers: dict[tuple[Any, int], list[_Number]] = defaultdict(list)
        self.assigned: dict[tuple[Any, int], Decimal] = {}
        if not self.entries:
            return
        rows = NeedFigure.objects.filter(
            county__in={e.figure.county_id for e in self.entries},
            year__in={e.figure.year for e in self.entries},
        )
        for row in rows.filter(series__in=(COUNTY, MUNICIPAL)).order_by("pk"):
            self.numbers[row.county_id, row.year].append(_number(row))
        # The newest counts last, whenever it begins to hold: persons once assigned stay so.
        for row in rows.filter(series=NeedSeries.ASSIGNED).order_by(
            F("valid_from").asc(nulls_first=True), "pk"
        ):
            self.assigned[row.municipality_id, row.year] = row.value
        for entry in self.entries:
            if entry.figure.series_id == COUNTY:
                self._add(entry.figure)

    def _add(self, figure: NeedFigure) -> None:
        self.numbers[figure.county_id, figure.year].append(_number(figure))

    def newest_period(self, county: Any, year: int) -> date | None:
        """From when the county's newest number holds; none: from the start, or there is none."""
        periods = list(_periods(self.numbers[county, year]))
        return periods[-1][0] if periods and periods[-1][0] != ALWAYS else None

    def judge(self) -> None:
        """Write the faults of the numbers beside the last row of their county and year."""
        last: dict[tuple[Any, int], Entry] = {}
        for entry in self.entries:
            figure = entry.figure
            if figure.series_id == MUNICIPAL:
                self._add(figure)
                if entry.kind != "unchanged":
                    self._judge_floor(entry)
            last[figure.county_id, figure.year] = entry
        for key, entry in last.items():
            if fault := _fault(entry.figure, self.numbers[key]):
                entry.faults.append(fault)

    def _judge_floor(self, entry: Entry) -> None:
        figure = entry.figure
        assigned = self.assigned.get((figure.municipality_id, figure.year))
        if assigned is not None and figure.value < assigned:
            words = _("%(n)s have been assigned to %(place)s already: the number cannot be lower.")
            entry.faults.append(
                words % {"n": figure.series.written(assigned), "place": figure.municipality}
            )


def _number(row: NeedFigure) -> _Number:
    begins = row.valid_from or ALWAYS
    return _Number(row.series_id, row.municipality_id, row.value, begins)


def _periods(numbers: Sequence[_Number]) -> Iterator[tuple[date, Decimal]]:
    """From when the county's number was another, and what it then was; the earliest first."""
    county = {n.begins: n.value for n in numbers if n.series == COUNTY}
    before = None
    for begins in sorted(county):
        if county[begins] != before:
            yield begins, county[begins]
        before = county[begins]


def _fault(about: NeedFigure, numbers: Sequence[_Number]) -> str:
    """In words, why the municipal numbers of a county and year do not go with its own."""
    periods = list(_periods(numbers))
    municipal = [n for n in numbers if n.series == MUNICIPAL]
    where = {"county": about.county, "year": about.year}
    for day in sorted({n.begins for n in municipal}):
        begun = [period for period in periods if period[0] <= day]
        if not begun:
            return (
                _("No county number is known for %(county)s in %(year)s. It must be entered first.")
                % where
            )
        since, whole = begun[-1]
        holding = {
            n.municipality: n.value
            for n in sorted(municipal, key=lambda n: n.begins)
            if since <= n.begins <= day
        }
        if (total := sum(holding.values(), Decimal(0))) != whole:
            words = (
                _(
                    "The municipal numbers of %(county)s for %(year)s add up to %(total)s. The "
                    "county's number is %(whole)s: take away %(gap)s."
                )
                if total > whole
                else _(
                    "The municipal numbers of %(county)s for %(year)s add up to %(total)s. The "
                    "county's number is %(whole)s: %(gap)s are missing."
                )
            )
            sums = {"total": total, "whole": whole, "gap": abs(whole - total)}
            return words % {**where, **{k: about.series.written(v) for k, v in sums.items()}}
    return ""
