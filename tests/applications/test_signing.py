"""Two signatures where the call asks for two: first and last, and what makes the first void."""

import threading

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import translation

from applications.models import (
    Application,
    Attachment,
    Mandate,
    checksum_of,
    signature_finding,
    write,
)
from applications.models.snapshot import snapshot
from grants import clock, steps
from grants.models import Event, Mail, Membership
from grants.rules import Refused
from tests import cast
from tests.applications.pages import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


def sara():
    """The second signatory of the association."""
    return cast.member("Sara", "signatory", cast.association())


def two_must_sign(**changes) -> Application:
    sara()
    return cast.draft(cast.call(signatures_needed=2), **changes)


def signed(draft: Application) -> dict[str, str]:
    fresh = stored(draft)
    return {"reading": checksum_of(snapshot(fresh)), "declares": "on"}


def stored(draft: Application) -> Application:
    return Application.objects.get(pk=draft.pk)


def sign(client, draft, person):
    client.force_login(person)
    return client.post(at("submit", draft), signed(draft), follow=True)


def test_the_first_signs_and_the_second_submits_the_same_text(client):
    draft = two_must_sign()
    page = sign(client, draft, cast.siv())
    assert "You have signed." in page.text
    assert stored(draft).state == "draft"
    client.force_login(sara())
    page = client.get(at("submit", draft))
    assert "Siv signed" in page.text
    assert "You are the second to sign." in page.text
    page = sign(client, draft, sara())
    fresh = stored(draft)
    assert fresh.state == "submitted"
    assert [one.name for one in fresh.signatures.all()] == ["Siv", "Sara"]
    assert {one.checksum for one in fresh.signatures.all()} == {fresh.checksum}
    steps_taken = [e.step for e in Event.objects.about(fresh)]
    assert steps_taken == ["begun", "sign_first", "submit"]
    holds, text = signature_finding(fresh)
    assert holds is True
    assert "Siv" in text
    assert "Sara" in text


def test_the_other_signatories_are_reminded_by_e_mail_and_who_signed_is_not(client):
    draft = two_must_sign()
    sign(client, draft, cast.siv())
    told = Mail.objects.filter(event__step="sign_first")
    assert [mail.to for mail in told] == [sara()]
    assert at("submit", draft) in told.get().body


def test_the_first_cannot_be_the_second(client):
    draft = two_must_sign()
    sign(client, draft, cast.siv())
    page = sign(client, draft, cast.siv())
    assert "You have already signed." in page.text
    assert 'name="declares"' not in page.text
    assert stored(draft).state == "draft"
    assert stored(draft).signatures.count() == 1


def test_one_cannot_submit_alone_by_the_door_either():
    with pytest.raises(Refused, match="One more authorised signatory"):
        steps.take("submit", two_must_sign(), by=cast.siv())


def test_any_change_makes_the_first_signature_void_and_that_is_shown(client):
    draft = two_must_sign()
    sign(client, draft, cast.siv())
    write(stored(draft), {"need": "Evas behov."}, cast.eva())
    client.force_login(sara())
    page = client.get(at("submit", draft))
    assert "but the signature is void." in page.text
    assert "Something in the application was changed afterwards." in page.text
    sign(client, draft, sara())
    assert stored(draft).state == "draft"
    sign(client, draft, cast.siv())
    fresh = stored(draft)
    assert fresh.state == "submitted"
    standing = [one.name for one in fresh.signatures.all() if one.checksum == fresh.checksum]
    assert standing == ["Sara", "Siv"]


def test_a_second_signatory_who_has_not_read_the_change_is_asked_to_read(client):
    draft = two_must_sign()
    sign(client, draft, cast.siv())
    read = signed(draft)
    write(stored(draft), {"need": "Evas behov."}, cast.eva())
    client.force_login(sara())
    page = client.post(at("submit", draft), read)
    assert "The draft was changed after you opened this page." in page.text
    assert stored(draft).signatures.count() == 1


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ({"valid_to": "today"}, "not a member of the organisation any more"),
        ({"role": "editor"}, "not an authorised signatory any more"),
    ],
)
def test_who_may_not_sign_any_more_has_not_signed(client, left, said):
    draft = two_must_sign()
    sign(client, draft, cast.siv())
    changes = {k: clock.today() if v == "today" else v for k, v in left.items()}
    Membership.objects.filter(user=cast.siv()).update(**changes)
    client.force_login(sara())
    assert said in client.get(at("submit", draft)).text
    sign(client, draft, sara())
    assert stored(draft).state == "draft"


def test_sign_first_is_no_step_of_its_own(client):
    draft = two_must_sign()
    with pytest.raises(steps.NoSuchStep):
        steps.take("sign_first", draft, by=cast.siv())
    client.force_login(cast.siv())
    assert client.post(f"/steps/application/{draft.pk}/sign_first/").status_code == 404


def test_a_signature_is_never_changed_nor_taken_away():
    signature = cast.submitted().signatures.get()
    for act in (lambda: signature.delete(), lambda: signature.save()):
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            act()


def test_a_power_of_attorney_refused_since_does_not_count(client):
    draft = two_must_sign()
    eva = cast.eva()
    file = Attachment.of(draft, cast.pdf("fullmakt.pdf"), eva, "mandate")
    file.save()
    mandate = steps.begin(Mandate(application=draft, user=eva, attachment=file), by=eva)
    sign(client, draft, eva)
    assert len(stored(draft).standing_signatures(signed(draft)["reading"])) == 1
    steps.take("take_back", mandate, by=eva)
    assert stored(draft).standing_signatures(signed(draft)["reading"]) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_the_same_moment_are_one_first_and_one_last():
    draft = two_must_sign()
    people, sent, answers = [cast.siv(), sara()], signed(draft), []
    ready = threading.Barrier(2)

    def press(person):
        client = Client()
        client.force_login(person)
        ready.wait()
        try:
            answers.append(client.post(at("submit", draft), sent))
        finally:
            connection.close()

    presses = [threading.Thread(target=press, args=[person]) for person in people]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    fresh = stored(draft)
    assert fresh.state == "submitted"
    assert {one.name for one in fresh.signatures.all()} == {"Siv", "Sara"}
    assert [a.status_code for a in answers] == [302, 302]
    assert Event.objects.filter(step__in=["sign_first", "submit"]).count() == 2
