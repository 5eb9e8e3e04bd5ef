"""The formal check: its answers, what Bifall finds by itself, and what an answer leads to."""

import pytest
from django.utils import translation

from applications.models import Application, CheckItem
from grants import steps
from grants.models import Organisation
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db
QUESTIONS = [question.value for question in CheckItem.Question]


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def test_the_check_is_saved_bit_by_bit_and_then_the_case_can_be_passed_on(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    client.post(at("formal_check", application), {"period": "yes", "period_note": "Stämmer."})
    assert [(i.question, i.holds, i.note) for i in CheckItem.objects.all()] == [
        ("period", True, "Stämmer.")
    ]
    page = client.get(at("formal_check", application))
    assert "Answer every question of the formal check first." in page.text
    client.post(at("formal_check", application), dict.fromkeys(QUESTIONS, "yes"))
    assert CheckItem.objects.filter(holds=True).count() == 6
    assert "pass_on" in {s.name for s in steps.open_to(cast.karin(), application)}


def test_a_no_needs_its_reason_and_shows_what_follows(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    page = client.post(at("formal_check", application), {"costs": "no", "period": "yes"})
    assert page.context["form"].errors["costs_note"] == ["Say in a few words why the answer is no."]
    assert not CheckItem.objects.exists()
    client.post(at("formal_check", application), {"costs": "no", "costs_note": "Hyran saknas."})
    page = client.get(at("formal_check", application))
    assert "If no budget comes, propose dismissal." in page.text


def test_the_check_is_the_officers_and_only_while_in_preparation(client):
    application = cast.in_preparation()
    yes = {"period": "yes"}
    for person, status in ((cast.otto(), 404), (cast.vera(), 404), (cast.siv(), 302)):
        client.force_login(person)
        assert client.post(at("formal_check", application), yes).status_code == status
    for person in (cast.dag(), cast.fia(), cast.rut(), cast.kim()):
        client.force_login(person)
        assert client.post(at("formal_check", application), yes).status_code == 302
    client.force_login(cast.karin())
    steps.take("pass_on", cast.checked(application), by=cast.karin())
    client.post(at("formal_check", application), {"period": "no", "period_note": "Sent"})
    assert CheckItem.objects.filter(holds=False).count() == 0


def test_bifall_finds_by_itself_what_it_can(client):
    call = cast.call()
    cast.submitted(call)
    application = cast.in_preparation(call)
    client.force_login(cast.karin())
    found = {f.question: f.holds for f, _a, _n in _rows(client, application)}
    assert found == {
        "may_apply": True,
        "signed": True,
        "purpose": None,
        "period": True,
        "costs": True,
        "no_other_grant": False,
    }
    Organisation.objects.update(has_public_debts=True)
    assert _rows(client, application)[0][0].holds is False


def _rows(client, application):
    return client.get(at("formal_check", application)).context["rows"]


def finding(client, application, question):
    return next(f for f, _a, _n in _rows(client, application) if f.question == question)


@pytest.mark.parametrize(
    ("answers", "question", "said"),
    [
        ({"free_of_charge": False}, "purpose", "It must be free of charge to take part. (3 §"),
        ({"internship": True}, "purpose", "The grant is not given for work placement. (3 §"),
        ({"economic": True, "economic_what": "Kaffe"}, "purpose", "economic activity. (5 §"),
        (
            {"same_costs": True, "same_costs_which": "Kommunen"},
            "no_other_grant",
            "The applicant says that other public money is given or sought for it.",
        ),
    ],
)
def test_what_the_applicant_answers_is_held_against_the_law(client, answers, question, said):
    application = cast.in_preparation(**answers)
    client.force_login(cast.karin())
    found = finding(client, application, question)
    assert found.holds is False
    assert said in found.text


def test_statements_papers_and_partners_stand_beside(client):
    association = cast.association()
    application = cast.in_preparation()
    application.partners.create(name="Biblioteket", org_nr="212000-0001", part="Lokal")
    association.state({"board": True, "democratic": False}, cast.siv())
    client.force_login(cast.karin())
    page = client.get(at("formal_check", application))
    said = {one.key: answer and answer.holds for one, answer in page.context["statements"]}
    assert said["board"] is True
    assert said["democratic"] is False
    assert said["democracy"] is None
    assert "Biblioteket" in page.text


def test_the_signature_is_found_by_those_who_signed(client):
    application = cast.in_preparation()
    client.force_login(cast.karin())
    found = finding(client, application, "signed")
    assert found.holds is True
    assert "Siv" in found.text
    assert Application.objects.get().signatures.count() == 1
