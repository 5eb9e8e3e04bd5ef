"""What a portfolio proposal is made of for one reader, and what it answered her.

A scenario is shared, but its cases are not everybody's to see. So each answer is computed of what
one reader may know, and is shown only to those who may know exactly as much: who has a conflict of
interest in a case gets another answer, in which the case, its money and its place do not exist.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from applications.models import Application
from decisions import portfolio
from decisions.models.assessment import Assessment
from decisions.models.decision import Decision
from decisions.models.scenario import Scenario
from decisions.portfolio.terms import written
from grants import clock, ledger
from grants.models import Call, NeedFigure, cases_of_interest_to
from grants.money import round_sek

AT_ONCE = 40  # candidates that are chosen from while the reader waits
QUICK, PATIENT = 4.0, 60.0  # seconds of the solver, in a page and in a job
MORE = Decimal(1_000_000)  # SEK: what one more million would fund
TIPPED = 20  # of those left out, how many are told what would tip them
TENTH, SHARE = Decimal("0.1"), Decimal("0.0001")


@dataclass(frozen=True)
class Asked:
    """What a scenario asks, in the shape of its `terms`. SEK; None is as the call has it.

    `frame` None is what is left for this call, each earmark's `amount` likewise. `smallest` is the
    least part (per cent of what is sought) that is worth granting, None all or nothing, in `step`s.
    `weights` are other weights of criteria, by primary key. `must` and `must_not` are applications
    with the reason why. `afresh` asks as if nothing had been decided yet.
    """

    frame: Decimal | None = None
    afresh: bool = False
    earmarks: dict[str, dict[str, Decimal | None]] = field(default_factory=dict)
    applicant_amount: Decimal | None = None
    applicant_grants: int | None = None
    place_amount: Decimal | None = None
    place_grants: int | None = None
    need_series: str = ""
    need_weight: Decimal = Decimal(0)
    weigh: str = "application"
    smallest: Decimal | None = None
    step: Decimal = Decimal(10_000)
    weights: dict[int, int] = field(default_factory=dict)
    must: dict[int, str] = field(default_factory=dict)
    must_not: dict[int, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = written(asdict(self))
        for name in ("weights", "must", "must_not"):
            plain[name] = {str(key): value for key, value in plain[name].items()}
        return plain

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Asked":
        """What `as_json` wrote; what is not there is as the call has it."""
        given = dict(plain)
        for name in ("frame", "applicant_amount", "place_amount", "need_weight"):
            if given.get(name) is not None:
                given[name] = Decimal(given[name])
        for name in ("smallest", "step"):
            if given.get(name) is not None:
                given[name] = Decimal(given[name])
        for name in ("weights", "must", "must_not"):
            given[name] = {int(key): value for key, value in given.get(name, {}).items()}
        given["earmarks"] = {
            key: {part: None if sum_ is None else Decimal(sum_) for part, sum_ in parts.items()}
            for key, parts in given.get("earmarks", {}).items()
        }
        return cls(**given)


@dataclass(frozen=True)
class Answer:
    """What came out, and what it was made of.

    `scores` (per cent) and `sought` (SEK) are those of the candidates, best first; `unscored` are
    left out because nobody has scored them. `hidden` are the cases of the call that the reader
    could not know of: the page never tells of them. `inputs` is another when anything has changed.
    """

    at: datetime
    hidden: tuple[int, ...]
    inputs: str
    frame: Decimal
    scores: dict[int, Decimal]
    sought: dict[int, Decimal]
    unscored: tuple[int, ...]
    proposal: portfolio.Proposal
    more: dict[str, Any]
    tipping: dict[int, portfolio.Tipping]

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "hidden": list(self.hidden),
            "inputs": self.inputs,
            "frame": str(self.frame),
            "rows": [[key, str(s), str(self.sought[key])] for key, s in self.scores.items()],
            "unscored": list(self.unscored),
            "proposal": self.proposal.as_json(),
            "more": written(self.more),
            "tipping": [written(asdict(one)) for one in self.tipping.values()],
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Answer":
        tips = [
            portfolio.Tipping(
                one["key"], _sek(one["points"]), _sek(one["amount"]), one["why"], one["proven"]
            )
            for one in plain["tipping"]
        ]
        return cls(
            at=datetime.fromisoformat(plain["at"]),
            hidden=tuple(plain["hidden"]),
            inputs=plain["inputs"],
            frame=Decimal(plain["frame"]),
            scores={key: Decimal(score) for key, score, _sought in plain["rows"]},
            sought={key: Decimal(sought) for key, _score, sought in plain["rows"]},
            unscored=tuple(plain["unscored"]),
            proposal=portfolio.Proposal.read(plain["proposal"]),
            more=dict(plain["more"]),
            tipping={one.key: one for one in tips},
        )


def _sek(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


# What one reader may know


def hidden_from(call: Call, user: Any) -> set[int]:
    """The cases of the call whose scores the user may not know.

    Those that she does not handle, or has a conflict of interest in, and those that she has still
    to assess herself.
    """
    every = Application.objects.filter(call=call).exclude(state=Application.State.DRAFT)
    handled = Application.objects.visible_to(user).handled_by(user).filter(call=call)
    mine = user.assessments.filter(state__in=["assigned", "accepted"]).values("application")
    known = set(handled.exclude(pk__in=mine).values_list("pk", flat=True))
    return set(every.values_list("pk", flat=True)) - known


def answer_for(scenario: Scenario, user: Any) -> Answer | None:
    """The stored answer that is made of exactly what the user may know; None when there is none."""
    hidden = hidden_from(scenario.call, user)
    for plain in reversed(scenario.answer.get("answers", [])):
        used = {row[0] for row in plain["rows"]} | set(plain["unscored"])
        if not used & hidden and set(plain["hidden"]) <= hidden:
            return Answer.read(plain)
    return None


# What it is made of


@dataclass(frozen=True)
class Inputs:
    """Candidates and terms, for one reader."""

    candidates: list[portfolio.Candidate]
    terms: portfolio.Terms
    unscored: list[int]
    hidden: set[int]

    @property
    def digest(self) -> str:
        """Another as soon as anything in it is."""
        text = repr((self.candidates, self.terms, sorted(self.unscored)))
        return hashlib.sha256(text.encode()).hexdigest()


def inputs_of(scenario: Scenario, user: Any) -> Inputs:
    """What the scenario asks about, as far as the user may know it.

    Those that have a decision are not asked about, and their money is not offered, unless the
    scenario asks afresh.
    """
    call, asked = scenario.call, Asked.read(scenario.terms)
    hidden = hidden_from(call, user)
    seen = Application.objects.visible_to(user).handled_by(user).filter(call=call).counted()
    rows = seen.exclude(pk__in=hidden).select_related("earmark").order_by("pk")
    if not asked.afresh:
        answers = Decision.objects.exclude(state=Decision.State.DROPPED)
        rows = rows.exclude(pk__in=answers.values("application"))
    finished = Assessment.objects.visible_to(user).finished()
    cases = list(
        rows.prefetch_related(
            "municipalities",
            Prefetch("assessments", finished.prefetch_related("scores"), to_attr="heard"),
        )
    )
    scores = _scores(cases, call, asked.weights)
    needs = _needs(cases, asked)
    candidates = [
        _candidate(case, scores[case.pk], needs.get(case.pk), asked)
        for case in cases
        if case.pk in scores
    ]
    unscored = [case.pk for case in cases if case.pk not in scores]
    return Inputs(candidates, _terms(call, user, asked), unscored, hidden)


def _candidate(
    case: Any, score: Decimal, need: Decimal | None, asked: Asked
) -> portfolio.Candidate:
    smallest = None
    if asked.smallest is not None:
        least = case.amount * asked.smallest / 100
        smallest = max(least.quantize(Decimal(1), ROUND_HALF_UP), Decimal(1))
    return portfolio.Candidate(
        key=case.pk,
        score=score,
        sought=case.amount,
        need=need,
        smallest=smallest,
        step=asked.step,
        earmark=case.earmark.key if case.earmark else None,
        applicant=case.organisation_id,
        places=tuple(sorted(place.pk for place in case.municipalities.all())),
        must_take=case.pk in asked.must,
        must_not=case.pk in asked.must_not,
    )


def _scores(cases: Iterable[Any], call: Call, weights: Mapping[int, int]) -> dict[int, Decimal]:
    """The mean score of each case, per cent with one decimal, as in the ranking.

    With the weights that the scenario gives the criteria. Without scores in the call the
    recommendations are weighed, as in the ranking.
    """
    criteria = {one.pk: one for one in call.criteria.all()}
    weight = {pk: weights.get(pk, one.weight) for pk, one in criteria.items()}
    found: dict[int, Decimal] = {}
    for case in cases:
        totals = []
        for heard in case.heard:
            if not call.scored:
                counts = {"grant": Decimal(100), "partly": Decimal(50)}
                totals.append(counts.get(heard.recommendation, Decimal(0)))
                continue
            judged = [one for one in heard.scores.all() if one.value is not None]
            whole = sum((weight[one.criterion_id] for one in judged), 0)
            if whole:
                points = Decimal(0)
                for one in judged:
                    scale = criteria[one.criterion_id].scale
                    points += Decimal(one.value) / scale * weight[one.criterion_id]
                totals.append((points * 100 / whole).quantize(TENTH, ROUND_HALF_UP))
        if totals:
            mean = sum(totals, Decimal(0)) / len(totals)
            found[case.pk] = mean.quantize(TENTH, ROUND_HALF_UP)
    return found


def _needs(cases: list[Any], asked: Asked) -> dict[int, Decimal]:
    """The need of each case's municipalities (their mean), as a share of the greatest: 0 to 1."""
    if not asked.need_series or not asked.need_weight:
        return {}
    places = {place.pk for case in cases for place in case.municipalities.all()}
    figures = NeedFigure.objects.in_force().filter(
        series=asked.need_series, municipality__in=places, year__lte=clock.today().year
    )
    newest: dict[Any, tuple[int, Decimal]] = {}
    for place, year, value in figures.values_list("municipality", "year", "value"):
        newest[place] = max(newest.get(place, (0, Decimal(0))), (year, value))
    means: dict[int, Decimal] = {}
    for case in cases:
        known = [newest[p.pk][1] for p in case.municipalities.all() if p.pk in newest]
        if known:
            means[case.pk] = sum(known, Decimal(0)) / len(known)
    most = max(means.values(), default=Decimal(0))
    if most <= 0:
        return {}
    return {pk: max(mean / most, Decimal(0)).quantize(SHARE) for pk, mean in means.items()}


