"""Over-subscription as it stands now, for the boards: one total, divided as asked, and by day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from applications.forms import CUTS, PressureFilter
from applications.models import Application, Day, Oversubscription
from applications.resources import PressureTable
from grants import chart, clock
from grants.models import (
    Call,
    County,
    Earmark,
    Fund,
    Municipality,
    Priority,
    SignedInRequest,
)
from grants.resources import download
from grants.templatetags.bifall import day, kr, ratio

MOST_DRAWN = 15  # groups; all of them are in the table
MOST_DAYS = 40  # points of the line
A_WHILE = timedelta(days=7)
LINKED = ("call", "county", "fund", "year")
WITHOUT_MONEY = ("priority", "municipality")


@dataclass(frozen=True)
class Line:
    """One group of the cut that was asked for, by name. SEK."""

    name: str
    url: str
    count: int
    applied: Decimal
    available: Decimal | None
    ratio: Decimal | None


def pressure(request: SignedInRequest) -> HttpResponse:
    """The calls of the reader's boards; for the national coordinator those of the whole country."""
    chosen = PressureFilter(request.GET, _calls(request.user))
    user, sought = request.user, Application.objects
    [total] = sought.oversubscription(chosen.qs, unseen_by=user)
    days = _spread(sought.sought_by_day(chosen.qs, unseen_by=user))
    lines = _lines(chosen, user, request.GET.get("sort", ""))
    context = {
        "filter": chosen,
        "total": total,
        "bars": two_bars(total),
        "lines": lines,
        "cut": dict(CUTS)[chosen.cut],
        "by": chosen.cut,
        "has_money": chosen.cut not in WITHOUT_MONEY,
        "drawn": _drawn(lines, chosen.cut),
        "days": days,
        "line": _line(days),
        "there_are_calls": chosen.queryset.exists(),
        "export_url": reverse("applications:pressure_export"),
    }
    return render(request, "applications/pressure.html", context)


def export(request: SignedInRequest) -> HttpResponse:
    """The same groups as a file: `?format=csv`, else for Excel."""
    chosen = PressureFilter(request.GET, _calls(request.user))
    lines = _lines(chosen, request.user, request.GET.get("sort", ""))
    return download(PressureTable(), lines, "sokkvot", request.GET.get("format", "xlsx"))


def two_bars(total: Oversubscription) -> SafeString:
    """Money sought over money available, to one scale, with the sökkvot as a number."""
    return chart.two_bars(
        (_("Sought"), float(total.applied), kr(total.applied)),
        (_("Available"), float(total.available), kr(total.available)),
        title=_("Money sought and money available"),
        figure=ratio(total.ratio),
    )


def _calls(user: Any) -> QuerySet[Call]:
    """The published calls of the boards that the user works for. Raises PermissionDenied."""
    calls = Call.objects.visible_to(user).exclude(state__in=["draft", "cancelled"])
    if user.holds("coordinator", None):
        return calls
    codes = user.counties_as("officer", "decider", "finance", "auditor")
    if not codes:
        raise PermissionDenied
    return calls.filter(Q(county__in=codes) | Q(terms__deciding_county__in=codes))


def _lines(chosen: PressureFilter, user: Any, sort: str) -> list[Line]:
    """The groups by name, in the order asked for: else what is sought most of first."""
    figures = Application.objects.oversubscription(chosen.qs, by=chosen.cut, unseen_by=user)
    names, money = _names(chosen, figures), chosen.cut not in WITHOUT_MONEY
    lines = [
        Line(
            name=names.get(f.key, str(f.key)),
            url=_link(chosen, f.key),
            count=f.count,
            applied=f.applied,
            available=f.available if money else None,
            ratio=f.ratio,
        )
        for f in figures
    ]
    field = sort.removeprefix("-")
    if field == "name":
        return sorted(lines, key=lambda line: _in_swedish(line.name), reverse=sort != field)
    if field not in ("count", "applied", "available", "ratio"):
        field, sort = ("ratio", "-ratio") if money else ("applied", "-applied")
    return sorted(lines, key=lambda line: getattr(line, field) or 0, reverse=sort != field)


