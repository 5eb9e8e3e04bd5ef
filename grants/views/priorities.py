"""Pages of regional priorities: what a county puts first in a year, and how that came about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from grants import clock, rules
from grants.forms import ChoosePriorities, RegionalPriorityForm
from grants.models import (
    Call,
    ChildRight,
    County,
    Fund,
    Goal,
    HumanRightsTheme,
    NeedSeries,
    RegionalPriority,
    SignedInRequest,
)


@login_not_required
def priorities(request: HttpRequest) -> HttpResponse:
    """The priorities of a county and a year, the national ones first."""
    seen = RegionalPriority.objects.visible_to(request.user)
    county, year, known = _asked(request, seen)
    found = seen.for_county(county, year).with_ties()
    fund = Fund.objects.filter(pk=request.GET.get("fund", "")).first()
    rows = list(found.for_fund(fund) if fund else found)
    holding = [row for row in rows if row.withdrawn_at is None]
    own = [row for row in holding if row.county_id == (county and county.pk)]
    asked = {"county": county and county.pk, "year": year, "fund": fund and fund.pk}
    may_write = rules.writes_priorities.test(request.user, RegionalPriority(county=county))
    context = {
        "county": county,
        "year": year,
        "inherited": [row for row in holding if row.is_national] if county else [],
        "own": own,
        "withdrawn": [row for row in rows if row.withdrawn_at] if may_write else [],
        "form": ChoosePriorities(asked, known),
        "may_write": may_write,
        "unpublished": [row for row in own if row.published_at is None],
        "may_copy": may_write and not own and _last_year(county, year).exists(),
    }
    return render(request, "grants/priorities.html", context)


@login_not_required
def priority(request: HttpRequest, pk: int) -> HttpResponse:
    """One priority; staff also read who changed what and when."""
    found = get_object_or_404(RegionalPriority.objects.visible_to(request.user).with_ties(), pk=pk)
    drawn = Call.objects.visible_to(request.user).filter(priorities__drawn_from=found).distinct()
    is_staff = rules.is_staff.test(request.user, found)
    context = {
        "priority": found,
        "calls": drawn.select_related("county"),
        "is_staff": is_staff,
        "may_write": rules.writes_priorities.test(request.user, found),
        "changes": changes_of(found) if is_staff else [],
    }
    return render(request, "grants/priority.html", context)


def priority_new(request: SignedInRequest) -> HttpResponse:
    """An officer writes a priority for her county, the coordinator a national one."""
    if not (request.user.counties_as("officer") or request.user.holds("coordinator", None)):
        raise PermissionDenied
    first = {name: request.GET[name] for name in ("county", "year") if request.GET.get(name)}
    form = RegionalPriorityForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form)
    return render(request, "grants/priority_form.html", {"form": form})


@transaction.atomic
def priority_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """A priority is changed. The row is locked meanwhile, and what it said before is kept."""
    found = _written(request, pk)
    form = RegionalPriorityForm(request.POST or None, instance=found, user=request.user)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form)
    context = {"form": form, "priority": found, "title": str(found)}
    return render(request, "grants/priority_form.html", context)


@require_POST
@transaction.atomic
def priority_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """It holds no more, or holds again. Calls that have drawn on it keep what they say."""
    found = _written(request, pk)
    found.withdrawn_at = None if "again" in request.POST else clock.now()
    found.write(request.user)
    said = _("The priority holds again.") if "again" in request.POST else _("It was withdrawn.")
    messages.success(request, said)
    return redirect(found)


@require_POST
@transaction.atomic
def priorities_publish(request: SignedInRequest) -> HttpResponse:
    """From now on everyone reads the priorities of the county and the year."""
    county, year = _posted(request)
    rows = RegionalPriority.objects.written_by(request.user).holding().select_for_update()
    rows = rows.filter(county=county, year=year, published_at=None)
    for row in rows:
        row.published_at = clock.now()
        row.write(request.user)
    words = ngettext("%s priority was published.", "%s priorities were published.", len(rows))
    messages.success(request, words % len(rows))
    return _to_list(county, year)


@require_POST
@transaction.atomic
def priorities_copy(request: SignedInRequest) -> HttpResponse:
    """The priorities of the year before, as drafts to go on from. Only into an empty year."""
    county, year = _posted(request)
    if RegionalPriority.objects.holding().filter(county=county, year=year).exists():
        messages.error(request, _("There are priorities for that year already."))
        return _to_list(county, year)
    for row in _last_year(county, year):
        tied = {name: list(getattr(row, name).all()) for name in RegionalPriority.TIED}
        row.pk, row.year, row.published_at, row.ties = None, year, None, {}
        row._state.adding = True
        row.write(request.user, **tied)
    messages.success(request, _("Last year's priorities are here as drafts. Change what is new."))
    return _to_list(county, year)


def _asked(request: HttpRequest, seen: Any) -> tuple[County | None, int, list[int]]:
    """Whose priorities and of which year: what is asked for, else one's own county, this year."""
    this_year = clock.today().year
    known = sorted({*seen.order_by().values_list("year", flat=True).distinct(), this_year + 1})
    known = sorted({*known, this_year}, reverse=True)
    user: Any = request.user
    own = user.counties_as("officer", "decider", "auditor") if user.is_authenticated else []
    code = request.GET.get("county", own[0] if own else "")
    county = get_object_or_404(County, pk=code) if code else None
    said = request.GET.get("year", "")
    year = int(said) if said.isdecimal() and int(said) in known else this_year
    return county, year, known


