"""The needs picture as everyone reads it: the country, a county, a municipality, a series."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import tablib
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants import clock
from grants.models import County, Municipality, NeedFigure, NeedSeries
from grants.models.picture import across, beside, picture
from tests import cast

pytestmark = pytest.mark.django_db

FLEN, VINGAKER, NYKOPING = "0482", "0428", "0480"


def place(code):
    return reverse("grants:needs_place", args=[code])


def sodermanland():
    return County.objects.get(pk=cast.SODERMANLAND)


def figure(series, code, value, year=2026, **more):
    """A figure that is simply there; the municipality's county is filled in."""
    return NeedFigure.objects.create(
        series=NeedSeries.objects.get(pk=series),
        county_id=code[:2] or None,
        municipality_id=code if len(code) == 4 else None,
        year=year,
        value=Decimal(value),
        **more,
    )


def line(key, lines):
    [found] = [one for one in lines if one.series.pk == key]
    return found


# What holds


def test_the_newest_revision_that_has_begun_to_hold_counts():
    today = clock.today()
    figure("mottagna", FLEN, 10)
    figure("mottagna", FLEN, 12, valid_from=today - timedelta(days=30))
    figure("mottagna", FLEN, 14, valid_from=today + timedelta(days=30))
    held = NeedFigure.objects.filter(series="mottagna").in_force()
    assert [row.value for row in held] == [12]
    later = NeedFigure.objects.filter(series="mottagna").in_force(today + timedelta(days=31))
    assert [row.value for row in later] == [14]


def test_a_coming_year_shows_what_holds_on_its_first_day():
    figure("mottagna", FLEN, 10, year=2030, valid_from=date(2030, 1, 1))
    figure("mottagna", FLEN, 11, year=2030, valid_from=date(2030, 3, 1))
    [held] = NeedFigure.objects.filter(series="mottagna").in_force()
    assert held.value == 10


def test_the_county_s_number_of_2017_is_that_of_the_revision():
    [held] = NeedFigure.objects.in_force().filter(series="lanstal", county="04", year=2017)
    assert (held.value, held.legal_basis) == (347, "SFS 2017:27")


# The picture of a place


def test_a_county_adds_up_its_municipalities_where_that_can_be_done():
    figure("mottagna", FLEN, 10)
    figure("mottagna", NYKOPING, 25)
    figure("enkat_behov", FLEN, "4.5")
    lines = picture(sodermanland(), 2026)
    received = line("mottagna", lines)
    assert (received.written, received.now.places) == ("35", 2)
    assert "enkat_behov" not in [one.series.pk for one in lines]
    assert line("lanstal", lines).written == "209"


def test_a_replaced_figure_is_not_added_up_twice():
    figure("mottagna", FLEN, 10)
    figure("mottagna", FLEN, 12)
    assert line("mottagna", picture(sodermanland(), 2026)).written == "12"
    assert across(NeedSeries.objects.get(pk="mottagna"), 2026)["04"] == 12


def test_the_whole_country_adds_up_its_counties_and_municipalities():
    lines = picture(None, 2026)
    assert line("antal_anvisningar", lines).now.value == 8200
    assert line("lanstal", lines).now.value == 8200
    assert line("befolkning", lines).now.value == sum(
        Municipality.objects.values_list("population_2025", flat=True)
    )


def test_an_earlier_year_shows_the_figure_of_that_year_and_the_one_before():
    figure("mottagna", FLEN, 30, year=2024)
    figure("mottagna", FLEN, 20, year=2025)
    flen = Municipality.objects.get(pk=FLEN)
    now = line("mottagna", picture(flen, 2026))
    assert (now.written, now.now.year, now.is_earlier, now.before_written) == (
        "20",
        2025,
        True,
        "30",
    )
    then = line("mottagna", picture(flen, 2024))
    assert (then.written, then.is_earlier, then.before) == ("30", False, None)


def test_people_are_also_counted_per_thousand_inhabitants():
    flen = Municipality.objects.get(pk=FLEN)
    figure("mottagna", FLEN, 32)
    told = line("mottagna", picture(flen, 2026))
    expected = round(Decimal(32_000) / flen.population_2025, 1)
    assert told.per_thousand == str(expected).replace(".", ",")
    assert line("befolkning", picture(flen, 2026)).per_thousand == "–"


def test_a_county_s_own_series_is_shown_in_that_county_only():
    NeedSeries.objects.create(
        key="egen", name_sv="Egen serie", unit_sv="svar", level="municipality", county_id="04"
    )
    figure("egen", FLEN, 3)
    assert line("egen", picture(sodermanland(), 2026)).written == "3"
    assert "egen" not in [one.series.pk for one in picture(None, 2026)]
    assert [s.pk for s, _c in beside([], County.objects.get(pk="08"), 2026).rows] == [
        "lanstal",
        "befolkning",
    ]


# The pages


@pytest.mark.parametrize("address", [reverse("grants:needs"), place("04"), place(FLEN)])
def test_everyone_reads_the_needs_picture(client, address):
    shown = client.get(address + "?year=2026")
    assert shown.status_code == 200
    assert "Befolkning" in shown.content.decode()


