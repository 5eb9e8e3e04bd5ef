"""The portfolio proposal by examples: what it takes, why, what lacks, and what would tip it."""

from decimal import Decimal

import pytest
from django.utils import translation

from benchmarks import portfolio as benchmark
from decisions.portfolio import (
    Candidate,
    Earmark,
    Limit,
    Terms,
    near_the_line,
    propose,
    tipping,
    with_more,
)
from grants import ledger
from tests import cast

CAFE, CHOIR, GARDEN, HOUSE, SCHOOL = 1, 2, 3, 4, 5
NAMES = {CAFE: "the café", CHOIR: "the choir", GARDEN: "the garden", HOUSE: "the house"}
MARKS = {"health": "health"}


def sought(key, score, amount, **more):
    return Candidate(key, Decimal(score), Decimal(amount), **more)


def said(proposal, key):
    with translation.override("en"):
        return proposal.reasons[key].text(NAMES, MARKS).replace("\u00a0", " ")


def tip(candidates, terms, key):
    return tipping(candidates, terms, propose(candidates, terms), key)


def test_two_small_ones_give_more_than_a_large_one():
    candidates = [sought(HOUSE, 90, 300_000), sought(CAFE, 80, 150_000), sought(CHOIR, 70, 150_000)]
    proposal = propose(candidates, Terms(Decimal(300_000)))
    assert proposal.status == "optimal"
    assert proposal.amounts == {CAFE: 150_000, CHOIR: 150_000}
    assert (proposal.points, proposal.ranking.points) == (150, 90)
    assert proposal.ranking.amounts == {HOUSE: 300_000}
    assert proposal.ranking.holds
    why = "the café and the choir instead of the house: 60 points more for the same money."
    assert [said(proposal, key) for key in (CAFE, CHOIR, HOUSE)] == [why] * 3


def test_what_one_takes_less_of_lets_another_in():
    half = {"smallest": Decimal(50_000), "step": Decimal(10_000)}
    candidates = [sought(HOUSE, 90, 100_000, **half), sought(CAFE, 80, 60_000)]
    proposal = propose(candidates, Terms(Decimal(110_000)))
    assert proposal.amounts == {HOUSE: 50_000, CAFE: 60_000}
    part = "It is given a part, SEK 50,000 of SEK 100,000, so that the money goes furthest."
    assert said(proposal, HOUSE) == part
    assert said(proposal, CAFE) == "It fits in what the other differences leave over."


def test_counted_for_the_money_the_large_one_is_worth_as_much_as_it_costs():
    candidates = [sought(HOUSE, 90, 300_000), sought(CAFE, 80, 150_000), sought(CHOIR, 70, 150_000)]
    proposal = propose(candidates, Terms(Decimal(300_000), weigh="money"))
    assert proposal.amounts == {HOUSE: 300_000}
    assert proposal.points == 270
    assert proposal.reasons == {}


def test_the_ranking_ends_at_the_first_that_does_not_fit_and_the_proposal_does_not():
    candidates = [sought(HOUSE, 90, 216_000), sought(CAFE, 80, 150_000), sought(CHOIR, 70, 84_000)]
    proposal = propose(candidates, Terms(Decimal(300_000)))
    assert proposal.ranking.amounts == {HOUSE: 216_000}
    assert proposal.amounts == {HOUSE: 216_000, CHOIR: 84_000}
    assert said(proposal, CHOIR) == "It fits in the SEK 84,000 that the ranking leaves over."
    assert proposal.reasons.keys() == {CHOIR}
    with translation.override("sv"):
        text = proposal.reasons[CHOIR].text(NAMES).replace("\u00a0", " ")
    assert "84 000 kr" in text


def test_an_application_the_reader_may_not_see_is_not_named():
    candidates = [sought(HOUSE, 90, 300_000), sought(CAFE, 80, 150_000), sought(CHOIR, 70, 150_000)]
    proposal = propose(candidates, Terms(Decimal(300_000)))
    with translation.override("en"):
        text = proposal.reasons[CAFE].text({CAFE: "the café", CHOIR: "the choir"})
    assert text.startswith("the café and the choir instead of another application:")


