"""The portfolio proposal against brute force: every choice of up to fifteen applications."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from decisions.portfolio import (
    Candidate,
    Earmark,
    Limit,
    Proposal,
    Terms,
    propose,
    tipping,
    with_more,
)

CLOSE = Decimal("0.001")  # points: what is proven is proven so near
KR = 1_000

proved = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
fewer = settings(proved, max_examples=30)


# The same terms written a second time, as plainly as can be and without the module's own figures.


@dataclass
class State:
    """Sums of a partial choice. `paid` has the money outside the earmarks under None."""

    paid: dict
    purpose: dict
    applicant: dict
    place: dict
    worth: Fraction
    chosen: tuple


def options(candidate: Candidate) -> list[Decimal]:
    if candidate.must_not:
        return [Decimal(0)]
    amounts = [] if candidate.must_take else [Decimal(0)]
    part = candidate.sought if candidate.smallest is None else candidate.smallest
    while part < candidate.sought:
        amounts.append(part)
        part += candidate.step
    return [*amounts, candidate.sought]


def worth(candidate: Candidate, amount: Decimal, terms: Terms) -> Fraction:
    """In points."""
    if not amount:
        return Fraction(0)
    full = Fraction(candidate.score)
    if candidate.need is not None:
        weight = Fraction(terms.need_weight)
        full = (1 - weight) * full + weight * 100 * Fraction(candidate.need)
    if terms.weigh == "money":
        full = full * Fraction(candidate.sought) / 100_000
    full = Fraction(int(full * 1000 + Fraction(1, 2)), 1000)
    if amount == candidate.sought:
        return full
    return full * Fraction(amount) / Fraction(candidate.sought) - Fraction(1, 100)


def within(limit: Limit, grants: list[Fraction]) -> bool:
    if limit.grants is not None and len(grants) > limit.grants:
        return False
    return limit.amount is None or sum(grants) <= limit.amount


def holds(state: State, terms: Terms) -> bool:
    """Whether nothing is exceeded yet. What is exceeded stays so: no amount is negative."""
    aside = {mark.key: mark.amount for mark in terms.earmarks}
    if state.paid.get(None, 0) > terms.frame - sum(aside.values()):
        return False
    if any(state.paid.get(key, 0) > amount for key, amount in aside.items()):
        return False
    for mark in terms.earmarks:
        if mark.ceiling is not None and state.purpose.get(mark.key, 0) > mark.ceiling:
            return False
    if not all(within(terms.per_applicant, grants) for grants in state.applicant.values()):
        return False
    return all(
        within(terms.places.get(place, terms.per_place), grants)
        for place, grants in state.place.items()
    )


def choices(candidates: list[Candidate], terms: Terms) -> Iterator[State]:
    """Every choice that exceeds nothing, with every way to pay it."""
    marks = {mark.key for mark in terms.earmarks}

    def further(state: State, rest: list[Candidate]) -> Iterator[State]:
        if not rest:
            yield state
            return
        candidate, *others = rest
        mark = candidate.earmark if candidate.earmark in marks else None
        for amount in options(candidate):
            for pot in {None, mark} if amount else {None}:
                after = State(
                    dict(state.paid),
                    dict(state.purpose),
                    dict(state.applicant),
                    dict(state.place),
                    state.worth + worth(candidate, amount, terms),
                    (*state.chosen, (candidate.key, amount)) if amount else state.chosen,
                )
                if amount:
                    after.paid[pot] = after.paid.get(pot, 0) + amount
                    if mark:
                        after.purpose[mark] = after.purpose.get(mark, 0) + amount
                    if candidate.applicant is not None:
                        had = after.applicant.get(candidate.applicant, [])
                        after.applicant[candidate.applicant] = [*had, Fraction(amount)]
                    for place in candidate.places:
                        part = Fraction(amount) / len(candidate.places)
                        after.place[place] = [*after.place.get(place, []), part]
                if holds(after, terms):
                    yield from further(after, others)

    yield from further(State({}, {}, {}, {}, Fraction(0), ()), candidates)


def best(candidates, terms, floors=None):
    """The most points that any choice has, None when no choice meets the floors and the musts."""
    found = None
    for state in choices(candidates, terms):
        wanted = floors or {mark.key: mark.floor for mark in terms.earmarks}
        if all(state.purpose.get(key, 0) >= floor for key, floor in wanted.items()):
            found = state.worth if found is None else max(found, state.worth)
    return found


def in_points(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


# What is drawn: tight frames, few applicants and places, so that every term is met now and then.

thousands = st.integers(1, 30).map(lambda n: Decimal(n * KR))
odd = st.integers(100_00, 3_000_000).map(lambda ore: Decimal(ore).scaleb(-2))


@st.composite
def rounds(draw, most=15, parts=True, musts=True, amounts=thousands):
    size = draw(st.integers(0, most))
    candidates = []
    for key in range(size):
        sought = draw(amounts)
        in_parts = parts and size <= 8 and draw(st.integers(0, 3)) == 0
        candidates.append(
            Candidate(
                key,
                score=Decimal(draw(st.integers(0, 1000))) / 10,
                sought=sought,
                need=draw(st.none() | st.integers(0, 10).map(lambda n: Decimal(n) / 10)),
                smallest=(sought / 2).quantize(Decimal("0.01")) if in_parts else None,
                step=Decimal(5 * KR),
                earmark=draw(st.sampled_from([None, None, "health", "language", "unknown"])),
                applicant=draw(st.sampled_from([None, "a", "b", "c"])),
                places=tuple(draw(st.lists(st.integers(1, 3), max_size=2, unique=True))),
                must_take=musts and draw(st.integers(0, 9)) == 0,
            )
        )
        if musts and not candidates[-1].must_take and draw(st.integers(0, 9)) == 0:
            candidates[-1] = replace(candidates[-1], must_not=True)
    total = sum((c.sought for c in candidates), Decimal(10 * KR))
    shares = [Decimal(draw(st.integers(0, 10))) / 10 for _ in range(7)]

    def of(share, whole):
        return (share * whole).quantize(Decimal("0.01"))

    frame = of(shares[0], total)
    health = of(shares[1], frame)
    language = of(shares[2], frame - health)
    limits = st.builds(
        Limit, st.none() | st.just(of(shares[3], total)), st.none() | st.integers(0, 3)
    )
    return candidates, Terms(
        frame,
        (
            Earmark(
                "health",
                health,
                of(shares[4], frame),
                draw(st.none() | st.just(of(shares[5], total))),
            ),
            Earmark("language", language, of(shares[6], language)),
        ),
        per_applicant=draw(limits),
        per_place=draw(limits),
        places=draw(st.dictionaries(st.integers(1, 3), limits, max_size=1)),
        need_weight=draw(st.sampled_from([Decimal(0), Decimal("0.3"), Decimal(1)])),
        weigh=draw(st.sampled_from(["application", "money"])),
    )


def exceeds_nothing(candidates, terms, proposal: Proposal):
    """Counted from what the proposal says, with the pots it says, as the ledger will."""
    amounts, pots = proposal.amounts, {c.key: c.earmark for c in proposal.choices}
    marks = {mark.key for mark in terms.earmarks}
    state = State({}, {}, {}, {}, Fraction(0), ())
    of_key = {candidate.key: candidate for candidate in candidates}
    for key, amount in amounts.items():
        candidate = of_key[key]
        assert amount in options(candidate)
        assert pots[key] in (None, candidate.earmark)
        state.paid[pots[key]] = state.paid.get(pots[key], 0) + amount
        if candidate.earmark in marks:
            mark = candidate.earmark
            state.purpose[mark] = state.purpose.get(mark, 0) + amount
        if candidate.applicant is not None:
            state.applicant.setdefault(candidate.applicant, []).append(Fraction(amount))
        for place in candidate.places:
            part = Fraction(amount) / len(candidate.places)
            state.place.setdefault(place, []).append(part)
        state.worth += worth(candidate, amount, terms)
    assert holds(state, terms)
    assert sum(amounts.values()) == proposal.spent <= terms.frame
    assert proposal.left == terms.frame - proposal.spent
    assert abs(in_points(state.worth) - proposal.points) < CLOSE
    for purpose in proposal.purposes:
        assert purpose.given == state.purpose.get(purpose.key, 0)
        assert purpose.paid == state.paid.get(purpose.key, 0)
        assert purpose.lacking == max(purpose.floor - purpose.given, 0)


@proved
@given(rounds())
def test_the_best_of_all_choices(drawn):
    candidates, terms = drawn
    proposal = propose(candidates, terms)
    exceeds_nothing(candidates, terms, proposal)
    most = best(candidates, terms)
    assert proposal.proven
    assert (proposal.status == "infeasible") == (most is None)
    if most is not None:
        assert not proposal.lacking
        assert not proposal.unfit
        assert abs(in_points(most) - proposal.points) < CLOSE


@fewer
@given(rounds(most=9, amounts=odd))
def test_the_best_of_all_choices_to_the_ore(drawn):
    candidates, terms = drawn
    proposal = propose(candidates, terms)
    exceeds_nothing(candidates, terms, proposal)
    most = best(candidates, terms)
    assert (proposal.status == "infeasible") == (most is None)
    if most is not None:
        assert abs(in_points(most) - proposal.points) < CLOSE


@proved
@given(rounds(most=9))
def test_what_cannot_be_met_is_named_and_the_rest_is_best(drawn):
    candidates, terms = drawn
    proposal = propose(candidates, terms)
    musts = {c.key for c in candidates if c.must_take}
    loose = [replace(c, must_take=False) for c in candidates]
    every = list(choices(loose, terms))
    # As many must-takes as any choice has.
    most_musts = max(len(musts & {key for key, _a in state.chosen}) for state in every)
    kept = musts - set(proposal.unfit)
    assert kept == musts & proposal.amounts.keys()
    assert len(kept) == most_musts
    # Then each floor in turn as near as any choice comes.
    every = [state for state in every if kept <= {key for key, _a in state.chosen}]
    for mark, purpose in zip(terms.earmarks, proposal.purposes, strict=True):
        nearest = max(min(state.purpose.get(mark.key, 0), mark.floor) for state in every)
        assert purpose.lacking == mark.floor - nearest
        every = [state for state in every if state.purpose.get(mark.key, 0) >= nearest]
    # And then the most points.
    assert abs(in_points(max(state.worth for state in every)) - proposal.points) < CLOSE


@proved
@given(rounds())
def test_never_worse_than_a_ranking_that_holds(drawn):
    candidates, terms = drawn
    proposal = propose(candidates, terms)
    ranked = sorted(candidates, key=lambda c: (-c.score, c.sought, c.key))
    line, so_far = {}, Decimal(0)
    for candidate in ranked:
        so_far += candidate.sought
        if so_far > terms.frame:
            break
        line[candidate.key] = candidate.sought
    assert proposal.ranking.amounts == line
    floors = {mark.key: mark.floor for mark in terms.earmarks}
    fixed = [replace(c, must_take=c.must_take or c.key in line) for c in candidates]
    only = [replace(c, smallest=None) for c in fixed if c.key in line]
    left_out = any(c.must_take for c in candidates if c.key not in line)
    taken_out = any(c.must_not for c in only)
    possible = not left_out and not taken_out and best(only, terms, floors) is not None
    assert proposal.ranking.holds == possible
    if possible:
        assert proposal.points >= proposal.ranking.points
    moved = {k for k in line.keys() | proposal.amounts if line.get(k) != proposal.amounts.get(k)}
    assert proposal.reasons.keys() == moved | set(proposal.unfit)
    names = {candidate.key: f"Project {candidate.key}" for candidate in candidates}
    assert all(reason.text(names) for reason in proposal.reasons.values())


@fewer
@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(drawn, dice):
    candidates, terms = drawn
    shuffled = dice.sample(candidates, len(candidates))
    assert propose(shuffled, terms) == propose(candidates, terms)


@fewer
@given(rounds(parts=False))
def test_the_terms_and_the_proposal_survive_json(drawn):
    candidates, terms = drawn
    assert Terms.read(terms.as_json()) == terms
    proposal = propose(candidates, terms)
    assert Proposal.read(proposal.as_json()) == proposal


@fewer
@given(rounds(most=7))
def test_what_would_tip_it(drawn):
    given, terms = drawn
    proposal = propose(given, terms)
    # What gave way in the proposal is not demanded anew.
    reached = {p.key: p.floor - p.lacking for p in proposal.purposes}
    candidates = [replace(c, must_take=c.must_take and c.key not in proposal.unfit) for c in given]
    out = [c for c in candidates if c.key not in proposal.amounts and not c.must_not]
    for candidate in out[:2]:
        found = tipping(given, terms, proposal, candidate.key)
        assert found.proven
        assert found.text()
        others = [c for c in candidates if c.key != candidate.key]
        without = best(others, terms, reached)

        def gains(changed, others=others, without=without):
            """By how much the best choice with it beats every choice without it."""
            with_it = best([*others, replace(changed, must_take=True)], terms, reached)
            return Decimal(-1) if with_it is None else in_points(with_it - without)

        def risen(by, candidate=candidate):
            return replace(candidate, score=candidate.score + by)

        if found.points is None:
            assert gains(risen(100 - candidate.score)) < 2 * CLOSE
        else:
            assert gains(risen(found.points)) > 0
            assert gains(risen(found.points - Decimal("0.1"))) < 2 * CLOSE
        step = candidate.step if candidate.smallest else Decimal(KR)
        least = candidate.smallest or step
        asked = [n * step for n in range(1, 31) if least <= n * step < candidate.sought]
        smaller = {a: gains(replace(candidate, sought=a, smallest=None)) for a in asked}
        if found.amount is None:
            assert all(gain < 2 * CLOSE for gain in smaller.values())
        else:
            assert smaller[found.amount] > 0
            assert all(smaller[a] < 2 * CLOSE for a in asked if a > found.amount)


@fewer
@given(rounds(most=10, musts=False))
def test_what_more_money_would_fund(drawn):
    candidates, terms = drawn
    before = propose(candidates, terms)
    more = with_more(candidates, terms, before, amount=Decimal(20 * KR))
    after = propose(candidates, replace(terms, frame=terms.frame + 20 * KR))
    assert more.proposal == after
    assert {c.key for c in more.came} == after.amounts.keys() - before.amounts.keys()
    assert {c.key for c in more.gone} == before.amounts.keys() - after.amounts.keys()
    assert more.points == after.points - before.points
    if before.status == "optimal":
        assert more.points > -2 * CLOSE


def test_with_no_time_there_is_still_an_answer_and_it_says_how_good_it_is():
    candidates = [
        Candidate(
            key,
            Decimal(200 + key * 7919 % 801) / 10,
            Decimal(20_000 + key * 104_729 % 780_000),
            earmark="health" if key % 3 else None,
        )
        for key in range(600)
    ]
    terms = Terms(Decimal(60_000_000), (Earmark("health", Decimal(20_000_000)),))
    begun = time.monotonic()
    proposal = propose(candidates, terms, seconds=0)
    assert time.monotonic() - begun < 20
    assert proposal.status == "gap"
    assert proposal.gap > 0
    assert proposal.points >= proposal.ranking.points
    exceeds_nothing(candidates, terms, proposal)
    in_time = propose(candidates, terms)
    assert proposal.points <= in_time.points <= proposal.points + proposal.gap
