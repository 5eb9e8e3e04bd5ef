"""What a draft does over time: it follows a corrected form, is reminded of, and is timed."""

from typing import Any

from django.db import models

from applications.models.answers import offers_of, values_of, write
from grants import questions
from grants.models import Call, Questionnaire

BREAK = 5 * 60  # seconds without a save after which somebody has gone to do something else
ENOUGH = 5  # earlier applicants before their time says anything, and nobody's own time shows


def follow(application: Any) -> None:
    """Let a draft go over to the newest version of its call's form.

    What still fits is kept, what does not is set aside and shown to the applicant, never lost.
    The caller holds the lock; the version she last knew stays in `changed_from` until she has seen
    what changed.
    """
    old, new = application.questionnaire, Questionnaire.objects.newest(application.call)
    if new.pk == old.pk:
        return
    values = values_of(application)
    offers = offers_of(application.call)
    kept, aside = questions.carry(values, old.read, new.read, offers)
    application.questionnaire = new
    application.changed_from = application.changed_from or old
    application.set_aside = {**application.set_aside, **aside}
    changed = {key: kept.get(key) for key in values if values[key] != kept.get(key)}
    write(application, changed, application.begun_by)


class Timing(models.Model):
    """How long a section took one earlier applicant, in whole minutes: whose it was is not kept."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="timings")
    section = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["call", "section"])]

    def __str__(self) -> str:
        return f"{self.section}: {self.minutes} min"


def count_time(application: Any, section: str, seconds: float) -> None:
    """Add the seconds since the last save in the section, unless there was a break between."""
    if 0 < seconds <= BREAK:
        application.timing[section] = round(application.timing.get(section, 0) + seconds)


def keep_timing(application: Any) -> None:
    """At submission: leave how long each section took to those who come after, and forget it."""
    Timing.objects.bulk_create(
        Timing(call_id=application.call_id, section=section, minutes=max(1, round(seconds / 60)))
        for section, seconds in application.timing.items()
    )
    application.timing = {}
