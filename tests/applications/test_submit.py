"""From a complete draft to an application that has arrived, and the way on to assessment."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import translation

from applications.models import Application
from applications.models.snapshot import snapshot
from grants import clock, steps
from grants.models import Call, Event, Mail
from tests import cast
from tests.applications.pages import at, filled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def signed(version: int = 1) -> dict[str, str]:
    return {"version": str(version), "declares": "on"}


def test_a_signatory_signs_and_gets_a_receipt(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    assert "Språkcafé, studiebesök, promenader." in client.get(at("submit", draft)).text
    answer = client.post(at("submit", draft), signed())
    assert answer.url == at("receipt", draft)
    fresh = Application.objects.get()
    assert fresh.state == Application.State.SUBMITTED
    assert fresh.checksum == hashlib.sha256(snapshot(fresh).encode()).hexdigest()
    page = client.get(answer.url).text
    arrived = fresh.submitted_at.astimezone(clock.SWEDEN)
    for text in (fresh.case_number, fresh.checksum, f"{arrived:%Y-%m-%d %H:%M:%S}"):
        assert text in page


def test_the_receipt_is_also_a_letter_with_the_whole_application(client):
    application = cast.submitted()
    client.force_login(cast.siv())
    answer = client.get(at("receipt", application), {"format": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert f"receipt-{application.case_number}.pdf" in answer["Content-Disposition"]
    again = client.get(at("receipt", application), {"format": "pdf"})
    assert again.content == answer.content


def test_nothing_is_signed_without_the_box(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    page = client.post(at("submit", draft), {"version": "1"})
    assert page.context["form"].errors["declares"] == ["Tick the box to sign the application."]
    assert Application.objects.get().state == "draft"


def test_what_is_missing_is_listed_with_its_section_and_cannot_be_submitted(client):
    draft = cast.draft()
    Application.objects.update(need="", amount=160_000)
    client.force_login(cast.siv())
    page = client.get(at("submit", draft))
    assert [(key, heading) for key, heading, _text in page.context["faults"]] == [
        ("need", "Need and aims"),
        ("costs", "Costs and money"),
    ]
    assert at("edit", draft) + "#costs" in page.text
    page = client.post(at("submit", draft), signed())
    assert "Something is missing in the application." in page.text
    assert Application.objects.get().state == "draft"


def test_one_second_late_is_late_and_the_draft_is_kept(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    before = filled(client.get(at("edit", draft)))
    Call.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    page = client.post(at("submit", draft), signed())
    assert "The call is not open. Your draft is kept." in page.text
    fresh = Application.objects.get()
    assert (fresh.state, fresh.case_number, fresh.submitted_at) == ("draft", "", None)
    assert filled(client.get(at("edit", draft))) == before
    assert not Event.objects.filter(step="submit").exists()


def test_the_closing_moment_itself_is_late_and_the_moment_before_is_not(client):
    closes = cast.call().closes_at
    with clock.at(closes), pytest.raises(steps.Refused):
        steps.take("submit", cast.draft(Call.objects.get()), by=cast.siv())
    with clock.at(closes - timedelta(microseconds=1)):
        draft = Application.objects.get()
        assert steps.take("submit", draft, by=cast.siv()).submitted_at == clock.now()


def test_an_editor_sees_who_can_sign_and_cannot(client):
    draft = cast.draft(by=cast.eva(), organisation=cast.association())
    cast.siv()
    client.force_login(cast.eva())
    page = client.get(at("submit", draft))
    assert "siv@forening.example" in page.text
    assert 'name="declares"' not in page.text
    page = client.post(at("submit", draft), signed())
    assert "You may not do this." in page.text
    assert Application.objects.get().state == "draft"


def test_one_signs_what_one_has_read_and_nothing_else(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    sent = filled(client.get(at("edit", draft)))
    client.force_login(cast.eva())
    client.post(at("edit", draft), sent | {"need": "Evas behov."})
    client.force_login(cast.siv())
    page = client.post(at("submit", draft), signed(version=1))
    assert "The draft was changed after you opened this page." in page.text
    assert "Evas behov." in page.text
    assert 'name="version" value="2"' in page.text
    assert Application.objects.get().state == "draft"
    assert client.post(at("submit", draft), signed(version=2)).status_code == 302


def test_submitting_twice_gives_one_application_and_one_event(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    client.post(at("submit", draft), signed())
    number = Application.objects.get().case_number
    page = client.post(at("submit", draft), signed(), follow=True)
    assert "has already been submitted" in page.text
    assert Application.objects.get().case_number == number
    assert Event.objects.filter(step="submit").count() == 1


def test_another_organisation_finds_nothing(client):
    draft, application = cast.draft(), cast.submitted()
    client.force_login(cast.vera())
    assert client.post(at("submit", draft), signed()).status_code == 404
    assert client.get(at("submit", draft)).status_code == 404
    assert client.get(at("receipt", application)).status_code == 404
    assert client.get(at("case", application)).status_code == 404
    assert draft.title not in client.get("/applications/").text


def test_an_organisation_that_may_no_longer_apply_is_told_by_which_paragraph(client):
    draft = cast.draft()
    organisation = cast.association()
    organisation.in_liquidation = True
    organisation.save()
    client.force_login(cast.siv())
    page = client.post(at("submit", draft), signed())
    assert "in liquidation or bankruptcy" in page.text
    assert "9 § förordningen (2016:1364)" in page.text
    assert Application.objects.get().state == "draft"


def test_the_story_from_an_open_call_to_assessment(client):
    call = cast.call()
    siv, karin = cast.siv(), cast.karin()
    client.force_login(siv)
    page = client.post(at("begin", call), {"title": "Simskola"}, follow=True)
    draft = Application.objects.get()
    sent = filled(page) | dict.fromkeys(
        ("summary", "need", "aims", "target_group", "activities"), "Vi lär kvinnor simma."
    )
    sent |= {"women": "30", "men": "0", "period_from": str(call.period_from)}
    sent |= {"period_to": str(call.period_to), "amount": "90 000", "own_funding": "10 000"}
    sent |= {"purposes": [str(call.terms.purposes.first().pk)], "municipalities": ["0482"]}
    sent |= {"lines-0-category": "staff", "lines-0-description": "Ledare"}
    sent |= {"lines-0-amount": "100 000", "lines-0-year": str(call.period_from.year)}
    answer = client.post(at("edit", draft), sent | {"action": "review"})
    assert answer.url == at("submit", draft)
    assert client.get(answer.url).context["faults"] == []
    assert client.post(answer.url, signed(version=2)).url == at("receipt", draft)

    client.force_login(karin)
    client.post(f"/steps/application/{draft.pk}/take_up/")
    if Application.objects.get().state == "submitted":
        steps.take("take_up", Application.objects.get(), by=karin)
    asked = {"what": "Bifoga stadgarna.", "deadline": str(clock.today() + timedelta(days=7))}
    assert client.post(at("ask_completion", draft), asked).url == draft.get_absolute_url()

    client.force_login(siv)
    page = client.get(at("answer_completion", draft)).text
    assert "Bifoga stadgarna." in page
    assert "the board may decide not to examine it" in page
    client.post(at("answer_completion", draft), {"answer": "De ligger på vår webbplats."})

    client.force_login(karin)
    assert "De ligger på vår webbplats." in client.get(at("case", draft)).text
    steps.take("accept", cast.supplement(draft), by=karin)
    yes = dict.fromkeys(
        ("may_apply", "signed", "purpose", "period", "costs", "no_other_grant"), "yes"
    )
    client.post(at("formal_check", draft), yes)
    fresh = steps.take("pass_on", Application.objects.get(), by=karin)
    assert fresh.state == Application.State.ASSESSMENT
    assert [e.step for e in Event.objects.about(fresh)] == [
        *("begun", "submit", "take_up", "begun", "ask_completion", "give_answer"),
        *("answer_completion", "accept", "pass_on"),
    ]
    assert Mail.objects.filter(to=siv).count() == 2


def test_registration_numbers_follow_each_other_in_a_county_and_year():
    call = cast.call()
    first, second = cast.submitted(call), cast.submitted(call)
    assert second.case_serial == first.case_serial + 1
    assert second.case_year == first.case_year
