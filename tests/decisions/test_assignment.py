"""Who assesses what: against brute force on small instances, and in words when it cannot be."""

from collections import Counter, defaultdict
from itertools import chain, combinations, product

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import assignment as benchmark
from decisions.assignment import Case, Cause, Mix, Person, propose
from decisions.calibration import Rating, Scale, severity


def of(count, kind):
    return [kind(number) for number in range(count)]


def by_case(pairs):
    readers = defaultdict(set)
    for case, person in pairs:
        readers[case].add(person)
    return readers


def test_every_case_has_its_readers_and_nobody_more_than_another():
    told = propose(of(10, Case), of(4, Person), readers=2)

    assert told.complete
    assert [len(people) for people in by_case(told.pairs).values()] == [2] * 10
    assert set(told.loads.values()) == {5}
    assert told.largest_load == 5


def test_loads_differ_by_one_when_they_cannot_be_equal():
    told = propose(of(7, Case), of(5, Person), readers=2)

    assert sorted(told.loads.values()) == [2, 3, 3, 3, 3]


def test_who_has_much_already_gets_less():
    people = [Person("Bo", load=6), Person("Eva", load=1), Person("Kim")]

    told = propose(of(4, Case), people, readers=1)

    assert told.loads == {"Bo": 6, "Eva": 2, "Kim": 3} or told.loads == {
        "Bo": 6,
        "Eva": 3,
        "Kim": 2,
    }


def test_nobody_reads_a_case_in_which_they_have_a_conflict():
    conflicts = {(case, case % 4) for case in range(12)}

    told = propose(of(12, Case), of(4, Person), readers=3, conflicts=conflicts)

    assert told.complete
    assert not conflicts & set(told.pairs)


def test_what_stands_already_is_kept_and_counted():
    fixed = [(0, "Bo"), (1, "Bo"), (2, "Bo")]

    told = propose(
        of(3, Case), [Person("Bo"), Person("Eva"), Person("Kim")], readers=2, fixed=fixed
    )

    assert told.complete
    assert not set(fixed) & set(told.pairs)
    assert sorted(case for case, _person in told.pairs) == [0, 1, 2]
    assert told.loads["Bo"] == 3
    assert sorted([told.loads["Eva"], told.loads["Kim"]]) == [1, 2]


def test_an_assignment_that_stands_against_a_conflict_is_named_and_not_counted():
    told = propose(
        [Case("a")],
        [Person("Bo"), Person("Eva")],
        readers=1,
        fixed=[("a", "Bo")],
        conflicts={("a", "Bo")},
    )

    assert told.clashes == [("a", "Bo")]
    assert told.pairs == [("a", "Eva")]
    assert told.loads == {"Bo": 0, "Eva": 1}


def test_whoever_knows_the_municipality_is_preferred_but_not_at_the_cost_of_even_loads():
    ume, skelleftea = frozenset(["2480"]), frozenset(["2482"])
    cases = [Case("a", municipalities=ume), Case("b", municipalities=skelleftea)]
    people = [Person("Bo", municipalities=skelleftea), Person("Eva", municipalities=ume)]

    told = propose(cases, people, readers=1)
    both = propose(cases, [Person("Bo", municipalities=ume | skelleftea), Person("Eva")], readers=1)

    assert (sorted(told.pairs), told.known) == ([("a", "Eva"), ("b", "Bo")], 2)
    assert (both.loads, both.known) == ({"Bo": 1, "Eva": 1}, 1)


def test_one_reader_is_from_the_county_of_the_case():
    cases = [Case(number, county=number % 3) for number in range(9)]
    people = [Person(f"{county}{name}", county=county) for county in range(3) for name in "ab"]

    told = propose(cases, people, readers=2, mix=Mix.HOME)

    assert told.complete
    for case, readers in by_case(told.pairs).items():
        assert str(case % 3) in {reader[0] for reader in readers}


def test_two_counties_are_among_the_readers():
    people = [Person("a1", county=1), Person("a2", county=1), Person("b", county=2)]

    told = propose(of(4, Case), people, readers=2, mix=Mix.TWO)

    assert told.complete
    assert told.loads["b"] == 4
    with pytest.raises(ValueError, match="two readers"), override("en"):
        propose(of(4, Case), people, readers=1, mix=Mix.TWO)


def test_too_few_without_a_conflict_is_said():
    conflicts = {("a", "Bo"), ("a", "Eva")}
    people = [Person("Bo"), Person("Eva"), Person("Kim")]

    told = propose([Case("a"), Case("b")], people, readers=2, conflicts=conflicts)

    (lack,) = told.lacks
    assert (lack.case, lack.missing, lack.cause) == ("a", 1, Cause.CONFLICT)
    assert by_case(told.pairs)["a"] == {"Kim"}
    assert len(by_case(told.pairs)["b"]) == 2
    assert told.bottleneck is None
    with override("en"):
        assert lack.why == "Only 1 person without a conflict of interest; 2 are wanted."


