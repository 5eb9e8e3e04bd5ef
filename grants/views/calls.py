"""Pages of calls: what the public reads, and what an officer writes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from grants import ledger, rules, steps
from grants.forms import CallFilter, CallSheet, PriorityForm, earmark_key
from grants.models import Anchor, Call, Criterion, Frame, Priority, Questionnaire, RegionalPriority
from grants.resources import CallTable, download
from grants.rules import Refused

SORTS = {
    "title": "title_sv",
    "fund": "fund__key",
    "county": "county__name_sv",
    "opens": "opens_at",
    "closes": "closes_at",
    "frame": "frame__amount",
}


@login_not_required
def call_list(request: HttpRequest) -> HttpResponse:
    """Open, upcoming and closed calls, for everyone."""
    chosen = CallFilter(request.GET, _calls(request))
    page = Paginator(chosen.qs, 25).get_page(request.GET.get("page"))
    return render(
        request,
        "grants/call_list.html",
        {
            "filter": chosen,
            "page_obj": page,
            "may_make": bool(_counties_as_officer(request.user)),
        },
    )


@login_not_required
def call_export(request: HttpRequest) -> HttpResponse:
    """The calls of the list as a file: `?format=csv`, else for Excel."""
    chosen = CallFilter(request.GET, _calls(request))
    return download(CallTable(), chosen.qs, "utlysningar", request.GET.get("format", "xlsx"))


@login_not_required
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call, for everyone; its board's staff also see its steps and its history."""
    found = get_object_or_404(_readable(request), pk=pk)
    return render(request, "grants/call.html", _shown(request, found))


def call_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The call as an applicant will see it, and what the application form will ask."""
    found = get_object_or_404(_readable(request), pk=pk)
    if not rules.is_staff.test(request.user, found):
        raise PermissionDenied
    return render(request, "grants/call.html", {**_shown(request, found), "preview": True})


def call_new(request: HttpRequest) -> HttpResponse:
    """An officer drafts a call."""
    if not _counties_as_officer(request.user):
        raise PermissionDenied
    sheet = _sheet(request)
    if _wants_to_save(request) and sheet.is_valid():
        try:
            return _saved(request, _store(sheet, request.user))
        except Refused as refusal:
            sheet.call.add_error(None, str(refusal))
    return render(request, "grants/call_form.html", {"sheet": sheet, "form": sheet.call})


@transaction.atomic
def call_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer changes a call that has not been published. The row is locked meanwhile."""
    calls = Call.objects.visible_to(request.user)
    found = get_object_or_404(calls.select_for_update(of=("self",)), pk=pk)
    if not rules.is_officer.test(request.user, found):
        raise PermissionDenied
    if found.state != Call.State.DRAFT:
        return render(request, "grants/call_fixed.html", {"call": found}, status=409)
    title = found.title
    sheet = _sheet(request, found)
    if _wants_to_save(request) and sheet.is_valid():
        try:
            return _saved(request, _store(sheet, request.user))
        except Refused as refusal:
            sheet.call.add_error(None, str(refusal))
    context = {"sheet": sheet, "form": sheet.call, "call": found, "title": title}
    return render(request, "grants/call_form.html", context)


def _calls(request: HttpRequest) -> Any:
    """The calls the person may see, in the order asked for."""
    calls = Call.objects.visible_to(request.user).with_all()
    sort = request.GET.get("sort", "")
    if sort.removeprefix("-") not in SORTS:
        return calls.in_order()
    minus = "-" if sort.startswith("-") else ""
    return calls.order_by(f"{minus}{SORTS[sort.removeprefix('-')]}", "pk")


def _readable(request: HttpRequest) -> Any:
    calls = Call.objects.visible_to(request.user).select_related("frame", "terms__deciding_county")
    board: Any = RegionalPriority.objects.visible_to(request.user)
    along: list[Any] = [
        *("priorities__goals", "priorities__child_rights", "priorities__themes"),
        *("criteria__anchors", "frame__earmarks", "terms__purposes"),
        Prefetch("priorities__drawn_from", board),
    ]
    return calls.with_all().prefetch_related(*along)


def _shown(request: HttpRequest, call: Call) -> dict[str, Any]:
    """What the page of a call shows; the counties' staff also read its history."""
    is_staff = rules.is_staff.test(request.user, call)
    forms = Questionnaire.objects.visible_to(request.user).of(call, "application")
    return {
        "may_clone": bool(_counties_as_officer(request.user)),
        "form_version": forms.only("pk").first(),
        "call": call,
        "is_staff": is_staff,
        "may_edit": call.state == Call.State.DRAFT
        and request.user.is_authenticated
        and rules.is_officer.test(request.user, call),
        "events": steps.history(call, request.user) if is_staff else None,
        "waits": steps.waits_for(request.user, call, "publish")
        if is_staff and call.state == Call.State.DRAFT
        else None,
        "may_apply": call.terms.applicant_types.all(),
    }


def _counties_as_officer(user: Any) -> list[str]:
    return user.counties_as("officer") if user.is_authenticated else []


def _sheet(request: HttpRequest, call: Call | None = None) -> CallSheet:
    """The page as it was sent, with one more row if that was asked for, or as it is stored."""
    if request.method != "POST":
        return CallSheet(request.user, call)
    if "add_row" in request.POST:
        return CallSheet.with_row(request.user, call, request.POST, request.POST["add_row"])
    return CallSheet(request.user, call, request.POST)


def _wants_to_save(request: HttpRequest) -> bool:
    return request.method == "POST" and "add_row" not in request.POST


@transaction.atomic
def _store(sheet: CallSheet, by: Any) -> Call:
    """Save all of the page or nothing. Raises Refused."""
    data = sheet.call.cleaned_data
    call = sheet.call.save(commit=False)
    about_frame = {"fund": call.fund, "county": call.county, "year": data["year"]}
    if call.pk is None:
        call.frame = Frame.objects.create(**about_frame, amount=data["frame_amount"])
        steps.begin(call, by=by)
        Questionnaire.begin_for(call, sheet.call.form_name)
    else:
        for mark in call.frame.earmarks.all():
            ledger.unearmark(mark)
        ledger.resize(call.frame, data["frame_amount"])
        Frame.objects.filter(pk=call.frame_id).update(**about_frame)
        call.save()
    _store_rows(sheet, call)
    return call


def _store_rows(sheet: CallSheet, call: Call) -> None:
    """Rows of a draft are written anew: nothing leans on them before the call is published."""
    for mark in sheet.earmarks.said:
        ledger.earmark(call.frame, key=earmark_key(mark["name_sv"]), **mark)
    call.priorities.all().delete()
    for row in sheet.priorities.said:
        ties = {name: row.pop(name) for name in PriorityForm.TIES}
        priority = Priority.objects.create(call=call, **row)
        for name, tied in ties.items():
            getattr(priority, name).set(tied)
    call.criteria.all().delete()
    for row in sheet.criteria.said:
        anchors, said = row.pop("anchors"), ("steps_sv", "steps_en")
        rest = {name: value for name, value in row.items() if name not in said}
        criterion = Criterion.objects.create(call=call, **rest)
        Anchor.objects.bulk_create(Anchor(criterion=criterion, **one) for one in anchors)


def _saved(request: HttpRequest, call: Call) -> HttpResponse:
    messages.success(request, _("The call is saved as a draft. Nobody outside the board sees it."))
    return redirect("grants:call_preview" if "preview" in request.POST else "grants:call", call.pk)
