"""The page of over-subscription: live, divided as asked, day by day, and as a file."""

import itertools
from datetime import timedelta

import pytest
from django.urls import reverse

from applications.forms.pressure import CUTS
from grants import clock, steps
from grants.templatetags.bifall import day
from tests import cast

pytestmark = pytest.mark.django_db

PAGE, EXPORT = reverse("applications:pressure"), reverse("applications:pressure_export")


def look(client, user, query: str = ""):
    client.force_login(user)
    return client.get(f"{PAGE}{query}")


def lines(page) -> list[tuple]:
    return [(line.name, line.count, line.applied) for line in page.context["lines"]]


def test_an_officer_sees_what_is_sought_while_it_comes(client):
    call = cast.call(frame=100_000)
    page = look(client, cast.karin())
    assert (page.context["total"].count, page.context["days"]) == (0, [])
    cast.submitted(call, amount=311_111)
    page = look(client, cast.karin())
    assert "3,11" in page.text
    assert lines(page) == [(f"{call.title}, {call.frame.year}", 1, 311_111)]
    assert [day.count for day in page.context["days"]] == [0, 1]


def test_calls_of_one_name_are_told_apart_by_their_last_day(client):
    first = cast.call(title_sv="Insatser 2026")
    second = cast.call(title_sv="Insatser 2026", closes_at=clock.now() + timedelta(days=90))
    page = look(client, cast.karin())
    names = {line.name for line in page.context["lines"]}
    told = {f"Insatser 2026 (till {day(call.closes_at)})" for call in (first, second)}
    assert names == told
    assert len(told) == 2


def test_day_by_day_from_nothing_on_and_at_even_distances(client):
    began = clock.now()
    call = cast.call()
    for days in (0, 3, 4):
        with clock.at(began + timedelta(days=days)):
            cast.submitted(call, amount=100_000)
    with clock.at(began + timedelta(days=6)):
        page = look(client, cast.karin())
        told = page.context["days"]
    assert [day.count for day in told][:6] == [0, 1, 1, 1, 2, 3]
    assert {b.day - a.day for a, b in itertools.pairwise(told)} == {timedelta(days=1)}


def test_a_long_history_is_told_at_forty_points_at_most(client):
    began = clock.now()
    call = cast.call()
    first = cast.submitted(call)
    with clock.at(began + timedelta(days=300)):
        steps.take("withdraw", first, by=cast.siv(), note="x")
    told = look(client, cast.karin()).context["days"]
    assert len(told) <= 40
    assert len({b.day - a.day for a, b in itertools.pairwise(told)}) == 1
    assert (told[0].count, told[-1].count) == (0, 0)


def test_divided_as_asked(client):
    call = cast.call()
    mark = cast.earmark(call, 200_000)
    one = cast.submitted(call, earmark=mark)
    one.municipalities.set(["0482", "0484"])
    by = {cut: lines(look(client, cast.karin(), f"?by={cut}")) for cut, _name in CUTS}
    assert by["county"] == [("Södermanlands län", 1, 150_000)]
    assert by["fund"][0][1:] == (1, 150_000)
    assert by["year"] == [(str(call.frame.year), 1, 150_000)]
    assert by["earmark"] == [("Hälsofrämjande", 1, 150_000)]
    assert [count for _name, count, _sek in by["priority"]] == [1, 0]
    named = [name for name, count, _sek in by["municipality"] if count]
    assert sorted(named) == ["Eskilstuna", "Flen"]


def test_an_unknown_cut_is_the_usual_one(client):
    cast.submitted()
    assert look(client, cast.karin(), "?by=nonsense&sort=nonsense").status_code == 200


def test_the_newest_year_is_shown_unless_another_is_asked_for(client):
    with clock.at(clock.now() - timedelta(days=400)):
        before = cast.call(frame=500_000)
    now = cast.call()
    assert look(client, cast.karin()).context["total"].available == now.frame.amount
    both = before.frame.amount + now.frame.amount
    assert look(client, cast.karin(), "?year=").context["total"].available == both
    page = look(client, cast.karin(), f"?call={before.pk}")
    assert page.context["total"].available == before.frame.amount


def test_everyone_sees_the_calls_she_works_with_and_the_coordinator_all(client):
    kalmar = cast.staff("Ove", "officer", cast.KALMAR)
    cast.submitted(cast.call(frame=100_000))
    cast.call(by=kalmar, county_id=cast.KALMAR, frame=50_000)
    totals = {
        person: look(client, person).context["total"].available
        for person in (cast.karin(), kalmar, cast.kim())
    }
    assert [int(sek) for sek in totals.values()] == [100_000, 50_000, 150_000]
    page = look(client, cast.kim(), "?by=county")
    assert next(line.name for line in page.context["lines"]) == "Södermanlands län"
    assert look(client, cast.asa()).status_code == 403


def test_a_case_in_which_one_has_a_conflict_of_interest_is_in_no_figure(client):
    case = cast.submitted()
    case.conflicts.create(user=cast.dag(), ground="Styrelseledamot.")
    for cut, _name in CUTS:
        page = look(client, cast.dag(), f"?by={cut}")
        assert page.context["total"].count == 0
        assert sum(line.count for line in page.context["lines"]) == 0
        assert page.context["days"] == []
        assert "150" not in page.context["bars"]
    assert "150000" not in client.get(f"{EXPORT}?format=csv").content.decode()
    assert "150000" in (client.force_login(cast.karin()) or client.get(f"{EXPORT}?format=csv")).text


def test_sorted_and_exported(client):
    first, second = cast.call(title_sv="Ängar"), cast.call(title_sv="Berg")
    cast.submitted(second)
    names = [line.name for line in look(client, cast.karin(), "?sort=name").context["lines"]]
    assert [name[:4] for name in names] == ["Berg", "Änga"]
    csv = client.get(f"{EXPORT}?format=csv&sort=-name").content.decode("utf-8-sig").splitlines()
    assert csv[1].startswith(f'"Ängar, {first.frame.year}",0,0,1640000')
    assert client.get(EXPORT).headers["Content-Disposition"].endswith('.xlsx"')


def test_without_a_call_there_is_nothing_to_show(client):
    page = look(client, cast.karin())
    assert page.status_code == 200
    assert "<table" not in page.text


@pytest.mark.parametrize("cut", [cut for cut, _name in CUTS])
@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_a_constant_number_of_queries(client, django_assert_max_num_queries, rows, cut):
    for _each in range(rows):
        call = cast.call()
        cast.submitted(call, earmark=cast.earmark(call))
    client.force_login(cast.karin())
    with django_assert_max_num_queries(19):
        client.get(f"{PAGE}?by={cut}")
