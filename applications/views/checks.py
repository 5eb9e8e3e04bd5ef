"""The formal check: its questions, and what Bifall itself can say to each."""

from collections.abc import Iterable
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

# Hinders in the plan that say something of the activity itself.
OF_ACTIVITY = (
    *("target_groups", "guides", "for_profit", "free_of_charge", "internship"),
    *("economic", "legal_duty", "purposes"),
)


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
    planned = _hinders_in(application)
    found = {
        Q.MAY_APPLY: _about_applicant(application),
        Q.SIGNED: signature_finding(application),
        Q.PURPOSE: _about_purpose(application, planned),
        Q.PERIOD: _about_period(application),
        Q.COSTS: _about_costs(application.faults() if faults is None else faults),
        Q.NO_OTHER_GRANT: _about_other_money(application, user),
    }
    return [Finding(q.value, str(q.label), *found[q], FOLLOWS[q]) for q in Q]


def _hinders_in(application: Application) -> dict[str, law.Hinder]:
    """What the law says of the answers, by its key. A question that is not asked says nothing."""
    values = application.values()
    plan = law.Plan(
        purposes=frozenset(values.get("purposes", ())),
        free_of_charge=values.get("free_of_charge", True),
        is_internship=values.get("internship", False),
        is_economic=values.get("economic", False),
        is_for_profit=not values.get("non_profit", True),
        is_legal_duty=values.get("legal_duty") == "yes",
    )
    terms, kind = application.call.terms, application.organisation.applicant_type_id
    hinders = law.hinders_to_plan(terms, application.purposes.all(), kind, plan)
    return {hinder.key: hinder for hinder in hinders}


def _said(hinders: Iterable[law.Hinder]) -> str:
    """The hinders in words, each with its paragraph where that is certain."""
    return " ".join(
        f"{one.message} ({one.paragraph})" if one.paragraph else str(one.message) for one in hinders
    )


def _about_applicant(application: Application) -> tuple[bool, str]:
    """What the register says, and whether a paper application came in time."""
    hinders = law.hinders_to_apply(application.call.terms, application.organisation, clock.today())
    said = [_said(hinders) or _("Nothing in the register stops the applicant.")]
    if application.is_late:
        said.append(_("It came on paper after the call had closed: propose dismissal."))
    return not hinders and not application.is_late, " ".join(said)


def _about_purpose(
    application: Application, planned: dict[str, law.Hinder]
) -> tuple[bool | None, str]:
    """The purposes that are chosen, and what in the answers the law does not allow."""
    chosen = "; ".join(f"{p} ({p.paragraph})" for p in application.purposes.all())
    wrong = [hinder for key, hinder in planned.items() if key in OF_ACTIVITY]
    said = _("The applicant has chosen: %s.") % chosen
    return (False if wrong else None), " ".join(text for text in (said, _said(wrong)) if text)


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
    """What the applicant says; and among the cases that the officer may see, for no others."""
    others = Application.objects.visible_to(user).counted().exclude(pk=application.pk)
    same = others.filter(
        organisation=application.organisation_id, call__fund=application.call.fund_id
    )
    count = same.exclude(state=Application.State.REJECTED).count()
    said = []
    if application.answers.get("same_costs"):
        said.append(_("The applicant says that other public money is given or sought for it."))
    if count:
        said.append(_("The applicant has other applications for this fund: %d.") % count)
    if said:
        return False, " ".join(said)
    return None, _("You see no other application by the applicant for this fund.")


def formal_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the questions of the formal check, each beside what Bifall has found."""
    rows = Application.objects.visible_to(request.user).with_answers()
    application = get_object_or_404(rows, pk=pk)
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
        "statements": _statements(application),
        "papers": application.organisation.papers_now(),
    }


def _statements(application: Application) -> list[Any]:
    """What the fund asks the applicant to state about itself: each with what it has said."""
    if application.call.fund_id != "tia":
        return []
    said = application.organisation.statements_now()
    asked = law.statements_of(application.organisation.applicant_type_id)
    return [(one, said.get(one.key)) for one in asked]


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
