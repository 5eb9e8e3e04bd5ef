"""From a draft to an application that has arrived: what is read, missing, late, or sent twice."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from applications.models import Application, Attachment, Partner, checksum_of, write
from applications.models.snapshot import snapshot
from grants import clock, steps
from grants.models import Call, Event, Membership
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


def signed(draft: Application) -> dict[str, str]:
    """What the browser of somebody who reads the page now would send."""
    fresh = Application.objects.get(pk=draft.pk)
    return {"reading": checksum_of(snapshot(fresh)), "declares": "on"}


def change(draft: Application, **values) -> None:
    write(Application.objects.get(pk=draft.pk), values, cast.eva())


def stored(draft: Application) -> Application:
    return Application.objects.get(pk=draft.pk)


# To read before signing


def test_everything_is_there_to_read_in_the_order_of_the_form_with_the_declaration(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    page = client.get(at("submit", draft)).text
    texts = ["Språkcafé i Flen", "Många väntar utan att få öva svenska.", "Språkcafé, studiebesök"]
    texts += ["Ledare", "I declare that what the application says is true"]
    places = [page.index(text) for text in texts]
    assert places == sorted(places)
    for section in draft.questionnaire.read.sections:
        assert at("section", draft, section.key) in page


def test_what_is_missing_leads_to_the_very_question(client):
    draft = cast.draft()
    change(draft, need=None, amount="160000.00")
    client.force_login(cast.siv())
    page = client.get(at("submit", draft))
    missing = [
        (one.section.key, fault.key) for one in page.context["missing"] for fault in one.faults
    ]
    assert {key for _section, key in missing} == {"need", "budget"}
    for section, key in missing:
        assert f'{at("section", draft, section)}#q-{key}"' in page.text
    assert 'name="declares"' not in page.text
    page = client.post(at("submit", draft), signed(draft))
    assert "Something is missing in the application." in page.text
    assert stored(draft).state == "draft"


def test_a_reader_is_told_what_is_missing_and_not_led_where_she_may_not_write(client):
    draft = cast.draft()
    change(draft, need=None)
    client.force_login(cast.rolf())
    page = client.get(at("submit", draft))
    assert page.context["missing"]
    assert "#q-need" not in page.text


def test_the_applicant_is_warned_of_partners_who_have_not_signed(client):
    draft = cast.draft()
    Partner.objects.create(
        application=draft, name="Flens kommun", org_nr="212000-0332", part="Lokal"
    )
    client.force_login(cast.siv())
    page = client.get(at("submit", draft))
    assert "One partner has not signed its certificate." in page.text


def test_an_organisation_that_may_no_longer_apply_is_told_by_which_paragraph(client):
    draft = cast.draft()
    organisation = cast.association()
    organisation.in_liquidation = True
    organisation.save()
    client.force_login(cast.siv())
    page = client.post(at("submit", draft), signed(draft))
    assert "in liquidation or bankruptcy" in page.text
    assert "9 § förordningen (2016:1364)" in page.text
    assert 'name="declares"' not in client.get(at("submit", draft)).text
    assert stored(draft).state == "draft"


def test_the_draft_can_be_printed_and_says_on_it_that_it_is_one(client):
    draft = cast.draft()
    client.force_login(cast.eva())
    answer = client.get(at("submit", draft), {"format": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="draft-sprakcafe-i-flen.pdf"' in answer["Content-Disposition"]


# To sign


def test_a_signatory_signs_and_comes_to_the_receipt(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    answer = client.post(at("submit", draft), signed(draft))
    assert answer.url == at("receipt", draft)
    fresh = stored(draft)
    assert fresh.state == Application.State.SUBMITTED
    assert fresh.checksum == checksum_of(fresh.as_submitted)
    signature = fresh.signatures.get()
    assert (signature.user, signature.name, signature.capacity) == (cast.siv(), "Siv", "signatory")
    assert signature.checksum == fresh.checksum
    assert signature.declaration.startswith("I declare that what the application says is true")


def test_nothing_is_signed_without_the_box(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    page = client.post(at("submit", draft), signed(draft) | {"declares": ""})
    assert page.context["form"].errors["declares"] == ["Tick the box to sign the application."]
    assert stored(draft).state == "draft"
    assert not stored(draft).signatures.exists()


def test_an_editor_sees_who_can_sign_and_cannot(client):
    draft = cast.draft(by=cast.eva())
    cast.siv()
    client.force_login(cast.eva())
    page = client.get(at("submit", draft))
    assert "siv@forening.example" in page.text
    assert 'name="declares"' not in page.text
    page = client.post(at("submit", draft), signed(draft))
    assert "You may not do this." in page.text
    assert stored(draft).state == "draft"


def changed_answer(draft):
    change(draft, need="Evas behov.")


def another_file(draft):
    Attachment.of(draft, cast.pdf("plan.pdf"), cast.eva()).save()


def another_name(draft):
    organisation = cast.association()
    organisation.name = "Ett annat namn"
    organisation.save()


def another_statement(draft):
    cast.association().state({"board": True}, cast.eva())


@pytest.mark.parametrize(
    "meanwhile", [changed_answer, another_file, another_name, another_statement]
)
def test_one_signs_what_one_has_read_and_nothing_else(client, meanwhile):
    draft = cast.draft()
    read = signed(draft)
    meanwhile(stored(draft))
    client.force_login(cast.siv())
    page = client.post(at("submit", draft), read)
    assert "The draft was changed after you opened this page. Read it again." in page.text
    assert page.context["reading"] == signed(draft)["reading"]
    assert stored(draft).state == "draft"
    assert client.post(at("submit", draft), signed(draft)).status_code == 302


def test_a_former_member_with_the_page_still_open_finds_nothing(client):
    draft, read = cast.draft(), {}
    cast.member("Sara", "signatory", cast.association())
    read = signed(draft)
    client.force_login(cast.siv())
    Membership.objects.filter(user=cast.siv()).update(valid_to=clock.today())
    assert client.post(at("submit", draft), read).status_code == 404
    assert stored(draft).state == "draft"


def test_another_organisation_finds_nothing(client):
    draft, application = cast.draft(), cast.submitted()
    client.force_login(cast.vera())
    assert client.post(at("submit", draft), signed(draft)).status_code == 404
    for name, thing in (("submit", draft), ("receipt", application), ("mandates", draft)):
        assert client.get(at(name, thing)).status_code == 404


def test_signing_twice_gives_one_application_and_one_event(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = signed(draft)
    client.post(at("submit", draft), sent)
    number = stored(draft).case_number
    page = client.post(at("submit", draft), sent, follow=True)
    assert "has already been submitted" in page.text
    assert stored(draft).case_number == number
    assert Event.objects.filter(step="submit").count() == 1


def test_registration_numbers_follow_each_other_in_a_county_and_year():
    call = cast.call()
    first, second = cast.submitted(call), cast.submitted(call)
    assert second.case_serial == first.case_serial + 1
    assert second.case_year == first.case_year


# In time


def test_one_second_late_is_late_and_the_draft_is_kept(client):
    draft = cast.draft()
    said = draft.values()
    client.force_login(cast.siv())
    Call.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    page = client.post(at("submit", draft), signed(draft))
    assert "The call is not open. Your draft is kept." in page.text
    fresh = stored(draft)
    assert (fresh.state, fresh.case_number, fresh.submitted_at) == ("draft", "", None)
    assert fresh.values() == said
    assert not Event.objects.filter(step="submit").exists()
    assert not fresh.signatures.exists()


def test_the_closing_second_itself_is_late_and_the_one_before_is_not():
    draft = cast.draft()
    closes = draft.call.closes_at
    with clock.at(closes), pytest.raises(steps.Refused, match="The call is not open"):
        steps.take("submit", draft, by=cast.siv())
    with clock.at(closes - timedelta(seconds=1)):
        assert steps.take("submit", draft, by=cast.siv()).submitted_at == clock.now()


def test_the_night_the_clocks_go_back_the_first_half_past_two_counts():
    """On 25 October 2026 the hour after two comes twice in Sweden; the call closes in the first."""
    closes = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02.30, the first time
    with clock.at(closes - timedelta(days=2)):
        early, late = cast.draft(), cast.draft()
        Call.objects.update(closes_at=closes)
    # 02.10 by the clock on the wall, and yet forty minutes late.
    with clock.at(closes + timedelta(minutes=40)), pytest.raises(steps.Refused):
        steps.take("submit", late, by=cast.siv())
    with clock.at(closes - timedelta(seconds=1)):
        arrived = steps.take("submit", early, by=cast.siv())
    assert arrived.submitted_at == closes - timedelta(seconds=1)


def test_the_night_the_clocks_go_forward_nothing_is_lost():
    closes = datetime(2027, 3, 28, 1, 0, tzinfo=UTC)  # 02.00 becomes 03.00
    with clock.at(closes - timedelta(days=2)):
        draft = cast.draft()
        Call.objects.update(closes_at=closes)
    with clock.at(closes), pytest.raises(steps.Refused):
        steps.take("submit", draft, by=cast.siv())
    with clock.at(closes - timedelta(seconds=1)):
        assert steps.take("submit", draft, by=cast.siv()).case_year == 2027


@pytest.mark.django_db(transaction=True)
def test_who_arrived_in_time_is_in_time_also_when_she_had_to_wait():
    """The time is that of the arrival, and the press of a button twice is one submission."""
    draft, siv = cast.draft(), cast.siv()
    sent, answers = signed(draft), []

    def press():
        client = Client()
        client.force_login(siv)
        try:
            answers.append(client.post(at("submit", draft), sent))
        finally:
            connection.close()

    Call.objects.update(closes_at=clock.now() + timedelta(seconds=3))
    closes = Call.objects.get().closes_at
    presses = [threading.Thread(target=press) for _ in range(2)]
    with transaction.atomic():
        Application.objects.select_for_update().get(pk=draft.pk)
        for one in presses:
            one.start()
        while clock.now() < closes + timedelta(milliseconds=200):
            threading.Event().wait(0.1)
    for one in presses:
        one.join()
    fresh = stored(draft)
    assert fresh.state == "submitted"
    assert fresh.submitted_at < closes
    assert {answer.url for answer in answers} == {at("receipt", draft)}
    assert Event.objects.filter(step="submit").count() == 1
