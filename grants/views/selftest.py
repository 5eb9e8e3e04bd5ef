"""The self-test "Can we apply?": public, in two steps, with an answer that has an address.

The answers stand in the address of the result: they name no person and no organisation, so the
result can be kept, printed and sent to a colleague, and works without a cookie. What somebody has
answered herself is also kept in her session, which outlives signing in, so that she need not say it
again: `answers_of` and `organisation_of` hand it to the application and to the organisation. An
address that somebody else sent does not change the session.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants import clock, law
from grants.forms import PlanForm, WhoForm
from grants.models import Call, FundTerms, Municipality

# request.session["selftest"]: the cleaned answers by the names of the forms' fields, days as text.
KEY = "selftest"
# What a hinder is about, in the words of a list: "Ask the board about: ..."
TOPICS = {
    "kind": _("which kinds of organisations may apply"),
    "years": _("how long the organisation must have been active in Sweden"),
    "liquidation": _("liquidation and bankruptcy"),
    "debts": _("tax and fee debts at the Enforcement Authority"),
    "reclaim": _("grants that have been reclaimed and not repaid"),
    "board": _("the board of the organisation"),
    "democratic": _("how the organisation is governed"),
    "democratic_purpose": _("the main purpose of the organisation"),
    "democracy": _("the democracy condition"),
    "partners": _("whom you work together with"),
    "guides": _("refugee guides and family contacts"),
    "free_of_charge": _("whether it is free of charge to take part"),
    "internship": _("work placement"),
    "public_money": _("other public money for the same costs"),
    "economic": _("economic activity"),
    "for_profit": _("activities run for profit"),
    "legal_duty": _("what the law already obliges you to do"),
}
ADULTS = {"housing_adults", "asylum_adults"}
ORDER = {"yes": 0, "perhaps": 1, "no": 2}


@dataclass
class Verdict:
    """What the test says of one fund, with the calls that may be sought."""

    terms: FundTerms
    found: law.Examination
    calls: list[Any]

    @property
    def open_topics(self) -> list[tuple[Any, law.Hinder]]:
        return [(_topic(hinder), hinder) for hinder in self.found.open]

    @property
    def doubtful_topics(self) -> list[Any]:
        """What is not settled law: only what it is about, never how it may be."""
        return [_topic(hinder) for hinder in self.found.doubts]


@login_not_required
def selftest(request: HttpRequest) -> HttpResponse:
    """First: what kind of organisation, and where."""
    posted = request.method == "POST"
    said = _first_of(request.GET) or request.session.get(KEY, {})
    form = WhoForm(request.POST if posted else None, initial=said)
    if posted and form.is_valid():
        kept = request.session.get(KEY, {})
        same = kept.get("kind") == form.cleaned_data["kind"]
        request.session[KEY] = (kept if same else {}) | form.cleaned_data
        return redirect(_address("grants:selftest_plan", form.cleaned_data))
    return render(request, "grants/selftest.html", {"form": form})


@login_not_required
def selftest_plan(request: HttpRequest) -> HttpResponse:
    """Then: how the organisation is and what it plans, as far as it matters for the kind."""
    who = WhoForm(request.GET)
    if not who.is_valid():
        return redirect("grants:selftest")
    offered = _funds_on(clock.today())
    posted = request.method == "POST"
    form = _plan_form(
        offered, who, request.POST if posted else None, initial=_said(request, who.cleaned_data)
    )
    if not form.fields:
        return redirect(_address("grants:selftest_result", who.cleaned_data))
    if posted and form.is_valid():
        request.session[KEY] = who.cleaned_data | form.answers()
        return redirect(_address("grants:selftest_result", request.session[KEY]))
    back = _address("grants:selftest", who.cleaned_data)
    return render(request, "grants/selftest_plan.html", {"form": form, "back": back})


@login_not_required
def selftest_result(request: HttpRequest) -> HttpResponse:
    """Fund by fund: yes, no or perhaps, why, what would make it a yes, and what to do now."""
    who = WhoForm(request.GET)
    if not who.is_valid():
        return redirect("grants:selftest")
    offered = _funds_on(clock.today())
    form = _plan_form(offered, who, request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('grants:selftest_plan')}?{request.GET.urlencode()}")
    said = who.cleaned_data | form.answers()
    places = Municipality.objects.select_related("county")
    place = places.get(pk=who.cleaned_data["municipality"])
    calls = _calls_in(request.user, place.county_id)
    context = {
        "verdicts": _verdicts(offered, form, who.cleaned_data["kind"], calls),
        "county": place.county,
        "kind": dict(who.fields["kind"].choices)[who.cleaned_data["kind"]],  # type: ignore[attr-defined]  # a ChoiceField
        "municipality": place,
        "change": _address("grants:selftest_plan" if form.fields else "grants:selftest", said),
        "is_kept": request.session.get(KEY) == said,
        "today": clock.today(),
    }
    return render(request, "grants/selftest_result.html", context)


def answers_of(request: HttpRequest) -> dict[str, Any]:
    """What was answered, by the keys of the standard forms' questions and in their JSON shape.

    Only what is known and means the same there. A form need not have all of these questions, nor
    a fund all of the purposes: clean the answers against the form. Empty without a test.
    """
    said = request.session.get(KEY, {})
    answers: dict[str, Any] = {
        name: said[name] == "yes"
        for name in ("free_of_charge", "internship", "economic")
        if said.get(name) in ("yes", "no")
    }
    if said.get("for_profit") in ("yes", "no"):
        answers["non_profit"] = said["for_profit"] == "no"
    if said.get("public_money") == "yes":  # the form also asks for money that was only applied for
        answers["same_costs"] = True
    if said.get("legal_duty") in ("yes", "no"):
        answers["legal_duty"] = said["legal_duty"]
    if said.get("target_groups") and {*said["target_groups"]} <= ADULTS:
        answers["adults_only"] = True
    if said.get("municipality"):
        answers["municipalities"] = [said["municipality"]]
    if purposes := [key for key in said.get("purposes", []) if key != "none"]:
        answers["purposes"] = purposes
    return answers


def organisation_of(request: HttpRequest) -> dict[str, Any]:
    """What was answered of the organisation: the initial values of its form, where known."""
    said = request.session.get(KEY, {})
    names = {"applicant_type": "kind", "municipality": "municipality"}
    names["active_since"] = "active_since"
    return {field: said[name] for field, name in names.items() if said.get(name)}


def _topic(hinder: law.Hinder) -> Any:
    return TOPICS.get(hinder.key, _("the other conditions of the grant"))


def _funds_on(day: date) -> list[FundTerms]:
    """Every fund's terms of the day, with what the law asks of them."""
    holding = Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))
    terms = FundTerms.objects.filter(holding).select_related("fund")
    return list(terms.prefetch_related("applicant_types", "purposes").order_by("fund"))


