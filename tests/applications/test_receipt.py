"""The receipt: what was submitted, when, by whom, with a checksum that anybody can check."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.utils import translation

from applications import letters
from applications.models import Application, Attachment, CostLine, Partner, write
from grants import clock, steps
from grants.models import Mail, OrganisationPaper
from tests import cast
from tests.applications.pages import at
from tests.grants.test_paper import faults, heard

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


def whole(**changes) -> Application:
    """An application with a partner, co-funding, a file, papers and statements, submitted."""
    association, siv = cast.association(), cast.siv()
    OrganisationPaper.add(association, cast.pdf("stadgar.pdf"), "statutes", 2019, siv)
    association.state({"board": True, "democratic": True}, siv)
    draft = cast.draft(**changes)
    budget = draft.values()["budget"]
    budget[0] |= {"other": "5000.00", "giver": "Flens kommun"}
    partner = {"name": "Flens kommun", "org_nr": "212000-0332", "part": "Lånar ut lokalen."}
    write(draft, {"budget": budget, "partners": [partner]}, siv)
    Attachment.of(draft, cast.pdf("plan.pdf"), siv).save()
    return steps.take("submit", draft, by=siv)


def words(letter: bytes) -> str:
    """All that is heard of the letter, in order."""
    return " ".join(text for _role, text in heard(letter))


def test_the_page_tells_number_arrival_to_the_second_checksum_signature_and_all_that_was_sent(
    client,
):
    application = whole()
    client.force_login(cast.rolf())
    page = client.get(at("receipt", application)).text
    arrived = application.submitted_at.astimezone(clock.SWEDEN)
    told = [application.case_number, application.checksum, f"{arrived:%Y-%m-%d %H:%M:%S}"]
    told += ["Siv, authorised signatory", "I declare that what the application says is true"]
    told += ["Många väntar utan att få öva svenska.", "Lånar ut lokalen.", "Not asked for"]
    told += ["5,000", "Statutes 2019", "The organisation has a board", "plan.pdf"]
    told += [application.attachments.get().sha256, "sha256sum signed-text-"]
    assert [text for text in told if text.casefold() not in page.casefold()] == []


def test_the_signed_text_has_the_checksum_that_the_receipt_tells(client):
    application = whole()
    client.force_login(cast.siv())
    answer = client.get(at("receipt", application), {"format": "json"})
    assert answer["Content-Type"] == "application/json"
    assert hashlib.sha256(answer.content).hexdigest() == application.checksum
    said = json.loads(answer.content)
    assert said["values"]["need"] == "Många väntar utan att få öva svenska."
    assert said["attachments"][0][2] == application.attachments.get().sha256
    assert said["organisation"]["papers"][0][:3] == ["statutes", 2019, "stadgar.pdf"]
    assert [one["key"] for one in said["organisation"]["statements"]] == ["board", "democratic"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_pdf_is_accessible_whole_and_the_same_each_time(client, language):
    application = whole()
    client.force_login(cast.siv())
    with translation.override(language):
        letter = letters.receipt(application)
        again = letters.receipt(Application.objects.get(pk=application.pk))
    assert heard(again) == heard(letter)
    assert again == letter
    assert faults(letter) == []
    text = words(letter)
    told = [application.case_number, letters.arrived(application), application.checksum[:30]]
    told += ["Många väntar utan att få öva svenska.", "Flens kommun", "Siv", "Ledare", "plan.pdf"]
    assert [one for one in told if one not in text] == []
    with pikepdf.open(BytesIO(letter)) as pdf:
        assert str(pdf.Root.Lang) == {"sv": "sv-SE", "en": "en-GB"}[language]


def test_it_is_fetched_under_its_number_in_the_readers_language(client):
    application = cast.submitted()
    client.force_login(cast.siv())
    answer = client.get(at("receipt", application), {"format": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert f'"receipt-{application.case_number}.pdf"' in answer["Content-Disposition"]


def test_it_stays_what_was_submitted_whatever_becomes_of_the_application(client):
    application = whole()
    client.force_login(cast.siv())
    before = letters.receipt(application)
    karin, siv = cast.karin(), cast.siv()
    steps.take("change_contact", application, by=siv, name="Eva", email="e@e.example", phone="")
    fresh = Application.objects.get(pk=application.pk)
    write(fresh, {"need": "Något annat.", "title": "Nytt namn", "partners": None}, siv)
    CostLine.objects.rewrite(fresh, [])
    Partner.objects.filter(application=fresh).delete()
    association = cast.association()
    association.name, association.address = "Nytt föreningsnamn", "Ny väg 1"
    association.save()
    steps.take("take_up", Application.objects.get(pk=application.pk), by=karin)
    late = Attachment.of(fresh, cast.pdf("sen.pdf"), siv)
    late.save()
    fresh = Application.objects.get(pk=application.pk)
    assert letters.receipt(fresh) == before
    page = client.get(at("receipt", fresh)).text
    assert "Många väntar utan att få öva svenska." in page
    for word in ("Något annat.", "Nytt föreningsnamn", "sen.pdf"):
        assert word not in page


def test_the_hour_that_comes_twice_is_told_with_its_zone():
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert letters.to_the_second(twice) == "2026-10-25 02:30:00 (CEST)"
    assert letters.to_the_second(twice + timedelta(hours=1)) == "2026-10-25 02:30:00 (CET)"
    assert letters.to_the_second(twice + timedelta(hours=2)) == "2026-10-25 03:30:00"


def test_members_and_officers_are_told_by_e_mail(client):
    cast.karin()
    cast.eva()
    application = whole()
    told = {mail.to.name: mail for mail in Mail.objects.filter(event__step="submit")}
    assert set(told) == {"Siv", "Eva", "Karin"}
    for text in (application.case_number, letters.arrived(application), application.checksum):
        assert text in told["Eva"].body
    assert at("receipt", application) in told["Eva"].body
    assert application.checksum not in told["Karin"].body


def test_a_draft_has_no_receipt_and_its_pdf_says_that_it_is_a_draft(client):
    draft = cast.draft()
    client.force_login(cast.siv())
    page = client.get(at("receipt", draft), follow=True)
    assert "There is no receipt yet" in page.text
    letter = letters.draft(draft)
    assert faults(letter) == []
    assert "DRAFT, not submitted" in words(letter)
    assert "the board has not received it" in words(letter)


def test_nasty_text_breaks_neither_page_nor_letter(client):
    nasty = "<script>alert(1)</script> =cmd|'/c calc'!A1 <b>fet</b> & “citat”"
    draft = cast.draft()
    write(draft, {"need": nasty}, cast.siv())
    application = steps.take("submit", draft, by=cast.siv())
    client.force_login(cast.siv())
    page = client.get(at("receipt", application)).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert faults(letters.receipt(application)) == []


def test_the_page_asks_the_same_few_questions_of_the_database(
    client, django_assert_max_num_queries
):
    application = whole()
    client.force_login(cast.siv())
    client.get(at("receipt", application))
    with django_assert_max_num_queries(20):
        client.get(at("receipt", application))
