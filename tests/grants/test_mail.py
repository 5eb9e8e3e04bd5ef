"""E-mails: one per person told, in her language, sent once, by the background job."""

from threading import Thread

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.transaction import atomic
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from grants import jobs, mail, rules, steps
from grants.models import Mail, User
from tests import cast

pytestmark = pytest.mark.django_db


def test_each_person_told_gets_one_letter_in_her_language():
    User.objects.filter(pk=cast.siv().pk).update(language="en")
    cast.eva()
    cast.submitted()
    told = {letter.to.name: letter for letter in Mail.objects.select_related("to")}
    assert set(told) == {"Siv", "Eva", "Karin"}
    assert told["Siv"].subject.startswith("Your application has arrived: 851-")
    assert "\n" not in told["Siv"].subject


def test_letters_are_plain_text_and_not_escaped_for_a_page():
    cast.submitted(title="Språk & kaffe <till alla>")
    assert "Språk & kaffe <till alla>" in Mail.objects.filter(to=cast.siv()).get().body


def test_staff_with_a_conflict_of_interest_are_told_nothing_of_the_case():
    application = cast.under_assessment()
    for partial in (cast.karin(), cast.dag(), cast.fia()):
        application.conflicts.create(user=partial, ground="Styrelseledamot.")
    before = Mail.objects.latest("pk").pk
    cast.staff("Klas", "officer")
    cast.finn()
    klas = User.objects.get(name="Klas")
    decision = steps.take("propose", cast.decision_draft(application, by=klas), by=klas)
    decision = steps.take("sign", decision, by=cast.staff("Dora", "decider"))
    steps.take("release", decision, by=klas)
    told = Mail.objects.filter(pk__gt=before).values_list("to__name", flat=True)
    assert set(told) == {"Siv", "Finn"}


def test_every_letter_goes_once(mailoutbox):
    cast.submitted()
    waiting = Mail.objects.count()
    assert mail.send_outbox() == waiting
    assert mail.send_outbox() == 0
    assert sorted(m.to[0] for m in mailoutbox) == sorted(
        Mail.objects.values_list("to__email", flat=True)
    )
    assert not Mail.objects.unsent().exists()
    assert len({m.extra_headers["Message-ID"] for m in mailoutbox}) == waiting


def test_a_server_that_fails_leaves_the_letter_waiting(settings, mailoutbox):
    cast.submitted()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert mail.send_outbox() == 0
    assert Mail.objects.unsent().count() == Mail.objects.count()
    assert {(m.failures, "refused" in m.fault) for m in Mail.objects.all()} == {(1, True)}


def test_a_letter_that_cannot_be_sent_does_not_stop_the_others(mailoutbox):
    cast.submitted()
    bad = Mail.objects.earliest("pk")
    Mail.objects.filter(pk=bad.pk).update(failures=Mail.ENOUGH)
    assert mail.send_outbox() == Mail.objects.count() - 1
    assert Mail.objects.get(pk=bad.pk).is_given_up


def test_at_most_so_many_at_a_time(mailoutbox):
    cast.submitted()
    assert mail.send_outbox(limit=1) == 1
    assert len(mailoutbox) == 1


def test_every_step_that_tells_somebody_has_its_words():
    """A whole life writes every letter on its way; a missing text would stop its step."""
    cast.entry()
    steps_told = set(Mail.objects.values_list("event__thing", "event__step"))
    assert ("applications.application", "submit") in steps_told
    assert ("decisions.decision", "release") in steps_told
    assert all(letter.subject and letter.body.strip() for letter in Mail.objects.all())


def test_the_job_sends_what_waits(mailoutbox):
    cast.submitted()
    assert jobs.send_outbox(timestamp=0) == len(mailoutbox) > 0


def test_the_worker_knows_the_job_and_its_hours():
    ((name, _id),) = [
        key for key in app.periodic_registry.periodic_tasks if "send_outbox" in key[0]
    ]
    assert name == "grants.jobs.send_outbox"
    assert app.tasks[name].queueing_lock == "send_outbox"


@pytest.mark.django_db(transaction=True)
def test_a_worker_of_its_own_sends_the_outbox(mailoutbox):
    call = cast.call()
    steps.take("submit", cast.draft(call), by=cast.siv())
    jobs.send_outbox.defer(timestamp=0)
    connection.close()
    # In a thread of its own: a browser test before it may have left an event loop in this one.
    work = Thread(target=lambda: call_command("procrastinate", "worker", "--one-shot"))
    work.start()
    work.join()
    assert not Mail.objects.unsent().exists()
    assert len(mailoutbox) == Mail.objects.count() > 0
    assert not ProcrastinateJob.objects.exists()


def test_an_e_mail_goes_either_to_a_person_or_to_an_address(mailoutbox):
    cast.submitted()
    letter = Mail.objects.filter(to=cast.siv()).get()
    Mail.objects.exclude(pk=letter.pk).delete()
    for whom in ({"to": None}, {"address": "ny@forening.example"}):
        with pytest.raises(IntegrityError, match="mail_to_a_person_or_an_address"), atomic():
            Mail.objects.filter(pk=letter.pk).update(**whom)
    Mail.objects.filter(pk=letter.pk).update(to=None, address="ny@forening.example")
    assert mail.send_outbox() == 1
    assert mailoutbox[0].to == ["ny@forening.example"]


def test_an_account_that_is_closed_gets_no_e_mail():
    User.objects.filter(pk=cast.eva().pk).update(is_active=False)
    cast.submitted()
    assert not Mail.objects.filter(to=cast.eva()).exists()
    assert Mail.objects.filter(to=cast.siv()).exists()


def test_bifall_itself_is_a_user_that_nobody_can_be(client):
    squatter = User.objects.create_user(User.BIFALL, cast.PASSWORD, name="Bifall")
    assert not rules.is_bifall.test(squatter, None)
    bifall = User.objects.bifall()
    assert (bifall, User.objects.bifall()) == (squatter, squatter)
    assert rules.is_bifall.test(bifall, None)
    assert bifall.capacity_for(None) == "system"
    assert not client.login(email=User.BIFALL, password=cast.PASSWORD)
    assert not bifall.has_usable_password()
