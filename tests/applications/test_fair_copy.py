"""The fair copy: what one has read is what one signs, unless anything in it has changed since."""

import pytest
from django.test import Client
from django.utils import translation

from applications.models import (
    Application,
    Attachment,
    Certificate,
    CostLine,
    FairCopy,
    Partner,
    checksum_of,
    write,
)
from applications.models.fair_copy import keep_fair_copy, take_fair_copy
from applications.models.snapshot import snapshot
from grants import clock, steps
from grants.models import Event, OrganisationPaper
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


def read(client: Client, draft: Application) -> str:
    """Siv opens the page where she signs; what she has read, as the page sends it back."""
    client.force_login(cast.siv())
    return str(client.get(at("submit", draft)).context["reading"])


def signs(client: Client, draft: Application, reading: str):
    return client.post(at("submit", draft), {"reading": reading, "declares": "on"})


def with_partner(**changes) -> Application:
    rows = [{"name": "Flens bibliotek", "org_nr": "212000-0340", "part": "Lokal."}]
    return cast.draft(partners=rows, **changes)


def test_the_text_that_was_read_is_moved_over_and_no_copy_is_left(client):
    draft = cast.draft()
    reading = read(client, draft)
    assert FairCopy.objects.get().application_id == draft.pk
    # Another text under another checksum, which only the copy knows: it is the one that is signed.
    FairCopy.objects.update(text="What she read.", checksum=checksum_of("What she read."))
    assert signs(client, draft, checksum_of("What she read.")).status_code == 302
    now = stored(draft)
    assert (now.state, now.as_submitted) == ("submitted", "What she read.")
    assert now.checksum == checksum_of("What she read.") != reading
    assert not FairCopy.objects.exists()


def test_it_is_the_same_text_as_when_nobody_has_read_a_page(client):
    draft, other = with_partner(), with_partner(title="Den andra")
    text = snapshot(stored(draft))
    assert signs(client, draft, read(client, draft)).status_code == 302
    assert stored(draft).as_submitted == text
    steps.take("submit", other, by=cast.siv())
    assert stored(other).as_submitted == snapshot(stored(other))
    assert not FairCopy.objects.exists()


def test_submitting_what_was_read_asks_little_of_the_database(
    client, django_assert_max_num_queries
):
    draft = cast.draft()
    reading = read(client, draft)
    with django_assert_max_num_queries(27):  # with the session, the person and two transactions
        assert signs(client, draft, reading).status_code == 302


CHANGES = {
    "an answer": lambda d: write(d, {"need": "Något annat."}, cast.siv()),
    "a column by itself": lambda d: Application.objects.filter(pk=d.pk).update(women=99),
    "a cost": lambda d: CostLine.objects.filter(application=d).update(description="Annat"),
    "a cost less": lambda d: CostLine.objects.filter(application=d).first().delete(),
    "a purpose less": lambda d: d.purposes.clear(),
    "a place less": lambda d: d.municipalities.clear(),
    "a priority more or less": lambda d: d.priorities.set(
        [] if d.priorities.exists() else d.call.priorities.all()
    ),
    "a partner": lambda d: Partner.objects.filter(application=d).update(part="Allt."),
    "a certificate asked for": lambda d: ask(d),
    "a file": lambda d: Attachment.of(d, cast.pdf("plan.pdf"), cast.siv()).save(),
    "the organisation": lambda d: type(d.organisation).objects.update(address="Ny gata 1"),
    "a statement": lambda d: d.organisation.state({"debts": True}, cast.siv()),
    "a paper": lambda d: OrganisationPaper.add(
        d.organisation, cast.pdf("stadgar.pdf"), "statutes", 2024, cast.siv()
    ),
    "the call": lambda d: type(d.call).objects.update(max_amount=10),
}


def ask(draft: Application) -> None:
    partner = draft.partners.get()
    asked = Certificate(partner=partner, email="bibliotek@flen.example", asked_by=cast.siv())
    steps.begin(asked, by=cast.siv())


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_it_falls_with_any_change_of_what_it_leans_on(client, change):
    draft = with_partner()
    reading = read(client, draft)
    change(stored(draft))
    assert take_fair_copy(stored(draft), reading) == ""


def test_it_stands_while_nothing_changes_and_only_for_who_has_read_it(client):
    draft = with_partner()
    reading = read(client, draft)
    assert take_fair_copy(draft, checksum_of("another page")) == ""
    assert read(client, draft) == reading
    assert checksum_of(take_fair_copy(draft, reading)) == reading


def test_a_change_while_the_page_was_read_makes_it_fall():
    draft = cast.draft()
    seen = Application.objects.to_be_signed().get(pk=draft.pk)
    text = snapshot(seen)
    write(stored(draft), {"need": "Skrivet av någon annan under tiden."}, cast.eva())
    keep_fair_copy(seen, text, checksum_of(text))
    assert take_fair_copy(draft, checksum_of(text)) == ""


def test_what_was_changed_after_reading_is_asked_to_be_read_again(client):
    draft = cast.draft()
    reading = read(client, draft)
    write(stored(draft), {"need": "Något annat."}, cast.siv())
    answer = signs(client, draft, reading)
    assert "Read it again" in answer.text
    assert stored(draft).state == "draft"
    assert signs(client, draft, str(answer.context["reading"])).status_code == 302


def test_a_draft_in_which_something_is_missing_has_none(client):
    draft = cast.draft(need=None)
    write(stored(draft), {"need": None}, cast.siv())
    read(client, draft)
    assert not FairCopy.objects.exists()


def test_who_may_not_sign_makes_none(client):
    client.force_login(cast.eva())
    client.get(at("submit", cast.draft()))
    assert not FairCopy.objects.exists()


def test_the_organisation_is_asked_about_at_the_moment_of_submission(client):
    draft = cast.draft()
    reading = read(client, draft)
    draft.organisation.state({"debts": False}, cast.siv())
    assert signs(client, draft, reading).status_code == 200
    assert stored(draft).state == "draft"
    assert not Event.objects.filter(step="submit").exists()


def test_a_submission_that_comes_too_late_is_refused_and_leaves_the_copy(client):
    draft = cast.draft()
    reading = read(client, draft)
    kept = FairCopy.objects.get()
    with clock.at(draft.call.closes_at), pytest.raises(steps.Refused):
        steps.take(
            "submit",
            draft,
            by=cast.siv(),
            first=lambda fresh: take_fair_copy(fresh, reading),
            reading=reading,
        )
    assert FairCopy.objects.get() == kept


def test_with_two_signatures_each_reads_and_the_text_is_the_same(client):
    sara = cast.member("Sara", "signatory", cast.association())
    draft = cast.draft(cast.call(signatures_needed=2))
    reading = read(client, draft)
    assert signs(client, draft, reading).status_code == 302
    assert stored(draft).state == "draft"
    client.force_login(sara)
    page = client.get(at("submit", draft))
    assert page.context["reading"] == reading
    assert signs(client, draft, reading).status_code == 302
    assert stored(draft).checksum == reading
