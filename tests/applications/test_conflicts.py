"""Conflicts of interest: what is found, who answers, who steps aside, and what follows at once."""

from datetime import date

import pytest
from django.urls import reverse

from applications import jobs
from applications.models import Application, Conflict, Partner, PossibleConflict, declare
from applications.models.grounds import find, kept_from, people_at_work
from grants import clock, steps
from grants.models import Event, Mail, Membership, Post, User
from tests import cast

pytestmark = pytest.mark.django_db

REASON = {"reason": "De har inte setts på tio år."}


def page(name, *things):
    return reverse(f"applications:{name}", args=[getattr(thing, "pk", thing) for thing in things])


def colleague(name, email, role="assessor"):
    """Somebody else on the staff in Södermanland."""
    cast.reference()
    user = User.objects.create_user(email, cast.PASSWORD, name=name)
    Post.objects.create(
        user=user, county_id=cast.SODERMANLAND, role=role, valid_from=date(2020, 1, 1)
    )
    return User.objects.get(pk=user.pk)


def found(application, *people):
    """The grounds that are found, by person."""
    return {
        person: [key for key, _where in grounds]
        for (_case, person), grounds in find([fresh(application)], people).items()
    }


def fresh(application):
    rows = Application.objects.with_all().select_related("call__terms__deciding_county")
    return rows.get(pk=application.pk)


def asked(application, person, by=None):
    raised = [["raised", "Granne till kassören."]]
    row = PossibleConflict(application=application, user=person, grounds=raised)
    return steps.begin(row, by=by or cast.karin())


def partner(application):
    company = cast.company()
    Partner.objects.create(
        application=application, name=company.name, org_nr=company.org_nr, part="Kaffet."
    )
    return company


# --- found ---------------------------------------------------------------------------------


def test_a_membership_is_found_present_and_former_in_applicant_and_partner():
    draft = cast.draft()
    company = partner(draft)
    application = steps.take("submit", draft, by=cast.siv())
    held = (
        (cast.ali(), cast.association(), None),
        (cast.asa(), cast.association(), date(2020, 1, 1)),
        (cast.dag(), company, None),
        (cast.fia(), company, date(2020, 1, 1)),
    )
    for person, organisation, until in held:
        Membership.objects.create(
            user=person,
            organisation=organisation,
            role="reader",
            valid_from=date(2018, 1, 1),
            valid_to=until,
        )
    assert found(application, *people_at_work(application)) == {
        cast.ali().pk: ["member"],
        cast.asa().pk: ["was_member"],
        cast.dag().pk: ["in_partner"],
        cast.fia().pk: ["was_in_partner"],
    }


@pytest.mark.parametrize(
    ("name", "email", "grounds"),
    [
        ("Per Ek", "per@lansstyrelsen.example", ["named"]),
        ("PER  EK", "annan@lansstyrelsen.example", ["named"]),
        ("Per Ekström", "p@lansstyrelsen.example", []),
        ("Siv", "s@lansstyrelsen.example", []),  # a first name alone says nothing
        ("Lo Ask", "kontakt@sprak.example", ["contact", "domain"]),
        ("Lo Ask", "lo@sprak.example", ["domain"]),
        ("Lo Ask", "lo@ost.sprak.example", ["domain"]),
        ("Lo Ask", "lo@gmail.com", []),
        ("Lo Ask", "lo@notsprak.example", []),
    ],
)
def test_names_and_addresses_are_compared_with_the_contacts(name, email, grounds):
    contact = {"contact_name": "Per Ek", "contact_email": "kontakt@sprak.example"}
    application = cast.submitted(**contact)
    person = colleague(name, email)
    assert found(application, person).get(person.pk, []) == grounds


def test_a_public_provider_and_the_boards_own_domain_say_nothing():
    for email in ("forening@gmail.com", "forening@lansstyrelsen.example"):
        application = cast.submitted(contact_email=email)
        people = [colleague("Lo Ask", f"{application.pk}@gmail.com"), cast.ali()]
        assert found(application, *people) == {}


def test_the_applicants_website_and_its_members_addresses_count():
    association = cast.association()
    association.website = "https://www.flen-sprak.example/om"
    association.save()
    application = cast.submitted()
    at_site = colleague("Lo Ask", "lo@flen-sprak.example")
    at_members = colleague("Bo Alm", "bo@forening.example")  # as Siv's
    assert found(application, at_site, at_members) == {
        at_site.pk: ["domain"],
        at_members.pk: ["domain"],
    }


