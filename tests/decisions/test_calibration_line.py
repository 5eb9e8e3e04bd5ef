"""The line: what chance each case has of being funded, had other assessors read it."""

import random
import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.calibration import chances, down_the_list
from decisions.calibration.line import Chance

SEK = Decimal(100_000)


def first(number):
    """A frame that holds the `number` first of the ranking."""
    return lambda ranking: ranking[:number]


def round_of(worth, *, assessors=60, readers=3, strict=4.0, chance=6.0, seed=1):
    """Scores of cases with known worth, from assessors with known ways."""
    dice = random.Random(seed)
    known = [dice.gauss(0, strict) for _ in range(assessors)]
    return {
        (case, who): value - known[who] + dice.gauss(0, chance)
        for case, value in enumerate(worth)
        for who in dice.sample(range(assessors), readers)
    }


def test_down_the_list_stops_at_the_first_that_does_not_fit():
    amounts = {"a": SEK, "b": 3 * SEK, "c": SEK}

    fund = down_the_list(amounts, Decimal("400000.00"))

    assert fund(["a", "b", "c"]) == ["a", "b"]
    assert fund(["a", "c", "b"]) == ["a", "c"]
    assert down_the_list(amounts, 2 * SEK)(["b", "a", "c"]) == []


def test_readers_who_agree_leave_nothing_to_chance():
    """Three of a place, in the ranking's order: equal scores are settled by the order given."""
    scores = {
        (case, who): score for case, score in [("a", 60), ("b", 80), ("c", 60)] for who in "xy"
    }

    told = chances(scores, ["a", "b", "c"], first(2))

    assert told == [
        Chance("a", 60, 1, place=2, best=2, worst=2),
        Chance("b", 80, 1, place=1, best=1, worst=1),
        Chance("c", 60, 0, place=3, best=3, worst=3),
    ]


def test_the_chance_is_that_of_the_normal_curve_when_there_is_much_to_go_by():
    """Two hundred cases give the two sizes of chance; the last two cases compete for one place.

    Their means differ by 4, and each mean is off by sqrt((4² + 6²) / 3): the better one is before
    the other in the share of draws that the normal curve says.
    """
    scores = round_of([60 + case % 20 for case in range(200)], seed=3)
    for who, (better, worse) in enumerate([(64, 60), (66, 62), (62, 58)]):
        scores["better", who] = better
        scores["worse", who + 10] = worse
    off = (4**2 + 6**2) / 3
    expected = statistics.NormalDist(0, (2 * off) ** 0.5).cdf(4)

    told = chances(
        scores,
        [*range(200), "better", "worse"],
        lambda ranking: [next(case for case in ranking if isinstance(case, str))],
        draws=4000,
    )

    assert told[-2].chance == pytest.approx(expected, abs=0.03)
    assert told[-2].chance + told[-1].chance == pytest.approx(1)
    assert told[0].chance == 0


def test_a_case_with_one_reader_is_less_sure_than_one_with_three():
    scores = round_of([60] * 60)
    scores |= {("three", who): 66.0 for who in range(3)} | {("one", 30): 66.0}

    *_rest, three, one = chances(scores, [*range(60), "three", "one"], first(12))

    assert three.worst - three.best < one.worst - one.best


def test_the_band_is_around_the_line():
    """A hundred cases from 40 to 90, money for thirty: the top is safe, the bottom is out."""
    worth = [90 - case / 2 for case in range(100)]
    amounts = dict.fromkeys(range(100), SEK)

    told = chances(round_of(worth), range(100), down_the_list(amounts, 30 * SEK))

    band = [answer for answer in told if answer.in_the_band]
    assert min(answer.chance for answer in told[:5]) > 0.95
    assert max(answer.chance for answer in told[-20:]) < 0.05
    assert 5 < len(band) < 50
    assert min(answer.place for answer in band) < 30 < max(answer.place for answer in band)
    assert sum(answer.chance for answer in told) == pytest.approx(30)
    for answer in told:
        assert answer.best <= answer.worst


def test_the_band_is_from_ten_to_ninety_per_cent():
    told = [Chance("a", 50, chance).in_the_band for chance in (0.09, 0.1, 0.5, 0.9, 0.91, None)]

    assert told == [False, True, True, True, False, False]


def test_the_same_seed_gives_the_same_answer():
    scores = round_of([60 + case / 4 for case in range(40)])

    once, again, other = (chances(scores, range(40), first(9), seed=seed) for seed in (1, 1, 2))

    assert once == again != other


def test_cases_without_a_score_are_told_to_have_no_chance_figure():
    scores = {("a", "x"): 50, ("a", "y"): 60}

    assert chances(scores, ["a", "b"], first(1))[1] == Chance("b", None, None)
    assert chances(scores, ["b"], first(1)) == [Chance("b", None, None)]


def test_without_a_case_that_two_have_read_nothing_is_known():
    assert chances({("a", "x"): 50, ("b", "y"): 60}, ["a", "b"], first(1)) is None
    assert chances({}, [], first(1)) is None


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(0, 4)),
        st.integers(0, 100),
        min_size=1,
        max_size=25,
    ),
    st.integers(0, 4),
)
def test_any_scores_give_chances(points, places):
    told = chances(points, range(7), first(places), draws=20)

    if told is not None:
        scored = [answer for answer in told if answer.chance is not None]
        assert [answer.case for answer in told] == list(range(7))
        assert {answer.case for answer in scored} == {case for case, _who in points}
        assert sum(a.chance for a in scored) == pytest.approx(min(places, len(scored)))
        assert sorted(answer.place for answer in scored) == list(range(1, len(scored) + 1))