def test_an_earmark_is_kept_for_its_purpose_as_in_the_ledger():
    candidates = [
        sought(HOUSE, 90, 200_000),
        sought(CAFE, 80, 100_000),
        sought(GARDEN, 40, 100_000, earmark="health"),
    ]
    terms = Terms(Decimal(300_000), (Earmark("health", Decimal(100_000)),))
    proposal = propose(candidates, terms)
    assert proposal.amounts == {HOUSE: 200_000, GARDEN: 100_000}
    assert [(c.key, c.earmark) for c in proposal.choices] == [(HOUSE, None), (GARDEN, "health")]
    assert not proposal.ranking.holds
    with translation.override("en"):
        breaks = [reason.text(NAMES, MARKS) for reason in proposal.ranking.breaks]
    assert breaks == ["It goes past the money outside the earmarks by SEK\u00a0100,000."]
    assert said(proposal, GARDEN).startswith("It is paid by the earmark for health")
    assert said(proposal, CAFE).startswith("The money outside the earmarks, SEK 200,000,")


@pytest.mark.django_db
def test_the_ledger_takes_what_is_proposed():
    call = cast.call(frame=500_000)
    mark = cast.earmark(call, 200_000)
    candidates = [
        sought(
            number, 50 + number, 60_000 + 7_000 * number, earmark=mark.key if number % 2 else None
        )
        for number in range(1, 12)
    ]
    terms = Terms(call.frame.amount, (Earmark(mark.key, mark.amount),))
    proposal = propose(candidates, terms)
    assert proposal.purposes[0].given > proposal.purposes[0].paid  # both pots pay for the purpose
    for choice in proposal.choices:
        pot = mark if choice.earmark == mark.key else None
        ledger.reserve(call.frame, pot, choice.amount, case=choice.key)
    call.frame.refresh_from_db()
    assert call.frame.left == proposal.left


def test_a_grant_is_never_paid_half_by_an_earmark_and_half_by_the_rest():
    candidates = [sought(HOUSE, 90, 150_000, earmark="health"), sought(CAFE, 20, 100_000)]
    terms = Terms(Decimal(200_000), (Earmark("health", Decimal(100_000)),))
    proposal = propose(candidates, terms)
    assert proposal.amounts == {CAFE: 100_000}
    assert proposal.proven
    with translation.override("en"):
        assert proposal.ranking.breaks[0].text({}).startswith("No way was found to pay it")


def test_a_floor_is_met_and_the_reason_says_so():
    candidates = [
        sought(HOUSE, 90, 200_000),
        sought(CAFE, 80, 100_000),
        sought(GARDEN, 40, 100_000, earmark="health"),
    ]
    purpose = Earmark("health", Decimal(0), floor=Decimal(80_000))
    proposal = propose(candidates, Terms(Decimal(300_000), (purpose,)))
    assert proposal.amounts == {HOUSE: 200_000, GARDEN: 100_000}
    assert "at least SEK 80,000: the ranking gives it SEK 0" in said(proposal, GARDEN)
    assert said(proposal, CAFE) == (
        "It gave way to the earmark for health, to which the ranking gives SEK 80,000 too little."
    )


def test_a_floor_that_cannot_be_met_is_named_and_the_best_is_proposed_all_the_same():
    candidates = [sought(HOUSE, 90, 200_000), sought(GARDEN, 40, 60_000, earmark="health")]
    purpose = Earmark("health", Decimal(0), floor=Decimal(100_000))
    proposal = propose(candidates, Terms(Decimal(300_000), (purpose,)))
    assert proposal.status == "infeasible"
    assert proposal.proven
    assert proposal.amounts == {HOUSE: 200_000, GARDEN: 60_000}
    assert [(p.key, p.lacking) for p in proposal.lacking] == [("health", 40_000)]