@pytest.mark.parametrize("address", [place("99"), place("9999"), place("flen")])
def test_a_place_that_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_map_of_a_county_links_each_municipality_and_lists_it(client):
    figure("mottagna", FLEN, 10)
    shown = client.get(place("04") + "?year=2026&series=mottagna").content.decode()
    assert shown.count(f'href="{place(FLEN)}?year=2026"') == 2
    assert shown.count('class="chart-area ') == 9
    assert "Flen: 10" in shown


def test_the_map_of_the_country_shows_the_counties_numbers_first(client):
    shown = client.get(reverse("grants:needs") + "?year=2026").content.decode()
    assert shown.count('class="chart-area ') == 21
    assert "Länstal 2026" in shown
    assert f'href="{place("04")}?year=2026"' in shown


def test_years_and_series_that_nobody_knows_are_passed_over(client):
    for query in ("?year=1066", "?year=x", "?year=99999999999", "?series=nonsense"):
        assert client.get(place("04") + query).status_code == 200


def test_a_series_without_figures_says_how_they_come_there(client):
    shown = client.get(reverse("grants:need_series", args=["mottagna"])).content.decode()
    assert 'class="empty"' in shown


@pytest.mark.parametrize("how_many", [1, 3])
@pytest.mark.parametrize(("code", "asked"), [("", 7), ("04", 8), (FLEN, 5)])
def test_a_picture_asks_as_often_for_three_series_and_years_as_for_one(
    client, django_assert_num_queries, how_many, code, asked
):
    for number in range(how_many):
        figure(["mottagna", "asyl_abo", "asyl_ebo"][number], FLEN, 10, year=2024 + number)
        figure("mottagna", [FLEN, NYKOPING, VINGAKER][number], 9, year=2020)
    address = place(code) if code else reverse("grants:needs")
    with django_assert_num_queries(asked):
        client.get(address + "?year=2026&series=mottagna")


# A series


def test_a_series_shows_what_holds_and_if_asked_what_has_been_replaced(client):
    address = reverse("grants:need_series", args=["lanstal"]) + "?county=04&year=2017"
    assert [int(row.value) for row in client.get(address).context["page_obj"]] == [347]
    both = client.get(address + "&all=1")
    assert [int(row.value) for row in both.context["page_obj"]] == [347, 542]
    assert [row.holds for row in both.context["page_obj"]] == [True, False]
    assert "SFS 2016:874" in both.content.decode()


def test_a_series_leaves_as_a_sheet_in_which_no_text_is_a_formula(client):
    figure("mottagna", FLEN, 10, source='=HYPERLINK("http://x")', note="+1")
    answer = client.get(reverse("grants:needs_export") + "?series=mottagna")
    [row] = tablib.Dataset().load(answer.content, format="xlsx").dict
    assert list(row.values())[:5] == ["mottagna", FLEN, "Flen", 2026, 10]
    assert list(row.values())[-2:] == ['\'=HYPERLINK("http://x")', "'+1"]


@pytest.mark.parametrize("query", ["?year=20x6", "?year=99999"])
def test_a_year_that_is_none_is_not_found(client, query):
    assert client.get(reverse("grants:need_series", args=["lanstal"]) + query).status_code == 404


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_series_asks_as_often_for_three_figures_as_for_one(
    client, django_assert_num_queries, how_many
):
    for code in (FLEN, NYKOPING, VINGAKER)[:how_many]:
        figure("mottagna", code, 10, entered_by=cast.karin())
    with django_assert_num_queries(5):
        client.get(reverse("grants:need_series", args=["mottagna"]) + "?all=1")


# Beside an application


def test_the_figures_of_its_places_stand_beside_an_application():
    figure("mottagna", FLEN, 10)
    figure("mottagna", NYKOPING, 25)
    figure("mottagna", FLEN, 8, year=2025)
    flen, nykoping = (Municipality.objects.get(pk=code) for code in (FLEN, NYKOPING))
    there = beside([flen, nykoping], sodermanland(), 2026)
    [cells] = [cells for series, cells in there.rows if series.pk == "mottagna"]
    assert [(str(where), one.written) for where, one in cells] == [
        ("Flen", "10"),
        ("Nyköping", "25"),
        ("Södermanlands län", "35"),
    ]
    [county] = [cells for series, cells in there.rows if series.pk == "lanstal"]
    assert [one and one.written for _where, one in county] == [None, None, "209"]


@pytest.mark.parametrize("how_many", [0, 1, 9])
def test_the_figures_beside_an_application_take_two_queries(how_many):
    municipalities = list(Municipality.objects.filter(county="04")[:how_many])
    for one in municipalities:
        figure("mottagna", one.pk, 10)
    county = sodermanland()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        there = beside(municipalities, county, 2026)
    assert len(asked) == 2
    assert len(there.places) == min(how_many, 4) + 1
    assert there.left_out == max(how_many - 4, 0)


def test_nothing_of_a_later_year_stands_beside_an_earlier_application():
    figure("mottagna", FLEN, 10, year=2026)
    there = beside([Municipality.objects.get(pk=FLEN)], sodermanland(), 2020)
    assert "mottagna" not in [series.pk for series, _cells in there.rows]
