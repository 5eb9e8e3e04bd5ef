"""An organisation: registered, its profile, statements, papers; and one's own roles."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection
from django.db.transaction import atomic
from django.test import Client
from django.urls import reverse
from django.utils import translation

from grants import clock, law
from grants.models import (
    Membership,
    Municipality,
    Organisation,
    OrganisationPaper,
    Post,
    User,
)
from tests import cast

pytestmark = pytest.mark.django_db

NEW = reverse("grants:organisation_new")
ROLES = reverse("grants:roles")
NUMBER = "802499-0015"


def page(organisation: Organisation, name: str = "organisation") -> str:
    return reverse(f"grants:{name}", args=[organisation.pk])


def edit(organisation: Organisation) -> str:
    return page(organisation, "organisation_edit")


def profile(**changes: Any) -> dict[str, Any]:
    """A correct association, as a browser sends it."""
    return {
        "name": "Flens språkvänner",
        "applicant_type": "ideell_forening",
        "municipality": "0482",
        "address": "Storgatan 1, 642 30 Flen",
        "telephone": "0157-123 45",
        "website": "www.forening.example",
        "active_since": "2010-03-01",
        **changes,
    }


def filled_in(**changes: Any) -> dict[str, Any]:
    """A new association, as Nils's browser sends it."""
    return {**profile(), "org_nr": NUMBER, "may_sign": "on", **changes}


# A new one


def test_first_only_the_number_is_asked_for(client):
    client.force_login(cast.nils())
    assert list(client.get(NEW).context["form"].fields) == ["org_nr"]
    wrong = client.get(NEW, {"org_nr": "802499-0016"})
    assert "org_nr" in wrong.context["form"].errors
    assert wrong.context["form"]["org_nr"].value() == "802499-0016"
    right = client.get(NEW, {"org_nr": "16 802499 0015"})
    assert right.context["org_nr"] == NUMBER


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("802499-0015", "ideell_forening"),
        ("212000-0308", "kommun"),
        ("222000-0299", "kommunalforbund"),
        ("556703-7485", "aktiebolag"),
        ("769600-0012", "ekonomisk_forening"),
        ("252000-0015", "registrerat_trossamfund"),
    ],
)
def test_the_kind_is_proposed_from_the_number_and_no_more_than_proposed(client, number, kind):
    client.force_login(cast.nils())
    form = client.get(NEW, {"org_nr": number}).context["form"]
    assert form["applicant_type"].value() == kind
    assert form.fields["applicant_type"].help_text
    assert not Organisation.objects.exists()


def test_a_municipality_is_known_by_its_number(client):
    client.force_login(cast.vera())
    known = Municipality.objects.get(code="0482")
    form = client.get(NEW, {"org_nr": known.org_nr}).context["form"]
    assert form["municipality"].value() == "0482"
    assert form["name"].value() == known.official_name


