"""Entering figures of the needs picture: by hand, or from a spreadsheet that is first looked at."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants import rules
from grants.forms import ChooseFigures, FiguresForm, SeriesForm, SheetForm
from grants.models import NeedSeries, SignedInRequest, entering
from grants.resources import FigureTable, Read, download, read_sheet, template_rows

LOOKED_AT = 24 * 3600  # seconds that a sheet may be looked at before it is entered
SHOWN = 200  # rows of each kind that a preview shows


def needs_import(request: SignedInRequest) -> HttpResponse:
    """A sheet is brought, looked at, and only then entered."""
    _must_enter(request)
    if "told" in request.POST:
        return _enter_sheet(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _preview(request, read_sheet(form.rows, request.user))
    choose = ChooseFigures(None, request.user)
    return render(request, "grants/needs_import.html", {"form": form, "choose": choose})


def needs_template(request: SignedInRequest) -> HttpResponse:
    """A sheet to fill in, with a row for each place and what holds now."""
    _must_enter(request)
    form = ChooseFigures(request.GET, request.user)
    if not form.is_valid():
        context = {"form": SheetForm(), "choose": form}
        return render(request, "grants/needs_import.html", context, status=422)
    rows = _places(form, request.user)
    kind = request.GET.get("format", "xlsx")
    return download(FigureTable(), rows, f"mall-{form.cleaned_data['series'].pk}", kind)


def needs_enter(request: SignedInRequest) -> HttpResponse:
    """The figures of a series and a year, by hand: first which, then one field for each place."""
    _must_enter(request)
    choose = ChooseFigures(request.GET if "series" in request.GET else None, request.user)
    if not choose.is_bound or not choose.is_valid():
        status = 422 if choose.is_bound else 200
        return render(request, "grants/needs_choose.html", {"choose": choose}, status=status)
    places = _places(choose, request.user)
    form = FiguresForm(request.POST or None, places)
    if request.method == "POST" and form.is_valid():
        try:
            return _entered(request, entering.enter(form.entries, request.user), choose)
        except IntegrityError:
            form = FiguresForm(request.POST, _places(choose, request.user))
            form.add_error(None, _meanwhile())
    context = {"choose": choose, "form": form, **choose.cleaned_data}
    return render(request, "grants/needs_enter.html", context)


def need_series_new(request: SignedInRequest) -> HttpResponse:
    """The coordinator begins a series for the country, an officer one for her county."""
    _must_enter(request)
    form = SeriesForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        series = form.save()
        messages.success(request, _("The series is there. Now its figures can be entered."))
        return redirect(series)
    return render(request, "grants/need_series_form.html", {"form": form})


def need_series_edit(request: SignedInRequest, key: str) -> HttpResponse:
    """What a series is called and where it comes from, changed by the board that keeps it."""
    series = get_object_or_404(NeedSeries.objects.visible_to(request.user), pk=key)
    is_national = series.county_id is None and request.user.holds("coordinator", None)
    if not is_national and series.county_id not in request.user.counties_as("officer"):
        raise PermissionDenied
    form = SeriesForm(request.POST or None, instance=series, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The series is changed."))
        return redirect(series)
    return render(request, "grants/need_series_form.html", {"form": form, "series": series})


def _must_enter(request: SignedInRequest) -> None:
    if not request.user.counties_as("officer") and not request.user.holds("coordinator", None):
        raise PermissionDenied


def _places(choose: ChooseFigures, user: Any) -> list[Any]:
    """The rows of the chosen series that she may enter."""
    asked = choose.cleaned_data
    rows = template_rows(asked["series"], asked["county"], asked["year"])
    return [row for row in rows if rules.enters_figures.test(user, row)]


def _preview(request: SignedInRequest, read: Read, moved: bool = False) -> HttpResponse:
    """What would be new, changed or unchanged, and what is wrong. Nothing is stored."""
    told = signing.dumps([read.rows, read.kinds], salt=_salt(request), compress=True)
    groups = [
        (kind, [line for line in read.lines if line.kind == kind])
        for kind in ("wrong", "changed", "new", "unchanged")
    ]
    context = {
        "read": read,
        "groups": [(kind, rows[:SHOWN], len(rows) - SHOWN) for kind, rows in groups if rows],
        "told": told,
        "moved": moved,
    }
    return render(request, "grants/needs_preview.html", context)


def _enter_sheet(request: SignedInRequest) -> HttpResponse:
    try:
        rows, kinds = signing.loads(request.POST["told"], salt=_salt(request), max_age=LOOKED_AT)
    except signing.BadSignature:
        messages.error(request, _("The sheet was looked at too long ago. Bring it again."))
        return redirect("grants:needs_import")
    read = read_sheet(rows, request.user)
    if read.kinds != kinds or not read.can_be_entered:
        return _preview(request, read, moved=True)
    try:
        return _entered(request, entering.enter(read.entries, request.user))
    except IntegrityError:
        return _preview(request, read_sheet(rows, request.user), moved=True)


def _salt(request: SignedInRequest) -> str:
    return f"grants.needs {request.user.pk}"


def _meanwhile() -> str:
    return _("Somebody else entered figures meanwhile. Nothing of yours is lost: look again.")


def _entered(
    request: SignedInRequest, count: int, choose: ChooseFigures | None = None
) -> HttpResponse:
    if not count:
        messages.info(request, _("Nothing was changed: the figures are as they were."))
    else:
        words = ngettext("%s figure was entered.", "%s figures were entered.", count)
        messages.success(request, words % count)
    if choose is None:
        return redirect("grants:needs")
    asked = QueryDict(mutable=True)
    asked.update({"year": choose.cleaned_data["year"], "series": choose.cleaned_data["series"].pk})
    place = reverse("grants:needs_place", args=[choose.cleaned_data["county"].pk])
    return redirect(f"{place}?{asked.urlencode()}")