def _terms(call: Call, user: Any, asked: Asked) -> portfolio.Terms:
    """The terms in SEK: what the scenario does not say is what the reader knows to be left."""
    frame, marks = ledger.apart_from(call.frame, cases_of_interest_to(user))
    whole = frame.amount if asked.afresh else frame.left
    earmarks = []
    for mark in marks:
        given = asked.earmarks.get(mark.key, {})
        left = mark.amount if asked.afresh else mark.left
        amount = given.get("amount")
        earmarks.append(
            portfolio.Earmark(
                mark.key,
                round_sek(left if amount is None else amount),
                given.get("floor") or Decimal(0),
                given.get("ceiling"),
            )
        )
    return portfolio.Terms(
        frame=round_sek(whole if asked.frame is None else asked.frame),
        earmarks=tuple(earmarks),
        per_applicant=portfolio.Limit(asked.applicant_amount, asked.applicant_grants),
        per_place=portfolio.Limit(asked.place_amount, asked.place_grants),
        need_weight=asked.need_weight if asked.need_series else Decimal(0),
        weigh="money" if asked.weigh == "money" else "application",
    )


# Computing it


def is_quick(inputs: Inputs) -> bool:
    """Whether it can be computed while the reader waits."""
    return len(inputs.candidates) <= AT_ONCE


