"""The formal check: its items, each beside what Bifall has found, and what a no leads to."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.forms import CheckForm
from applications.models import (
    Application,
    CheckItem,
    Finding,
    Known,
    Likeness,
    answer_checks,
    failed,
    found_in,
    look_for,
)
from applications.rules import drafts, prepares
from applications.views.completion import not_now
from grants import clock, law, steps
from grants.models import SignedInRequest


@dataclass(frozen=True)
class Row:
    """An item on the page: what was found, what was answered, and the two boxes."""

    finding: Finding
    item: CheckItem | None
    answer: BoundField
    note: BoundField

    @property
    def is_open(self) -> bool:
        """Whether somebody must look at it: nothing holds by itself, or what was sent is wrong."""
        waits = self.item is None and not self.finding.holds
        return waits or bool(self.answer.errors or self.note.errors)


@dataclass(frozen=True)
class Way:
    """What a failed item leads to, and where: each address is empty when it is not for now."""

    check: law.Check
    item: CheckItem
    ask_url: str
    decide_url: str


def formal_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm what holds, and answer what is in doubt, each beside what Bifall has found."""
    rows = Application.objects.visible_to(request.user).with_answers()
    application = get_object_or_404(rows, pk=pk)
    if not prepares.test(request.user, application):
        return not_now(request, application, "pass_on")
    if application.state != Application.State.PREPARATION:
        messages.info(request, _("The formal check is made while the case is in preparation."))
        return redirect(application)
    look_for(application)
    known = Known(application, request.user)
    form = _form(request, application, found_in(known), known)
    if form.is_valid() and _keep(application, form, request.user):
        messages.success(request, _("The formal check is saved."))
        return redirect("applications:formal_check", pk)
    context = _check(application, form, known)
    return render(request, "applications/formal_check.html", context)


def _form(
    request: SignedInRequest, application: Application, found: list[Finding], known: Known
) -> CheckForm:
    waits = any(one.state == Likeness.State.ASKED for one in known.likenesses)
    return CheckForm(request.POST or None, application=application, findings=found, waits=waits)


def _check(application: Application, form: CheckForm, known: Known) -> dict[str, Any]:
    """What the page of the formal check shows: the parts of the list, and what is beside it."""
    rows = [
        Row(one, form.answered.get(one.key), form[one.key], form[f"{one.key}_note"])
        for one in form.findings.values()
    ]
    parts = groupby(rows, key=lambda row: row.finding.check.part)
    return {
        "application": application,
        "form": form,
        "parts": [(key, law.PARTS[key], list(there)) for key, there in parts],
        "count": len(rows),
        "answered": sum(row.item is not None for row in rows),
        "to_confirm": len(form.to_confirm()),
        "ways": ways(application, known.user),
        "doubts": law.doubts_about(application.call.terms, application.organisation, clock.today()),
        "waits": steps.hinders(application, "pass_on"),
        "likenesses": known.likenesses,
        "record": known.record,
        "papers": application.organisation.papers_now(),
    }


def ways(application: Application, user: Any) -> list[Way]:
    """What the items that were answered with no lead to, for this person and in this state."""
    asks = "ask_completion" in {step.name for step in steps.open_to(user, application)}
    decides = application.state in ("preparation", "assessment") and drafts.test(user, application)
    ask = reverse("applications:ask_completion", args=[application.pk])
    decide = reverse("decisions:draft", args=[application.pk])
    return [
        Way(
            check,
            item,
            f"{ask}?{urlencode({'check': check.key})}" if asks and check.lead.ask else "",
            f"{decide}?{urlencode({'check': check.key})}" if decides and check.lead.outcome else "",
        )
        for check, item in failed(application)
    ]


@transaction.atomic
def _keep(application: Application, form: CheckForm, user: Any) -> bool:
    """Store the answers, unless the case has gone on meanwhile."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.state != Application.State.PREPARATION:
        form.add_error(None, _("The case is no longer in preparation. Nothing was saved."))
        return False
    given = form.answers()
    if form.data.get("action") == "confirm":
        given |= dict.fromkeys(form.confirmed(), (True, ""))
    answer_checks(locked, given, user)
    return True
