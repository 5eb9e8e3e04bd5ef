"""Drafts of decisions for many cases at once, from the ranking or from a scenario.

It is a proposal: each becomes a draft of its own, through the door, that a person reads and
proposes; the history says where it came from.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application
from decisions import rules
from decisions.forms.ranking import ProposalsForm, RankingFilter
from decisions.models import Decision, Ranked, Scenario
from decisions.models.choosing import answer_for
from decisions.models.ranking import competing, ranking
from decisions.views import typed
from decisions.views.ranking import call_of
from grants import steps
from grants.models import Call, SignedInRequest
from grants.rules import Refused

AT_MOST = 100  # drafts in one page


@dataclass
class Made:
    """What came of it: drafts made, those that had one already, and the refusals."""

    drafted: list[Decision] = field(default_factory=list)
    there: list[Ranked] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


@login_not_required
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """Common reasons, and each case's own; sent, each case gets its draft or says why not."""
    if not request.user.is_authenticated:
        return typed.sign_in_first(request)
    return _proposals(request, pk)  # type: ignore[arg-type]  # signed in


def _proposals(request: SignedInRequest, pk: int) -> HttpResponse:
    call = call_of(request, pk)
    if not request.user.holds("officer", call.deciding_county):
        raise Http404
    scenario = _scenario(request, call)
    lines = _lines(request, call, scenario)
    kept = typed.kept(request)
    form = ProposalsForm(request.POST or None, lines=lines[:AT_MOST], initial=kept.dict())
    made = Made()
    if request.method == "POST" and form.is_valid():
        made = _draft(request, form, scenario)
        typed.forget(request)
        if not made.refused:
            _tell(request, made)
            return redirect(_back(request, call))
    context = {
        "call": call,
        "form": form,
        "scenario": scenario,
        "rows": [(line, box, made.refused.get(line.application.pk, "")) for line, box in form.rows],
        "more": len(lines) - AT_MOST,
        "made": made,
        "kept": bool(kept),
        "back": _back(request, call),
        "as_recommended": ProposalsForm.AS_RECOMMENDED,
    }
    return render(request, "decisions/proposals.html", context)


def _scenario(request: SignedInRequest, call: Call) -> Scenario | None:
    number = request.GET.get("scenario", "")
    if not (number.isdecimal() and len(number) < 16):
        return None
    seen = Scenario.objects.visible_to(request.user).filter(call=call)
    found = get_object_or_404(seen, pk=int(number))
    found.call = call
    return found


def _lines(request: SignedInRequest, call: Call, scenario: Scenario | None) -> list[Ranked]:
    """The chosen lines that have no decision yet; what she does not see is not among them.

    Those of a page that is sent again are the same ones, also if they have been drafted meanwhile.
    """
    found = RankingFilter(
        request.GET, call, competing(call, request.user), call.frame.earmarks.all()
    )
    part, only = found.chosen_part, found.only
    if scenario is not None:
        answer = answer_for(scenario, request.user)
        only, part = Application.objects.filter(pk__in=answer.scores if answer else ()), ""
    elif "all" not in request.GET:
        numbers = [n for n in request.GET.getlist("case") if n.isdecimal() and len(n) < 16]
        only, part = Application.objects.filter(pk__in=numbers), ""
    if request.method == "POST":
        sent = [n for n in request.POST.getlist("case") if n.isdecimal() and len(n) < 16]
        only, part = Application.objects.filter(pk__in=sent), ""
    lines = ranking(call, request.user, only=only, part=part)
    for line in lines:
        line.application.call = call
        if scenario is not None and answer is not None:
            amounts = answer.proposal.amounts
            line.counts_for = amounts.get(line.application.pk, line.counts_for * 0)
    open_states = ("preparation", "assessment")
    if request.method == "POST":
        return list(lines)
    return [
        line for line in lines if line.decision is None and line.application.state in open_states
    ]


def _draft(request: SignedInRequest, form: ProposalsForm, scenario: Scenario | None) -> Made:
    """Begin a draft for each case by itself: what stops one does not stop the others."""
    made = Made()
    for line in form.lines:
        if line.decision is not None:
            made.there.append(line)
            continue
        application = line.application
        if not rules.drafts_anew.test(request.user, application):
            made.refused[application.pk] = _("It can no longer get a decision here.")
            continue
        decision = Decision(
            application=application, presenter=request.user, **form.decision_of(line)
        )
        try:
            with transaction.atomic():
                note = _note(line, scenario)
                made.drafted.append(steps.begin(decision, by=request.user, note=note))
        except IntegrityError:
            made.there.append(line)
        except Refused as refusal:
            made.refused[application.pk] = str(refusal)
    return made


def _note(line: Ranked, scenario: Scenario | None) -> str:
    """Where the draft came from, for the history."""
    if scenario is not None:
        return _(
            "Drafted together with others from the scenario “%s”. A proposal: a person decides."
        ) % (scenario.name)
    words = {"place": line.place, "mean": "–" if line.mean is None else line.mean}
    return (
        _(
            "Drafted together with others from the ranking (place %(place)s, score %(mean)s). "
            "A proposal: a person decides."
        )
        % words
    )


def _tell(request: SignedInRequest, made: Made) -> None:
    told = ngettext(
        "%s decision was drafted. Read each before you propose it.",
        "%s decisions were drafted. Read each before you propose it.",
        len(made.drafted),
    )
    messages.success(request, told % len(made.drafted))
    if made.there:
        told = ngettext(
            "%s application had a decision already, and was left as it is.",
            "%s applications had a decision already, and were left as they are.",
            len(made.there),
        )
        messages.info(request, told % len(made.there))


def _back(request: SignedInRequest, call: Call) -> Any:
    """To the ranking as it was filtered and sorted."""
    query = request.GET.copy()
    for name in ("case", "all", "scenario"):
        query.pop(name, None)
    url = reverse("decisions:ranking", args=[call.pk])
    return f"{url}?{query.urlencode()}" if query else url