def compute(scenario: Scenario, user: Any, seconds: float = PATIENT) -> Answer:
    """Compute the answer for what the user may know, and keep it in the scenario.

    Raises ValueError, with a sentence for the reader, when the terms do not hold together.
    """
    inputs = inputs_of(scenario, user)
    if sum((m.amount for m in inputs.terms.earmarks), Decimal(0)) > inputs.terms.frame:
        raise ValueError(_("More is set aside in earmarks than the frame holds."))
    proposal = portfolio.propose(inputs.candidates, inputs.terms, seconds=seconds)
    more = portfolio.with_more(
        inputs.candidates, inputs.terms, proposal, amount=MORE, seconds=seconds / 2
    )
    tips = portfolio.near_the_line(
        inputs.candidates, inputs.terms, proposal, most=TIPPED, seconds=seconds / 2
    )
    ordered = sorted(inputs.candidates, key=lambda one: (-one.score, one.sought, one.key))
    answer = Answer(
        at=clock.now(),
        hidden=tuple(sorted(inputs.hidden)),
        inputs=inputs.digest,
        frame=inputs.terms.frame,
        scores={one.key: one.score for one in ordered},
        sought={one.key: one.sought for one in ordered},
        unscored=tuple(inputs.unscored),
        proposal=proposal,
        more={
            "points": more.points,
            "came": [[one.key, one.amount] for one in more.came],
            "gone": [[one.key, one.amount] for one in more.gone],
            "changed": [[one.key, one.amount] for one in more.changed],
        },
        tipping={one.key: one for one in tips},
    )
    keep(scenario, answer, user)
    return Answer.read(answer.as_json())


