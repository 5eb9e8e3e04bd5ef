"""Calibration against published examples and hand-checked tables: agreement, spread, severity."""

import math
import random
import statistics
from itertools import permutations

import numpy as np
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from decisions.calibration import (
    Rating,
    Scale,
    Spread,
    agreement,
    alpha,
    severity,
    spread,
    totals,
)

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: 4 observers, 12 units.
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# The worked example of three coders and fifteen units that encyclopaedias print.
THREE_CODERS = [
    [None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3],
    [1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None],
    [None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4],
]
SCALES = {"need": Scale(top=5, weight=2), "purpose": Scale(top=4, weight=1)}


def by_unit(observers):
    return [[v for v in unit if v is not None] for unit in zip(*observers, strict=True)]


def rated(table, criterion="need"):
    """Ratings from a table: a row per assessor, a column per case, None where nothing was said."""
    return [
        Rating(f"case {column}", assessor, criterion, value)
        for assessor, row in table.items()
        for column, value in enumerate(row, start=1)
        if value is not None
    ]


def plain_alpha(units, metric):
    """A second way: mean distance of pairs within units over that of all pairs, one by one."""
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]

    def apart(one, other):
        if metric == "nominal":
            return float(one != other)
        if metric == "interval":
            return float((one - other) ** 2)
        low, high = min(one, other), max(one, other)
        between = sum(low <= value <= high for value in values)
        return (between - (values.count(one) + values.count(other)) / 2) ** 2

    within = sum(
        sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    ) / len(values)
    pairs = list(permutations(values, 2))
    return 1 - within / (sum(apart(a, b) for a, b in pairs) / len(pairs))


@pytest.mark.parametrize(
    ("observers", "metric", "published"),
    [
        (FOUR_OBSERVERS, "nominal", 0.743),
        (FOUR_OBSERVERS, "ordinal", 0.815),
        (FOUR_OBSERVERS, "interval", 0.849),
        (THREE_CODERS, "nominal", 0.691),
        (THREE_CODERS, "interval", 0.811),
    ],
)
def test_alpha_is_the_published_one(observers, metric, published):
    assert alpha(by_unit(observers), metric) == pytest.approx(published, abs=0.0005)
    assert plain_alpha(by_unit(observers), metric) == pytest.approx(published, abs=0.0005)


def test_alpha_by_hand():
    """Two cases, two readers: 1 and 1, 1 and 2.

    Coincidences: 1-1 2, 1-2 1, 2-1 1. Totals: three 1, one 2. Nominal: 1 - 3 * 1 / (3 * 1) = 0.
    """
    assert alpha([[1, 1], [1, 2]], "nominal") == 0
    assert alpha([[1, 1], [2, 2]], "nominal") == 1
    # 1-2 twice: 1 - 3 * 2 / (2 * 2) = -0.5, worse than chance.
    assert alpha([[1, 2], [2, 1]], "ordinal") == -0.5


@given(
    units=st.lists(st.lists(st.integers(0, 5), min_size=0, max_size=4), max_size=6),
    metric=st.sampled_from(["nominal", "ordinal", "interval"]),
)
def test_alpha_of_any_table_is_that_of_the_second_way(units, metric):
    shared = {value for unit in units if len(unit) > 1 for value in unit}
    if len(shared) < 2:
        assert alpha(units, metric) is None
    else:
        assert alpha(units, metric) == pytest.approx(plain_alpha(units, metric))


def test_an_unknown_metric_is_refused():
    with pytest.raises(ValueError, match="ratio is no metric"):
        alpha([[1, 2]], "ratio")


def test_agreement_is_told_per_criterion_and_says_when_it_cannot_be():
    ratings = [
        *rated({"Bo": [5, 1, 3], "Eva": [5, 1, 3]}, "need"),
        *rated({"Bo": [4, 4], "Eva": [4, 4]}, "purpose"),
        *rated({"Bo": [4, 4]}, "cost"),
        *rated({"Bo": [1, 5], "Eva": [5, 1]}, "plan"),
    ]

    with override("en"):
        told = {a.criterion: (a.alpha, a.cases, a.ratings, a.words[:5]) for a in agreement(ratings)}

    assert told == {
        "need": (1, 3, 6, "High:"),
        "purpose": (None, 2, 4, "All s"),
        "cost": (None, 0, 0, "No ca"),
        "plan": (-0.5, 2, 4, "None:"),
    }
    assert agreement([]) == []


