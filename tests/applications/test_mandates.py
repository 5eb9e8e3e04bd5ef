"""A power of attorney: given by a member, signed by, examined by the officer, refused, mended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from applications.models import (
    Application,
    Attachment,
    Mandate,
    checksum_of,
    signature_finding,
)
from applications.models.snapshot import snapshot
from grants import clock, steps
from grants.models import Mail
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


def stored(draft: Application) -> Application:
    return Application.objects.get(pk=draft.pk)


def gives(client, draft, person, name="fullmakt.pdf"):
    client.force_login(person)
    return client.post(at("mandates", draft), {"upload": cast.pdf(name)}, follow=True)


def signs(client, draft, person):
    client.force_login(person)
    sent = {"reading": checksum_of(snapshot(stored(draft))), "declares": "on"}
    return client.post(at("submit", draft), sent, follow=True)


def signed_by_mandate(client) -> Application:
    """Eva has signed and submitted by a power of attorney, and Karin has taken up the case."""
    draft = cast.draft()
    gives(client, draft, cast.eva())
    signs(client, draft, cast.eva())
    return steps.take("take_up", stored(draft), by=cast.karin())


def judged(client, application, step, note="") -> Mandate:
    mandate = application.mandates.latest("pk")
    client.force_login(cast.karin())
    client.post(reverse("grants:step", args=["mandate", mandate.pk, step]), {"note": note})
    return Mandate.objects.get(pk=mandate.pk)


def test_an_editor_with_a_power_of_attorney_may_sign_at_once(client):
    draft = cast.draft()
    page = gives(client, draft, cast.eva())
    assert "You may now sign the application." in page.text
    assert 'name="declares"' in page.text
    signs(client, draft, cast.eva())
    fresh = stored(draft)
    signature = fresh.signatures.get()
    assert (fresh.state, signature.capacity) == ("submitted", "mandate")
    assert signature.mandate.attachment.name == "fullmakt.pdf"


def test_a_reader_may_be_given_one_too_and_a_stranger_finds_nothing(client):
    draft = cast.draft()
    gives(client, draft, cast.rolf())
    assert signs(client, draft, cast.rolf()).context["application"].state == "submitted"
    client.force_login(cast.vera())
    assert client.get(at("mandates", draft)).status_code == 404


def test_a_signatory_needs_none_and_cannot_give_one_for_herself(client):
    draft = cast.draft()
    assert "need no power of attorney" in gives(client, draft, cast.siv()).text
    assert not Mandate.objects.exists()


def test_one_at_a_time_and_a_file_that_is_let_in(client):
    draft = cast.draft()
    client.force_login(cast.eva())
    wrong = client.post(at("mandates", draft), {"upload": cast.pdf("fullmakt.exe")})
    assert "not of a kind we take" in wrong.context["form"].errors["upload"][0]
    empty = client.post(at("mandates", draft), {})
    assert empty.context["form"].errors["upload"] == ["Choose a file."]
    gives(client, draft, cast.eva())
    gives(client, draft, cast.eva(), "en-till.pdf")
    assert Mandate.objects.count() == Attachment.objects.count() == 1


def test_a_file_that_is_attached_already_is_not_also_a_power_of_attorney(client):
    draft = cast.draft()
    Attachment.of(draft, cast.pdf("plan.pdf"), cast.eva()).save()
    page = gives(client, draft, cast.eva(), "plan.pdf")
    assert "is attached to the application already" in page.context["form"].errors["upload"][0]


def test_it_is_not_part_of_the_text_that_is_signed(client):
    draft = cast.draft()
    before = snapshot(stored(draft))
    gives(client, draft, cast.eva())
    assert snapshot(stored(draft)) == before


def test_taken_back_it_gives_no_right_and_the_same_file_can_be_given_anew(client):
    draft = cast.draft()
    gives(client, draft, cast.eva())
    steps.take("take_back", Mandate.objects.get(), by=cast.eva())
    page = signs(client, draft, cast.eva())
    assert "You may not do this." in page.text
    gives(client, draft, cast.eva())
    assert signs(client, draft, cast.eva()).context["application"].state == "submitted"


def test_the_board_does_not_judge_what_is_still_a_draft(client):
    draft = cast.draft()
    gives(client, draft, cast.eva())
    with pytest.raises(steps.Refused):
        steps.take("accept", Mandate.objects.get(), by=cast.karin())


def test_the_officer_must_examine_it_before_the_case_goes_on(client):
    application = signed_by_mandate(client)
    cast.checked(application)
    assert signature_finding(application)[0] is None
    with pytest.raises(steps.Refused, match="A power of attorney waits to be accepted"):
        steps.take("pass_on", application, by=cast.karin())
    client.force_login(cast.karin())
    page = client.get(at("mandates", application)).text
    assert "fullmakt.pdf" in page
    assert "Accept the power of attorney" in page
    assert judged(client, application, "accept").state == "accepted"
    assert signature_finding(application) == (True, signature_finding(application)[1])
    assert steps.take("pass_on", application, by=cast.karin()).state == "assessment"
    assert Mail.objects.get(event__step="accept").to == cast.eva()


def test_the_applicant_cannot_accept_its_own_nor_an_officer_elsewhere(client):
    application = signed_by_mandate(client)
    mandate = application.mandates.get()
    for person, status in ((cast.eva(), 403), (cast.siv(), 403), (cast.otto(), 404)):
        client.force_login(person)
        there = reverse("grants:step", args=["mandate", mandate.pk, "accept"])
        assert client.post(there).status_code == status
    assert Mandate.objects.get().state == "given"


def test_a_refused_one_leaves_it_unsigned_and_the_reason_is_told(client):
    application = signed_by_mandate(client)
    assert judged(client, application, "refuse", "Den är inte undertecknad.").state == "refused"
    holds, text = signature_finding(application)
    assert holds is False
    assert "refused: it does not count" in text
    assert "Signatures that count: 0 of 1." in text
    mail = Mail.objects.get(event__step="refuse")
    assert mail.to == cast.eva()
    assert "Den är inte undertecknad." in mail.body


def test_one_that_holds_given_in_a_completion_mends_the_signature(client):
    application = signed_by_mandate(client)
    judged(client, application, "refuse", "Den är inte undertecknad.")
    deadline = clock.today() + timedelta(days=14)
    asked = {"what": "Skicka en fullmakt som är undertecknad.", "deadline": deadline}
    application = steps.take("ask_completion", stored(application), by=cast.karin(), **asked)
    page = gives(client, application, cast.eva(), "ny-fullmakt.pdf")
    assert "The board will examine it." in page.text
    assert signature_finding(stored(application))[0] is None
    judged(client, application, "accept")
    assert signature_finding(stored(application))[0] is True


def test_one_that_was_signed_by_cannot_be_taken_back_when_it_is_submitted(client):
    application = signed_by_mandate(client)
    with pytest.raises(steps.Refused, match="belongs to it"):
        steps.take("take_back", application.mandates.get(), by=cast.eva())


def test_a_conflict_of_interest_keeps_an_officer_from_it(client):
    application = signed_by_mandate(client)
    application.conflicts.create(user=cast.karin(), ground="Syster till kassören.")
    client.force_login(cast.karin())
    there = reverse("grants:step", args=["mandate", application.mandates.get().pk, "accept"])
    assert client.post(there).status_code == 404
