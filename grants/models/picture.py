"""The needs picture of a place: what each series says of it, year by year, for pages to show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import CharField, Count, Q, Sum, Value

from grants import clock
from grants.models.needs import NeedFigure, NeedSeries
from grants.models.places import County, Municipality

POPULATION = "befolkning"
MOST_BESIDE = 4  # municipalities side by side beside an application


@dataclass
class Said:
    """What a series says of a place in a year; `places` is how many municipalities it sums."""

    year: int
    value: Decimal
    places: int = 0


@dataclass
class Line:
    """A series and what it says of one place over the years, the earliest first."""

    series: NeedSeries
    said: list[Said] = field(default_factory=list)
    year: int = 0
    population: Decimal | None = None

    @property
    def now(self) -> Said | None:
        """What holds for the year, or for the newest year before it."""
        return next((one for one in reversed(self.said) if one.year <= self.year), None)

    @property
    def before(self) -> Said | None:
        """What was said of the year before that."""
        now = self.now
        return next((one for one in reversed(self.said) if now and one.year < now.year), None)

    @property
    def written(self) -> str:
        return self.series.written(self.now.value if self.now else None)

    @property
    def before_written(self) -> str:
        return self.series.written(self.before.value if self.before else None)

    @property
    def is_earlier(self) -> bool:
        """Whether the newest figure is of an earlier year than the one asked for."""
        return self.now is not None and self.now.year != self.year

    @property
    def per_thousand(self) -> str:
        """The figure per 1,000 inhabitants, where that says something."""
        counted = self.series.sums and self.series.pk != POPULATION
        if not (counted and self.now and self.population):
            return "–"
        rate = (self.now.value * 1000 / self.population).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return _one_decimal(rate)

    @property
    def points(self) -> list[tuple[str, float, str]]:
        """The years for a drawing: label, figure, figure in words."""
        return [(str(s.year), float(s.value), self.series.written(s.value)) for s in self.said]


def years() -> list[int]:
    """The years that any figure speaks of, and the present one; the newest first."""
    known = set(NeedFigure.objects.order_by().values_list("year", flat=True).distinct())
    return sorted(known | {clock.today().year}, reverse=True)


def picture(place: Municipality | County | None, year: int) -> list[Line]:
    """What every series says of the place (none: the whole country), in three queries.

    For a county and the country, municipalities and counties are added up where that can be done.
    """
    lines: dict[str, Line] = {}
    offered = NeedSeries.objects.filter(Q(county=None) | Q(county=_county_of(place)))
    known = {series.pk: series for series in offered}
    own = NeedFigure.objects.in_force().filter(_of(place))
    said = [(f.series_id, Said(f.year, f.value)) for f in own]
    if not isinstance(place, Municipality):
        said += _added(place)
    for key, one in sorted(said, key=lambda pair: pair[1].year):
        if key in known:
            lines.setdefault(key, Line(known[key], year=year)).said.append(one)
    population = lines[POPULATION].now if POPULATION in lines else None
    if POPULATION in lines and population is None:
        population = lines[POPULATION].said[0]  # of a later year, which is better than none
    for line in lines.values():
        line.population = population.value if population else None
    return [lines[key] for key in known if key in lines]


def sources(place: Municipality | County | None, year: int) -> list[str]:
    """Where the figures of the place and of the places within come from, up to the year."""
    within = Q(municipality=place) if isinstance(place, Municipality) else Q(county=place)
    held = NeedFigure.objects.in_force().filter(within if place else Q(), year__lte=year)
    newest = NeedFigure.objects.filter(pk__in=held.values("pk")).exclude(source="")
    return list(newest.order_by("source").values_list("source", flat=True).distinct())


def across(series: NeedSeries, year: int, county: County | None = None) -> dict[str, Decimal]:
    """What the series says of each municipality of a county, or of each county; by code.

    The counties' figures are their municipalities' added up where the series is municipal.
    """
    held = NeedFigure.objects.in_force().filter(series=series, year=year)
    if county is not None:
        return {f.municipality_id: f.value for f in held.filter(county=county) if f.municipality_id}
    if series.level == NeedSeries.Level.COUNTY:
        return {f.county_id: f.value for f in held if f.county_id}
    sums = NeedFigure.objects.filter(pk__in=held.values("pk"), series__sums=True)
    rows = sums.order_by().values("county").annotate(total=Sum("value"))
    return {row["county"]: row["total"] for row in rows if row["county"]}


@dataclass
class Beside:
    """The needs picture of the places of an application, series by series."""

    places: list[Any]
    rows: list[tuple[NeedSeries, list[tuple[Any, Line | None]]]]
    left_out: int
    year: int


def beside(municipalities: Iterable[Municipality], county: County, year: int) -> Beside:
    """The figures of the municipalities and of the county, in two queries however many."""
    chosen = list(municipalities)
    places = chosen[:MOST_BESIDE]
    held = NeedFigure.objects.in_force().filter(
        Q(municipality__in=places) | Q(county=county), year__lte=year
    )
    rows = NeedFigure.objects.filter(pk__in=held.values("pk")).order_by()
    own = rows.filter(Q(municipality__in=places) | Q(county=county, municipality=None))
    within = rows.filter(county=county, municipality__isnull=False, series__sums=True)
    nowhere = Value(None, output_field=CharField())
    added = within.values("series_id", "year").annotate(nowhere=nowhere, total=Sum("value"))
    figures = own.values_list("series_id", "year", "municipality_id", "value").union(
        added.values_list("series_id", "year", "nowhere", "total"), all=True
    )
    known = {s.pk: s for s in NeedSeries.objects.filter(Q(county=None) | Q(county=county))}
    said: dict[tuple[str, Any], list[Said]] = defaultdict(list)
    for series_id, of_year, where, value in figures:
        said[series_id, where].append(Said(of_year, value))
    told = []
    for series in known.values():
        keys = [*((place, place.pk) for place in places), (county, None)]
        cells = [(place, _line(series, said.get((series.pk, key)), year)) for place, key in keys]
        if any(line for _place, line in cells):
            told.append((series, cells))
    return Beside([*places, county], told, len(chosen) - len(places), year)


def _line(series: NeedSeries, said: Sequence[Said] | None, year: int) -> Line | None:
    return Line(series, sorted(said, key=lambda one: one.year), year) if said else None


def _of(place: Municipality | County | None) -> Q:
    if isinstance(place, Municipality):
        return Q(municipality=place)
    return Q(county=place, municipality=None)


def _county_of(place: Municipality | County | None) -> Any:
    return place.county_id if isinstance(place, Municipality) else place


def _added(place: County | None) -> list[tuple[str, Said]]:
    """The figures of the places within, added up by series and year."""
    within = Q(municipality__isnull=False) & Q(county=place) if place else Q(county__isnull=False)
    held = NeedFigure.objects.in_force().filter(within, series__sums=True)
    rows = NeedFigure.objects.filter(pk__in=held.values("pk")).order_by()
    added = rows.values("series", "year").annotate(total=Sum("value"), places=Count("pk"))
    return [(row["series"], Said(row["year"], row["total"], row["places"])) for row in added]


def _one_decimal(value: Decimal) -> str:
    return NeedSeries(decimals=1).written(value)
