"""Making a new call from an earlier one: its texts, forms, criteria and priorities come along."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from grants import ledger, steps
from grants.forms import CloneForm, PriorityForm
from grants.models import (
    Anchor,
    Call,
    Criterion,
    Frame,
    Priority,
    Questionnaire,
    SignedInRequest,
)
from grants.questions import Version
from grants.rules import Refused


def call_clone(request: SignedInRequest, pk: int) -> HttpResponse:
    """An officer makes a new call, in a county of her own, from any call she can see."""
    calls = Call.objects.visible_to(request.user).select_related("fund", "county", "frame", "terms")
    source = get_object_or_404(calls, pk=pk)
    if not request.user.counties_as("officer"):
        raise PermissionDenied
    form = CloneForm(request.POST or None, user=request.user, source=source)
    if request.method == "POST" and form.is_valid():
        try:
            call, left = _cloned(form, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            for text in left:
                messages.warning(request, text)
            messages.success(request, _("The new call is a draft. Read it through and change it."))
            return redirect("grants:call", call.pk)
    return render(request, "grants/call_clone.html", {"form": form, "source": source})


@transaction.atomic
def _cloned(form: CloneForm, by: Any) -> tuple[Call, list[str]]:
    """The new call with all that comes along, and in words what could not. Raises Refused."""
    data, source = form.cleaned_data, form.source
    call: Call = form.save(commit=False)
    call.frame = Frame.objects.create(
        fund=source.fund, county=call.county, year=data["year"], amount=data["frame_amount"]
    )
    steps.begin(call, by=by)
    _judged(source, call)
    left = [*_changed_rules(source, call), *_earmarked(source, call), *_asked(source, call)]
    return call, left


def _judged(source: Call, call: Call) -> None:
    """Criteria with what their steps mean, and priorities with all that they are tied to."""
    for criterion in Criterion.objects.filter(call=source).order_by("pk"):
        anchors = list(criterion.anchors.all())
        criterion.pk, criterion.call = None, call
        criterion.save(force_insert=True)
        for anchor in anchors:
            anchor.pk, anchor.criterion = None, criterion
        Anchor.objects.bulk_create(anchors)
    for priority in Priority.objects.filter(call=source).order_by("pk"):
        ties = {name: list(getattr(priority, name).all()) for name in PriorityForm.TIES}
        priority.pk, priority.call = None, call
        priority.save(force_insert=True)
        for name, tied in ties.items():
            getattr(priority, name).set(tied)


def _changed_rules(source: Call, call: Call) -> list[str]:
    if source.terms_id == call.terms_id:
        return []
    words = {"basis": call.terms.legal_basis}
    return [
        _(
            "The rules of the fund have changed since: %(basis)s. Look through purposes, criteria "
            "and questions."
        )
        % words
    ]


def _earmarked(source: Call, call: Call) -> list[str]:
    """Earmarks come along while they fit in the new frame."""
    left, free = [], Decimal(call.frame.amount)
    for mark in source.frame.earmarks.order_by("pk"):
        if mark.amount > free:
            left.append(_("The earmark “%s” did not come along: the frame is too small.") % mark)
            continue
        free -= mark.amount
        names = {"key": mark.key, "name_sv": mark.name_sv, "name_en": mark.name_en}
        ledger.earmark(call.frame, amount=mark.amount, **names)
    return left


def _asked(source: Call, call: Call) -> list[str]:
    """The newest version of each form becomes version 1 of the new call, as a draft."""
    Questionnaire.begin_for(call)
    left = []
    for kind, label in Questionnaire.Kind.choices:
        versions = Questionnaire.objects.of(source, kind)
        newest = versions.published().first() or versions.first()
        try:
            version = Version.parse(newest.sections) if newest else None
        except ValidationError:
            version = None
        if version is None:
            left.append(_("The %s did not come along: the fund's own is used.") % label)
        else:
            Questionnaire.objects.filter(call=call, kind=kind).update(sections=version.as_json())
    return left