def test_too_little_capacity_is_counted_and_spread_over_the_cases():
    people = [
        Person("Bo", capacity=3),
        Person("Eva", load=1, capacity=3),
        Person("Kim", capacity=2),
    ]

    told = propose(of(5, Case), people, readers=2)

    assert told.loads == {"Bo": 3, "Eva": 3, "Kim": 2}
    assert len(told.pairs) == 7
    assert [(lack.missing, lack.cause) for lack in told.lacks] == [(1, Cause.CAPACITY)] * 3
    assert (told.bottleneck.places, told.bottleneck.everybody) == (3, True)
    with override("en"):
        assert told.bottleneck.why == (
            "The capacity of all assessors together is too small. 3 places are missing."
        )
        assert told.lacks[0].why == "Lacks 1 reader: everybody else who may read it is full."


def test_the_bottleneck_is_told_from_the_rest():
    """Only Bo and Eva may read the three first, with room for four readings. Kim is idle."""
    conflicts = {(case, person) for case in range(3) for person in ("Kim", "Ida")}
    people = [Person("Bo", capacity=2), Person("Eva", capacity=2), Person("Kim"), Person("Ida")]

    told = propose(of(5, Case), people, readers=2, conflicts=conflicts)

    assert sum(lack.missing for lack in told.lacks) == 2
    assert {lack.case for lack in told.lacks} <= {0, 1, 2}
    neck = told.bottleneck
    assert (set(neck.cases), set(neck.people), neck.places) == ({0, 1, 2}, {"Bo", "Eva"}, 2)
    with override("en"):
        assert neck.why == (
            "For 3 cases, 2 people can be chosen from, and all are full. 2 places are missing."
        )


@pytest.mark.parametrize(
    ("mix", "why"),
    [
        (Mix.HOME, "Nobody from the county of the case is free to read it."),
        (Mix.TWO, "Those who may read it all come from one county; two counties are wanted."),
    ],
)
def test_a_mix_that_cannot_be_is_said(mix, why):
    people = [Person("Bo", county=2), Person("Eva", county=2), Person("Kim", county=1)]

    told = propose([Case("a", county=1)], people, readers=2, conflicts={("a", "Kim")}, mix=mix)

    (lack,) = told.lacks
    assert (lack.missing, lack.cause, len(told.pairs)) == (1, Cause.MIX, 1)
    with override("en"):
        assert lack.why == why


@pytest.mark.parametrize("mix", [Mix.HOME, Mix.TWO])
def test_readers_who_stand_and_break_the_mix_are_named(mix):
    people = [Person("Bo", county=2), Person("Eva", county=2), Person("Kim", county=1)]

    told = propose(
        [Case("a", county=1)], people, readers=2, fixed=[("a", "Bo"), ("a", "Eva")], mix=mix
    )

    (lack,) = told.lacks
    assert (lack.missing, told.pairs) == (0, [])
    with override("en"):
        assert lack.why == "Its readers stand already, and do not meet the county mix."


def test_no_cases_and_no_people_are_no_crash():
    assert propose([], of(3, Person), readers=2).complete
    alone = propose([Case("a")], [], readers=2)
    assert (alone.pairs, alone.lacks[0].missing, alone.largest_load) == ([], 2, 0)
    with pytest.raises(ValueError, match="not among"):
        propose([Case("a")], [], readers=2, fixed=[("a", "Bo")])


def test_the_same_question_has_the_same_answer():
    once, again = (propose(of(40, Case), of(7, Person), readers=3) for _ in range(2))

    assert once == again


def test_readers_meet_in_many_cases_so_that_they_can_be_compared():
    """Forty cases in fixed trios would say nothing of how the trios compare."""
    told = propose(of(40, Case), of(9, Person), readers=3)

    trios = {frozenset(readers) for readers in by_case(told.pairs).values()}
    ratings = [Rating(case, person, "need", 3) for case, person in told.pairs]
    assert len(trios) > 20
    assert severity(ratings, {"need": Scale(top=5)}).connected


def test_the_benchmark_tells_time_and_memory_in_json():
    tiny = benchmark.Size(cases=30, people=21, readers=2, turns=1)

    spent, memory = benchmark.figures(tiny)

    assert spent["complete"]
    assert spent["loads"][1] - spent["loads"][0] <= 1
    assert spent["value"] > 0
    assert spent["ratio"] > 0
    assert memory["unit"] == "MiB"