def test_who_signed_is_found_also_when_she_is_no_member_any_more():
    application = cast.submitted()
    siv = cast.siv()
    cast.member("Stina", "signatory", cast.association())
    siv.memberships.update(valid_to=clock.today())
    Post.objects.create(
        user=siv, county_id=cast.SODERMANLAND, role="assessor", valid_from=date(2020, 1, 1)
    )
    assert set(found(application, siv)[siv.pk]) >= {"was_member", "signed"}


def test_a_role_at_both_boards_of_a_case_is_found():
    application = cast.submitted(cast.call("37a"), by=cast.vera())
    jon = cast.jon()
    assert found(application, jon) == {}
    Post.objects.create(
        user=jon, county_id=cast.SODERMANLAND, role="officer", valid_from=date(2020, 1, 1)
    )
    assert found(application, jon) == {jon.pk: ["both_boards"]}


def test_to_look_costs_the_same_for_many_cases_and_people(django_assert_num_queries):
    call = cast.call()
    cases = [fresh(cast.submitted(call)) for _number in range(3)]
    people = list(people_at_work(cases[0]))
    for some, who in ((cases[:1], people[:1]), (cases, people)):
        with django_assert_num_queries(7):
            find(some, who)


# --- put to the officer ------------------------------------------------------------------------


def test_what_is_found_is_asked_when_the_case_is_taken_up_and_kept_in_its_history(client):
    lo = colleague("Lo Ask", "lo@sprak.example")
    application = cast.in_preparation(contact_email="kontakt@sprak.example")
    row = PossibleConflict.objects.get()
    assert (row.user, row.state, row.in_words[0][1]) == (lo, "asked", "sprak.example")
    client.force_login(cast.karin())
    assert "Lo Ask" in client.get(page("conflicts", application)).content.decode()
    assert "Lo Ask" in client.get(application.get_absolute_url()).content.decode()
    assert (application.pk, lo.pk) in kept_from([fresh(application)], [lo])

    client.post(page("conflict", row), {"answer": "clear", **REASON})
    row = PossibleConflict.objects.get()
    assert (row.state, row.answered_by, row.reason) == ("cleared", cast.karin(), REASON["reason"])
    assert kept_from([fresh(application)], [lo]) == set()
    lines = Event.objects.filter(case=application.pk, thing="applications.possibleconflict")
    assert [(line.step, str(line.by)) for line in lines] == [
        ("begun", "Bifall"),
        ("clear", "Karin"),
    ]


def test_a_confirmed_conflict_shuts_her_out_and_can_be_taken_back(client):
    application = cast.under_assessment()
    row = asked(application, cast.ali())
    client.force_login(cast.karin())
    client.post(page("conflict", row), {"answer": "confirm", "reason": "Syskon."})
    assert Conflict.objects.get().user == cast.ali()
    client.post(page("conflict", row), {"answer": "clear", **REASON})
    assert not Conflict.objects.exists()


def test_what_is_found_now_is_answered_without_waiting_for_the_night(client):
    application = cast.in_preparation(contact_email="kontakt@sprak.example")
    lo = colleague("Lo Ask", "lo@sprak.example")
    client.force_login(cast.karin())
    link = page("conflict_of", application, lo)
    assert link in client.get(page("conflicts", application)).content.decode()
    client.post(link, {"answer": "confirm", "reason": "Anställd där."})
    assert PossibleConflict.objects.get().state == "confirmed"
    nobody = page("conflict_of", application, cast.ali())
    assert client.get(nobody).status_code == 404


def test_the_night_finds_what_has_come_since_and_asks_once():
    application = cast.in_preparation(contact_email="kontakt@sprak.example")
    colleague("Lo Ask", "lo@sprak.example")
    assert [jobs.find_conflicts(0), jobs.find_conflicts(0)] == [1, 0]
    row = PossibleConflict.objects.get()
    steps.take("clear", row, by=cast.karin(), reason="Slutade 2010.")
    assert jobs.find_conflicts(0) == 0
    Application.objects.filter(pk=application.pk).update(contact_name="Lo Ask")
    assert jobs.find_conflicts(0) == 1
    row = PossibleConflict.objects.get()
    assert (row.state, [key for key, _where in row.grounds]) == ("asked", ["domain", "named"])