def test_whoever_has_signed_in_registers_an_organisation_and_signs_for_it(client):
    client.force_login(cast.nils())
    response = client.post(NEW, filled_in(org_nr="16 802499 0015"))
    organisation = Organisation.objects.get(org_nr=NUMBER)
    assert response.url == page(organisation)
    assert organisation.website == "https://www.forening.example"
    membership = Membership.objects.get(organisation=organisation)
    assert (membership.user, membership.role) == (cast.nils(), "signatory")
    said = organisation.statements_now()["signs"]
    assert (said.holds, said.said_by) == (True, cast.nils())
    assert client.get(page(organisation)).context["may_sign"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"applicant_type": "kommun"}, "applicant_type"),
        ({"applicant_type": "nonsense"}, "applicant_type"),
        ({"municipality": "9999"}, "municipality"),
        ({"active_since": "2999-01-01"}, "active_since"),
        ({"active_since": "igår"}, "active_since"),
        ({"name": ""}, "name"),
        ({"name": "Flens\u202eforening"}, "name"),
        ({"name": "x" * 151}, "name"),
        ({"telephone": "ring mig"}, "telephone"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "ftp://forening.example"}, "website"),
        ({"may_sign": ""}, "may_sign"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(client, changes, field):
    client.force_login(cast.nils())
    typed = filled_in(**changes)
    response = client.post(NEW, typed)
    form = response.context["form"]
    assert {name: len(texts) for name, texts in form.errors.items()} == {field: 1}
    kept = {name: value for name, value in typed.items() if name not in ("org_nr", "may_sign")}
    assert {name: form[name].value() for name in kept} == kept
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("number", ["802499-0016", "8024990", "19800101-1234", "", "kommun"])
def test_a_number_that_is_none_leads_back_to_the_question(client, number):
    client.force_login(cast.nils())
    response = client.post(NEW, filled_in(org_nr=number))
    assert list(response.context["form"].errors) == ["org_nr"]
    assert not Organisation.objects.exists()


def test_an_organisation_is_registered_once_and_the_page_says_how_to_get_in(client):
    organisation = cast.association()
    client.force_login(cast.nils())
    join = reverse("grants:organisation_join", args=[NUMBER])
    assert client.get(NEW, {"org_nr": "8024990015"}).url == join
    assert client.post(NEW, filled_in(name="En annan")).url == join
    assert Organisation.objects.count() == 1
    assert not Membership.objects.filter(user=cast.nils(), organisation=organisation).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_register_the_same_organisation_at_once_make_one():
    cast.reference()
    people = [cast.nils(), cast.vera()]
    together = Barrier(2)

    def register(person: User) -> str:
        client = Client()
        client.force_login(person)
        together.wait()
        try:
            return client.post(NEW, filled_in()).url
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        urls = set(pool.map(register, people))
    organisation = Organisation.objects.get(org_nr=NUMBER)
    join = reverse("grants:organisation_join", args=[NUMBER])
    assert urls == {page(organisation), join}
    assert organisation.memberships.count() == 1


# The profile


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
    changed = profile(name="Flens språk- och kulturvänner", address="Nygatan 2")
    for person, status in (
        *((cast.rolf(), 403), (cast.karin(), 403), (cast.vera(), 404)),
        (cast.eva(), 302),
    ):
        client.force_login(person)
        assert client.post(edit(organisation), changed).status_code == status
    organisation.refresh_from_db()
    assert organisation.address == "Nygatan 2"


def test_the_number_of_an_organisation_stays_whatever_is_sent(client):
    organisation = cast.association()
    client.force_login(cast.siv())
    client.post(edit(organisation), profile(org_nr="212000-0308", name="Nytt namn"))
    organisation.refresh_from_db()
    assert (organisation.org_nr, organisation.name) == (NUMBER, "Nytt namn")


def test_only_signatories_change_the_account(client):
    organisation = cast.association()
    new = {"account_kind": "bankgiro", "account_number": "50501055"}
    for person, status in (
        *((cast.rolf(), 403), (cast.eva(), 403), (cast.karin(), 403), (cast.vera(), 404)),
        (cast.siv(), 302),
    ):
        client.force_login(person)
        response = client.post(page(organisation, "organisation_account"), new)
        assert response.status_code == status
    client.force_login(cast.eva())
    client.post(edit(organisation), profile(account_number="991-2346"))
    organisation.refresh_from_db()
    assert organisation.account_number == "5050-1055"
    assert organisation.account_cools_until is not None


@pytest.mark.parametrize(
    "changes",
    [{"account_number": "5050-1056"}, {"account_number": ""}, {"account_kind": ""}],
)
def test_a_wrong_account_is_refused_and_what_was_there_stays(client, changes):
    organisation = cast.association()
    client.force_login(cast.siv())
    typed = {"account_kind": "bankgiro", "account_number": "5050-1055", **changes}
    response = client.post(page(organisation, "organisation_account"), typed)
    assert list(response.context["form"].errors) == ["account_number"]
    organisation.refresh_from_db()
    assert organisation.account_number == "991-2346"


def test_the_page_says_what_an_application_will_ask_for(client):
    organisation = cast.association()
    Organisation.objects.filter(pk=organisation.pk).update(
        active_since=None, account_kind="", account_number=""
    )
    client.force_login(cast.eva())
    asked = [name for _what, name in client.get(page(organisation)).context["missing"]]
    assert asked == [
        "grants:organisation_edit",
        "grants:organisation_statements",
        "grants:organisation_papers",
        "grants:organisation_account",
    ]
    client.force_login(cast.vera())
    assert client.get(page(cast.municipality())).context["missing"] == []


# What it states about itself

YES = dict.fromkeys(law.STATEMENTS, "yes")


def test_an_association_states_what_the_ordinance_asks_with_name_day_and_words(client):
    organisation = cast.association()
    client.force_login(cast.eva())
    assert client.post(page(organisation, "organisation_statements"), YES).status_code == 302
    now = organisation.statements_now()
    assert set(now) == set(law.STATEMENTS)
    board = now["board"]
    assert (board.holds, board.said_by, board.is_old) == (True, cast.eva(), False)
    with translation.override("sv"):
        assert board.text == str(law.STATEMENTS["board"].text)
    assert organisation.statements_due() == []


def test_the_newest_counts_and_the_older_stays(client):
    organisation = cast.association()
    client.force_login(cast.eva())
    url = page(organisation, "organisation_statements")
    client.post(url, YES)
    client.post(url, YES | {"board": "no", "debts": "no"})
    assert not organisation.statements_now()["board"].holds
    assert organisation.statements.filter(key="board").count() == 2
    with pytest.raises(ProgrammingError, match="Cannot update"), atomic():
        organisation.statements.update(holds=True)
    terms = cast.call().terms
    organisation.refresh_from_db()
    found = law.hinders_to_apply(terms, organisation, clock.today())
    assert {(hinder.key, hinder.paragraph[:6]) for hinder in found} == {
        ("board", "7 § 2 "),
        ("debts", "9 § fö"),
    }
    client.post(url, YES)
    organisation.refresh_from_db()
    assert law.hinders_to_apply(terms, organisation, clock.today()) == []


def test_a_no_to_the_democracy_condition_is_for_the_board_to_judge(client):
    organisation = cast.association()
    client.force_login(cast.eva())
    client.post(page(organisation, "organisation_statements"), YES | {"democracy": "no"})
    organisation.refresh_from_db()
    terms = cast.call().terms
    assert law.hinders_to_apply(terms, organisation, clock.today()) == []
    (doubt,) = law.doubts_about(terms, organisation, clock.today())
    assert (doubt.key, "7 b §" in str(doubt.staff_note)) == ("democracy", True)


def test_what_was_stated_a_year_ago_is_confirmed_again():
    organisation = cast.association()
    long_ago = clock.now() - timedelta(days=366)
    with clock.at(long_ago):
        organisation.state(dict.fromkeys(law.STATEMENTS, True), cast.eva())
    organisation.state({"board": True}, cast.siv())
    due = [statement.key for statement in organisation.statements_due()]
    assert due == [key for key in law.STATEMENTS if key != "board"]


def test_an_answer_is_never_chosen_for_the_organisation(client):
    organisation = cast.association()
    client.force_login(cast.eva())
    url = page(organisation, "organisation_statements")
    assert {field.value() for field in client.get(url).context["form"]} == {None}
    response = client.post(url, {key: "yes" for key in YES if key != "board"})
    assert list(response.context["form"].errors) == ["board"]
    assert not organisation.statements.exists()


def test_a_municipality_is_asked_for_none_of_it(client):
    organisation = cast.municipality()
    client.force_login(cast.vera())
    url = page(organisation, "organisation_statements")
    assert 'class="empty"' in client.get(url).content.decode()
    client.post(url, YES)
    assert not organisation.statements.exists()
    assert organisation.statements_due() == []


# Its papers


def upload(name: str = "stadgar.pdf", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or b"%PDF-1.4 stadgar\n%%EOF")


def test_papers_are_added_with_kind_and_year_and_taken_away_again(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    organisation = cast.association()
    url = page(organisation, "organisation_papers")
    client.force_login(cast.eva())
    given = {"kind": "statutes", "year": "2019", "upload": upload()}
    assert client.post(url, given).url == url
    (paper,) = organisation.papers_now()
    assert (paper.kind, paper.year, paper.added_by) == ("statutes", 2019, cast.eva())
    assert paper.sha256 == hashlib.sha256(b"%PDF-1.4 stadgar\n%%EOF").hexdigest()
    assert paper.name in client.get(page(organisation)).content.decode()
    assert client.post(reverse("grants:organisation_paper_remove", args=[paper.pk])).url == url
    assert not organisation.papers_now().exists()
    assert organisation.papers.get().removed_by == cast.eva()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"upload": upload("stadgar.pdf", b"MZ program")}, "upload"),
        ({"upload": upload("stadgar.exe")}, "upload"),
        ({"upload": ""}, "upload"),
        ({"year": "2999"}, "year"),
        ({"year": "12"}, "year"),
        ({"kind": "novel"}, "kind"),
    ],
)
def test_a_wrong_paper_is_refused_beside_its_field(client, changes, field):
    organisation = cast.association()
    client.force_login(cast.eva())
    given = {"kind": "statutes", "year": "2019", "upload": upload(), **changes}
    response = client.post(page(organisation, "organisation_papers"), given)
    assert list(response.context["form"].errors) == [field]
    assert not organisation.papers.exists()