def test_must_takes_that_do_not_fit_together_are_named():
    candidates = [
        sought(HOUSE, 90, 200_000, must_take=True),
        sought(CAFE, 80, 150_000, must_take=True),
        sought(CHOIR, 20, 90_000, must_take=True),
        sought(GARDEN, 99, 10_000, must_not=True),
    ]
    proposal = propose(candidates, Terms(Decimal(300_000)))
    assert proposal.status == "infeasible"
    assert proposal.unfit == (CAFE,)
    assert proposal.amounts == {HOUSE: 200_000, CHOIR: 90_000}
    assert said(proposal, CAFE).startswith("It was to be taken, but there is no room for it")
    assert said(proposal, CHOIR) == "It is to be taken, as has been determined."
    assert said(proposal, GARDEN) == "It is not to be taken, as has been determined."


def test_an_applicant_gets_one_grant_and_the_reason_names_it():
    candidates = [
        sought(HOUSE, 90, 100_000, applicant="folk high school"),
        sought(CAFE, 80, 100_000, applicant="folk high school"),
        sought(CHOIR, 70, 100_000, applicant="choir"),
    ]
    proposal = propose(candidates, Terms(Decimal(200_000), per_applicant=Limit(grants=1)))
    assert proposal.amounts == {HOUSE: 100_000, CHOIR: 100_000}
    assert said(proposal, CAFE) == (
        "The limit for the applicant is reached, with what is given to the house."
    )


def test_a_place_gets_so_much_and_a_project_in_two_places_counts_half_in_each():
    candidates = [
        sought(HOUSE, 90, 100_000, places=("Nyköping",)),
        sought(CAFE, 80, 100_000, places=("Nyköping", "Flen")),
        sought(CHOIR, 70, 100_000, places=("Nyköping",)),
    ]
    limit = {"Nyköping": Limit(Decimal(150_000))}
    proposal = propose(candidates, Terms(Decimal(300_000), places=limit))
    assert proposal.amounts == {HOUSE: 100_000, CAFE: 100_000}
    assert "The limit for its place is reached" in said(proposal, CHOIR)


def test_a_part_is_given_only_where_the_whole_has_no_room():
    candidates = [
        sought(HOUSE, 90, 200_000, smallest=Decimal(100_000)),
        sought(CAFE, 90, 200_000, smallest=Decimal(100_000)),
    ]
    proposal = propose(candidates, Terms(Decimal(325_000)))
    assert proposal.amounts == {CAFE: 200_000, HOUSE: 120_000}
    assert proposal.points == Decimal("143.990")  # 90 and three fifths of it, less a hundredth
    assert propose(candidates, Terms(Decimal(400_000))).points == 180
    # Nobody is given less than can be used.
    assert propose(candidates, Terms(Decimal(90_000))).amounts == {}


def test_need_counts_as_much_as_one_chooses():
    candidates = [
        sought(HOUSE, 80, 100_000, need=Decimal("0.1")),
        sought(CAFE, 60, 100_000, need=Decimal("0.9")),
    ]
    assert propose(candidates, Terms(Decimal(100_000))).amounts.keys() == {HOUSE}
    half = Terms(Decimal(100_000), need_weight=Decimal("0.5"))
    assert propose(candidates, half).amounts.keys() == {CAFE}
    assert propose(candidates, half).points == 75


def test_of_equals_the_smaller_amount_comes_first_and_then_the_earlier():
    candidates = [sought(HOUSE, 50, 90_000), sought(CHOIR, 50, 80_000), sought(CAFE, 50, 80_000)]
    assert propose(candidates, Terms(Decimal(95_000))).amounts == {CAFE: 80_000}


def test_not_an_ore_too_much():
    third = Decimal("33333.34")
    candidates = [sought(key, 50, third) for key in (CAFE, CHOIR, GARDEN)]
    assert len(propose(candidates, Terms(Decimal("100000.01"))).choices) == 2
    assert len(propose(candidates, Terms(Decimal("100000.02"))).choices) == 3