@pytest.mark.parametrize(
    ("metric", "word"), [("nominal", "Fair"), ("ordinal", "High"), ("interval", "High")]
)
def test_the_words_follow_the_convention(metric, word):
    ratings = rated(dict(zip("ABCD", FOUR_OBSERVERS, strict=True)))

    with override("en"):
        (answer,) = agreement(ratings, metric)

        assert answer.words.startswith(word)
    assert (answer.cases, answer.ratings) == (11, 40)  # the twelfth unit has one value


# --- Totals and spread


def test_a_total_is_the_weighted_mean_of_what_was_judged():
    ratings = [
        Rating(1, "Bo", "need", 4),  # 80 %, counts twice
        Rating(1, "Bo", "purpose", 2),  # 50 %
        Rating(1, "Eva", "need", 3),  # the purpose Eva cannot judge
    ]

    assert totals(ratings, SCALES) == {(1, "Bo"): pytest.approx(70), (1, "Eva"): pytest.approx(60)}


def test_the_widest_case_comes_first_and_the_reason_is_said():
    ratings = [
        *rated({"Bo": [4, 5, 3, 3], "Eva": [4, 2, 4, None]}, "need"),
        *rated({"Bo": [3, 4, 4, 2], "Eva": [3, 1, 1, None]}, "purpose"),
    ]

    two, three, one, four = spread(ratings, SCALES)

    assert two.case == "case 2"
    assert two.total.values == pytest.approx((100, 105 / 3))
    assert two.total.range == pytest.approx(65)
    assert two.total.mean == pytest.approx(67.5)
    assert two.total.deviation == pytest.approx(65 / math.sqrt(2))
    assert two.criteria["need"] == Spread((5, 2))
    assert two.torn == ["need", "purpose"]
    assert (one.worth_talking_about, four.worth_talking_about) == (False, False)
    assert (four.total.range, four.total.deviation) == (0, None)
    with override("en"):
        assert two.why == "The totals lie 65 points of 100 apart."
        assert three.why == "On 1 criterion, two readers are half the scale or more apart."
        assert one.why == ""


def test_one_step_on_a_short_scale_is_no_quarrel():
    yes_or_no = {"need": Scale(top=1), "cost": Scale(top=5, weight=9)}
    ratings = [*rated({"Bo": [1], "Eva": [0]}), *rated({"Bo": [3], "Eva": [3]}, "cost")]

    (case,) = spread(ratings, yes_or_no)

    assert not case.worth_talking_about


# --- Severity


def one_criterion(table):
    return rated(table), {"need": Scale(top=100)}


def test_severity_by_hand():
    """Eva gives 10 less than Bo on every case, and nothing is left to chance."""
    told = severity(*one_criterion({"Bo": [50, 70, 90], "Eva": [40, 60, 80]}))

    bo, eva = told.assessors
    assert (bo.apart, eva.apart) == (-10, 10)
    assert (bo.severity, eva.severity) == (pytest.approx(-5, abs=0.05), pytest.approx(5, abs=0.05))
    assert (bo.cases, bo.shared, told.groups, told.connected) == (3, 3, 1, True)
    assert [(case.raw, round(case.adjusted, 1)) for case in told.cases] == [
        (45, 45),
        (65, 65),
        (85, 85),
    ]
    assert told.words == ""
    with override("en"):
        assert eva.words == "Strict: about 5 points of 100 below the others on the same cases."
        assert bo.words == "Mild: about 5 points of 100 above the others on the same cases."


def test_a_case_that_only_the_strict_one_read_is_lifted_beside_its_raw_score():
    bo, eva = [50, 70, 90, 30, None], [40, 60, 80, 20, 60]

    told = severity(*one_criterion({"Bo": bo, "Eva": eva}))

    last = told.cases[-1]
    assert (last.case, last.readers, last.raw) == ("case 5", 1, 60)
    assert last.adjusted == pytest.approx(65, abs=0.05)


