"""Scenarios: the list, one with what it answered, several side by side, and as a file."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from applications.models import Application
from decisions import jobs
from decisions.forms.scenarios import NameForm, ReplayForm
from decisions.models import Decision, Scenario
from decisions.models.choosing import (
    QUICK,
    Answer,
    Asked,
    answer_for,
    ask_for,
    asked_by,
    compute,
    give_up,
    inputs_of,
    is_quick,
)
from decisions.models.recommended import Wish, recommend
from decisions.resources import ScenarioTable
from decisions.views.ranking import call_of, may_recommend
from grants import chart, money
from grants.models import Call, NeedSeries, SignedInRequest
from grants.resources import download

PER_PAGE = 100
MOST_COMPARED = 4


def begin_answer(request: SignedInRequest, scenario: Scenario) -> bool:
    """Compute the answer at once if it is quick, else let a job do it. Tells which it was."""
    if is_quick(inputs_of(scenario, request.user)):
        try:
            compute(scenario, request.user, QUICK)
        except ValueError as fault:
            give_up(scenario, request.user, str(fault))
        return True
    ask_for(scenario, request.user)
    language = get_language() or "sv"
    jobs.solve.defer(scenario=scenario.pk, user=request.user.pk, language=language)
    return False


# The list


def scenarios(request: SignedInRequest, pk: int) -> HttpResponse:
    """The scenarios of a call, with what each gives this reader, to open or to compare."""
    call = call_of(request, pk)
    rows = Scenario.objects.visible_to(request.user).filter(call=call).select_related("created_by")
    found = [(one, answer_for(_of(one, call), request.user)) for one in rows.order_by("-pk")]
    context = {
        "call": call,
        "rows": found,
        "may_change": may_recommend(request, call),
        "most": MOST_COMPARED,
    }
    return render(request, "decisions/scenarios.html", context)


def _of(scenario: Scenario, call: Call) -> Scenario:
    """The scenario with the call that has been read already."""
    scenario.call = call
    return scenario


# One scenario


def scenario(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is proposed beside the plain ranking, why, and what may be done with it."""
    found = _found(request, pk)
    officer = may_recommend(request, found.call)
    if request.method == "POST":
        if not officer:
            raise Http404
        return _act(request, found)
    answer = answer_for(found, request.user)
    if answer is None and asked_by(found, request.user) is None:
        inputs = inputs_of(found, request.user)
        if is_quick(inputs):
            begin_answer(request, found)
            answer = answer_for(found, request.user)
    return render(request, "decisions/scenario.html", _shown(request, found, answer, officer))