# --- Against brute force


@st.composite
def instances(draw):
    cases = [
        Case(key, draw(st.integers(0, 1)), frozenset(draw(st.sets(st.integers(0, 2), max_size=2))))
        for key in "abc"[: draw(st.integers(1, 3))]
    ]
    people = [
        Person(
            key,
            load=draw(st.integers(0, 2)),
            capacity=draw(st.none() | st.integers(0, 4)),
            county=draw(st.integers(0, 1)),
            municipalities=frozenset(draw(st.sets(st.integers(0, 2), max_size=1))),
        )
        for key in range(draw(st.integers(1, 4)))
    ]
    pairs = [(case.key, person.key) for case in cases for person in people]
    some = st.sets(st.sampled_from(pairs), max_size=4)
    mix = draw(st.sampled_from(list(Mix)))
    readers = draw(st.integers(2 if mix is Mix.TWO else 1, 3))
    conflicts, fixed = draw(some), draw(st.sets(st.sampled_from(pairs), max_size=2))
    return cases, people, {"readers": readers, "conflicts": conflicts, "fixed": fixed, "mix": mix}


def keeps_the_mix(case, readers, county, asked):
    """So many readers as are wanted must not all be from elsewhere, or all from one county."""
    if asked["mix"] is Mix.HOME:
        return sum(county[r] != case.county for r in readers) < asked["readers"]
    if asked["mix"] is Mix.TWO:
        return max(Counter(county[r] for r in readers).values(), default=0) < asked["readers"]
    return True


def every_way(cases, people, asked):
    """All that could be added: a set of readers for each case, nobody above their capacity."""
    county = {person.key: person.county for person in people}
    standing = set(asked["fixed"]) - asked["conflicts"]
    choices = []
    for case in cases:
        has = {p for c, p in standing if c == case.key}
        free = [
            p.key
            for p in people
            if p.key not in has and (case.key, p.key) not in asked["conflicts"]
        ]
        need = max(0, asked["readers"] - len(has))
        sets = chain.from_iterable(
            combinations(free, size) for size in range(min(need, len(free)) + 1)
        )
        choices.append(
            [
                (need, chosen)
                for chosen in sets
                if not chosen or keeps_the_mix(case, has | set(chosen), county, asked)
            ]
        )
    for way in product(*choices):
        new = Counter(person for _need, chosen in way for person in chosen)
        old = {p.key: p.load + sum(person == p.key for _c, person in standing) for p in people}
        if all(
            p.capacity is None or not new[p.key] or old[p.key] + new[p.key] <= p.capacity
            for p in people
        ):
            pairs = {(c.key, r) for c, (_n, chosen) in zip(cases, way, strict=True) for r in chosen}
            gaps = [need - len(chosen) for need, chosen in way]
            yield pairs, gaps, [old[p.key] + new[p.key] for p in people]


@settings(max_examples=150, deadline=None)
@given(instances())
def test_small_instances_against_every_way_there_is(instance):
    cases, people, asked = instance
    knows = {(c.key, p.key) for c in cases for p in people if c.municipalities & p.municipalities}
    ways = list(every_way(cases, people, asked))

    told = propose(cases, people, **asked)

    found = [way for way in ways if way[0] == set(told.pairs)]
    assert len(found) == 1, "the proposal is one of the ways there are"
    _pairs, gaps, loads = found[0]
    assert list(told.loads.values()) == loads
    assert told.known == len(knows & set(told.pairs))
    least = min(sum(gaps) for _p, gaps, _l in ways)
    assert sum(gaps) == sum(lack.missing for lack in told.lacks) == least
    assert sum(g * g for g in gaps) == min(
        sum(g * g for g in w[1]) for w in ways if sum(w[1]) == least
    )
    if least == 0:
        whole = [way for way in ways if sum(way[1]) == 0]
        assert told.largest_load == min(max(way[2]) for way in whole)
        even = min(sum(load**2 for load in way[2]) for way in whole)
        assert sum(load**2 for load in loads) == even
        assert told.known == max(
            len(knows & way[0]) for way in whole if sum(load**2 for load in way[2]) == even
        )
    for lack in told.lacks:
        assert lack.why
    if told.bottleneck:
        full = {p.key: p.capacity is not None and told.loads[p.key] >= p.capacity for p in people}
        assert all(full[person] for person in told.bottleneck.people)
        short = {lack.case for lack in told.lacks if lack.cause is Cause.CAPACITY}
        assert short <= set(told.bottleneck.cases)
        assert told.bottleneck.why
