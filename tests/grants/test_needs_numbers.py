"""The rule of the county's number and its municipalities' numbers, in words and in the database.

It all takes place in Blekinge, which has five municipalities, in 2030, of which nothing is known.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants.models import County, Municipality, NeedFigure, NeedSeries, entering
from tests import cast

BLEKINGE = "10"
KARLSKRONA, RONNEBY, KARLSHAMN, SOLVESBORG, OLOFSTROM = "1080", "1081", "1082", "1083", "1060"


def figure(series, municipality, value, *, day=None, year=2030, county=BLEKINGE):
    return NeedFigure(
        series=NeedSeries.objects.get(pk=series),
        county=County.objects.get(pk=county),
        municipality=municipality and Municipality.objects.get(pk=municipality),
        year=year,
        value=Decimal(value),
        valid_from=day,
    )


def enter(*figures):
    """Enter the figures, and answer with what was wrong, row by row."""
    entries = entering.compare(figures)
    if any(entry.faults for entry in entries):
        return [entry.faults for entry in entries]
    entering.enter(entries, cast.karin())
    return []


def numbers(values, day=None):
    places = (KARLSKRONA, RONNEBY, KARLSHAMN, SOLVESBORG, OLOFSTROM)
    return [
        figure("kommuntal", place, value, day=day)
        for place, value in zip(places, values, strict=False)
    ]


def holding():
    held = NeedFigure.objects.in_force().filter(series="kommuntal", county=BLEKINGE, year=2030)
    return [int(row.value) for row in held]


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """What is said here is said in English."""
    with translation.override("en"):
        yield


def test_the_municipal_numbers_add_up_to_the_county_s_number():
    assert enter(figure("lanstal", None, 100)) == []
    assert enter(*numbers([40, 30, 20, 10, 0])) == []
    assert sum(holding()) == 100


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([40, 30, 20, 10, 5], "take away 5"),
        ([40, 30, 20], "10 are missing"),
    ],
)
def test_numbers_that_do_not_add_up_are_told_beside_the_last_row(values, said):
    enter(figure("lanstal", None, 100))
    faults = enter(*numbers(values))
    assert faults[:-1] == [[]] * (len(values) - 1)
    assert said in faults[-1][0]
    assert "Blekinge" in faults[-1][0]


def test_municipal_numbers_wait_for_the_county_s():
    [*_rest, last] = enter(*numbers([40, 30, 20, 10, 0]))
    assert "must be entered first" in last[0]


def test_a_revision_moves_numbers_between_municipalities_and_keeps_the_sum():
    enter(figure("lanstal", None, 100))
    enter(*numbers([40, 30, 20, 10, 0]))
    moved = [
        figure("kommuntal", KARLSKRONA, 35, day=date(2030, 6, 1)),
        figure("kommuntal", OLOFSTROM, 5, day=date(2030, 6, 1)),
    ]
    assert enter(*moved) == []
    assert holding() == [0, 40, 30, 20, 10]  # until June, as it was
    later = NeedFigure.objects.in_force(date(2030, 6, 1)).filter(series="kommuntal", year=2030)
    assert {row.municipality_id: int(row.value) for row in later}[KARLSKRONA] == 35
    [fault] = enter(figure("kommuntal", KARLSKRONA, 34, day=date(2030, 7, 1)))
    assert "are missing" in fault[0]


def test_a_number_is_never_set_below_what_is_assigned_already():
    enter(figure("lanstal", None, 100))
    enter(*numbers([40, 30, 20, 10, 0]))
    enter(figure("anvisade", KARLSKRONA, 38))
    faults = enter(figure("kommuntal", KARLSKRONA, 37), figure("kommuntal", RONNEBY, 33))
    assert faults[0] == ["38 have been assigned to Karlskrona already: the number cannot be lower."]
    assert enter(figure("kommuntal", KARLSKRONA, 38), figure("kommuntal", RONNEBY, 32)) == []


def test_what_is_assigned_may_pass_the_number_because_it_is_a_fact():
    enter(figure("lanstal", None, 100))
    enter(*numbers([40, 30, 20, 10, 0]))
    assert enter(figure("anvisade", KARLSKRONA, 44)) == []
    assert enter(figure("kommuntal", KARLSKRONA, 40)) == []  # which says nothing new


def test_a_new_county_number_begins_anew_and_the_old_municipal_numbers_stay_as_they_were():
    enter(figure("lanstal", None, 100))
    enter(*numbers([40, 30, 20, 10, 0]))
    assert enter(figure("lanstal", None, 120, day=date(2030, 5, 1))) == []
    [*_rest, last] = enter(figure("kommuntal", KARLSKRONA, 60, day=date(2030, 5, 1)))
    assert "60 are missing" in last[0]
    assert enter(*numbers([60, 30, 20, 10, 0], day=date(2030, 5, 1))) == []
    assert sum(holding()) == 100


def test_a_number_without_a_day_begins_with_the_county_s():
    enter(figure("lanstal", None, 100, day=date(2030, 1, 1)))
    enter(*numbers([40, 30, 20, 10, 0]))
    days = NeedFigure.objects.filter(series="kommuntal", year=2030).values_list("valid_from")
    assert set(days) == {(date(2030, 1, 1),)}


def test_a_county_number_that_is_corrected_takes_its_municipal_numbers_along():
    enter(figure("lanstal", None, 100))
    enter(*numbers([40, 30, 20, 10, 0]))
    [fault] = enter(figure("lanstal", None, 90))
    assert "take away 10" in fault[0]
    assert enter(figure("lanstal", None, 90), figure("kommuntal", KARLSKRONA, 30)) == []


def test_a_figure_is_never_changed_or_taken_away():
    enter(figure("befolkning", RONNEBY, 29_000))
    row = NeedFigure.objects.get(series="befolkning", municipality=RONNEBY, year=2030)
    for attempt in (lambda: NeedFigure.objects.update(value=1), row.delete):
        with pytest.raises(Exception, match="Cannot"), transaction.atomic():
            attempt()


@pytest.mark.parametrize(
    ("series", "municipality", "county"),
    [
        ("lanstal", KARLSKRONA, BLEKINGE),  # a county's series, of a municipality
        ("kommuntal", None, BLEKINGE),  # a municipal series, of a county
        ("befolkning", KARLSKRONA, "04"),  # a municipality of another county
    ],
)
def test_a_figure_of_the_wrong_kind_of_place_does_not_get_in(series, municipality, county):
    with pytest.raises(IntegrityError), transaction.atomic():
        figure(series, municipality, 1, county=county).save()


def checked():
    """Ask the database now, and not when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


