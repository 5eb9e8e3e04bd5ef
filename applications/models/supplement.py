"""Supplement: what the officer asks the applicant to complete, and its life."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from applications.models.answers import values_of
from applications.rules import prepares, writes
from grants import clock
from grants.models import Birth, County, Life, Organisation, User
from grants.rules import because, may


class SupplementQuerySet(models.QuerySet["Supplement"]):
    def visible_to(self, user: Any) -> "SupplementQuerySet":
        """Those who see the case see what was asked for in it."""
        cases: Any = Supplement._meta.get_field("application").related_model
        return self.filter(application__in=cases.objects.visible_to(user))

    def overdue(self) -> "SupplementQuerySet":
        """Those whose last day has passed without an answer."""
        return self.filter(state=Supplement.State.ASKED, deadline__lt=clock.today())


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
    state = FSMField(_("state"), choices=State.choices, default=State.ASKED, protected=True)

    objects = SupplementQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["application", "pk"]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return self.application.get_absolute_url()

    @property
    def number(self) -> int:
        """Which round it is: 1 for the first request in the case."""
        earlier = self.application.supplements.filter(pk__lt=self.pk)
        return earlier.count() + 1

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

    @because(_("The last day to answer has not passed yet."))
    def deadline_has_passed(self) -> bool:
        return clock.today() > self.deadline

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
        """The applicant answers; the application goes back to preparation in the same step."""
        stood = values_of(self.application)
        self.before = {key: stood[key] for key in self.values if key in stood}
        self.answer, self.answered_at = answer, clock.now()

    @transition(
        state,
        State.ANSWERED,
        State.ACCEPTED,
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