def test_what_another_million_would_fund():
    candidates = [
        sought(HOUSE, 90, 1_200_000),
        sought(CAFE, 80, 300_000),
        sought(CHOIR, 30, 300_000),
    ]
    terms = Terms(Decimal(600_000))
    before = propose(candidates, terms)
    assert before.amounts == {CAFE: 300_000, CHOIR: 300_000}
    more = with_more(candidates, terms, before)
    assert [choice.key for choice in more.came] == [HOUSE]
    assert [choice.key for choice in more.gone] == [CHOIR]
    assert (more.amount, more.points) == (1_000_000, 60)


def test_what_would_tip_it():
    candidates = [sought(HOUSE, 90, 200_000), sought(CAFE, 80, 100_000), sought(CHOIR, 70, 100_000)]
    terms = Terms(Decimal(300_000))
    assert propose(candidates, terms).amounts.keys() == {HOUSE, CAFE}
    found = tip(candidates, terms, CHOIR)
    # Ten points would make it equal to the café: a tenth more and there is no other best choice.
    assert (found.points, found.amount, found.proven) == (Decimal("10.1"), None, True)
    with translation.override("en"):
        assert found.text() == ("10.1 points more would have brought it in, but no smaller amount.")


def test_a_smaller_amount_would_have_brought_it_in():
    candidates = [sought(HOUSE, 90, 216_500), sought(CAFE, 5, 150_000)]
    found = tip(candidates, Terms(Decimal(300_000)), CAFE)
    assert (found.points, found.amount) == (Decimal("85.1"), 83_000)


def test_what_no_points_can_tip():
    candidates = [
        sought(HOUSE, 90, 200_000, applicant=1, must_take=True),
        sought(CAFE, 80, 50_000, applicant=1),
        sought(CHOIR, 70, 100_000, must_not=True),
    ]
    terms = Terms(Decimal(300_000), per_applicant=Limit(grants=1))
    found = tip(candidates, terms, CAFE)
    assert (found.points, found.amount, found.why) == (None, None, "no_room")
    assert tip(candidates, terms, CHOIR).why == "must_not"
    with pytest.raises(ValueError, match="proposed a grant"):
        tip(candidates, terms, HOUSE)


def test_those_near_the_line_are_told_in_the_order_of_the_ranking():
    candidates = [sought(key, 90 - key, 100_000) for key in range(1, 7)]
    terms = Terms(Decimal(300_000))
    found = near_the_line(candidates, terms, propose(candidates, terms), most=2)
    assert [(each.key, each.points) for each in found] == [
        (4, Decimal("1.1")),
        (5, Decimal("2.1")),
    ]


def test_nobody_has_applied():
    proposal = propose([], Terms(Decimal(300_000), (Earmark("health", Decimal(0), Decimal(1)),)))
    assert (proposal.choices, proposal.points, proposal.left) == ((), 0, 300_000)
    assert proposal.lacking[0].lacking == 1


@pytest.mark.parametrize(
    ("candidates", "terms"),
    [
        ([sought(1, 50, 1000), sought(1, 60, 2000)], Terms(Decimal(5000))),
        ([sought(1, 101, 1000)], Terms(Decimal(5000))),
        ([sought(1, 50, 0)], Terms(Decimal(5000))),
        ([sought(1, 50, "0.001")], Terms(Decimal(5000))),
        ([sought(1, 50, 10, must_take=True, must_not=True)], Terms(Decimal(5000))),
        ([], Terms(Decimal(5000), (Earmark("health", Decimal(5001)),))),
        ([], Terms(Decimal(-1))),
        ([], Terms(Decimal(1), need_weight=Decimal(2))),
    ],
)
def test_what_does_not_hold_together_is_refused(candidates, terms):
    with pytest.raises(ValueError, match=r"."):
        propose(candidates, terms)


def test_the_benchmark_measures_a_small_call():
    time, memory = benchmark.figures(benchmark.Size(applications=40, turns=1))
    assert time["status"] in ("optimal", "infeasible")
    assert time["ratio"] > 0
    assert memory["value"] > 0
