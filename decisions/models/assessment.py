"""Assessment and its scores: one assessor's answer to the criteria, and its life."""

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from applications.models import Application, Conflict
from applications.rules import drafts, prepares
from decisions.rules import assesses
from grants import clock, steps
from grants.models import Birth, County, Criterion, Life, Organisation, User, along
from grants.rules import Refused, because, may


def place_in_queue(assessor: int, application: int) -> int:
    """Where a case stands in an assessor's queue: at random, and the same each time it is asked.

    Each assessor reads the cases in another order, so that none is always read last by tired eyes.
    """
    digest = hashlib.sha256(f"{assessor}:{application}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1  # fits a column of 31 bits


def weighted(scores: "Iterable[Score]") -> Decimal | None:
    """Weighted score in per cent of the highest possible, one decimal.

    A criterion that the assessor could not judge is left out, it is not a zero. None when nothing
    was judged.
    """
    judged = [score for score in scores if score.value is not None]
    weights = sum(score.criterion.weight for score in judged)
    if not weights:
        return None
    points = sum(
        (
            Decimal(score.value or 0) / score.criterion.scale * score.criterion.weight
            for score in judged
        ),
        Decimal(0),
    )
    return (points * 100 / weights).quantize(Decimal("0.1"), ROUND_HALF_UP)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """One's own; others' of the cases one handles; and finished ones of those one has assessed.

        While one's own assessment of a case is not in, the others' of that case are hidden, so
        that each judges alone. Why a colleague stepped aside is for those who handle the case. The
        applicant sees none.
        """
        if not user.is_authenticated or not user.posts_today:
            return self.none()
        mine = user.assessments.exclude(state="recused")
        waiting = mine.filter(state__in=["assigned", "accepted"]).values("application")
        finished = mine.filter(state__in=["scored", "locked"]).values("application")
        handled = Application.objects.handled_by(user).values("pk")
        fellows = Q(application__in=finished, state__in=["scored", "locked"])
        others = (Q(application__in=handled) | fellows) & ~Q(application__in=waiting)
        free = ~Q(application__in=user.conflicts.values("application"))
        return self.filter((Q(pk__in=mine.values("pk")) | others) & free)

    def finished(self) -> "AssessmentQuerySet":
        return self.filter(state__in=["scored", "locked"])

    def unfinished(self) -> "AssessmentQuerySet":
        """Those that somebody has still to hand in."""
        return self.filter(state__in=["assigned", "accepted"], application__state="assessment")

    def with_all(self) -> "AssessmentQuerySet":
        """With what a page shows of each assessment, in three queries."""
        return self.select_related(
            "assessor",
            "application__organisation",
            "application__county",
            "application__call__fund",
        ).prefetch_related("scores__criterion")

    def may_assess(self, application: Application) -> "models.QuerySet[User]":
        """Who can be assigned: assessors and officers of the county's board without known jäv.

        Not those who belong to the applicant, have declared a conflict of interest, or have the
        case already. Each carries `load`, the number of assessments she has still to hand in.
        """
        people = self.could_assess(application.county)
        members = User.objects.members_of(application.organisation, "reader", "editor", "signatory")
        return (
            people.exclude(pk__in=members.values("pk"))
            .exclude(pk__in=application.conflicts.values("user"))
            .exclude(pk__in=application.assessments.values("assessor"))
        )

    @staticmethod
    def could_assess(county: County) -> "models.QuerySet[User]":
        """Assessors and officers of the county's board, those with the least `load` first."""
        waiting = Assessment.objects.unfinished().filter(assessor=OuterRef("pk")).order_by()
        count = waiting.values("assessor").annotate(n=Count("pk")).values("n")
        return (
            User.objects.staff_of(county, "assessor", "officer")
            .annotate(load=Coalesce(Subquery(count), 0))
            .order_by("load", "name")
        )

    def assign(
        self, applications: Iterable[Application], people: Iterable[Any], *, by: Any, due: date
    ) -> int:
        """Assign the people to the applications, all or nothing; return how many were assigned.

        Whoever cannot have a case (see `may_assess`) is passed over there. Raises Refused when a
        case is not under assessment any more.
        """
        wanted = {person.pk for person in people}
        assigned = 0
        with transaction.atomic():
            # Two officers who assign at once take turns, and nobody gets a case twice. All rows
            # are locked before the first line of history, and always in the same order: whoever
            # holds one of them and waits for the log is not waited for in turn.
            cases = Application.objects.filter(pk__in=[given.pk for given in applications])
            for application in cases.order_by("pk").select_for_update(of=("self",)):
                if application.state != Application.State.ASSESSMENT:
                    raise Refused(_("“%s” is no longer under assessment.") % application)
                for person in self.may_assess(application).filter(pk__in=wanted):
                    assessment = Assessment(
                        application=application,
                        assessor=person,
                        assigned_by=by,
                        due=due,
                        place=place_in_queue(person.pk, application.pk),
                    )
                    steps.begin(assessment, by=by)
                    assigned += 1
        return assigned


# What is written and not handed in is the assessor's own scrap of paper: its every change is no
# history.
@pghistory.track(exclude=["jotted"])
class Assessment(Life):
    """One assessor's assessment of one application, criterion by criterion.

    `total` is the weighted score in per cent of the highest possible, one decimal: None until it
    is handed in, and when nothing could be judged. `place` orders her queue: see `place_in_queue`.
    `jotted` is what she has written so far and not handed in.
    """

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        ACCEPTED = "accepted", _("begun")
        SCORED = "scored", _("handed in")
        LOCKED = "locked", _("locked")
        RECUSED = "recused", _("recused")

    class Recommendation(models.TextChoices):
        GRANT = "grant", _("grant")
        PARTLY = "partly", _("grant in part")
        REJECT = "reject", _("reject")

    birth = Birth(permission=may(prepares), label=_("An assessor was assigned"), party=False)
    main_line = (State.ASSIGNED, State.ACCEPTED, State.SCORED, State.LOCKED)
    read_with = along("application", Application)

    application = models.ForeignKey(Application, models.PROTECT, related_name="assessments")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessments"
    )
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=clock.now)
    due = models.DateField(_("due"), null=True, blank=True)
    recommendation = models.CharField(
        _("recommendation"), max_length=10, choices=Recommendation.choices, blank=True
    )
    comment = models.TextField(_("overall assessment"), blank=True)
    total = models.DecimalField(
        _("score, %"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    place = models.PositiveIntegerField(default=0)
    jotted = models.JSONField(default=dict, blank=True)
    state = FSMField(
        _("state"), choices=State.choices, default=State.ASSIGNED, protected=True, db_index=True
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["application_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "assessor"], name="assessor_once")
        ]
        indexes = [models.Index(fields=["assessor", "state", "due", "place"])]

    def __str__(self) -> str:
        return f"{self.application}: {self.assessor}"

    def get_absolute_url(self) -> str:
        return reverse("decisions:assessment", args=[self.pk])

    @property
    def county(self) -> County:
        return self.application.county

    @property
    def deciding_county(self) -> County:
        return self.application.deciding_county

    @property
    def organisation(self) -> Organisation:
        return self.application.organisation

    @property
    def case(self) -> int:
        return self.application_id

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Any:
        return {"begun": [self.assessor], "recuse": [self.assigned_by]}.get(step, ())

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.SCORED, self.State.LOCKED)

    @property
    def is_late(self) -> bool:
        """Whether its last day has passed and it is not handed in."""
        return bool(self.due and self.due < clock.today() and not self.is_finished)

    @because(_("The application is no longer under assessment."))
    def is_under_assessment(self) -> bool:
        return self.application.state == Application.State.ASSESSMENT

    # The life of an assessment

    @transition(
        state,
        State.ASSIGNED,
        State.ACCEPTED,
        conditions=[is_under_assessment],
        permission=may(assesses),
        custom={
            "label": _("I have no conflict of interest"),
            "done": _("The assessor declared no conflict of interest"),
        },
    )
    def accept(self, by: Any) -> None:
        """The assessor says that nothing makes her partial (förvaltningslagen 16 §)."""

    @transition(
        state,
        State.ACCEPTED,
        State.SCORED,
        conditions=[is_under_assessment],
        permission=may(assesses),
        custom={
            "label": _("Score"),
            "done": _("The assessment was handed in"),
            "page": "decisions:assessment",
        },
    )
    def hand_in(
        self,
        by: Any,
        scores: "dict[Criterion, tuple[int | None, str]]",
        recommendation: str,
        comment: str = "",
    ) -> None:
        """Score every criterion of the call: {criterion: (points or None, reason)}.

        Raises Refused unless each criterion is there, its points within the scale, and its reason
        given.
        """
        given = []
        call = self.application.call
        for criterion in call.criteria.all():
            points, reason = scores.get(criterion, (None, ""))
            if not reason.strip():
                raise Refused(_("Give a reason for “%s”.") % criterion)
            if points is not None and not call.scored:
                raise Refused(_("The applications of this call are not scored."))
            if points is not None and not 0 <= points <= criterion.scale:
                raise Refused(
                    _("“%(criterion)s” is scored from 0 to %(scale)s.")
                    % {"criterion": criterion, "scale": criterion.scale}
                )
            given.append(
                Score(assessment=self, criterion=criterion, value=points, reason=reason.strip())
            )
        # One row per criterion: scores given anew take the place of the earlier ones.
        Score.objects.bulk_create(
            given,
            update_conflicts=True,
            unique_fields=["assessment", "criterion"],
            update_fields=["value", "reason"],
        )
        self.recommendation = recommendation
        self.comment = comment
        self.total = weighted(given)
        self.jotted = {}

    @transition(
        state,
        State.SCORED,
        State.ACCEPTED,
        conditions=[is_under_assessment],
        permission=may(assesses),
        custom={
            "label": _("Change my scores"),
            "done": _("The assessor took the assessment back"),
            "quiet": True,
        },
    )
    def reopen(self, by: Any) -> None:
        """The assessor wants to score anew; the earlier scores stay in the row history."""

    @transition(
        state,
        State.SCORED,
        State.LOCKED,
        permission=may(drafts),
        custom={"label": _("Lock"), "done": _("The assessment was locked"), "inside": True},
    )
    def lock(self, by: Any) -> None:
        """A decision builds on it. Taken by the decision when it is proposed."""

    @transition(
        state,
        [State.ASSIGNED, State.ACCEPTED],
        State.RECUSED,
        permission=may(assesses),
        custom={
            "label": _("I have a conflict of interest"),
            "done": _("The assessor has a conflict of interest"),
            "page": "decisions:recuse",
            "quiet": True,
        },
    )
    def recuse(self, by: Any, ground: str) -> None:
        """The assessor reports jäv; from now on she sees nothing of the case."""
        Conflict.objects.get_or_create(
            application=self.application, user=by, defaults={"ground": ground}
        )


@pghistory.track()
class Score(models.Model):
    """Points for one criterion, with the reason. No points means: could not be judged."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ["assessment", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="score_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="score_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


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
