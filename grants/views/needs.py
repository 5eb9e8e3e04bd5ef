"""Pages of the needs picture: a place and a year, with a map, small charts and their tables."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import BooleanField, Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from grants import clock
from grants.forms import ChoosePicture
from grants.models import County, Municipality, NeedFigure, NeedSeries
from grants.models.picture import POPULATION, Line, across, picture, sources, years
from grants.resources import FigureTable, download


@login_not_required
def needs(request: HttpRequest) -> HttpResponse:
    """The needs picture of the whole country, county by county."""
    return _page(request, None)


@login_not_required
def needs_place(request: HttpRequest, code: str) -> HttpResponse:
    """The needs picture of a county or of a municipality."""
    if len(code) == 4:
        municipalities = Municipality.objects.select_related("county")
        return _page(request, get_object_or_404(municipalities, pk=code))
    return _page(request, get_object_or_404(County, pk=code))


def _page(request: HttpRequest, place: County | Municipality | None) -> HttpResponse:
    known = years()
    year = _year(request, known)
    lines = picture(place, year)
    context = {
        "place": place,
        "county": place.county if isinstance(place, Municipality) else place,
        "is_municipality": isinstance(place, Municipality),
        "year": year,
        "lines": lines,
        "sources": sources(place, year),
        "may_enter": _may_enter(request),
        **_map(request, lines, place),
    }
    chosen, mapped = context["chosen"], context["mapped"]
    asked = {"year": year, "series": chosen.series.pk if chosen else ""}
    context["form"] = ChoosePicture(asked, known, [one.series for one in mapped])
    return render(request, "grants/needs.html", context)


def _map(request: HttpRequest, lines: list[Line], place: Any) -> dict[str, Any]:
    """Which series can be drawn on a map, which one is, and its places."""
    if isinstance(place, Municipality):
        return {"mapped": [], "chosen": None, "areas": []}
    within: Any = place.municipalities.all() if place else County.objects.all()
    mapped = [line for line in lines if _has_map(line, place)]
    chosen = _chosen(request, mapped)
    areas = _areas(chosen, place, within) if chosen else []
    return {"mapped": mapped, "chosen": chosen, "areas": areas, "within": within}


def _year(request: HttpRequest, known: list[int]) -> int:
    """The year that was asked for, if anything is known of it; else the present one."""
    said = request.GET.get("year", "")
    return int(said) if said.isdecimal() and int(said) in known else clock.today().year


def _has_map(line: Line, place: County | None) -> bool:
    """Whether the series says something of the places within."""
    if line.now is None or line.series.level == NeedSeries.Level.COUNTRY:
        return False
    if place is None:
        return line.series.sums or line.series.level == NeedSeries.Level.COUNTY
    return line.series.level == NeedSeries.Level.MUNICIPALITY


def _chosen(request: HttpRequest, mapped: list[Line]) -> Line | None:
    """The series on the map: what was asked for, else the first that is not the population."""
    said = request.GET.get("series")
    first = [one for one in mapped if one.series.pk == said]
    return next(iter([*first, *(m for m in mapped if m.series.pk != POPULATION), *mapped]), None)


def _areas(line: Line, place: County | None, within: Any) -> list[dict[str, Any]]:
    """The places within with what the series says of each, the most first."""
    assert line.now is not None  # noqa: S101  only such a line has a map
    values = across(line.series, line.now.year, place)
    rows = [{"place": p, "value": values.get(p.pk)} for p in within]
    for row in rows:
        row["written"] = line.series.written(row["value"])
    return sorted(rows, key=lambda row: (row["value"] is None, -(row["value"] or 0)))


def _may_enter(request: HttpRequest) -> bool:
    user = request.user
    return user.is_authenticated and bool(
        user.counties_as("officer") or user.holds("coordinator", None)
    )


@login_not_required
def need_series_list(request: HttpRequest) -> HttpResponse:
    """Every series, with what it is and where it comes from."""
    rows = NeedSeries.objects.visible_to(request.user).select_related("county")
    context = {"rows": rows, "may_enter": _may_enter(request)}
    return render(request, "grants/need_series_list.html", context)


@login_not_required
def need_series(request: HttpRequest, key: str) -> HttpResponse:
    """One series: what it is, and its figures, those that no longer hold too if asked for."""
    rows = NeedSeries.objects.visible_to(request.user).select_related("county")
    series = get_object_or_404(rows, pk=key)
    figures = _figures(request, series)
    context = {
        "series": series,
        "page_obj": Paginator(figures, 50).get_page(request.GET.get("page")),
        "years": sorted({*series.figures.values_list("year", flat=True)}, reverse=True),
        "counties": County.objects.all(),
        "asked": request.GET,
        "may_change": request.user.is_authenticated
        and NeedSeries.objects.written_by(request.user).filter(pk=series.pk).exists()
        and _keeps(request.user, series),
        "may_enter": _may_enter(request),
    }
    return render(request, "grants/need_series.html", context)


@login_not_required
def needs_export(request: HttpRequest) -> HttpResponse:
    """The figures of a series as a file: `?series=`, and if wanted county, year and `all`."""
    rows = NeedSeries.objects.visible_to(request.user)
    series = get_object_or_404(rows, pk=request.GET.get("series", ""))
    kind = request.GET.get("format", "xlsx")
    return download(FigureTable(), _figures(request, series), f"behovsbild-{series.pk}", kind)


def _keeps(user: Any, series: NeedSeries) -> bool:
    """Whether she may change what the series is called: the board's own, or the coordinator."""
    if series.county_id is None:
        return bool(user.holds("coordinator", None))
    return series.county_id in user.counties_as("officer")


def _figures(request: HttpRequest, series: NeedSeries) -> Any:
    """The figures asked for, the newest year first; with `all` those that were replaced too."""
    rows = NeedFigure.objects.visible_to(request.user).filter(series=series)
    county, year = request.GET.get("county", ""), request.GET.get("year", "")
    place = request.GET.get("place", "")
    if county:
        rows = rows.filter(county=county)
    if place:
        rows = rows.filter(municipality=place) if len(place) == 4 else rows.filter(county=place)
    if year:
        if not year.isdecimal() or len(year) != 4:
            raise Http404
        rows = rows.filter(year=int(year))
    holding = rows.in_force().values("pk")
    if "all" not in request.GET:
        rows = rows.filter(pk__in=holding)
    holds = Case(
        When(pk__in=holding, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    return (
        rows.annotate(holds=holds)
        .select_related("series", "county", "municipality", "entered_by")
        .order_by("-year", "county_id", "municipality_id", "-valid_from", "-pk")
    )