def _in_swedish(name: str) -> str:
    """The name as it is put in order: å, ä and ö last, as the database does it elsewhere."""
    return name.lower().translate(str.maketrans("åäöéü", "{|}ey"))


def _names(chosen: PressureFilter, figures: list[Oversubscription]) -> dict[Any, str]:
    """What each key is called. One query at most."""
    keys, by = [f.key for f in figures], chosen.cut
    if by == "year":
        return {key: str(key) for key in keys}
    if by == "earmark":
        marks = Earmark.objects.filter(key__in=keys).order_by("pk")
        return {mark.key: mark.name for mark in marks}
    if by == "priority":
        rows = list(Priority.objects.filter(pk__in=keys).select_related("call"))
        alone = len({row.call_id for row in rows}) == 1
        return {row.pk: str(row) if alone else f"{row} ({row.call})" for row in rows}
    if by == "call":
        return _told_apart(Call.objects.filter(pk__in=keys).select_related("frame"))
    kind: Any = {"county": County, "fund": Fund, "municipality": Municipality}[by]
    return {row.pk: row.name for row in kind.objects.filter(pk__in=keys)}


def _told_apart(calls: Iterable[Call]) -> dict[Any, str]:
    """Each call's title with its year, and with its last day where two are called the same."""
    names = {}
    for call in calls:
        year = str(call.frame.year)
        names[call] = call.title if year in call.title else f"{call.title}, {year}"
    often = Counter(names.values())
    return {
        call.pk: f"{name} ({_('to')} {day(call.closes_at)})" if often[name] > 1 else name
        for call, name in names.items()
    }


def _link(chosen: PressureFilter, key: Any) -> str:
    """To one group alone, with the other choices as they are."""
    if chosen.cut not in LINKED:
        return ""
    query = chosen.data.copy()
    query[chosen.cut], query["by"] = str(key), "call"
    return f"{reverse('applications:pressure')}?{query.urlencode()}"


def _drawn(lines: list[Line], by: str) -> SafeString | None:
    """The groups as bars to one scale: the highest, when there are many."""
    if len(lines) < 2:
        return None
    if by in WITHOUT_MONEY:
        rows = [(line.name, float(line.applied), kr(line.applied)) for line in lines]
        title = _("Money sought")
    else:
        rows = [(line.name, float(line.ratio or 0), ratio(line.ratio)) for line in lines]
        title = _("Over-subscription ratio")
    rows = sorted(rows, key=lambda row: -row[1])[:MOST_DRAWN]
    if len(lines) > MOST_DRAWN:
        title = _("%(what)s, the %(number)s highest") % {"what": title, "number": MOST_DRAWN}
    return chart.bars(rows, title=title)


def _spread(days: Sequence[Day]) -> list[Day]:
    """From the day before the first to the last change, at even distances: every day when few.

    A day without a change is as the day before it. The line goes on for a while after the last.
    """
    if not days:
        return []
    last = min(max(days[-1].day, clock.today()), days[-1].day + A_WHILE)
    step = timedelta(days=max(1, -(-(last - days[0].day).days // (MOST_DAYS - 2))))
    shown = [last]
    while shown[-1] >= days[0].day:
        shown.append(shown[-1] - step)
    points, place, stands = [], 0, Day(shown[-1], 0, Decimal(0))
    for when in reversed(shown):
        while place < len(days) and days[place].day <= when:
            stands, place = days[place], place + 1
        points.append(replace(stands, day=when))
    return points


def _line(days: list[Day]) -> SafeString:
    points = [(date_format(day.day, "j/n"), float(day.applied), kr(day.applied)) for day in days]
    return chart.line(points, title=_("Money sought at the end of each day"))
