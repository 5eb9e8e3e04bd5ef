"""Registering an organisation, its profile, and the page of one's own roles."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from grants import clock
from grants.models import Membership, Organisation, Post
from tests import cast

pytestmark = pytest.mark.django_db

NEW = reverse("grants:organisation_new")
ROLES = reverse("grants:roles")


def page(organisation: Organisation) -> str:
    return reverse("grants:organisation", args=[organisation.pk])


def edit(organisation: Organisation) -> str:
    return reverse("grants:organisation_edit", args=[organisation.pk])


def filled_in(**changes: Any) -> dict[str, Any]:
    """A correct association, as Nils's browser sends it."""
    return {
        "org_nr": "802499-0015",
        "name": "Flens språkvänner",
        "applicant_type": "ideell_forening",
        "municipality": "0482",
        "address": "Storgatan 1, 642 30 Flen",
        "active_since": "2010-03-01",
        "account_kind": "bankgiro",
        "account_number": "9912346",
        **changes,
    }


def test_whoever_has_signed_in_registers_an_organisation_and_signs_for_it(client):
    client.force_login(cast.nils())
    response = client.post(NEW, filled_in(org_nr="16 802499 0015"))
    organisation = Organisation.objects.get(org_nr="802499-0015")
    assert response.url == page(organisation)
    assert organisation.account_number == "991-2346"
    membership = Membership.objects.get(organisation=organisation)
    assert (membership.user, membership.role) == (cast.nils(), "signatory")
    assert client.get(page(organisation)).context["may_edit"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"org_nr": "802499-0016"}, "org_nr"),
        ({"org_nr": "8024990"}, "org_nr"),
        ({"org_nr": "19800101-1234"}, "org_nr"),
        ({"org_nr": ""}, "org_nr"),
        ({"applicant_type": "kommun"}, "applicant_type"),
        ({"applicant_type": "nonsense"}, "applicant_type"),
        ({"municipality": "9999"}, "municipality"),
        ({"account_number": "991-2345"}, "account_number"),
        ({"account_number": ""}, "account_number"),
        ({"account_kind": ""}, "account_number"),
        ({"active_since": "2999-01-01"}, "active_since"),
        ({"active_since": "igår"}, "active_since"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client, changes, field):
    client.force_login(cast.nils())
    typed = filled_in(**changes)
    response = client.post(NEW, typed)
    assert {name: len(texts) for name, texts in response.context["form"].errors.items()} == {
        field: 1
    }
    assert {name: response.context["form"][name].value() for name in typed} == typed
    assert not Organisation.objects.exists()


def test_an_organisation_is_registered_once_and_the_page_says_how_to_get_in(client):
    organisation = cast.association()
    client.force_login(cast.nils())
    response = client.post(NEW, filled_in(org_nr="8024990015", name="En annan"))
    (error,) = response.context["form"].errors["org_nr"]
    assert error == response.context["form"].ALREADY_HERE
    assert Organisation.objects.count() == 1
    assert not Membership.objects.filter(user=cast.nils(), organisation=organisation).exists()


def test_the_profile_is_for_members_and_staff(client):
    organisation = cast.association()
    for person, status in (
        *((cast.siv(), 200), (cast.eva(), 200), (cast.rolf(), 200), (cast.karin(), 200)),
        *((cast.vera(), 404), (cast.nils(), 404)),
    ):
        client.force_login(person)
        assert client.get(page(organisation)).status_code == status


def test_those_who_write_for_it_change_it_and_nobody_else(client):
    organisation = cast.association()
    changed = filled_in(name="Flens språk- och kulturvänner", account_number="5050-1055")
    for person, status in (
        *((cast.rolf(), 403), (cast.karin(), 403), (cast.vera(), 404)),
        (cast.eva(), 302),
    ):
        client.force_login(person)
        assert client.post(edit(organisation), changed).status_code == status
    organisation.refresh_from_db()
    assert organisation.account_number == "5050-1055"


def test_the_number_of_an_organisation_stays_whatever_is_sent(client):
    organisation = cast.association()
    client.force_login(cast.siv())
    client.post(edit(organisation), filled_in(org_nr="212000-0308", name="Nytt namn"))
    organisation.refresh_from_db()
    assert (organisation.org_nr, organisation.name) == ("802499-0015", "Nytt namn")


def test_a_wrong_account_is_refused_and_what_was_there_stays(client):
    organisation = cast.association()
    client.force_login(cast.siv())
    response = client.post(edit(organisation), filled_in(account_number="5050-1056"))
    assert "account_number" in response.context["form"].errors
    organisation.refresh_from_db()
    assert organisation.account_number == "991-2346"


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_profile_asks_as_often_for_three_people_as_for_one(
    client, django_assert_max_num_queries, how_many
):
    organisation = cast.association()
    client.force_login(cast.siv())
    for number in range(how_many):
        cast.member(f"Person{number}", "reader", organisation)
    with django_assert_max_num_queries(9):
        client.get(page(organisation))


def test_somebody_without_a_role_is_told_how_to_get_one(client):
    client.force_login(cast.nils())
    shown = client.get(ROLES).content.decode()
    assert 'class="empty"' in shown
    assert NEW in shown


def test_everyone_sees_her_roles_with_dates_and_limits(client):
    dag = cast.dag()
    yesterday = clock.today() - timedelta(days=1)
    Post.objects.create(
        user=dag, county_id=cast.KALMAR, role="officer", valid_from=yesterday, valid_to=yesterday
    )
    client.force_login(dag)
    response = client.get(ROLES)
    assert "5\u00a0000\u00a0000\u00a0kr" in response.content.decode()
    assert len(response.context["posts"]) == 2
    client.force_login(cast.siv())
    assert "Flens språkvänner" in client.get(ROLES).content.decode()


def test_the_language_is_remembered_for_pages_and_e_mails(client):
    client.force_login(cast.siv())
    assert client.post(ROLES, {"language": "en"}).url == ROLES
    assert cast.siv().language == "en"
    assert 'lang="en"' in client.get(ROLES).content.decode()[:200]
    assert "language" in client.post(ROLES, {"language": "xx"}).context["form"].errors
    assert cast.siv().language == "en"
