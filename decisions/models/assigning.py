"""What is needed to share out the cases: common cases, blind declarations, and proposals."""

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.models import Application
from decisions.rules import is_the_assessor
from grants import clock, rules
from grants.models import Birth, Call, County, Life, StateField
from grants.rules import may


@pghistory.track()
class CommonCase(models.Model):
    """An application that every assessor of its call scores, so that their scales can be compared.

    Without cases that all have scored nobody can tell a strict assessor from a weak case.
    """

    application = models.OneToOneField(Application, models.CASCADE, related_name="common_case")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["application_id"]

    def __str__(self) -> str:
        return str(self.application)


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def visible_to(self, user: Any) -> "DeclarationQuerySet":
        """One's own, and those of the calls of the boards where one is officer or auditor."""
        if not user.is_authenticated or not user.posts_today:
            return self.none()
        codes = user.counties_as("officer", "auditor")
        return self.filter(models.Q(assessor=user) | models.Q(call__county__in=codes))


class Declaration(Life):
    """An assessor goes through all names of a blind call before she is given any of its cases.

    In a blind call nobody can be asked of a conflict of interest case by case: the question would
    tell her who applies. So she answers it once, for every applicant and partner, without knowing
    which is which. `cleared` are the applications (by number) in which she has none.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")

    birth = Birth(
        permission=may(rules.is_officer),
        label=_("An assessor was asked to go through the names of a blind call"),
        party=False,
    )
    main_line = (State.ASKED, State.ANSWERED)
    read_with = ("assessor", "call__county", "call__terms__deciding_county")

    call = models.ForeignKey(Call, models.PROTECT, related_name="declarations")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="declarations"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    cleared = ArrayField(models.BigIntegerField(), default=list, blank=True)
    state = StateField(
        _("state"), choices=State.choices, default=State.ASKED, protected=True, db_index=True
    )

    objects = DeclarationQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("declaration of conflicts of interest")
        verbose_name_plural = _("declarations of conflicts of interest")
        ordering = ["call_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "assessor"], name="declaration_once")
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.assessor}"

    def get_absolute_url(self) -> str:
        return reverse("decisions:declaration", args=[self.pk])

    @property
    def county(self) -> County:
        return self.call.county

    @property
    def deciding_county(self) -> County:
        return self.call.deciding_county

    def told_of(self, step: str) -> Any:
        return [self.assessor] if step in ("begun", "ask_again") else ()

    # The life of a declaration

    @transition(
        state,
        [State.ASKED, State.ANSWERED],
        State.ANSWERED,
        permission=may(is_the_assessor),
        custom={
            "label": _("Go through the names"),
            "done": _("The assessor went through the names of the call"),
            "page": "decisions:declaration",
        },
    )
    def answer(self, by: Any, cleared: list[int]) -> None:
        """No conflict of interest in the applications with these numbers (16 §)."""
        self.cleared = sorted({*self.cleared, *cleared})
        self.answered_at = clock.now()

    @transition(
        state,
        State.ANSWERED,
        State.ASKED,
        permission=may(rules.is_officer),
        custom={
            "label": _("Ask again"),
            "done": _("The assessor was asked to go through new names"),
            "quiet": True,
        },
    )
    def ask_again(self, by: Any) -> None:
        """More applications are to be assessed than when she answered."""


@pghistory.track()
class MaskedWords(models.Model):
    """Words of an application that an officer has masked besides those that Bifall finds."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="masked_words")
    words = models.TextField(_("more words to mask"), blank=True)  # one a line
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["application_id"]

    def __str__(self) -> str:
        return str(self.application)


class ShortcutsOff(models.Model):
    """A person who has switched off the keyboard shortcuts of the assessment."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="shortcuts_off"
    )

    def __str__(self) -> str:
        return str(self.user)


class AssignmentProposalQuerySet(models.QuerySet["AssignmentProposal"]):
    def visible_to(self, user: Any) -> "AssignmentProposalQuerySet":
        """One's own: it was made over the cases that its officer may see."""
        if not user.is_authenticated or not user.posts_today:
            return self.none()
        return self.filter(asked_by=user, call__county__in=user.counties_as("officer"))


class AssignmentProposal(models.Model):
    """A proposal who reads what in a call. Nothing is assigned until its officer accepts it.

    `asked` holds what was asked for: {"readers": n, "capacity": {person: n}, "knows": {person:
    [municipality codes]}, "mix": as in `decisions.assignment.Mix`}. `pairs` are the proposed
    readers of each application: {application: [person, ...]}, keys as text. `told` is what the
    solver says of it, `fault` why there is none. `assigned` counts the assessments that have been
    assigned since it was accepted.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="assignment_proposals")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    due = models.DateField(_("last day to hand in"))
    asked = models.JSONField(default=dict)
    pairs = models.JSONField(default=dict, blank=True)
    told = models.JSONField(default=dict, blank=True)
    fault = models.TextField(blank=True)
    computed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    assigned = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed assignment")
        verbose_name_plural = _("proposed assignments")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.call)

    def get_absolute_url(self) -> str:
        return reverse("decisions:proposal", args=[self.pk])
