"""Conflicts of interest (jäv): who may have nothing to do with a case, why, and who said so.

A conflict is declared by the person herself, or found by Bifall and put to an officer, who answers
it (förvaltningslagen 16-18 §§). Whoever has one sees nothing of the case.
"""

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.rules import answers_conflicts, is_her_own, raises_conflicts
from grants import clock, rules, steps
from grants.models import Birth, County, Life, Organisation, StateField, User
from grants.rules import because, may


@pghistory.track()
class Conflict(models.Model):
    """A conflict of interest (jäv): this person may have nothing to do with this case.

    Whoever has one does not see the case at all: not in lists, counts, sums or exports
    (förvaltningslagen 16-18 §§). Made and taken away by the life of `PossibleConflict`.
    """

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="conflicts"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="conflicts")
    ground = models.TextField(_("why"))
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="conflict_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.ground}"


class PossibleConflictQuerySet(models.QuerySet["PossibleConflict"]):
    def visible_to(self, user: Any) -> "PossibleConflictQuerySet":
        """Those of the cases the user handles; never one about herself."""
        if not user.is_authenticated or not user.posts_today:
            return self.none()
        cases: Any = PossibleConflict._meta.get_field("application").related_model
        handled = cases.objects.handled_by(user)
        return self.filter(application__in=handled).exclude(user=user)

    def waiting(self) -> "PossibleConflictQuerySet":
        """Those that no officer has answered."""
        return self.filter(state=PossibleConflict.State.ASKED)

    def with_all(self) -> "PossibleConflictQuerySet":
        """With what a page shows of each."""
        return self.select_related("user", "answered_by", "application__organisation")