def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every candidate with what is proposed and why, for Excel, or with ?format=csv as text."""
    found = _found(request, pk)
    answer = answer_for(found, request.user)
    if answer is None:
        raise Http404
    rows = [SimpleNamespace(**row) for row in _rows(request, found, answer, list(answer.scores))]
    return download(ScenarioTable(), rows, "scenario", request.GET.get("format", "xlsx"))


def _found(request: SignedInRequest, pk: int) -> Scenario:
    """The scenario, for those who work with its call."""
    seen = Scenario.objects.visible_to(request.user).select_related(
        *("created_by", "call__frame", "call__county", "call__fund"), "call__terms__deciding_county"
    )
    return get_object_or_404(seen, pk=pk)


def _shown(
    request: SignedInRequest, found: Scenario, answer: Answer | None, officer: bool
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "scenario": found,
        "call": found.call,
        "asked": told_terms(request, found),
        "is_officer": officer,
        "may_draft": request.user.holds("officer", found.call.deciding_county),
        "fault": asked_by(found, request.user),
        "answer": answer,
        "waits": answer is None and asked_by(found, request.user) == "",
        "recomputes": answer is not None and asked_by(found, request.user) == "",
        "name_form": NameForm(initial={"name": found.name}, scenario=found),
        "replay_form": ReplayForm(calls=_alike(request, found.call)),
    }
    if answer is None:
        return context
    keys = _chosen_keys(request, answer)
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    names = _names(request, found)
    marks = {mark.key: mark.name for mark in found.call.frame.earmarks.all()}
    proposal = answer.proposal
    return context | {
        "page_obj": page,
        "rows": _rows(request, found, answer, list(page.object_list)),
        "show": request.GET.get("show", "differences"),
        "marks": [(marks.get(one.key, one.key), one) for one in proposal.purposes],
        "pots": _pots(answer, marks),
        "breaks": [one.text(names, marks) for one in proposal.ranking.breaks],
        "unfit": [names[key] for key in proposal.unfit if key in names],
        "more": _more(answer, names),
        "differences": len(proposal.reasons),
        "stale": _is_stale(request, found, answer),
    }


def _is_stale(request: SignedInRequest, found: Scenario, answer: Answer) -> bool:
    """Whether scores, amounts or money have changed since; not asked of a large call."""
    if len(answer.scores) > PER_PAGE:
        return False
    return inputs_of(found, request.user).digest != answer.inputs


def _chosen_keys(request: SignedInRequest, answer: Answer) -> list[int]:
    """Which candidates are listed, best first: where the two differ, all, or those left out."""
    show = request.GET.get("show", "differences")
    amounts = answer.proposal.amounts
    if show == "all":
        return list(answer.scores)
    if show == "out":
        return [key for key in answer.scores if key not in amounts]
    if show == "in":
        return [key for key in answer.scores if key in amounts]
    return [key for key in answer.scores if key in answer.proposal.reasons]


def _names(request: SignedInRequest, found: Scenario) -> dict[int, str]:
    """What each application of the call is called in a sentence, of those that the reader sees."""
    seen = Application.objects.visible_to(request.user).handled_by(request.user)
    rows = seen.filter(call=found.call).values_list("pk", "organisation__name", "case_number")
    return {pk: f"{name} ({number})" for pk, name, number in rows}


def _rows(
    request: SignedInRequest, found: Scenario, answer: Answer, keys: list[int]
) -> list[dict[str, Any]]:
    """One row a candidate: both amounts, and the sentence that says why they differ."""
    seen = Application.objects.visible_to(request.user).handled_by(request.user)
    cases = seen.select_related("organisation", "earmark").in_bulk(keys)
    decided = Decision.objects.visible_to(request.user).exclude(state=Decision.State.DROPPED)
    answers = {one.application_id: one for one in decided.filter(application__in=keys)}
    marks = {mark.key: mark.name for mark in found.call.frame.earmarks.all()}
    places = {key: place for place, key in enumerate(answer.scores, start=1)}
    proposal, names = answer.proposal, _names(request, found)
    amounts, ranking = proposal.amounts, proposal.ranking.amounts
    rows = []
    for key in keys:
        if key not in cases:
            continue
        reason, tip = proposal.reasons.get(key), answer.tipping.get(key)
        rows.append(
            {
                "application": cases[key],
                "place": places[key],
                "score": answer.scores[key],
                "sought": answer.sought[key],
                "ranking": ranking.get(key, Decimal(0)),
                "proposed": amounts.get(key, Decimal(0)),
                "differs": amounts.get(key) != ranking.get(key),
                "why": reason.text(names, marks) if reason else "",
                "tips": tip.text() if tip else "",
                "decision": answers.get(key),
            }
        )
    return rows


def _pots(answer: Answer, marks: dict[str, str]) -> Any:
    """The frame and each earmark, with what the proposal takes of them, to one scale."""
    lang = get_language() or "sv"

    def row(name: str, holds: Decimal, taken: Decimal) -> tuple[str, float, float, str]:
        words = {"asked": money.kr(taken, lang), "holds": money.kr(holds, lang)}
        return (name, float(holds), float(taken), _("%(asked)s of %(holds)s") % words)

    rows = [row(_("The frame"), answer.frame, answer.proposal.spent)]
    rows += [row(marks.get(p.key, p.key), p.amount, p.paid) for p in answer.proposal.purposes]
    return chart.pots(rows, title=_("What the proposal takes"))


def _more(answer: Answer, names: dict[int, str]) -> dict[str, Any]:
    """What one more million would change, with the names that the reader may know."""
    told: dict[str, Any] = {"points": Decimal(answer.more["points"])}
    for kind in ("came", "gone", "changed"):
        told[kind] = [
            (names[key], Decimal(amount)) for key, amount in answer.more[kind] if key in names
        ]
    return told


def told_terms(request: SignedInRequest, found: Scenario) -> list[tuple[str, str]]:
    """The terms that are not as the call has them, in words: (what, how)."""
    asked, lang = Asked.read(found.terms), get_language() or "sv"

    def kr(sek: Decimal | None) -> str:
        return "" if sek is None else money.kr(sek, lang)

    told = [
        (_("Frame"), kr(asked.frame)),
        (_("As if nothing had been decided yet"), _("yes") if asked.afresh else ""),
        (_("Most for one applicant"), kr(asked.applicant_amount)),
        (_("Most grants for one applicant"), str(asked.applicant_grants or "")),
        (_("Most for one municipality"), kr(asked.place_amount)),
        (_("Most grants for one municipality"), str(asked.place_grants or "")),
        (_("Each krona counts"), _("yes") if asked.weigh == "money" else ""),
        (_("Smallest part that is of use"), f"{asked.smallest} %" if asked.smallest else ""),
    ]
    if asked.need_series and asked.need_weight:
        series = NeedSeries.objects.filter(pk=asked.need_series).first()
        told.append((_("Weight of need"), f"{int(asked.need_weight * 100)} % ({series})"))
    words = {
        "amount": _("%s: set aside"),
        "floor": _("%s: at least"),
        "ceiling": _("%s: at most"),
    }
    for mark in found.call.frame.earmarks.all():
        given = asked.earmarks.get(mark.key, {})
        told += [(word % mark.name, kr(given.get(part))) for part, word in words.items()]
    for one in found.call.criteria.all():
        if one.pk in asked.weights:
            told.append((_("Weight of “%s”") % one, str(asked.weights[one.pk])))
    names = _names(request, found) if asked.must or asked.must_not else {}
    told += [
        (_("To be taken: %s") % names[pk], why) for pk, why in asked.must.items() if pk in names
    ]
    told += [
        (_("Not to be taken: %s") % names[pk], why)
        for pk, why in asked.must_not.items()
        if pk in names
    ]
    return [(what, how) for what, how in told if how]


# What may be done with it


def _act(request: SignedInRequest, found: Scenario) -> HttpResponse:
    acts = {
        "compute": _compute_anew,
        "take_over": _take_over,
        "rename": _rename,
        "replay": _replay,
        "delete": _delete,
    }
    act = acts.get(request.POST.get("action", ""))
    if act is None:
        raise Http404
    return act(request, found)


def _compute_anew(request: SignedInRequest, found: Scenario) -> HttpResponse:
    if begin_answer(request, found):
        messages.success(request, _("Computed with today's scores and amounts."))
    return redirect(found)


def _take_over(request: SignedInRequest, found: Scenario) -> HttpResponse:
    """Let the proposed amounts be the recommended ones: a person's act, and she can undo it."""
    answer = answer_for(found, request.user)
    if answer is None:
        raise Http404
    amounts = answer.proposal.amounts
    wishes = [Wish(key, amounts.get(key, Decimal(0))) for key in answer.scores]
    outcomes = recommend(found.call, wishes, by=request.user, scenario=found)
    count = sum(one.state == "saved" for one in outcomes.values())
    told = ngettext(
        "%s amount was taken over as recommended. You can undo it here.",
        "%s amounts were taken over as recommended. You can undo it here.",
        count,
    )
    messages.success(request, told % count)
    return redirect("decisions:ranking", pk=found.call_id)