def test_the_severity_of_a_full_table_shrinks_all_alike():
    """In a full table the least-squares answer is the plain gap to the mean; shrinking keeps it in
    proportion, and keeps the sum at nil."""
    table = {"Bo": [50, 71, 88], "Eva": [44, 60, 81], "Kim": [60, 66, 99]}
    plain = {a: statistics.fmean(row) for a, row in table.items()}
    whole = statistics.fmean(plain.values())

    told = severity(*one_criterion(table))

    kept = [a.severity / (whole - plain[a.assessor]) for a in told.assessors]
    assert kept == [pytest.approx(kept[0])] * 3
    assert 0.5 < kept[0] < 1
    assert sum(a.severity for a in told.assessors) == pytest.approx(0)


def test_severity_is_that_of_a_second_computation():
    """The same model written out: every score at once, cases known to nothing, severity integrated
    over its size on a finer grid. Six assessors, twelve cases, two or three readers each."""
    dice = random.Random(5)
    table = {
        (case, who): 60 + 5 * case % 30 - 4 * who + dice.gauss(0, 6)
        for case in range(12)
        for who in dice.sample(range(6), 2 + case % 2)
    }
    scores = np.array(list(table.values()))
    cases, people = (np.eye(n)[[p[i] for p in table]] for i, n in ((0, 12), (1, 6)))
    free = np.eye(len(scores)) - cases @ np.linalg.pinv(cases)
    basis = np.linalg.svd(free)[0][:, : len(scores) - 12]  # what is left when cases are taken out
    y, z = basis.T @ scores, -basis.T @ people
    weights, means, squares = [], [], []
    for angle in (np.arange(2000) + 0.5) / 2000 * math.pi / 2:
        size = math.tan(angle) ** 2
        spread_of = np.eye(len(y)) + size * z @ z.T
        inverse = np.linalg.inv(spread_of)
        rest = y @ inverse @ y
        weights.append(-0.5 * np.linalg.slogdet(spread_of)[1] - len(y) / 2 * math.log(rest))
        mean = size * z.T @ inverse @ y
        within = size * (np.eye(6) - size * z.T @ inverse @ z) - size / 6  # less the common level
        means.append(mean)
        squares.append(np.diag(within) * rest / len(y) + mean**2)
    weights = np.exp(np.array(weights) - max(weights))
    weights /= weights.sum()
    expected = weights @ np.array(means)
    errors = np.sqrt(weights @ np.array(squares) - expected**2)

    told = severity(
        [Rating(case, who, "need", score) for (case, who), score in table.items()],
        {"need": Scale(top=100)},
    )

    for answer in told.assessors:
        assert answer.severity == pytest.approx(expected[answer.assessor], abs=0.02)
        assert answer.error == pytest.approx(errors[answer.assessor], abs=0.02)


def invented(seed, *, assessors, cases, readers, strict, chance):
    """Scores with known severity (sum nil), and that severity."""
    dice = random.Random(seed)
    known = [dice.gauss(0, strict) for _ in range(assessors)]
    known = [value - statistics.fmean(known) for value in known]
    ratings = []
    for case in range(cases):
        worth = dice.gauss(60, 12)
        for who in dice.sample(range(assessors), readers):
            ratings.append(Rating(case, who, "need", worth - known[who] + dice.gauss(0, chance)))
    return ratings, known


def test_known_severity_is_found_again():
    size = {"assessors": 12, "cases": 400, "readers": 3, "strict": 8, "chance": 6}
    ratings, known = invented(7, **size)

    told = severity(ratings, {"need": Scale(top=100)})

    assert len(told.assessors) == 12
    for answer in told.assessors:
        assert answer.severity == pytest.approx(known[answer.assessor], abs=2)
    assert told.within == pytest.approx(6, rel=0.1)
    assert told.between == pytest.approx(statistics.stdev(known), rel=0.15)


@pytest.mark.parametrize("size", [(8, 30, 3, 8), (4, 10, 2, 8), (8, 30, 3, 0)])
def test_the_interval_holds_what_it_says(size):
    """Some 95 in 100 intervals hold the truth; at least 90 over these invented rounds."""
    assessors, cases, readers, strict = size
    held = []
    for seed in range(60):
        ratings, known = invented(
            seed, assessors=assessors, cases=cases, readers=readers, strict=strict, chance=7
        )
        told = severity(ratings, {"need": Scale(top=100)}).assessors
        held += [a.low <= known[a.assessor] <= a.high for a in told]
    assert statistics.fmean(held) >= 0.9


