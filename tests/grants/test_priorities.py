"""Regional priorities: who writes them, who reads them, what a county inherits, what is kept."""

import pytest
from django.urls import reverse
from django.utils import translation

from grants import clock
from grants.models import ChildRight, Goal, HumanRightsTheme, NeedSeries, RegionalPriority
from tests import cast

pytestmark = pytest.mark.django_db

LIST = reverse("grants:priorities")
NEW = reverse("grants:priority_new")
YEAR = clock.today().year


def page(priority):
    return reverse("grants:priority", args=[priority.pk])


def edit(priority):
    return reverse("grants:priority_edit", args=[priority.pk])


def of(county, year=YEAR):
    return f"{LIST}?county={county}&year={year}"


def filled_in(**changes):
    return {
        "county": cast.SODERMANLAND,
        "year": str(YEAR),
        "fund": "",
        "name_sv": "Språk för föräldralediga",
        "weight": "3",
        "reason_sv": "Få föräldralediga läser svenska.",
        "goals": ["4", "5"],
        "child_rights": ["3"],
        "themes": ["utbildning"],
        "series": ["mottagna"],
        **changes,
    }


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def in_english(client):
    client.cookies["django_language"] = "en"
    return client


# Who writes


def test_an_officer_writes_a_priority_for_her_county(client):
    client.force_login(cast.karin())
    client.post(NEW, filled_in())
    found = RegionalPriority.objects.get()
    assert (found.county_id, found.year, found.weight) == (cast.SODERMANLAND, YEAR, 3)
    assert [goal.pk for goal in found.goals.all()] == [4, 5]
    assert [right.pk for right in found.child_rights.all()] == [3]
    assert [theme.pk for theme in found.themes.all()] == ["utbildning"]
    assert [series.pk for series in found.series.all()] == ["mottagna"]
    assert (found.created_by, found.published_at) == (cast.karin(), None)


@pytest.mark.parametrize("county", ["08", ""])
def test_an_officer_writes_none_for_another_county_or_the_nation(client, county):
    client.force_login(cast.karin())
    assert client.post(NEW, filled_in(county=county)).status_code == 200
    assert not RegionalPriority.objects.exists()


def test_the_coordinator_writes_national_priorities_and_no_county_s(client):
    client.force_login(cast.kim())
    client.post(NEW, filled_in(county=""))
    assert RegionalPriority.objects.get().county is None
    client.post(NEW, filled_in(county=cast.SODERMANLAND))
    assert RegionalPriority.objects.count() == 1


def test_a_priority_needs_a_name_and_a_reason_and_loses_nothing_that_was_written(client):
    client.force_login(cast.karin())
    shown = client.post(NEW, filled_in(reason_sv="", name_sv="", weight="101"))
    assert set(shown.context["form"].errors) == {"name_sv", "reason_sv", "weight"}
    assert 'value="101"' in shown.content.decode()


def test_two_who_change_a_priority_at_once_do_not_overwrite_each_other(client):
    priority = cast.regional_priority()
    in_english(client).force_login(cast.karin())
    version = client.get(edit(priority)).context["form"].initial["version"]
    priority.name_sv = "Bytt under tiden"
    priority.write(cast.karin())
    sent = filled_in(version=version)
    shown = client.post(edit(priority), sent)
    assert "changed by someone else" in str(shown.context["form"].errors)
    assert RegionalPriority.objects.get().name_sv == "Bytt under tiden"
    again = shown.context["form"]["version"].value()
    client.post(edit(priority), sent | {"version": again})
    assert RegionalPriority.objects.get().name_sv == "Språk för föräldralediga"


# Who reads, and what is inherited


def test_the_public_reads_a_priority_when_it_is_published(client):
    published, draft = cast.regional_priority(), cast.regional_priority(published=False)
    assert client.get(page(published)).status_code == 200
    assert client.get(page(draft)).status_code == 404
    shown = client.get(of("04"))
    assert (shown.context["own"], shown.context["inherited"]) == ([published], [])


def test_a_county_inherits_the_national_priorities_and_shows_them_first(client):
    own = cast.regional_priority()
    national = cast.regional_priority(None, name_sv="Nationellt")
    last_year = cast.regional_priority(None, year=YEAR - 1)
    elsewhere = cast.regional_priority(cast.KALMAR)
    shown = in_english(client).get(of("04"))
    assert (shown.context["inherited"], shown.context["own"]) == ([national], [own])
    text = shown.content.decode()
    assert text.index("Nationellt") < text.index(own.name_sv)
    assert "changed by the national coordinator only" in text
    assert client.get(of("")).context["own"] == [national]
    assert client.get(of("", YEAR - 1)).context["own"] == [last_year]
    assert client.get(of("08")).context["own"] == [elsewhere]


def test_an_officer_may_not_change_what_her_county_inherits(client):
    national = cast.regional_priority(None)
    client.force_login(cast.karin())
    assert client.get(edit(national)).status_code == 403
    assert client.post(edit(national), filled_in()).status_code == 403
    withdraw = reverse("grants:priority_withdraw", args=[national.pk])
    assert client.post(withdraw).status_code == 403
    assert (
        reverse("grants:priority_edit", args=[national.pk])
        not in client.get(page(national)).content.decode()
    )


