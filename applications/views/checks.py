"""The formal check: its questions, and what Bifall itself can say to each."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.forms import CheckForm
from applications.models import Application, CheckItem, signature_finding
from applications.rules import prepares
from applications.views.completion import not_now
from grants import clock, law, steps
from grants.models import SignedInRequest

Q = CheckItem.Question
# What a no leads to: what can be mended is asked for first (förvaltningslagen 20 §).
FOLLOWS = {
    Q.MAY_APPLY: gettext_lazy("Propose a rejection: the fund is not for this applicant."),
    Q.SIGNED: gettext_lazy("Ask for completion. If nobody who may sign does, propose dismissal."),
    Q.PURPOSE: gettext_lazy("Propose a rejection: the activity serves no purpose of the fund."),
    Q.PERIOD: gettext_lazy("Ask for completion. If the period still does not fit, reject it."),
    Q.COSTS: gettext_lazy("Ask for completion. If no budget comes, propose dismissal."),
    Q.NO_OTHER_GRANT: gettext_lazy("Ask for completion. Costs already paid for cannot be granted."),
}


@dataclass(frozen=True)
class Finding:
    """What Bifall itself can say to a question of the formal check. `holds` None: nothing."""

    question: str
    label: str
    holds: bool | None
    text: str
    follows: Any


def findings(application: Application, user: Any, faults: list[Any] | None = None) -> list[Finding]:
    """One finding a question, in their order. `faults` are the application's, when known."""
    found = {
        Q.MAY_APPLY: _about_applicant(application),
        Q.SIGNED: signature_finding(application),
        Q.PURPOSE: _about_purpose(application),
        Q.PERIOD: _about_period(application),
        Q.COSTS: _about_costs(application.faults() if faults is None else faults),
        Q.NO_OTHER_GRANT: _about_other_money(application, user),
    }
    return [Finding(q.value, str(q.label), *found[q], FOLLOWS[q]) for q in Q]


def _about_applicant(application: Application) -> tuple[bool, str]:
    hinders = law.hinders_to_apply(application.call.terms, application.organisation, clock.today())
    said = [f"{hinder.message} ({hinder.paragraph})" for hinder in hinders]
    return not hinders, " ".join(said) or _("Nothing in the register stops the applicant.")


def _about_purpose(application: Application) -> tuple[None, str]:
    said = "; ".join(f"{p} ({p.paragraph})" for p in application.purposes.all())
    return None, _("The applicant has chosen: %s.") % said


def _about_period(application: Application) -> tuple[bool, str]:
    call, first, last = application.call, application.period_from, application.period_to
    fits = first is not None and last is not None and call.is_within_period(first, last)
    return fits, _("%(first)s to %(last)s; the call allows %(from)s to %(to)s.") % {
        "first": first,
        "last": last,
        "from": call.period_from,
        "to": call.period_to,
    }


def _about_costs(faults: list[Any]) -> tuple[bool, str]:
    wrong = [str(fault.message) for fault in faults if fault.key in ("budget", "amount")]
    return not wrong, " ".join(wrong) or _("The costs and the money to cover them agree.")


def _about_other_money(application: Application, user: Any) -> tuple[bool | None, str]:
    """Among the cases that the officer may see: sums never tell of what she may not."""
    others = Application.objects.visible_to(user).counted().exclude(pk=application.pk)
    same = others.filter(
        organisation=application.organisation_id, call__fund=application.call.fund_id
    )
    count = same.exclude(state=Application.State.REJECTED).count()
    if count:
        return False, _("The applicant has other applications for this fund: %d.") % count
    return None, _("You see no other application by the applicant for this fund.")


def _case(request: SignedInRequest, pk: int) -> Application:
    return get_object_or_404(Application.objects.visible_to(request.user).with_all(), pk=pk)


def formal_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the questions of the formal check, each beside what Bifall has found."""
    application = _case(request, pk)
    if not prepares.test(request.user, application):
        return not_now(request, application, "pass_on")
    if application.state != Application.State.PREPARATION:
        messages.info(request, _("The formal check is made while the case is in preparation."))
        return redirect(application)
    form = CheckForm(request.POST or None, application=application)
    if form.is_valid() and _keep_answers(application, form, request.user):
        messages.success(request, _("The formal check is saved."))
        return redirect("applications:formal_check", pk)
    context = _check(application, form, request.user)
    return render(request, "applications/formal_check.html", context)


def _check(application: Application, form: CheckForm, user: Any) -> dict[str, Any]:
    """What the page of the formal check shows: questions, findings, and what a stored no means."""
    no = application.check_items.filter(holds=False).values_list("question", flat=True)
    return {
        "application": application,
        "form": form,
        "rows": [
            (found, form[found.question], form[f"{found.question}_note"])
            for found in findings(application, user)
        ],
        "doubts": law.doubts_about(application.call.terms, application.organisation, clock.today()),
        "follows": [FOLLOWS[Q(question)] for question in no],
        "waits": steps.hinders(application, "pass_on"),
    }


@transaction.atomic
def _keep_answers(application: Application, form: CheckForm, user: Any) -> bool:
    """Store the answers unless the case has gone on meanwhile; only changed ones get a new name."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if locked.state != Application.State.PREPARATION:
        form.add_error(None, _("The case is no longer in preparation. Nothing was saved."))
        return False
    stored = {item.question: item for item in locked.check_items.all()}
    for question, (holds, note) in form.answers().items():
        item = stored.get(question) or CheckItem(application=locked, question=question)
        if item.pk is None or (item.holds, item.note) != (holds, note):
            item.holds, item.note, item.by, item.at = holds, note, user, clock.now()
            item.save()
    return True