def test_few_scores_do_not_make_anybody_strict():
    told = severity(*one_criterion({"Bo": [60], "Eva": [50]}))

    bo, eva = told.assessors
    assert 0 < eva.severity < 5
    assert eva.low < 0 < eva.high
    assert (eva.differs, bo.differs) == (False, False)
    with override("en"):
        assert eva.words == "Does not differ from the others by more than chance would explain."


def test_groups_without_a_case_in_common_are_told_apart():
    table = {
        "Bo": [50, 70, None, None, None],
        "Eva": [40, 60, None, None, None],
        "Kim": [None, None, 80, 30, None],
        "Ida": [None, None, 78, 35, None],
        "Per": [None, None, None, None, 66],
    }

    told = severity(*one_criterion(table))

    assert [(a.assessor, a.group) for a in told.assessors] == [
        ("Bo", 1),
        ("Eva", 1),
        ("Kim", 2),
        ("Ida", 2),
        ("Per", 3),
    ]
    assert [case.group for case in told.cases] == [1, 1, 2, 2, 3]
    per = told.assessors[-1]
    assert (per.apart, per.severity, per.error, per.low, per.high) == (None,) * 5
    assert told.cases[-1].adjusted is None
    by_group = {1: 0.0, 2: 0.0}
    for answer in told.assessors[:-1]:
        by_group[answer.group] += answer.severity
    assert list(by_group.values()) == [pytest.approx(0), pytest.approx(0)]
    with override("en"):
        assert told.words.startswith("The assessments fall into 3 groups with no case in common.")
        assert per.words == "Has no case in common with another assessor: cannot be compared."


def test_a_case_that_all_score_joins_the_groups():
    table = {
        "Bo": [50, 70, None, 60],
        "Eva": [None, None, 80, 58],
        "Per": [None, None, None, 66],
    }

    told = severity(*one_criterion(table))

    assert told.connected
    assert None not in [a.severity for a in told.assessors]


def test_whoever_leaves_the_hard_criterion_out_is_not_mild():
    """All score alike; the purpose is hard, and Eva cannot judge it in any case."""
    ratings = [
        *rated({"Bo": [4, 3, 5, 2], "Eva": [4, 3, 5, 2]}, "need"),
        *rated({"Bo": [1, 1, 1, 1]}, "purpose"),
        *rated({"Kim": [4, 3, 5, 2]}, "need"),
        *rated({"Kim": [1, 1, 1, 1]}, "purpose"),
    ]

    told = severity(ratings, SCALES)

    assert [a.apart for a in told.assessors] == pytest.approx([7.5, -15, 7.5])  # so it looks
    assert [a.severity for a in told.assessors] == [pytest.approx(0, abs=0.05)] * 3


@pytest.mark.parametrize(
    "table", [{}, {"Bo": [50, 60]}, {"Bo": [50, None], "Eva": [None, 50]}, {"Bo": [5], "Eva": [5]}]
)
def test_little_or_nothing_is_no_crash(table):
    told = severity(*one_criterion(table))

    assert [a.differs for a in told.assessors] == [False] * len(table)


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 5), st.integers(0, 4), st.sampled_from(["need", "purpose"])),
        st.integers(0, 4),
        max_size=40,
    )
)
def test_any_ratings_give_figures(points):
    ratings = [Rating(*key, value) for key, value in points.items()]

    told = severity(ratings, SCALES)

    raw = totals(ratings, SCALES)
    assert {case.case: case.raw for case in told.cases} == {
        case: pytest.approx(statistics.fmean(v for (c, _a), v in raw.items() if c == case))
        for case, _assessor in raw
    }
    for answer in told.assessors:
        assert (answer.severity is None) == (answer.shared == 0)
        if answer.severity is not None:
            assert math.isfinite(answer.severity)
            assert answer.low <= answer.severity <= answer.high
    assert len(spread(ratings, SCALES)) == len(told.cases)
