"""What a draft does over time: it follows a corrected form, is reminded of, and is timed."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.answers import values_of, write
from grants import clock, questions, rules, steps
from grants.models import Call, Event, Questionnaire, User, offers_of
from grants.rules import Refused

BREAK = 5 * 60  # seconds without a save after which somebody has gone to do something else
ENOUGH = 5  # earlier applicants before their time says anything, and nobody's own time shows
REMINDERS = (14, 3)  # days before closing


# A corrected form


def follow(application: Any) -> None:
    """Let a draft go over to the newest version of its call's form.

    What still fits is kept, what does not is set aside and shown to the applicant, never lost.
    The caller holds the lock; the version she last knew stays in `changed_from` until she has seen
    what changed. Raises Refused when the draft is there already.
    """
    old, new = application.questionnaire, Questionnaire.objects.newest(application.call)
    if new.pk == old.pk:
        raise Refused(_("The draft already follows the newest form."))
    values = values_of(application)
    offers = offers_of(application.call)
    kept, aside = questions.carry(values, old.read, new.read, offers)
    application.questionnaire = new
    application.changed_from = application.changed_from or old
    for key, entry in aside.items():
        if key in old.read:
            text = questions.shown(old.read.question(key), entry["value"], offers)
            lay_aside(application, key, str(entry["label"]), text)
    changed = {key: kept.get(key) for key in values if values[key] != kept.get(key)}
    write(application, changed, User.objects.bifall())  # nobody typed it


def lay_aside(application: Any, key: str, label: str, text: str, why: Any = "") -> None:
    """Keep a text that fits no question any more, so that the applicant can copy it.

    A text that is there already stays, in front of the new one. The caller saves.
    """
    there = application.set_aside.get(key, {}).get("text", "")
    text = text if text in there or not there else f"{there}\n\n{text}"
    application.set_aside[key] = {"label": label, "text": text or there, "why": str(why)}


def is_behind(application: Any) -> bool:
    """Whether the call's form has been corrected since the version the draft is written on."""
    return Questionnaire.objects.newest(application.call).pk != application.questionnaire_id


def catch_up(application: Any) -> Any:
    """The draft on the newest version of its form, by the door; as it is when it is there already.

    The step is the officer's who published the correction, or Bifall's when she has left.
    """
    newest = Questionnaire.objects.newest(application.call)
    if newest.pk == application.questionnaire_id:
        return application
    officer = newest.published_by
    by = officer if officer and rules.is_officer.test(officer, application) else None
    try:
        with steps.together():
            return steps.take("follow_form", application, by=by or User.objects.bifall())
    except Refused:  # somebody was a moment faster
        return type(application).objects.get(pk=application.pk)


# Reminders


def reminder_due(application: Any, begun_at: datetime | None) -> int | None:
    """How many days before closing the reminder is that is due now; None when none is.

    One who began when the reminder was already due knows when the call closes.
    """
    for days in sorted(REMINDERS):
        due_at = application.call.closes_at - timedelta(days=days)
        if clock.now() < due_at or (begun_at is not None and begun_at > due_at):
            continue
        fresh = application.reminded is None or application.reminded > days
        return days if fresh else None
    return None


def begun_at(application: str = "pk") -> models.Subquery:
    """When the application in the query was begun, as its history says."""
    births = Event.objects.filter(
        thing="applications.application", thing_id=models.OuterRef(application), step="begun"
    )
    return models.Subquery(births.values("at")[:1])


# How long it takes


class Timing(models.Model):
    """How long a section took one earlier applicant, in whole minutes: whose it was is not kept."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="timings")
    section = models.CharField(max_length=40)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["call", "section"])]

    def __str__(self) -> str:
        return f"{self.section}: {self.minutes} min"


class Median(models.Aggregate):
    """The middle one."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = models.FloatField()


def usual_minutes(fund: Any) -> dict[str, float]:
    """The median minutes of each section in calls of the fund, where enough have written it."""
    rows = Timing.objects.filter(call__fund=fund).values("section").order_by("section")
    told = rows.annotate(many=models.Count("pk"), middle=Median("minutes"))
    return {row["section"]: row["middle"] for row in told if row["many"] >= ENOUGH}


def count_time(application: Any, section: str, seconds: float) -> None:
    """Add the seconds since the last save in the section, unless there was a break between."""
    if 0 < seconds <= BREAK:
        application.timing[section] = round(application.timing.get(section, 0) + seconds)


def since_last_save(application: Any, by: Any) -> float:
    """Seconds since the same person last saved an answer of the draft; 0 when she has not."""
    own = [
        datetime.fromisoformat(at) for _n, user, at in application.stamps.values() if user == by.pk
    ]
    return (clock.now() - max(own)).total_seconds() if own else 0


def keep_timing(application: Any) -> None:
    """At submission: leave how long each section took to those who come after, and forget it."""
    Timing.objects.bulk_create(
        Timing(call_id=application.call_id, section=section, minutes=max(1, round(seconds / 60)))
        for section, seconds in application.timing.items()
    )
    application.timing = {}