def test_an_answer_needs_a_reason_and_a_choice(client):
    row = asked(cast.in_preparation(), cast.ali())
    client.force_login(cast.karin())
    answer = client.post(page("conflict", row), {"answer": ""})
    assert set(answer.context["form"].errors) == {"answer", "reason"}
    assert PossibleConflict.objects.get().state == "asked"


def test_nobody_answers_about_herself(client):
    application = cast.in_preparation()
    row = asked(application, cast.karin(), by=cast.staff("Kurt", "officer"))
    client.force_login(cast.karin())
    assert client.get(page("conflict", row)).status_code == 404
    for step in ("clear", "confirm"):
        with pytest.raises(steps.NotAllowed):
            steps.take(step, row, by=cast.karin(), **REASON)


@pytest.mark.parametrize("person", ["dag", "fia", "rut", "asa", "kim", "otto", "siv"])
def test_only_officers_of_the_case_answer(client, person):
    row = asked(cast.in_preparation(), cast.ali())
    client.force_login(getattr(cast, person)())
    client.post(page("conflict", row), {"answer": "clear", **REASON})
    assert PossibleConflict.objects.get().state == "asked"


def test_of_a_member_nothing_is_asked_and_nothing_can_be_set_aside(client):
    Membership.objects.create(
        user=cast.ali(), organisation=cast.association(), role="reader", valid_from=date(2018, 1, 1)
    )
    application = cast.in_preparation()
    assert not PossibleConflict.objects.exists()
    client.force_login(cast.karin())
    shown = client.get(page("conflicts", application)).context
    assert [question.user for question in shown["certain"]] == [cast.ali()]
    assert shown["waiting"] == []
    with pytest.raises(steps.NotOpen):
        steps.take("clear", asked(application, cast.ali()), by=cast.karin(), **REASON)


def test_an_officer_asks_about_a_colleague(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    said = {"user": cast.ali().pk, "ground": "De är grannar."}
    client.post(page("conflicts", application), said)
    assert PossibleConflict.objects.get().in_words[0][1] == "De är grannar."
    again = client.post(page("conflicts", application), said)
    assert "user" in again.context["form"].errors


# --- stepping aside ---------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["karin", "dag", "fia", "rut", "kim"])
def test_anybody_on_the_staff_leaves_a_case_and_sees_nothing_of_it(client, person):
    application = cast.in_preparation()
    person = getattr(cast, person)()
    client.force_login(person)
    link = page("step_aside", application)
    assert link in client.get(application.get_absolute_url()).content.decode()
    client.post(link, {"ground": "Min syster är kassör."})
    assert Conflict.objects.get().user == person
    assert client.get(application.get_absolute_url()).status_code == 404
    assert client.get(link).status_code == 404
    row = PossibleConflict.objects.get()
    assert (row.state, row.said) == ("confirmed", "Min syster är kassör.")
    steps_taken = Event.objects.filter(case=application.pk, by=person).values_list(
        "step", flat=True
    )
    assert "declare" in steps_taken


def test_the_other_officers_are_told_and_examine_it():
    application = cast.in_preparation()
    kurt = cast.staff("Kurt", "officer")
    declare(application, cast.karin(), "Syster.")
    told = Mail.objects.filter(event__step="declare")
    assert [mail.to for mail in told] == [kurt]
    row = PossibleConflict.objects.get()
    steps.take("clear", row, by=kurt, reason="Halvsyster som hon aldrig träffat.")
    assert Application.objects.visible_to(cast.karin()).exists()


def test_it_needs_a_ground(client):
    application = cast.in_preparation()
    client.force_login(cast.dag())
    answer = client.post(page("step_aside", application), {"ground": " "})
    assert list(answer.context["form"].errors) == ["ground"]
    assert not Conflict.objects.exists()


def test_applicants_and_strangers_do_not_step_aside(client):
    application = cast.in_preparation()
    for other in (cast.siv(), cast.otto(), cast.nils(), cast.ali()):
        client.force_login(other)
        assert client.get(page("step_aside", application)).status_code == 404


def test_nobody_declares_for_another():
    application = cast.in_preparation()
    row = asked(application, cast.ali())
    with steps.together(), pytest.raises(steps.NotAllowed):
        steps.take("declare", row, by=cast.karin(), ground="Hon är syster.")
