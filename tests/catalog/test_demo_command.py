"""The command `demo`: its options, what it refuses, and that it is the same each time."""

import hashlib
from datetime import datetime

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from applications.models import Application
from catalog.demo import people, rounds, story
from catalog.demo.people import PASSWORD
from catalog.demo.present import Present
from catalog.demo.texts import THEMES
from decisions.models import Assessment, Decision
from grants import clock
from grants.models import Call, Event, User
from tests.catalog.test_demo import demo

pytestmark = pytest.mark.django_db


def fingerprint() -> str:
    """What the demo says of every case, without the numbers of the database's rows."""
    digest = hashlib.sha256()
    cases = Application.objects.order_by("county", "case_year", "case_serial", "title")
    for case in cases.select_related("organisation"):
        events = Event.objects.about(case).order_by("chain", "seq").values_list("at", "step")
        words = (case.case_number, case.title, case.answers["summary"], case.amount, case.state)
        digest.update(repr((*words, case.organisation.org_nr, list(events))).encode())
    return digest.hexdigest()


def lived_and_undone(*arguments: str) -> tuple[str, set[str]]:
    """The fingerprint of a demo that is lived and then forgotten, and the states of its cases."""
    with transaction.atomic():
        demo("--small", *arguments)
        found = fingerprint(), set(Application.objects.values_list("state", flat=True))
        assert Assessment.objects.finished().exists() == ("assessed" in arguments)
        assert not Decision.objects.exists()
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
def test_the_same_seed_lives_the_same_demo_and_until_stops_it_earlier():
    first, states = lived_and_undone("--until", "assessed")
    assert states <= {
        *("draft", "submitted", "preparation", "supplement", "assessment", "withdrawn"),
    }
    assert first == lived_and_undone("--until", "assessed")[0]
    other, states = lived_and_undone("--until", "submitted", "--seed", "another")
    assert states <= {"draft", "submitted"}
    assert first != other


@pytest.mark.parametrize("day", ["2026-12-31", "2028-02-29"])
def test_the_present_is_fresh_on_any_day(day):
    now = datetime.fromisoformat(f"{day}T00:30+01:00")
    with clock.at(now):
        present = Present(people.People(), clock.today(), seed="any").rounds()
        story.live(present, "published", lambda *_: None)
        assert (Call.objects.open().count(), Call.objects.upcoming().count()) == (2, 1)
    assert not Event.objects.filter(at__gte=now).exists()
    assert Decision.objects.filter(state="proposed").count() == 3


def test_a_second_run_is_refused_and_if_empty_does_nothing_quickly():
    User.objects.create_user(people.ADMIN.email, name="Somebody")
    with pytest.raises(CommandError, match="lived already"):
        demo("--small")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert demo("--if-empty") == ""
    assert len(queries) == 1


def test_the_demo_never_runs_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        demo("--small")
    assert not User.objects.exists()


def test_an_interrupted_demo_leaves_nothing_behind(monkeypatch):
    def interrupted(self, plan):
        raise KeyboardInterrupt

    monkeypatch.setattr(rounds.Round, "submit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        demo("--small", "--until", "submitted")
    assert not Call.objects.exists()
    assert not User.objects.exists()


def test_who_shows_whom_to_sign_in_as():
    shown = demo("--who")
    for person in (*people.CAST, people.ADMIN):
        assert person.email in shown
    assert PASSWORD in shown
    assert "Katrineholms kommun" in shown


def test_the_shared_password_passes_the_validators():
    validate_password(PASSWORD)


def test_every_theme_has_enough_to_say():
    for theme in THEMES.values():
        for texts in (theme.ideas, theme.needs, theme.aims, theme.results, theme.lessons):
            assert len(set(texts)) == len(texts) >= 4


def test_a_figure_that_comes_out_wrong_stops_the_demo_and_keeps_nothing(monkeypatch):
    monkeypatch.setattr(story, "live", lambda *_: None)  # nothing happens: no kr is granted
    with pytest.raises(CommandError, match="nothing was kept"):
        demo("--small")
    assert not User.objects.exists()
