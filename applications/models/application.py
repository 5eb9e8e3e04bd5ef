"""Application: what is asked, by whom, for how much, and its life from draft to archive."""

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from applications.models.parts import CaseSeries, CheckItem
from applications.models.queries import ApplicationQuerySet
from applications.models.snapshot import snapshot
from applications.models.supplement import Supplement
from applications.rules import decides_on, drafts, pays, prepares
from grants import clock, law, money, rules, steps
from grants.models import (
    Birth,
    Call,
    County,
    Earmark,
    Life,
    Municipality,
    Organisation,
    Priority,
    Purpose,
    User,
)
from grants.rules import Refused, because, may


@pghistory.track()
class Application(Life):
    """An application by an organisation in a call, and the case it becomes when it arrives."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        PREPARATION = "preparation", _("in preparation")
        SUPPLEMENT = "supplement", _("waiting for completion")
        ASSESSMENT = "assessment", _("under assessment")
        PROPOSED = "proposed", _("proposed for decision")
        GRANTED = "granted", _("granted")
        PARTLY_GRANTED = "partly_granted", _("partly granted")
        REJECTED = "rejected", _("rejected")
        DISMISSED = "dismissed", _("dismissed")
        DISCONTINUED = "discontinued", _("discontinued")
        ONGOING = "ongoing", _("ongoing")
        REPORTED = "reported", _("reported")
        CLOSED = "closed", _("closed")
        ARCHIVED = "archived", _("archived")
        WITHDRAWN = "withdrawn", _("withdrawn")

    birth = Birth(permission=may(rules.edits_for), label=_("The draft was begun"))
    main_line = (
        State.DRAFT,
        State.SUBMITTED,
        State.PREPARATION,
        State.ASSESSMENT,
        State.PROPOSED,
        State.GRANTED,
        State.ONGOING,
        State.REPORTED,
        State.CLOSED,
    )
    read_with = ("organisation", "county", "call__county", "call__terms__deciding_county")

    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    county = models.ForeignKey(County, models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="applications")
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="applications_begun"
    )
    # Goes up by one at each save of the draft: two tabs never overwrite each other silently.
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)

    title = models.CharField(_("name of the activity"), max_length=150)
    summary = models.TextField(_("summary"), blank=True)
    need = models.TextField(_("background and need"), blank=True)
    aims = models.TextField(_("purpose and aims"), blank=True)
    target_group = models.TextField(_("target group"), blank=True)
    women = models.PositiveIntegerField(_("expected participants, women"), null=True, blank=True)
    men = models.PositiveIntegerField(_("expected participants, men"), null=True, blank=True)
    activities = models.TextField(_("activities and timetable"), blank=True)
    follow_up = models.TextField(_("how results will be followed up"), blank=True)
    purposes = models.ManyToManyField(
        Purpose, blank=True, verbose_name=_("purposes"), related_name="applications"
    )
    priorities = models.ManyToManyField(
        Priority, blank=True, verbose_name=_("priorities"), related_name="applications"
    )
    municipalities = models.ManyToManyField(
        Municipality, blank=True, verbose_name=_("municipalities"), related_name="applications"
    )
    earmark = models.ForeignKey(
        Earmark,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("earmarked money"),
        related_name="applications",
    )
    period_from = models.DateField(_("begins"), null=True, blank=True)
    period_to = models.DateField(_("ends"), null=True, blank=True)
    amount = models.DecimalField(
        _("amount sought"),
        max_digits=14,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0))],
    )
    own_funding = models.DecimalField(
        _("own money"),
        max_digits=14,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0))],
    )
    other_funding = models.DecimalField(
        _("other public money"),
        max_digits=14,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0))],
    )
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=30, blank=True)

    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications_signed",
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    case_serial = models.PositiveIntegerField(null=True, blank=True)
    case_year = models.PositiveSmallIntegerField(null=True, blank=True)
    case_number = models.CharField(_("registration number"), max_length=20, blank=True)
    as_submitted = models.TextField(blank=True, editable=False)
    checksum = models.CharField(max_length=64, blank=True, editable=False)
    state = FSMField(
        _("state"), choices=State.choices, default=State.DRAFT, protected=True, db_index=True
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "-pk"]
        indexes = [
            models.Index(fields=["call", "state"]),
            models.Index(fields=["organisation", "-saved_at"]),
            models.Index(fields=["county", "-submitted_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "case_serial", "case_year"], name="case_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(submitted_at__isnull=False, case_serial__isnull=False, amount__gt=0)
                & ~Q(checksum=""),
                name="submitted_is_stamped",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, own_funding__gte=0, other_funding__gte=0),
                name="application_money_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(period_from=None)
                | Q(period_to=None)
                | Q(period_to__gte=F("period_from")),
                name="application_period_in_order",
                violation_error_message=_("The period must end after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("applications:case", args=[self.pk])

    @property
    def case(self) -> int:
        return self.pk

    @property
    def deciding_county(self) -> County:
        """The board that decides: the terms may name one for the whole country."""
        return self.call.deciding_county

    @property
    def costs(self) -> Decimal:
        """The sum of the cost lines, SEK."""
        return sum((line.amount for line in self.cost_lines.all()), Decimal(0))

    @property
    def funding(self) -> Decimal:
        """The money that is to cover the costs, SEK: sought, own and other public money."""
        return self.amount + self.own_funding + self.other_funding

    def conflicts_with(self, user: Any) -> bool:
        """Whether a member of staff has a known conflict of interest in the case."""
        if user.membership_role(self.organisation) is not None:
            return True
        return any(conflict.user_id == user.pk for conflict in self.conflicts.all())

    def told_of(self, step: str) -> Iterable[Any]:
        officers = User.objects.staff_of(self.county, "officer")
        if step == "submit":
            members = User.objects.members_of(self.organisation, "editor", "signatory")
            return [*members, *officers]
        return officers if step in ("answer_completion", "withdraw") else ()

    def hinders(self) -> list[law.Hinder]:
        """Why the applicant may not apply, each with its paragraph; empty when it may."""
        return law.hinders_to_apply(self.call.terms, self.organisation, clock.today())

    # The sections of the form, with what each must have before the application is submitted.
    SECTIONS = {
        "activity": ("title", "summary"),
        "need": ("need", "aims"),
        "target": ("target_group", "women", "men"),
        "activities": ("activities",),
        **{"purposes": (), "place": ("period_from", "period_to"), "partners": (), "costs": ()},
        "contact": ("contact_name", "contact_email"),
    }

    def missing(self) -> list[Any]:
        """In words, what must be filled in or mended before the application can be submitted."""
        return [fault for _section, fault in self.faults()]

    def faults(self) -> list[tuple[str, Any]]:
        """What is missing, each with the section of the form where it is mended."""
        found: list[tuple[str, Any]] = [
            (section, _("Fill in: %s.") % self.called(name))
            for section, names in self.SECTIONS.items()
            for name in names
            if getattr(self, name) in ("", None)
        ]
        if not self.purposes.exists():
            found.append(("purposes", _("Choose at least one purpose.")))
        if not self.municipalities.exists():
            found.append(("place", _("Choose where the activity takes place.")))
        found += [("place", fault) for fault in self._period_faults()]
        found += [("costs", fault) for fault in self._money_faults()]
        return sorted(found, key=lambda fault: list(self.SECTIONS).index(fault[0]))

    def _money_faults(self) -> list[Any]:
        faults: list[Any] = []
        if self.amount <= 0:
            faults.append(_("Give the amount you apply for."))
        if self.call.max_amount is not None and self.amount > self.call.max_amount:
            most = money.kr(self.call.max_amount)
            faults.append(_("The call gives at most %s to one application.") % most)
        if self.costs != self.funding:
            faults.append(
                _("The costs are %(costs)s but the money to cover them is %(funding)s.")
                % {"costs": money.kr(self.costs), "funding": money.kr(self.funding)}
            )
        return faults

    def _period_faults(self) -> list[Any]:
        if self.period_from is None or self.period_to is None:
            return []
        if self.call.is_within_period(self.period_from, self.period_to):
            return []
        return [_("The period must lie within the period of the call.")]

    # Conditions

    @because(_("Something is missing in the application."))
    def is_complete(self) -> bool:
        return not self.missing()

    @because(_("The organisation may not apply for this fund."))
    def may_be_sought_by_applicant(self) -> bool:
        return not self.hinders()

    @because(_("Answer every question of the formal check first."))
    def formal_check_is_done(self) -> bool:
        return self.check_items.count() == len(CheckItem.Question)

    @because(_("A completion waits to be accepted."))
    def no_completion_waits(self) -> bool:
        return not self.supplements.filter(state__in=["asked", "answered"]).exists()

    @because(_("The last day to answer has not passed yet."))
    def completion_is_overdue(self) -> bool:
        asked = self.supplements.filter(state=Supplement.State.ASKED)
        return asked.filter(deadline__lt=clock.today()).exists()

    # The life of an application

    @transition(
        state,
        State.DRAFT,
        State.SUBMITTED,
        conditions=[may_be_sought_by_applicant, is_complete],
        permission=may(rules.signs_for),
        custom={
            "label": _("Sign and submit"),
            "done": _("The application was submitted"),
            "party": True,
            "page": "applications:submit",
        },
    )
    def submit(self, by: Any) -> None:
        """It arrives: time stamp, registration number, frozen copy and its checksum.

        The time is the server's at arrival (förvaltningslagen 22 §). Raises Refused when the call
        is not open at that moment.
        """
        if not self.call.takes_applications_at(clock.now()):
            raise Refused(_("The call is not open. Your draft is kept."))
        self.signed_by = by
        self.submitted_at = clock.now()
        self.case_year = clock.today().year
        self.case_serial = CaseSeries.next_serial(self.county, self.case_year)
        self.case_number = law.format_case_number(
            settings.VAS_CODE, self.case_serial, self.case_year
        )
        self.as_submitted = snapshot(self)
        self.checksum = hashlib.sha256(self.as_submitted.encode()).hexdigest()

    @transition(
        state,
        State.SUBMITTED,
        State.PREPARATION,
        permission=may(prepares),
        custom={"label": _("Take up the case"), "done": _("The case was taken up"), "party": True},
    )
    def take_up(self, by: Any) -> None:
        """An officer begins the formal check."""

    @transition(
        state,
        State.PREPARATION,
        State.ASSESSMENT,
        conditions=[formal_check_is_done, no_completion_waits],
        permission=may(prepares),
        custom={
            "label": _("Pass on to assessment"),
            "done": _("The case was passed on to assessment"),
            "party": True,
        },
    )
    def pass_on(self, by: Any) -> None:
        """The formal check is done; assessors can be assigned."""

    @transition(
        state,
        State.PREPARATION,
        State.SUPPLEMENT,
        permission=may(prepares),
        custom={
            "label": _("Ask for completion"),
            "done": _("The case waits for completion"),
            "party": True,
            "page": "applications:ask_completion",
            "quiet": True,
        },
    )
    def ask_completion(self, by: Any, what: str, deadline: date) -> None:
        """Ask the applicant for what is missing, until a last day (förvaltningslagen 20 §)."""
        request = Supplement(application=self, asked_by=by, what=what, deadline=deadline)
        steps.begin(request, by=by)

    @transition(
        state,
        State.SUPPLEMENT,
        State.PREPARATION,
        permission=may(rules.edits_for),
        custom={
            "label": _("Answer the request for completion"),
            "done": _("The case went back to preparation"),
            "party": True,
            "page": "applications:answer_completion",
        },
    )
    def answer_completion(self, by: Any, answer: str) -> None:
        """The applicant sends in what was missing."""
        asked = self.supplements.get(state=Supplement.State.ASKED)
        steps.take("give_answer", asked, by=by, answer=answer)

    @transition(
        state,
        State.SUPPLEMENT,
        State.PREPARATION,
        conditions=[completion_is_overdue],
        permission=may(prepares),
        custom={
            "label": _("Go on without the completion"),
            "done": _("The case went on without the completion"),
            "party": True,
        },
    )
    def go_on_without(self, by: Any) -> None:
        """Nobody answered in time."""
        asked = self.supplements.get(state=Supplement.State.ASKED)
        steps.take("lapse", asked, by=by)

    @transition(
        state,
        State.ASSESSMENT,
        State.PREPARATION,
        permission=may(prepares),
        custom={
            "label": _("Take back to preparation"),
            "done": _("The case was taken back to preparation"),
            "party": True,
            "quiet": True,
            "note": True,
        },
    )
    def take_back(self, by: Any) -> None:
        """Something must be asked after all."""

    @transition(
        state,
        [State.PREPARATION, State.ASSESSMENT],
        State.PROPOSED,
        permission=may(drafts),
        custom={
            "label": _("Propose a decision"),
            "done": _("A decision was proposed"),
            "inside": True,
        },
    )
    def propose(self, by: Any) -> None:
        """A decision waits for its decision-maker. Taken by the decision."""

    @transition(
        state,
        State.PROPOSED,
        State.ASSESSMENT,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Send back to assessment"),
            "done": _("The proposal was sent back"),
            "inside": True,
        },
    )
    def send_back(self, by: Any) -> None:
        """The proposal must be reworked. Taken by the decision."""

    @transition(
        state,
        State.PROPOSED,
        State.GRANTED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Grant"),
            "done": _("The application was granted"),
            "party": True,
            "inside": True,
        },
    )
    def grant(self, by: Any) -> None:
        """Taken by the decision when it is sent out."""

    @transition(
        state,
        State.PROPOSED,
        State.PARTLY_GRANTED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Grant in part"),
            "done": _("The application was granted in part"),
            "party": True,
            "inside": True,
        },
    )
    def grant_partly(self, by: Any) -> None:
        """Taken by the decision when it is sent out."""

    @transition(
        state,
        State.PROPOSED,
        State.REJECTED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Reject"),
            "done": _("The application was rejected"),
            "party": True,
            "inside": True,
        },
    )
    def reject(self, by: Any) -> None:
        """Taken by the decision when it is sent out."""

    @transition(
        state,
        State.PROPOSED,
        State.DISMISSED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Dismiss"),
            "done": _("The application was dismissed"),
            "party": True,
            "inside": True,
        },
    )
    def dismiss(self, by: Any) -> None:
        """Not tried: late, unsigned or not eligible. Taken by the decision when it is sent out."""

    @transition(
        state,
        State.PROPOSED,
        State.DISCONTINUED,
        permission=may(decides_on | drafts),
        custom={
            "label": _("Discontinue"),
            "done": _("The case was discontinued"),
            "party": True,
            "inside": True,
        },
    )
    def discontinue(self, by: Any) -> None:
        """There is nothing left to decide. Taken by the decision when it is sent out."""

    @transition(
        state,
        [State.GRANTED, State.PARTLY_GRANTED],
        State.ONGOING,
        permission=may(pays),
        custom={
            "label": _("The activity goes on"),
            "done": _("The first payment was made"),
            "party": True,
            "inside": True,
        },
    )
    def start(self, by: Any) -> None:
        """The first payment has been made. Taken by the payment."""

    @transition(
        state,
        State.ONGOING,
        State.REPORTED,
        permission=may(prepares),
        custom={
            "label": _("Reported"),
            "done": _("The final report was approved"),
            "party": True,
            "inside": True,
        },
    )
    def mark_reported(self, by: Any) -> None:
        """The final report is approved. Taken by the report."""

    @transition(
        state,
        State.REPORTED,
        State.CLOSED,
        permission=may(prepares),
        custom={"label": _("Close the case"), "done": _("The case was closed"), "party": True},
    )
    def close(self, by: Any) -> None:
        """Nothing more is expected of anyone."""

    @transition(
        state,
        State.CLOSED,
        State.ARCHIVED,
        permission=may(prepares),
        custom={"label": _("Archive"), "done": _("The case was archived"), "quiet": True},
    )
    def archive(self, by: Any) -> None:
        """The case is kept and no longer worked with."""

    @transition(
        state,
        [State.SUBMITTED, State.PREPARATION, State.SUPPLEMENT, State.ASSESSMENT, State.PROPOSED],
        State.WITHDRAWN,
        permission=may(rules.signs_for),
        custom={
            "label": _("Withdraw the application"),
            "done": _("The application was withdrawn"),
            "party": True,
            "quiet": True,
            "note": True,
        },
    )
    def withdraw(self, by: Any) -> None:
        """The applicant takes it back before it is decided."""