def test_the_list_can_be_of_one_fund_with_what_holds_for_all(client):
    general = cast.regional_priority()
    tia = cast.regional_priority(fund_id="tia")
    cast.regional_priority(fund_id="37")
    assert set(client.get(of("04") + "&fund=tia").context["own"]) == {general, tia}


def test_an_officer_comes_to_her_own_county(client):
    own = cast.regional_priority()
    client.force_login(cast.karin())
    assert client.get(LIST).context["own"] == [own]
    client.force_login(cast.otto())
    assert client.get(LIST).context["own"] == []


# Publishing, withdrawing, going on


def test_the_priorities_of_a_year_are_published_together(client):
    drafts = [cast.regional_priority(published=False) for _number in range(2)]
    other = cast.regional_priority(published=False, year=YEAR + 1)
    client.force_login(cast.karin())
    client.post(reverse("grants:priorities_publish"), {"county": "04", "year": YEAR})
    assert set(RegionalPriority.objects.exclude(published_at=None)) == set(drafts)
    other.refresh_from_db()
    assert other.published_at is None


@pytest.mark.parametrize("name", ["priorities_publish", "priorities_copy"])
@pytest.mark.parametrize(("county", "year", "status"), [("08", YEAR, 403), ("", YEAR, 403)])
def test_nobody_publishes_or_copies_for_another(client, name, county, year, status):
    client.force_login(cast.karin())
    sent = {"county": county, "year": year}
    assert client.post(reverse(f"grants:{name}"), sent).status_code == status


@pytest.mark.parametrize("year", ["", "x", "99999"])
def test_a_year_that_is_none_publishes_nothing(client, year):
    client.force_login(cast.karin())
    sent = {"county": "04", "year": year}
    assert client.post(reverse("grants:priorities_publish"), sent).status_code == 404


def test_a_priority_that_is_withdrawn_holds_no_more_and_can_hold_again(client):
    priority = cast.regional_priority()
    client.force_login(cast.karin())
    address = reverse("grants:priority_withdraw", args=[priority.pk])
    client.post(address)
    shown = client.get(of("04"))
    assert (shown.context["own"], shown.context["withdrawn"]) == ([], [priority])
    assert client.get(page(priority)).status_code == 200
    client.post(address, {"again": "1"})
    assert client.get(of("04")).context["own"] == [priority]


def test_last_year_s_priorities_are_what_one_goes_on_from(client):
    old = cast.regional_priority(
        year=YEAR - 1,
        weight=4,
        themes=HumanRightsTheme.objects.filter(pk="arbete"),
        series=NeedSeries.objects.filter(pk="mottagna"),
        child_rights=ChildRight.objects.filter(pk=28),
    )
    cast.regional_priority(year=YEAR - 1, name_sv="Dras tillbaka", withdrawn_at=clock.now())
    client.force_login(cast.karin())
    client.post(reverse("grants:priorities_copy"), {"county": "04", "year": YEAR})
    [new] = RegionalPriority.objects.filter(year=YEAR)
    assert (new.name_sv, new.weight, new.published_at) == (old.name_sv, 4, None)
    for name in RegionalPriority.TIED:
        assert list(getattr(new, name).all()) == list(getattr(old, name).all()) != []
    client.post(reverse("grants:priorities_copy"), {"county": "04", "year": YEAR})
    assert RegionalPriority.objects.filter(year=YEAR).count() == 1


# What is kept


def test_every_change_is_kept_with_who_made_it(client):
    priority = cast.regional_priority(published=False, weight=1)
    with clock.at(clock.now()):
        priority.weight = 5
        priority.write(cast.karin(), goals=Goal.objects.filter(pk__in=[4, 10]))
    client.force_login(cast.dag())
    shown = in_english(client).get(page(priority))
    newest, first = shown.context["changes"]
    assert newest.by == cast.karin()
    goals = ("4. Quality education", "4. Quality education; 10. Reduced inequalities")
    goals = ("4. Quality education", "4. Quality education; 10. Reduced inequalities")
    assert newest.fields == [("weight", "1", "5"), ("goals of Agenda 2030", *goals)]
    assert ("priority, Swedish", "", "Korta vägen till språket") in first.fields


def test_the_public_does_not_read_who_changed_what(client):
    priority = cast.regional_priority()
    shown = client.get(page(priority))
    assert shown.context["changes"] == []
    assert "Karin" not in shown.content.decode()


# Constant questions


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_asks_as_often_for_three_priorities_as_for_one(
    client, django_assert_num_queries, how_many
):
    for _number in range(how_many):
        cast.regional_priority()
        cast.regional_priority(None)
    with django_assert_num_queries(11):
        client.get(of("04"))


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_priority_asks_as_often_for_three_changes_as_for_one(
    client, django_assert_num_queries, how_many
):
    priority = cast.regional_priority()
    for number in range(how_many):
        priority.weight = number + 2
        priority.write(cast.karin())
    client.force_login(cast.karin())
    with django_assert_num_queries(15):
        client.get(page(priority))