def _posted(request: SignedInRequest) -> tuple[County | None, int]:
    code, year = request.POST.get("county", ""), request.POST.get("year", "")
    county = get_object_or_404(County, pk=code) if code else None
    if not year.isdecimal() or not 2010 <= int(year) <= 2100:
        raise Http404
    if not rules.writes_priorities.test(request.user, RegionalPriority(county=county)):
        raise PermissionDenied
    return county, int(year)


def _last_year(county: County | None, year: int) -> Any:
    return RegionalPriority.objects.holding().filter(county=county, year=year - 1).order_by("pk")


def _written(request: SignedInRequest, pk: int) -> RegionalPriority:
    rows = RegionalPriority.objects.visible_to(request.user).select_for_update(of=("self",))
    found = get_object_or_404(rows, pk=pk)
    if not rules.writes_priorities.test(request.user, found):
        raise PermissionDenied
    return found


@transaction.atomic
def _saved(request: SignedInRequest, form: RegionalPriorityForm) -> HttpResponse:
    row = form.save(commit=False)
    row.write(request.user, **form.tied)
    if row.published_at is None:
        messages.success(request, _("The priority is saved. It is published with its year."))
    else:
        messages.success(request, _("The priority is changed, and everyone reads it."))
    return redirect(row)


def _to_list(county: County | None, year: int) -> HttpResponse:
    code = county.pk if county else ""
    return redirect(f"{reverse('grants:priorities')}?county={code}&year={year}")


# How it came about


@dataclass(frozen=True)
class Change:
    """What somebody did to a priority at a moment: field by field, before and after."""

    at: datetime
    by: Any
    fields: list[tuple[str, str, str]]


FIELDS = {
    "name_sv": gettext_lazy("priority, Swedish"),
    "name_en": gettext_lazy("priority, English"),
    "weight": gettext_lazy("weight"),
    "fund": gettext_lazy("fund"),
    "reason_sv": gettext_lazy("reason, Swedish"),
    "reason_en": gettext_lazy("reason, English"),
    "published_at": gettext_lazy("published"),
    "withdrawn_at": gettext_lazy("withdrawn"),
}
TIES: dict[str, tuple[Any, Any]] = {
    "series": (gettext_lazy("rests on"), NeedSeries),
    "goals": (gettext_lazy("goals of Agenda 2030"), Goal),
    "child_rights": (gettext_lazy("rights of the child"), ChildRight),
    "themes": (gettext_lazy("human rights themes"), HumanRightsTheme),
}


def changes_of(found: RegionalPriority) -> list[Change]:
    """Every change of the priority, the newest first, in a fixed number of queries."""
    events = list(found.events.select_related("changed_by", "fund").order_by("pgh_id"))
    names = {
        name: {one.pk: str(one) for one in model.objects.all()}
        for name, (_label, model) in TIES.items()
    }
    told = [_told(event, names) for event in events]
    changes = []
    for place, event in enumerate(events):
        before = told[place - 1] if place else dict.fromkeys(told[place], "")
        fields = [
            (str(label), before[name], told[place][name])
            for name, label in [*FIELDS.items(), *((n, pair[0]) for n, pair in TIES.items())]
            if before[name] != told[place][name]
        ]
        changes.append(Change(event.changed_at, event.changed_by, fields))
    return [change for change in reversed(changes) if change.fields]


def _told(event: Any, names: dict[str, dict[Any, str]]) -> dict[str, str]:
    """What the priority said after a change, in words."""
    told = {name: str(getattr(event, name) or "") for name in FIELDS}
    told["fund"] = str(event.fund or _("All funds"))
    for name in ("published_at", "withdrawn_at"):
        told[name] = str(_("yes")) if getattr(event, name) else ""
    for name in TIES:
        told[name] = "; ".join(names[name].get(pk, str(pk)) for pk in event.ties.get(name, []))
    return told
