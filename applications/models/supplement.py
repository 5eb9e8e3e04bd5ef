"""Supplement: what the officer asks the applicant to complete, and its life."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.models.answers import values_of
from applications.rules import prepares, writes
from grants import clock, law, questions
from grants.models import Birth, County, Life, Organisation, StateField, User
from grants.rules import Refused, because, may

# What can be open besides questions of the form, under keys that no question can have: files that
# no question asks for, and the applicant's own words to the officer.
FILES, WORDS = "more-files", "_answer"
STANDARD = law.COMPLETION_CONSEQUENCE


class SupplementQuerySet(models.QuerySet["Supplement"]):
    def visible_to(self, user: Any) -> "SupplementQuerySet":
        """Those who see the case see what was asked for in it."""
        cases: Any = Supplement._meta.get_field("application").related_model
        return self.filter(application__in=cases.objects.visible_to(user))

    def overdue(self) -> "SupplementQuerySet":
        """Those whose last day has passed without an answer."""
        return self.filter(state=Supplement.State.ASKED, deadline__lt=clock.today())

    def to_read(self) -> "SupplementQuerySet":
        """Those that have been answered, and that no later request has taken the place of."""
        later = self.model._base_manager.filter(
            application=models.OuterRef("application"), pk__gt=models.OuterRef("pk")
        )
        return self.filter(~models.Exists(later), state=Supplement.State.ANSWERED)


class Supplement(Life):
    """A request for completion, with what is missing, a last day and the consequence.

    The request must say what happens when it is not answered (förvaltningslagen 20 §); the text
    of the e-mail and the page says so.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        ANSWERED = "answered", _("answered")
        ACCEPTED = "accepted", _("accepted")
        LAPSED = "lapsed", _("not answered in time")

    birth = Birth(permission=may(prepares), label=_("Completion was asked for"))
    main_line = (State.ASKED, State.ANSWERED, State.ACCEPTED)
    read_with = ("application__organisation", "application__county")

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="supplements"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    asked_at = models.DateTimeField(default=clock.now)
    what = models.TextField(_("what is missing"))
    # The questions that are open again, by key, and why: {"need": "Tell how you know."}
    fields = models.JSONField(default=dict, blank=True)
    # The consequence, as it was stated to the applicant (förvaltningslagen 20 §).
    consequence = models.TextField(_("if there is no answer"), blank=True)
    deadline = models.DateField(_("last day to answer"))
    answer = models.TextField(_("your answer"), blank=True)
    # Answers to the open questions: as they are being written, with their stamps; and what stood
    # there before they were sent in, so that the difference can be shown for ever.
    values = models.JSONField(default=dict, blank=True)
    stamps = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    state = StateField(_("state"), choices=State.choices, default=State.ASKED, protected=True)

    objects = SupplementQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["application_id", "pk"]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return self.application.get_absolute_url()

    @property
    def number(self) -> int:
        """Which round it is: 1 for the first request in the case."""
        return 1 + sum(one.pk < self.pk for one in self.application.supplements.all())

    @property
    def stated(self) -> str:
        """What the applicant is told of the consequence: the usual words in her own language."""
        usual = {STANDARD.text_sv, STANDARD.text_en, ""}
        return usual_consequence() if self.consequence.strip() in usual else self.consequence

    @property
    def has_answer(self) -> bool:
        """Whether an answer has arrived: what is being written is the applicant's own till then."""
        return self.answered_at is not None

    # What is open, and what is written there

    def opens(self, key: str) -> bool:
        """Whether files to the question with this key ("": to none) may be added."""
        return (key or FILES) in self.fields or not self.fields

    @cached_property
    def form(self) -> questions.Version:
        """The questions that are open, in their sections; last a word to the case officer."""
        whole = self.application.questionnaire.read.sections
        found = [
            replace(section, questions=tuple(q for q in section.questions if q.key in self.fields))
            for section in whole
        ]
        last = questions.Question(
            key=WORDS,
            kind="long_text",
            label_sv=gettext("Your answer to the case officer"),
            help_sv=gettext("Say what you have added or changed, or why you do not."),
            most=5000,
            required=not self.fields,
        )
        words = questions.Section("_words", gettext("Your answer"), questions=(last,))
        return questions.Version((*(section for section in found if section.questions), words))

    def stands(self) -> dict[str, Any]:
        """All answers as they would be with what is written here: JSON shape."""
        values = values_of(self.application) | self.values
        return {key: value for key, value in values.items() if value not in (None, "", [])}

    def keep(self, values: Mapping[str, Any], by: Any) -> None:
        """Keep what is written in the open questions until it is sent. The caller holds the lock.

        What is as it was is no change, and is not kept.
        """
        stood, moment = values_of(self.application), clock.now()
        for key, value in values.items():
            if key not in self.form:
                continue
            if (value or None) == (stood.get(key) or None):
                self.values.pop(key, None)
            else:
                self.values[key] = value
            self.stamps[key] = [self.stamps.get(key, [0])[0] + 1, by.pk, moment.isoformat()]
        self.save(update_fields=["values", "stamps"])

    @property
    def after(self) -> dict[str, Any]:
        """The answers that were changed, as they are now proposed or were sent in."""
        return {key: value for key, value in self.values.items() if key in self.fields}

    @property
    def stood(self) -> dict[str, Any]:
        """What stood, or stands until it is sent, in the answers that are changed."""
        if self.has_answer:
            return self.before
        values = values_of(self.application)
        return {key: values[key] for key in self.after if key in values}

    @property
    def new_files(self) -> list[Any]:
        """The files that were added after the request, up to its answer."""
        until = self.answered_at or clock.now()
        files = self.application.attachments.all()
        return [file for file in files if self.asked_at <= file.uploaded_at <= until]

    @property
    def is_overdue(self) -> bool:
        return self.state == self.State.ASKED and clock.today() > self.deadline

    @property
    def county(self) -> County:
        return self.application.county

    @property
    def organisation(self) -> Organisation:
        return self.application.organisation

    @property
    def case(self) -> int:
        return self.application_id

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Any:
        if step == "begun":
            return User.objects.members_of(self.organisation, "editor", "signatory")
        return ()

    # Conditions

    @because(_("The last day to answer has not passed yet."))
    def deadline_has_passed(self) -> bool:
        return clock.today() > self.deadline

    @because(_("A later request for completion has taken its place."))
    def is_the_last(self) -> bool:
        return not any(one.pk > self.pk for one in self.application.supplements.all())

    # The life of a supplement

    @transition(
        state,
        State.ASKED,
        State.ANSWERED,
        permission=may(writes),
        custom={
            "label": _("Answer"),
            "done": _("Completion was sent in"),
            "party": True,
            "inside": True,
        },
    )
    def give_answer(self, by: Any, answer: str) -> None:
        """The applicant answers; the application goes back to preparation in the same step.

        Raises Refused when nothing was changed, attached or said.
        """
        self.answer = answer or self.values.get(WORDS) or ""
        self.values = self.after
        self.before = self.stood
        if not (self.answer or self.values or self.new_files):
            raise Refused(
                _("You have not changed anything. Change an answer, attach a file, or say why.")
            )
        self.answered_at = clock.now()

    @transition(
        state,
        State.ANSWERED,
        State.ACCEPTED,
        conditions=[is_the_last],
        permission=may(prepares),
        custom={
            "label": _("Accept the completion"),
            "done": _("The completion was accepted"),
            "party": True,
        },
    )
    def accept(self, by: Any) -> None:
        """What was missing is there."""

    @transition(
        state,
        State.ASKED,
        State.LAPSED,
        conditions=[deadline_has_passed],
        permission=may(prepares),
        custom={
            "label": _("Close as unanswered"),
            "done": _("The completion was not answered in time"),
            "party": True,
            "inside": True,
        },
    )
    def lapse(self, by: Any) -> None:
        """The last day passed without an answer; the case goes on as it is."""


def usual_consequence() -> str:
    """What follows when nobody answers, in the language of the page (förvaltningslagen 20 §)."""
    swedish = (get_language() or "sv").startswith("sv")
    return STANDARD.text_sv if swedish else STANDARD.text_en