def test_the_same_paper_twice_is_said_to_be_there(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    organisation = cast.association()
    client.force_login(cast.eva())
    for _time in range(2):
        given = {"kind": "statutes", "year": "2019", "upload": upload()}
        response = client.post(page(organisation, "organisation_papers"), given)
    assert list(response.context["form"].errors) == ["upload"]
    assert organisation.papers.count() == 1


def test_papers_are_read_by_members_and_by_staff_who_see_a_case(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    organisation = cast.association()
    paper = OrganisationPaper.add(organisation, upload(), "statutes", 2019, cast.siv())
    url = paper.get_absolute_url()

    def readers() -> list[str]:
        people = (cast.siv(), cast.rolf(), cast.vera(), cast.nils(), cast.karin(), cast.otto())
        found = []
        for person in people:
            client.force_login(person)
            if client.get(url).status_code == 200:
                found.append(person.name)
        return found

    assert readers() == ["Siv", "Rolf"]
    cast.submitted()
    assert readers() == ["Siv", "Rolf", "Karin"]
    client.force_login(cast.karin())
    response = client.get(url)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert client.post(page(organisation, "organisation_papers")).status_code == 403
    assert (
        client.post(reverse("grants:organisation_paper_remove", args=[paper.pk])).status_code == 403
    )


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_profile_asks_as_often_for_three_papers_as_for_one(
    client, django_assert_num_queries, how_many, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path
    organisation = cast.association()
    for number in range(how_many):
        paper = upload(content=b"%PDF-1.4 " + bytes([65 + number]) + b"\n%%EOF")
        OrganisationPaper.add(organisation, paper, "statutes", 2019, cast.siv())
    client.force_login(cast.siv())
    with django_assert_num_queries(11):
        client.get(page(organisation))


# One's own roles


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