DAYS = [None, date(2030, 1, 1), date(2030, 3, 1), date(2030, 6, 1)]
ROWS = st.lists(
    st.one_of(
        st.tuples(st.just("lanstal"), st.none(), st.integers(2, 5), st.sampled_from(DAYS)),
        st.tuples(
            st.just("kommuntal"),
            st.sampled_from([KARLSKRONA, RONNEBY]),
            st.integers(0, 3),
            st.sampled_from(DAYS),
        ),
        st.tuples(
            st.just("anvisade"),
            st.sampled_from([KARLSKRONA, RONNEBY]),
            st.integers(0, 2),
            st.sampled_from(DAYS),
        ),
    ),
    max_size=6,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(ROWS, max_size=3))
def test_the_words_and_the_database_judge_alike(batches):
    """Whatever is entered, the database refuses it exactly when a row has a fault."""
    with transaction.atomic():
        for batch in batches:
            entries = entering.compare(figure(*row[:3], day=row[3]) for row in batch)
            repeated = any("earlier row" in "".join(entry.faults) for entry in entries)
            faulty = any(entry.faults for entry in entries)
            if repeated:
                continue
            wanted = [e.figure for e in entries if e.kind != "unchanged"]
            try:
                with transaction.atomic():
                    NeedFigure.objects.bulk_create(wanted)
                    checked()
            except IntegrityError:
                assert faulty
            else:
                assert not faulty
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_numbers_at_once_do_not_both_get_in():
    cast.reference()
    enter(figure("lanstal", None, 100))
    enter(*numbers([50, 50, 0, 0, 0]))
    karin = cast.karin()
    ready = Barrier(2)
    pairs = [((KARLSKRONA, 40), (RONNEBY, 60)), ((KARLSKRONA, 70), (KARLSHAMN, 30), (RONNEBY, 0))]

    def attempt(pair):
        entries = entering.compare(figure("kommuntal", *one) for one in pair)
        assert not any(entry.faults for entry in entries)
        ready.wait()
        try:
            entering.enter(entries, karin)
        except IntegrityError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        outcome = list(pool.map(attempt, pairs))
    held = NeedFigure.objects.in_force().filter(series="kommuntal", year=2030)
    assert sum(row.value for row in held) == 100
    assert any(outcome)
