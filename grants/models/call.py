"""What is offered: Call and its life, its priorities and criteria."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from grants import clock, rules
from grants.models.fund import Frame, Fund, FundTerms
from grants.models.life import Birth, Life, StateField
from grants.models.places import ChildRight, County, Goal, HumanRightsTheme, in_language
from grants.models.priorities import RegionalPriority
from grants.questions import Version, building
from grants.rules import because, may


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Any) -> "CallQuerySet":
        """Everyone sees what is published; a draft is seen at its own board."""
        public = ~Q(state=Call.State.DRAFT)
        if not user.is_authenticated:
            return self.filter(public)
        own = user.counties_as("officer", "decider", "finance", "auditor")
        return self.filter(public | Q(county__in=own))

    def with_all(self) -> "CallQuerySet":
        """With what a list shows of each call, in one query."""
        return self.select_related("fund", "county", "frame", "terms")

    def open(self) -> "CallQuerySet":
        """Published, and the clock is between opening and closing."""
        now = clock.now()
        return self.filter(state=Call.State.PUBLISHED, opens_at__lte=now, closes_at__gt=now)

    def upcoming(self) -> "CallQuerySet":
        return self.filter(state=Call.State.PUBLISHED, opens_at__gt=clock.now())

    def closed(self) -> "CallQuerySet":
        """Past its closing time, whatever has been decided since."""
        over = Q(state__in=[Call.State.DECIDED, Call.State.FINISHED])
        return self.filter(over | Q(state=Call.State.PUBLISHED, closes_at__lte=clock.now()))

    def in_order(self) -> "CallQuerySet":
        """What is open first, the soonest to close first; then what opens next; then the rest."""
        now = clock.now()
        published = Q(state=Call.State.PUBLISHED)
        is_open = published & Q(opens_at__lte=now, closes_at__gt=now)
        is_upcoming = published & Q(opens_at__gt=now)
        return self.alias(
            rank=Case(When(is_open, then=0), When(is_upcoming, then=1), default=2),
            soonest=Case(
                When(is_open, then=F("closes_at")),
                When(is_upcoming, then=F("opens_at")),
                default=Value(None),
            ),
        ).order_by("rank", "soonest", "-closes_at", "pk")


@pghistory.track()
class Call(Life):
    """A call (utlysning): a fund, run by a board, with a frame, a time and what is asked for.

    It opens at `opens_at` and closes at `closes_at`: what arrives at the closing moment itself is
    late. Whether it is open is the clock's word, never a job's.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        DECIDED = "decided", _("decided")
        FINISHED = "finished", _("finished")
        CANCELLED = "cancelled", _("cancelled")

    class Pressure(models.TextChoices):
        """When the public sees the over-subscription ratio (sökkvot) of the call."""

        CLOSED = "closed", _("when the call has closed")
        ROUNDED = "rounded", _("when the call has closed, in rounded figures")
        OPEN = "open", _("in rounded figures while it is open, exact when it has closed")

    birth = Birth(permission=may(rules.is_officer), label=_("The call was drafted"), party=False)
    main_line = (State.DRAFT, State.PUBLISHED, State.DECIDED, State.FINISHED)
    read_with = ("county", "terms__deciding_county")

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="calls", verbose_name=_("fund"))
    terms = models.ForeignKey(FundTerms, models.PROTECT, related_name="calls")
    county = models.ForeignKey(
        County, models.PROTECT, related_name="calls", verbose_name=_("county")
    )
    national = models.BooleanField(_("open to applicants from the whole country"), default=False)
    frame = models.OneToOneField(Frame, models.PROTECT, related_name="call")
    title_sv = models.CharField(_("title, Swedish"), max_length=150)
    title_en = models.CharField(_("title, English"), max_length=150, blank=True)
    about_sv = models.TextField(_("about the call, Swedish"))
    about_en = models.TextField(_("about the call, English"), blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    max_amount = models.DecimalField(
        _("highest amount for one application"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(1))],
    )
    period_from = models.DateField(_("the activity begins no earlier than"))
    period_to = models.DateField(_("the activity ends no later than"))
    report_due = models.DateField(_("the final report is due on"))
    signatures_needed = models.PositiveSmallIntegerField(
        _("signatures of authorised signatories"),
        default=1,
        choices=[(1, _("one")), (2, _("two"))],
    )
    scored = models.BooleanField(_("applications are scored"), default=True)
    blind = models.BooleanField(
        _("assessors do not see who applies until they have handed in"), default=False
    )
    readers = models.PositiveSmallIntegerField(
        _("assessors of each application"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
    )
    pressure = models.CharField(
        _("the public sees the over-subscription ratio"),
        max_length=7,
        choices=Pressure.choices,
        default=Pressure.CLOSED,
    )
    state = StateField(
        _("state"), choices=State.choices, default=State.DRAFT, protected=True, db_index=True
    )

    objects = CallQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-closes_at", "pk"]
        indexes = [models.Index(fields=["fund", "county", "-closes_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="call_closes_after_it_opens",
                violation_error_message=_("The call must close after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="call_period_in_order",
                violation_error_message=_("The period must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(readers__gte=1, readers__lte=9), name="call_readers"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("grants:call", args=[self.pk])

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def about(self) -> str:
        return in_language(self, "about")

    @property
    def deciding_county(self) -> County:
        """The board that decides: the terms may name one for the whole country."""
        return self.terms.deciding_county or self.county

    @property
    def is_open(self) -> bool:
        return self.takes_applications_at(clock.now())

    @property
    def is_upcoming(self) -> bool:
        return self.state == self.State.PUBLISHED and clock.now() < self.opens_at

    @property
    def is_closed(self) -> bool:
        return self.state != self.State.DRAFT and clock.now() >= self.closes_at

    def takes_applications_at(self, moment: datetime) -> bool:
        """Whether an application that arrives at the moment is in time."""
        return self.state == self.State.PUBLISHED and self.opens_at <= moment < self.closes_at

    def is_within_period(self, first: date, last: date) -> bool:
        """Whether an activity from the first to the last day fits the call."""
        return self.period_from <= first <= last <= self.period_to

    # Conditions

    @because(_("Add at least one assessment criterion first."))
    def has_criteria(self) -> bool:
        return self.criteria.exists()

    @because(_("Add at least one priority first."))
    def has_priorities(self) -> bool:
        return self.priorities.exists()

    @because(_("The application form lacks something that every application must have."))
    def has_a_whole_form(self) -> bool:
        drafts = self.questionnaires.filter(kind="application", published_at=None)
        sections = drafts.values_list("sections", flat=True).first()
        return sections is not None and not _faults_of(sections)

    @because(_("There is no corrected form to publish, or the call has closed."))
    def has_a_correction(self) -> bool:
        drafts = self.questionnaires.filter(published_at=None)
        # The application form can be corrected while it is answered; a report form also later.
        return (drafts.exclude(kind="application") if self.is_closed else drafts).exists()

    @because(_("The call would close before it is published. Choose a later closing time."))
    def closes_in_the_future(self) -> bool:
        return clock.now() < self.closes_at

    @because(_("The call has not closed yet."))
    def has_closed(self) -> bool:
        return self.is_closed

    def _freeze_forms(self, by: Any, *kinds: str) -> None:
        drafts = self.questionnaires.filter(published_at=None)
        if kinds:
            drafts = drafts.filter(kind__in=kinds)
        drafts.update(published_at=clock.now(), published_by=by)

    # The life of a call

    @transition(
        state,
        State.DRAFT,
        State.PUBLISHED,
        conditions=[has_criteria, has_priorities, has_a_whole_form, closes_in_the_future],
        permission=may(rules.is_officer),
        custom={"label": _("Publish"), "done": _("The call was published"), "party": True},
    )
    def publish(self, by: Any) -> None:
        """From now on the public sees it, and applications are taken when it opens.

        Its forms are frozen as they stand.
        """
        self._freeze_forms(by)

    @transition(
        state,
        [State.PUBLISHED, State.DECIDED],
        None,
        conditions=[has_a_correction],
        permission=may(rules.is_officer),
        custom={
            "label": _("Publish the corrected form"),
            "done": _("A corrected form was published"),
            "party": True,
            "quiet": True,
            "page": "grants:form_correction",
        },
    )
    def correct_form(self, by: Any, kind: str) -> None:
        """A new version of a form holds from now on. Floor 2 lets open drafts follow it."""
        draft = self.questionnaires.filter(kind=kind, published_at=None).first()
        if draft is None or (kind == "application" and self.is_closed):
            raise rules.Refused(type(self).has_a_correction.message)  # type: ignore[attr-defined]  # from `because`
        if kind == "application" and (faults := _faults_of(draft.sections)):
            raise rules.Refused(*faults)
        self._freeze_forms(by, kind)

    @transition(
        state,
        State.PUBLISHED,
        State.DECIDED,
        conditions=[has_closed],
        permission=may(rules.is_officer),
        custom={"label": _("All is decided"), "done": _("The call was decided"), "party": True},
    )
    def mark_decided(self, by: Any) -> None:
        """Every application in it has its answer."""

    @transition(
        state,
        State.DECIDED,
        State.FINISHED,
        permission=may(rules.is_officer),
        custom={"label": _("Finish the call"), "done": _("The call was finished")},
    )
    def finish(self, by: Any) -> None:
        """Every grant in it has been reported and closed."""

    @transition(
        state,
        [State.DRAFT, State.PUBLISHED],
        State.CANCELLED,
        permission=may(rules.is_officer),
        custom={
            "label": _("Cancel the call"),
            "done": _("The call was cancelled"),
            "party": True,
            "note": True,
            "quiet": True,
        },
    )
    def cancel(self, by: Any) -> None:
        """Nothing more is taken in. The reason stands in the history."""


def _faults_of(sections: Any) -> list[Any]:
    """In words, why this cannot be an application form; empty when it can."""
    try:
        return building.lacking(Version.parse(sections))
    except ValidationError as error:
        return list(error.messages)


def _fixed_when_published(call: str) -> pgtrigger.Trigger:
    """What a published call asks after never changes; `call` is SQL for the id of its call."""
    return pgtrigger.Trigger(
        name="fixed_when_published",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (SELECT 1 FROM grants_call WHERE id = {call} AND state <> 'draft') THEN
                RAISE EXCEPTION 'what a published call asks after cannot change'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN
                RETURN OLD;
            END IF;
            RETURN NEW;
        """,  # noqa: S608  no value of anybody's is written into it
    )


class Priority(models.Model):
    """What the board puts first in a call, with a weight, what it serves, and the reason.

    It may be drawn from one of the board's regional priorities: then it has been copied, so that
    what the call says stays when the regional priority changes.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="priorities")
    drawn_from = models.ForeignKey(
        RegionalPriority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="priorities",
        verbose_name=_("drawn from"),
    )
    name_sv = models.CharField(_("priority, Swedish"), max_length=200)
    name_en = models.CharField(_("priority, English"), max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1)]
    )
    reason_sv = models.TextField(_("reason, Swedish"), blank=True)
    reason_en = models.TextField(_("reason, English"), blank=True)
    goals = models.ManyToManyField(Goal, blank=True, verbose_name=_("goals of Agenda 2030"))
    child_rights = models.ManyToManyField(
        ChildRight, blank=True, verbose_name=_("rights of the child")
    )
    themes = models.ManyToManyField(
        HumanRightsTheme, blank=True, verbose_name=_("human rights themes")
    )

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        ordering = ["call", "pk"]
        triggers = [_fixed_when_published("OLD.call_id")]

    def __str__(self) -> str:
        return in_language(self, "name")

    @property
    def reason(self) -> str:
        return in_language(self, "reason")


class Criterion(models.Model):
    """What an assessor scores, from 0 to `scale`, and how heavily it counts."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="criteria")
    name_sv = models.CharField(_("criterion, Swedish"), max_length=120)
    name_en = models.CharField(_("criterion, English"), max_length=120, blank=True)
    guidance_sv = models.TextField(_("guidance, Swedish"), blank=True)
    guidance_en = models.TextField(_("guidance, English"), blank=True)
    paragraph = models.CharField(_("paragraph"), max_length=80, blank=True)
    scale = models.PositiveSmallIntegerField(
        _("highest score"), default=5, validators=[MinValueValidator(1)]
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("assessment criterion")
        verbose_name_plural = _("assessment criteria")
        ordering = ["call", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scale__gte=1, scale__lte=100, weight__gte=1), name="criterion_scale"
            )
        ]
        triggers = [_fixed_when_published("OLD.call_id")]

    def __str__(self) -> str:
        return in_language(self, "name")

    @property
    def guidance(self) -> str:
        return in_language(self, "guidance")


class Anchor(models.Model):
    """What a step of a criterion's scale means, in words (stegbeskrivning)."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="anchors")
    value = models.PositiveSmallIntegerField(_("step"))
    words_sv = models.CharField(_("what the step means, Swedish"), max_length=300)
    words_en = models.CharField(_("what the step means, English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("described step")
        verbose_name_plural = _("described steps")
        ordering = ["criterion", "value"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "value"], name="anchor_once_per_step")
        ]
        triggers = [
            _fixed_when_published(
                "(SELECT call_id FROM grants_criterion WHERE id = OLD.criterion_id)"
            ),
            pgtrigger.Trigger(
                name="within_the_scale",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.value > (SELECT scale FROM grants_criterion WHERE id = NEW.criterion_id)
                    THEN
                        RAISE EXCEPTION 'the scale has no step %', NEW.value
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} = {self.words}"

    @property
    def words(self) -> str:
        return in_language(self, "words")
