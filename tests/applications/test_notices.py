"""Changed circumstances, a new contact person, and to withdraw."""

import pytest
from django.urls import reverse
from django.utils import translation

from applications.models import Application, Notice
from grants import steps
from grants.models import Event, Mail
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db
CHANGE = {"about": "partners", "text": "Biblioteket hoppar av från den 1 mars."}


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def report(client, person, application, **changes):
    client.force_login(person)
    return client.post(at("notice", application), CHANGE | changes)


# Changed circumstances


def test_the_applicant_reports_a_change_and_the_officer_says_what_follows(client):
    application = cast.in_preparation()
    client.force_login(cast.eva())
    assert "15 a §" in client.get(at("notice", application)).text
    report(client, cast.eva(), application)
    found = Notice.objects.get()
    mail = Mail.objects.get(event__thing="applications.notice")
    assert mail.to == cast.karin()
    assert CHANGE["text"] not in mail.body
    client.force_login(cast.karin())
    listed = client.get(reverse("applications:list") + "?waiting=notice").context["page_obj"]
    assert [one.pk for one in listed] == [application.pk]
    page = client.get(at("note_change", found))
    assert CHANGE["text"] in page.text
    client.post(at("note_change", found), {"answer": "Ni behöver inte göra något."})
    assert Notice.objects.get().state == "noted"
    told = Mail.objects.filter(event__step="acknowledge").values_list("to__name", flat=True)
    assert sorted(told) == ["Eva", "Siv"]
    for person in (cast.rolf(), cast.karin()):
        client.force_login(person)
        page = client.get(at("case", application)).text
        assert CHANGE["text"] in page
        assert "Ni behöver inte göra något." in page
    client.force_login(cast.karin())
    assert not client.get(reverse("applications:list") + "?waiting=notice").context["page_obj"]


def test_for_other_funds_it_is_a_plain_duty(client):
    application = cast.submitted(cast.call("37"), by=cast.vera())
    client.force_login(cast.vera())
    page = client.get(at("notice", application)).text
    assert "15 a §" not in page
    assert "as you declared when you signed" in page


def test_who_reports_and_who_notes(client):
    application = cast.in_preparation()
    for person, status in (
        (cast.rolf(), 302),
        (cast.karin(), 302),
        (cast.vera(), 404),
        (cast.otto(), 404),
    ):
        assert report(client, person, application).status_code == status
    assert not Notice.objects.exists()
    report(client, cast.siv(), application)
    found = Notice.objects.get()
    for person, status in (
        (cast.siv(), 302),
        (cast.dag(), 302),
        (cast.rut(), 302),
        (cast.vera(), 404),
    ):
        client.force_login(person)
        assert client.post(at("note_change", found), {"answer": "Ja."}).status_code == status
    assert Notice.objects.get().state == "given"
    client.force_login(cast.karin())
    for _twice in range(2):
        client.post(at("note_change", found), {"answer": "Ja."})
    assert Event.objects.filter(step="acknowledge").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": ""}, "text"),
        ({"about": ""}, "about"),
        ({"about": "påhitt"}, "about"),
        ({"text": "Siv är 19121212-1212"}, "text"),
        ({"text": "x" * 5001}, "text"),
    ],
)
def test_a_report_says_what_has_changed(client, changes, field):
    application = cast.in_preparation()
    page = report(client, cast.siv(), application, **changes)
    assert list(page.context["form"].errors) == [field]
    assert not Notice.objects.exists()


def test_only_from_submission_until_the_case_ends(client):
    draft = cast.draft()
    assert report(client, cast.siv(), draft).status_code == 404
    withdrawn = steps.take("withdraw", cast.submitted(), by=cast.siv(), note="Vi hinner inte.")
    assert report(client, cast.siv(), withdrawn).status_code == 302
    granted = Application.objects.get(pk=cast.granted().application_id)
    assert report(client, cast.siv(), granted).status_code == 302
    assert [notice.application_id for notice in Notice.objects.all()] == [granted.pk]
    with pytest.raises(steps.NotAllowed):
        steps.begin(Notice(application=withdrawn, author=cast.siv(), **CHANGE), by=cast.siv())


# Contact


def test_a_new_contact_person_is_told_of_and_what_was_signed_stays(client):
    application = cast.in_preparation()
    frozen, before = application.as_submitted, steps.lifeline(application)
    client.force_login(cast.eva())
    assert 'value="Siv"' in client.get(at("change_contact", application)).text
    sent = {"name": "Eva", "email": "eva@forening.example", "phone": "070-123 45 67"}
    client.post(at("change_contact", application), sent)
    fresh = Application.objects.get()
    assert (fresh.contact_name, fresh.contact_phone) == ("Eva", "070-123 45 67")
    assert (fresh.state, fresh.as_submitted) == ("preparation", frozen)
    assert steps.lifeline(fresh) == before
    assert Mail.objects.get(event__step="change_contact").to == cast.karin()
    client.force_login(cast.karin())
    page = client.get(at("case", application)).text
    assert "The contact person was changed" in page
    assert "070-123 45 67" in page
    changed = client.get(at("changes", application)).context["differences"]
    assert {one.question.key for one in changed} == {
        *("contact_name", "contact_email", "contact_phone")
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "eva"}, "email"),
        ({"phone": "19121212-1212"}, "phone"),
        ({"name": "E\u202eva"}, "name"),
        ({"phone": "0" * 31}, "phone"),
    ],
)
def test_a_contact_person_has_a_name_and_an_address(client, changes, field):
    application = cast.in_preparation()
    client.force_login(cast.siv())
    sent = {"name": "Eva", "email": "eva@forening.example", "phone": ""} | changes
    page = client.post(at("change_contact", application), sent)
    assert list(page.context["form"].errors) == [field]
    assert Application.objects.get().contact_name == "Siv"


def test_who_changes_the_contact_person(client):
    application = cast.in_preparation()
    sent = {"name": "X", "email": "x@forening.example"}
    for person, status in ((cast.rolf(), 302), (cast.karin(), 302), (cast.vera(), 404)):
        client.force_login(person)
        assert client.post(at("change_contact", application), sent).status_code == status
    draft = cast.draft()
    client.force_login(cast.siv())
    assert client.post(at("change_contact", draft), sent).status_code == 404
    assert not Application.objects.filter(contact_name="X").exists()


# To withdraw


def test_a_signatory_withdraws_with_a_reason_and_an_editor_does_not(client):
    application = cast.in_preparation()
    url = reverse("grants:step", args=["application", application.pk, "withdraw"])
    for person, status in ((cast.eva(), 403), (cast.rolf(), 403), (cast.karin(), 403)):
        client.force_login(person)
        assert client.get(url).status_code == status
        assert client.post(url, {"note": "Vi hinner inte."}).status_code == status
    client.force_login(cast.siv())
    assert client.get(url).status_code == 200
    client.post(url, {"note": ""})
    assert Application.objects.get().state == "preparation"
    client.post(url, {"note": "Vi hinner inte."})
    assert Application.objects.get().state == "withdrawn"
    mail = Mail.objects.get(event__step="withdraw")
    assert mail.to == cast.karin()
    assert "Vi hinner inte." in mail.body