def _rename(request: SignedInRequest, found: Scenario) -> HttpResponse:
    form = NameForm(request.POST, scenario=found)
    if form.is_valid():
        found.name = form.cleaned_data["name"]
        found.save(update_fields=["name"])
        messages.success(request, _("The scenario has its new name."))
        return redirect(found)
    context = _shown(request, found, answer_for(found, request.user), True)
    return render(request, "decisions/scenario.html", context | {"name_form": form})


def _delete(request: SignedInRequest, found: Scenario) -> HttpResponse:
    call = found.call_id
    found.delete()
    messages.success(request, _("The scenario was deleted."))
    return redirect("decisions:scenarios", pk=call)


def _replay(request: SignedInRequest, found: Scenario) -> HttpResponse:
    """The same terms on another call: criteria by their names, earmarks by their keys."""
    form = ReplayForm(request.POST, calls=_alike(request, found.call))
    if not form.is_valid():
        context = _shown(request, found, answer_for(found, request.user), True)
        return render(request, "decisions/scenario.html", context | {"replay_form": form})
    call = form.cleaned_data["call"]
    names = {one.pk: one.name_sv for one in found.call.criteria.all()}
    there = {one.name_sv: one.pk for one in call.criteria.all()}
    asked = Asked.read(found.terms)
    weights = {there[n]: w for pk, w in asked.weights.items() if (n := names.get(pk)) in there}
    terms = asked.as_json() | {"weights": {str(pk): w for pk, w in weights.items()}}
    terms |= {"must": {}, "must_not": {}, "afresh": True}
    name = _("%(name)s, as in %(year)s") % {"name": found.name[:60], "year": found.call.frame.year}
    try:
        with transaction.atomic():
            made = Scenario.objects.create(
                call=call, name=name, terms=terms, created_by=request.user
            )
    except IntegrityError:
        made = Scenario.objects.visible_to(request.user).get(call=call, name=name)
        Scenario.objects.filter(pk=made.pk).update(terms=terms)
        made.terms = terms
    begin_answer(request, made)
    return redirect(made)


