"""One grant from published call to published entry, through the door, with all it leaves behind."""

from decimal import Decimal

import pytest

from applications.models import Application
from catalog.models import Entry
from grants import steps
from grants.models import Event, Frame
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_grant_lives_its_whole_life():
    entry = cast.entry()

    application = Application.objects.get(pk=entry.application_id)
    assert entry.state == Entry.State.PUBLISHED
    assert application.state == Application.State.REPORTED
    assert (entry.granted, entry.used) == (Decimal(150_000), Decimal(140_000))
    frame = Frame.objects.get(pk=application.call.frame_id)
    assert (frame.reserved, frame.granted, frame.paid, frame.returned) == (
        0,
        140_000,
        150_000,
        10_000,
    )
    assert steps.take("close", application, by=cast.karin()).state == Application.State.CLOSED


def test_the_history_tells_the_whole_story_in_order():
    entry = cast.entry()
    told = [e.step for e in Event.objects.about(Application.objects.get(pk=entry.application_id))]
    assert told == [
        *("begun", "submit", "take_up", "pass_on"),
        *("begun", "propose", "propose", "sign", "grant", "release"),
        *("begun", "begun", "attest", "clear", "send", "start", "mark_paid"),
        *("write", "submit", "mark_reported", "approve"),
        *("begun", "review", "publish"),
    ]