def _calls_in(user: Any, county: str) -> list[Call]:
    """The calls that applicants of the county may seek, now or later."""
    calls = Call.objects.visible_to(user).filter(Q(county=county) | Q(national=True))
    coming = (calls.open() | calls.upcoming()).with_all().in_order()
    return list(coming.prefetch_related("terms__applicant_types", "terms__purposes"))


def _plan_form(
    offered: list[FundTerms], who: WhoForm, data: Any = None, initial: Any = None
) -> PlanForm:
    """The questions that matter to some fund that the kind of organisation may seek."""
    kind, today = who.cleaned_data["kind"], clock.today()
    asked: set[str] = set()
    purposes: dict[str, list[str]] = {}
    for terms in offered:
        matters = law.matters(terms, terms.purposes.all(), kind, today)
        asked |= matters
        for purpose in terms.purposes.all() if matters else []:
            names = purposes.setdefault(purpose.key, [])
            names += [] if purpose.name in names else [purpose.name]
    choices = [(key, " / ".join(names)) for key, names in purposes.items()]
    return PlanForm(data, asked=asked, purposes=choices, initial=initial)


def _verdicts(
    offered: list[FundTerms], form: PlanForm, kind: str, calls: list[Call]
) -> list[Verdict]:
    """What is said of each fund, the yes first. A call is judged by its own terms."""
    best, worst = form.case(kind, hopeful=True), form.case(kind, hopeful=False)

    def examine(terms: FundTerms) -> law.Examination:
        return law.examine(terms, terms.purposes.all(), best, worst, clock.today())

    verdicts = []
    for terms in offered:
        found = examine(terms)
        own = [call for call in calls if call.fund_id == terms.fund_id]
        told = [(call, examine(call.terms).answer) for call in own]
        differing = [(call, "" if answer == found.answer else answer) for call, answer in told]
        verdicts.append(Verdict(terms, found, [] if found.is_for_others else differing))
    return sorted(verdicts, key=lambda verdict: ORDER[verdict.found.answer])


def _address(name: str, said: dict[str, Any]) -> str:
    return f"{reverse(name)}?{urlencode(said, doseq=True)}"


def _first_of(sent: QueryDict) -> dict[str, str]:
    return {name: str(sent[name]) for name in ("kind", "municipality") if name in sent}


def _said(request: HttpRequest, who: dict[str, Any]) -> dict[str, Any]:
    """What the address says, else what was answered before for the same kind of organisation."""
    several = ("build", "standing", "purposes", "target_groups")
    sent = request.GET
    said: dict[str, Any] = {
        name: sent.getlist(name) if name in several else sent[name] for name in sent
    }
    kept = request.session.get(KEY, {})
    if len(said) > len(who) or kept.get("kind") != who["kind"]:
        return said
    return kept