def _alike(request: SignedInRequest, call: Call) -> Any:
    """Other calls of the same fund and board: last year's first."""
    seen = Call.objects.visible_to(request.user).filter(fund=call.fund_id, county=call.county_id)
    return seen.exclude(pk=call.pk).exclude(state="draft").select_related("frame")


# Side by side


def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two to four scenarios beside each other; what differs between them is marked."""
    call = call_of(request, pk)
    numbers = [n for n in request.GET.getlist("s") if n.isdecimal() and len(n) < 16]
    rows = Scenario.objects.visible_to(request.user).filter(call=call, pk__in=numbers)
    picked = [_of(one, call) for one in rows.order_by("pk")[:MOST_COMPARED]]
    pairs = [(one, answer_for(one, request.user)) for one in picked]
    shown = [(one, answer) for one, answer in pairs if answer is not None]
    context: dict[str, Any] = {"call": call, "shown": shown, "asked_for": len(numbers)}
    context["missing"] = [one for one, answer in pairs if answer is None]
    if len(shown) > 1:
        context |= _beside(request, shown)
    return render(request, "decisions/scenario_compare.html", context)


def _beside(request: SignedInRequest, shown: list[Any]) -> dict[str, Any]:
    """Terms, sums and applications in columns, one a scenario."""
    terms = [dict(told_terms(request, one)) for one, _answer in shown]
    whats = list(dict.fromkeys(what for each in terms for what in each))
    told = [(what, [each.get(what, "") for each in terms]) for what in whats]
    found, answers = shown[0][0], [answer for _one, answer in shown]
    keys = list(dict.fromkeys(key for answer in answers for key in answer.scores))
    amounts = [answer.proposal.amounts for answer in answers]
    differing = [key for key in keys if len({each.get(key) for each in amounts}) > 1]
    names = _names(request, found)
    page = Paginator(differing, PER_PAGE).get_page(request.GET.get("page"))
    marks = {mark.key: mark.name for mark in found.call.frame.earmarks.all()}
    sums = [
        (_("Grants"), [len(each) for each in amounts], "count"),
        (_("Frame"), [answer.frame for answer in answers], "kr"),
        (_("Taken"), [answer.proposal.spent for answer in answers], "kr"),
        (_("Left"), [answer.proposal.left for answer in answers], "kr"),
        (_("Points"), [answer.proposal.points for answer in answers], ""),
    ]
    given = [{p.key: p.given for p in answer.proposal.purposes} for answer in answers]
    for key, name in marks.items():
        sums.append((_("To %s") % name, [each.get(key, Decimal(0)) for each in given], "kr"))
    return {
        "terms": [(what, hows, len(set(hows)) > 1) for what, hows in told],
        "sums": [(name, values, kind, len(set(values)) > 1) for name, values, kind in sums],
        "page_obj": page,
        "rows": [
            (key, names[key], [each.get(key) for each in amounts])
            for key in page.object_list
            if key in names
        ],
        "alike": len(keys) - len(differing),
    }