def keep(scenario: Scenario, answer: Answer, user: Any) -> None:
    """Store the answer, in the place of those for readers who may know as much."""
    with transaction.atomic():
        fresh = Scenario.objects.select_for_update().get(pk=scenario.pk)
        hidden = list(answer.hidden)
        others = [one for one in fresh.answer.get("answers", []) if one["hidden"] != hidden]
        asked = {pk: why for pk, why in fresh.answer.get("asked", {}).items() if pk != str(user.pk)}
        fresh.answer = {"answers": [*others[-9:], answer.as_json()], "asked": asked}
        fresh.status, fresh.computed_at = Scenario.Status.DONE, answer.at
        fresh.save()
    scenario.answer, scenario.status = fresh.answer, fresh.status
    scenario.computed_at = fresh.computed_at


def ask_for(scenario: Scenario, user: Any) -> None:
    """Note that a job has been asked to compute the user's answer."""
    _mark(scenario, Scenario.Status.WAITING, {str(user.pk): ""})


def begin_computing(scenario: Scenario) -> None:
    """A job has taken it up."""
    _mark(scenario, Scenario.Status.RUNNING, {})


def give_up(scenario: Scenario, user: Any, why: str) -> None:
    """It could not be computed; the user is told why on its page."""
    _mark(scenario, Scenario.Status.FAILED, {str(user.pk): why})


def _mark(scenario: Scenario, status: str, asked: dict[str, str]) -> None:
    with transaction.atomic():
        fresh = Scenario.objects.select_for_update().get(pk=scenario.pk)
        there = fresh.answer.get("asked", {}) | asked
        fresh.answer = {**fresh.answer, "asked": there}
        fresh.status = status
        fresh.save()
    scenario.answer, scenario.status = fresh.answer, fresh.status


def asked_by(scenario: Scenario, user: Any) -> str | None:
    """Why the user's answer could not be computed, "" while she waits, None when nobody asked."""
    found: str | None = scenario.answer.get("asked", {}).get(str(user.pk))
    return found