class PossibleConflict(Life):
    """The question whether somebody has a conflict of interest in a case, and its answer.

    Found by Bifall, raised by a colleague, or declared by the person herself, who then is out of
    the case at once; the board examines it (förvaltningslagen 18 §).
    """

    class State(models.TextChoices):
        ASKED = "asked", _("to be answered")
        CONFIRMED = "confirmed", _("conflict of interest")
        CLEARED = "cleared", _("no conflict of interest")

    class Ground(models.TextChoices):
        MEMBER = "member", _("is a member of the applicant")
        IN_PARTNER = "in_partner", _("is a member of a partner")
        WAS_MEMBER = "was_member", _("has been a member of the applicant")
        WAS_IN_PARTNER = "was_in_partner", _("has been a member of a partner")
        SIGNED = "signed", _("has signed, or may sign, the application")
        CONTACT = "contact", _("is named as the applicant's or a partner's contact")
        NAMED = "named", _("has the same name as somebody in the application")
        DOMAIN = "domain", _("has an e-mail address at the applicant or a partner")
        BOTH_BOARDS = "both_boards", _("has a role at both boards that handle the case")
        DECLARED = "declared", _("has declared it herself or himself")
        RAISED = "raised", _("was raised by a colleague")

    birth = Birth(
        permission=may(raises_conflicts),
        label=_("A possible conflict of interest was noted"),
        party=False,
    )
    main_line = (State.ASKED, State.CONFIRMED)
    read_with = (
        *("user", "application__organisation", "application__county"),
        "application__call__terms__deciding_county",
    )

    application = models.ForeignKey(
        "applications.Application", models.CASCADE, related_name="possible_conflicts"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="possible_conflicts",
        verbose_name=_("who"),
    )
    # [[ground, what it was seen in], ...], as it was found.
    grounds = models.JSONField(default=list)
    said = models.TextField(_("in her or his own words"), blank=True)
    found_at = models.DateTimeField(default=clock.now)
    reason = models.TextField(_("reason"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    state = StateField(
        _("state"), choices=State.choices, default=State.ASKED, protected=True, db_index=True
    )

    objects = PossibleConflictQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("possible conflict of interest")
        verbose_name_plural = _("possible conflicts of interest")
        ordering = ["application_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "user"], name="possible_conflict_once")
        ]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return reverse("applications:conflicts", args=[self.application_id])

    @property
    def county(self) -> County:
        county: County = self.application.county
        return county

    @property
    def deciding_county(self) -> County:
        county: County = self.application.deciding_county
        return county

    @property
    def organisation(self) -> Organisation:
        applicant: Organisation = self.application.organisation
        return applicant

    @property
    def case(self) -> int:
        return self.application_id

    @property
    def is_declared(self) -> bool:
        """Whether it is the person's own word."""
        return bool(self.said)

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """The grounds as a page shows them: what, and what it was seen in."""
        called = dict(self.Ground.choices)
        return [(str(called.get(key, key)), detail) for key, detail in self.grounds]

    def conflicts_with(self, user: Any) -> bool:
        return bool(self.application.conflicts_with(user))

    def told_of(self, step: str) -> Any:
        """An officer must answer what was declared, and give the case to somebody else."""
        return User.objects.staff_of(self.county, "officer") if step == "declare" else ()

    @because(_("A member of the applicant or of a partner always has a conflict of interest."))
    def is_no_member_today(self) -> bool:
        return not self.application.has_member(self.user)

    # The life of a possible conflict

    @transition(
        state,
        [State.ASKED, State.CLEARED],
        State.CONFIRMED,
        permission=may(answers_conflicts),
        custom={
            "label": _("It is a conflict of interest"),
            "done": _("A conflict of interest was confirmed"),
            "page": "applications:conflict",
        },
    )
    def confirm(self, by: Any, reason: str) -> None:
        """She may have nothing to do with the case (förvaltningslagen 17 §)."""
        self._answer(by, reason)
        self._shut_out(reason)

    @transition(
        state,
        [State.ASKED, State.CONFIRMED],
        State.CLEARED,
        conditions=[is_no_member_today],
        permission=may(answers_conflicts),
        custom={
            "label": _("It is no conflict of interest"),
            "done": _("A possible conflict of interest was set aside"),
            "page": "applications:conflict",
        },
    )
    def clear(self, by: Any, reason: str) -> None:
        """It does not make her partial, or obviously does not matter (16 § second part)."""
        self._answer(by, reason)
        Conflict.objects.filter(application=self.application, user=self.user).delete()

    @transition(
        state,
        State.CLEARED,
        State.ASKED,
        permission=may(answers_conflicts | rules.is_bifall),
        custom={
            "label": _("Ask again"),
            "done": _("Something new was found about a possible conflict of interest"),
            "inside": True,
        },
    )
    def ask_again(self, by: Any, grounds: list[list[str]]) -> None:
        """What was set aside does not cover what has been found since."""
        self.grounds, self.found_at = grounds, clock.now()

    @transition(
        state,
        [State.ASKED, State.CLEARED],
        State.CONFIRMED,
        permission=may(is_her_own),
        custom={
            "label": _("I have a conflict of interest"),
            "done": _("A conflict of interest was declared"),
            "inside": True,
        },
    )
    def declare(self, by: Any, ground: str) -> None:
        """Her own word is enough to leave the case at once (18 §)."""
        self.said = ground
        self._shut_out(ground)

    def _answer(self, by: Any, reason: str) -> None:
        self.reason, self.answered_by, self.answered_at = reason, by, clock.now()

    def _shut_out(self, ground: str) -> None:
        Conflict.objects.get_or_create(
            application=self.application, user=self.user, defaults={"ground": ground}
        )


def declare(application: Any, by: Any, ground: str) -> PossibleConflict:
    """The user says that she has a conflict of interest in the case, and is out of it at once.

    She says so herself and for nobody else (förvaltningslagen 18 §). Raises Refused.
    """
    with steps.together():
        there = PossibleConflict.objects.filter(application=application, user=by).first()
        if there is None:
            grounds = [[PossibleConflict.Ground.DECLARED.value, ""]]
            there = PossibleConflict(application=application, user=by, grounds=grounds)
            steps.begin(there, by=by)
        if there.state != PossibleConflict.State.CONFIRMED:
            there = steps.take("declare", there, by=by, ground=ground)
        return there
