"""Assessment and its scores: one assessor's answer to the criteria, and its life."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.models import Application, Conflict, declare
from applications.models.grounds import put_to_officers
from applications.rules import drafts, prepares
from decisions.models.blind import called, masks_of
from decisions.rules import assesses
from grants import clock, steps
from grants.models import (
    Birth,
    County,
    Criterion,
    Life,
    Membership,
    Organisation,
    Post,
    StateField,
    User,
    along,
    cases_of_interest_to,
)
from grants.rules import Refused, because, is_bifall, may

REMINDED_BEFORE = 3  # days before the last day
CASE = (
    *("county", "organisation", "call__county"),
    "call__terms__deciding_county",
)  # of a case, what is asked when somebody is assigned to it


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
        mine = user.assessments.exclude(state__in=["recused", "withdrawn"])
        waiting = mine.filter(state__in=["assigned", "accepted"]).values("application")
        finished = mine.filter(state__in=["scored", "locked"]).values("application")
        handled = Application.objects.handled_by(user).values("pk")
        fellows = Q(application__in=finished, state__in=["scored", "locked"])
        others = (Q(application__in=handled) | fellows) & ~Q(application__in=waiting)
        free = ~Q(application__in=cases_of_interest_to(user))
        return self.filter((Q(pk__in=mine.values("pk")) | others) & free)

    def impartial(self) -> "AssessmentQuerySet":
        """Not those of somebody who has a conflict of interest in the case: they never count.

        Also when it was found after she had handed in (förvaltningslagen 17 §).
        """
        partial = Conflict.objects.filter(
            application=OuterRef("application"), user=OuterRef("assessor")
        )
        return self.filter(~Exists(partial))

    def standing(self) -> "AssessmentQuerySet":
        """Those that count: nobody has stepped aside from them, and nobody took them back."""
        return self.impartial().exclude(state__in=["recused", "withdrawn"])

    def finished(self) -> "AssessmentQuerySet":
        """Those that are handed in, and count."""
        return self.impartial().filter(state__in=["scored", "locked"])

    def unfinished(self) -> "AssessmentQuerySet":
        """Those that somebody has still to hand in."""
        waiting = self.impartial().filter(state__in=["assigned", "accepted"])
        return waiting.filter(application__state="assessment")

    def in_queue(self) -> "AssessmentQuerySet":
        """In the order in which an assessor takes them: what she has put off stands last.

        The oldest deadline comes first, and within a day the cases stand in an order of her own.
        """
        return self.order_by(
            F("put_off_at").asc(nulls_first=True), F("due").asc(nulls_last=True), "place", "pk"
        )

    def masked(self) -> "list[Assessment]":
        """The rows, each blind one with its mask: the same number of queries however many."""
        rows: list[Assessment] = list(self)
        masks = masks_of({row.application for row in rows if row.is_blind})
        for row in rows:
            row.mask = masks.get(row.application_id)
        return rows

    def late(self) -> "AssessmentQuerySet":
        """Those that nobody has handed in although their last day has passed."""
        return self.unfinished().filter(due__lt=clock.today())

    def to_remind(self) -> "AssessmentQuerySet":
        """Those whose last day is near and whose assessor has not been reminded of that day."""
        near = clock.today() + timedelta(days=REMINDED_BEFORE)
        told = Q(reminded_of=F("due"))
        return self.unfinished().filter(due__gte=clock.today(), due__lte=near).exclude(told)

    def with_all(self) -> "AssessmentQuerySet":
        """With what a page shows of each assessment, in three queries."""
        return self.select_related(
            "assessor",
            "application__organisation",
            "application__county",
            "application__call__fund",
        ).prefetch_related("scores__criterion")

    def may_assess(self, application: Application) -> "models.QuerySet[User]":
        """Who can be assigned: assessors and officers of the boards without known jäv.

        Not those who belong to the applicant or a partner, have a conflict of interest (or one that
        an officer has still to answer), or have the case already. In a blind call only those who
        have said, before they know which application is whose, that they have no conflict with any
        of its names. Each carries `load`, the number of assessments she has still to hand in.
        """
        call = application.call
        people = self.could_assess({application.county_id, call.county_id}, blind=call.blind)
        parts = application.partners.order_by().values("org_nr")
        party = Q(organisation=application.organisation_id) | Q(organisation__org_nr__in=parts)
        members = Membership.objects.filter(Membership.holding_today(), party).order_by()
        asked = application.possible_conflicts.filter(state="asked")
        if call.blind:
            people = people.filter(
                declarations__call=call, declarations__cleared__contains=[application.pk]
            )
        return (
            people.exclude(pk__in=members.values("user"))
            .exclude(pk__in=application.conflicts.values("user"))
            .exclude(pk__in=asked.values("user"))
            .exclude(pk__in=application.assessments.exclude(state="withdrawn").values("assessor"))
        )

    @staticmethod
    def could_assess(counties: Iterable[str], *, blind: bool = False) -> "models.QuerySet[User]":
        """Assessors and officers of the counties' boards, those with the least `load` first.

        In a blind call no officers, nor anybody else who reads at work who has applied.
        """
        held = Post.objects.filter(Post.holding_today()).order_by()
        at_boards = held.filter(county__in=[*counties])
        found = at_boards.filter(role__in=["assessor"] if blind else ["assessor", "officer"])
        people = User.objects.filter(pk__in=found.values("user"), is_active=True)
        if blind:
            reads = at_boards.exclude(role="assessor") | held.filter(role="coordinator")
            people = people.exclude(pk__in=reads.values("user"))
        waiting = Assessment.objects.unfinished().filter(assessor=OuterRef("pk")).order_by()
        count = waiting.values("assessor").annotate(n=Count("pk")).values("n")
        return people.annotate(load=Coalesce(Subquery(count), 0)).order_by("load", "name")

    def assign(
        self, applications: Iterable[Application], people: Iterable[Any], *, by: Any, due: date
    ) -> int:
        """Assign all the people to all the applications; see `assign_pairs`."""
        wanted = {person.pk for person in people}
        return self.assign_pairs({given.pk: wanted for given in applications}, by=by, due=due)

    def assign_pairs(self, pairs: dict[int, set[int]], *, by: Any, due: date) -> int:
        """Assign people to applications (keys), all or nothing; return how many were assigned.

        Whoever cannot have a case (see `may_assess`) is passed over there. Each is told of all her
        new cases in one e-mail. Raises Refused when a case is not under assessment any more.
        """
        begun: dict[int, list[Assessment]] = defaultdict(list)
        with transaction.atomic():
            # Two officers who assign at once take turns, and nobody gets a case twice. All rows
            # are locked before the first line of history, and always in the same order: whoever
            # holds one of them and waits for the log is not waited for in turn.
            cases = Application.objects.filter(pk__in=pairs).select_related(*CASE)
            locked = list(cases.order_by("pk").select_for_update(of=("self",)))
            for application in locked:
                if application.state != Application.State.ASSESSMENT:
                    raise Refused(_("“%s” is no longer under assessment.") % application)
            put_to_officers(locked)  # who has joined the board, or an applicant, since last asked
            for application in locked:
                for person in self.may_assess(application).filter(pk__in=pairs[application.pk]):
                    begun[person.pk].append(
                        Assessment(
                            application=application,
                            assessor=person,
                            assigned_by=by,
                            due=due,
                            place=place_in_queue(person.pk, application.pk),
                        )
                    )
            for theirs in begun.values():
                for number, assessment in enumerate(theirs, start=1):
                    assessment.together = len(theirs) if number == len(theirs) else 0
                    steps.begin(assessment, by=by)
        return sum(map(len, begun.values()))


# What is written and not handed in is the assessor's own scrap of paper: its every change is no
# history.
@pghistory.track(exclude=["jotted", "put_off_at", "reminded_of"])
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
        WITHDRAWN = "withdrawn", _("withdrawn")

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
    put_off_at = models.DateTimeField(null=True, blank=True)
    reminded_of = models.DateField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    state = StateField(
        _("state"), choices=State.choices, default=State.ASSIGNED, protected=True, db_index=True
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["application_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "assessor"],
                condition=~Q(state="withdrawn"),
                name="assessor_once",
            )
        ]
        indexes = [models.Index(fields=["assessor", "state", "due", "place"])]

    def __str__(self) -> str:
        # Also its assessor reads this, on the page that asks whether a step is meant.
        return self.number if self.is_blind else f"{self.application}: {self.assessor}"

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

    # How many cases the assessor is told of in the e-mail about this one: 0 if in another.
    together = 1

    def told_of(self, step: str) -> Any:
        if step == "begun":
            return [self.assessor] if self.together else ()
        if step in ("withdraw", "remind"):
            return [self.assessor]
        return [self.assigned_by] if step == "recuse" else ()

    @property
    def is_blind(self) -> bool:
        """Whether the assessor may not know yet who applies."""
        return self.application.call.blind and self.handed_in_at is None

    # The mask of a blind one, when a list has made those of all its rows at once.
    mask: Any = None

    @property
    def title(self) -> str:
        """What the application is called, as its assessor may read it."""
        if not self.is_blind:
            return self.application.title
        mask = self.mask or masks_of([self.application])[self.application_id]
        return str(mask.words(self.application.title, called))

    @property
    def number(self) -> str:
        """By which the assessor and the officer speak of it.

        In the blind phase a number of its own: the board's register is open to everybody.
        """
        if not self.is_blind:
            return self.application.case_number
        return str(_("Assessment %s") % self.pk)

    @property
    def applicant(self) -> str:
        """Who applies, as the assessor may read it."""
        return str(_("hidden until you hand in")) if self.is_blind else str(self.organisation)

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
            "told": _("Noted. Read the application and score it."),
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
        before = {score.criterion_id: score for score in self.scores.all()}
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
            score = Score(assessment=self, criterion=criterion, value=points, reason=reason.strip())
            was = before.get(criterion.pk)
            if was and (was.value, was.reason) == (score.value, score.reason):
                score.at = was.at
            given.append(score)
        # One row per criterion: scores given anew take the place of the earlier ones.
        Score.objects.bulk_create(
            given,
            update_conflicts=True,
            unique_fields=["assessment", "criterion"],
            update_fields=["value", "reason", "at"],
        )
        self.recommendation = recommendation
        self.comment = comment
        self.total = weighted(given)
        self.jotted = {}
        self.handed_in_at = self.handed_in_at or clock.now()

    @transition(
        state,
        State.SCORED,
        State.ACCEPTED,
        conditions=[is_under_assessment],
        permission=may(assesses),
        custom={
            "label": _("Change my scores"),
            "done": _("The assessor took the assessment back"),
            "told": _("Change your scores and hand in again. Until then they do not count."),
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
        declare(self.application, by, ground)

    @transition(
        state,
        State.ASSIGNED,
        State.WITHDRAWN,
        permission=may(prepares),
        custom={
            "label": _("Withdraw the assignment"),
            "done": _("The assignment was withdrawn"),
            "quiet": True,
        },
    )
    def withdraw(self, by: Any) -> None:
        """Somebody else is to assess it. Only as long as the assessor has not begun."""

    @transition(
        state,
        [State.ASSIGNED, State.ACCEPTED],
        None,
        conditions=[is_under_assessment],
        permission=may(is_bifall),
        custom={
            "label": _("Remind the assessor"),
            "done": _("The assessor was reminded of the last day"),
            "inside": True,
        },
    )
    def remind(self, by: Any) -> None:
        """Once for each last day: if the day is moved she is reminded of the new one too."""
        self.reminded_of = self.due


@pghistory.track()
class Score(models.Model):
    """Points for one criterion, with the reason. No points means: could not be judged."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    # When these points, or this reason, were given.
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["assessment", "criterion"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="score_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="score_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
