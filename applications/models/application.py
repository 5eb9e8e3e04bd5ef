"""Application: what is asked, by whom, for how much, and its life from draft to archive."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from applications.models.parts import CaseSeries, CheckItem
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


@dataclass(frozen=True)
class Oversubscription:
    """Money sought over money available for one group (a county, a year, ...). SEK.

    `ratio` (sökkvot) has two decimals and is None when no money is available.
    """

    key: Any
    count: int
    applied: Decimal
    available: Decimal

    @property
    def ratio(self) -> Decimal | None:
        return money.ratio(self.applied, self.available)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """The one answer to who sees which application.

        Members see their organisation's. Staff see what has been submitted at their own board, at
        the board that decides, or (assessors) what is assigned to them; the national coordinator
        sees all that is submitted. Nobody sees, as staff, a case in which she has a conflict of
        interest. A draft is the applicant's own and no public document.
        """
        if not user.is_authenticated:
            return self.none()
        own = self.filter(organisation__in=[m.organisation_id for m in user.memberships_today])
        if not user.posts_today:
            return own
        return own | self.handled_by(user) | self.assigned_to(user)

    def handled_by(self, user: Any) -> "ApplicationQuerySet":
        """Submitted cases of the boards where the user is officer, decider, finance or auditor.

        The national coordinator reads those of every board. A case of an organisation she belongs
        to, or in which she has declared a conflict of interest, is not among them.
        """
        codes = user.counties_as("officer", "decider", "finance", "auditor")
        at_work = Q(county__in=codes) | Q(call__terms__deciding_county__in=codes)
        if user.holds("coordinator", None):
            at_work = Q()
        return self.filter(at_work).without_interest_of(user)

    def assigned_to(self, user: Any) -> "ApplicationQuerySet":
        """Submitted cases that the user is to assess.

        Floor 3 assigns assessors; here its name is a string, as in a template.
        """
        own = user.assessments.exclude(state="recused").values("application")
        return self.filter(pk__in=own).without_interest_of(user)

    def without_interest_of(self, user: Any) -> "ApplicationQuerySet":
        """Submitted cases in which the user has no known conflict of interest."""
        own = [m.organisation_id for m in user.memberships_today]
        return self.exclude(
            Q(state=Application.State.DRAFT)
            | Q(organisation__in=own)
            | Q(pk__in=user.conflicts.values("application"))
        )

    def with_all(self) -> "ApplicationQuerySet":
        """With what a list shows of each application, in one query."""
        return self.select_related(
            "organisation", "county", "earmark", "call__fund", "call__county", "call__terms"
        )

    def undecided(self) -> "ApplicationQuerySet":
        """Submitted and still without an answer."""
        return self.filter(state__in=Application.UNDECIDED)

    def counted(self) -> "ApplicationQuerySet":
        """Those that count as money sought.

        From the moment of submission. Not: drafts, which nobody has received; withdrawn and
        discontinued ones, which ask for nothing any more; dismissed ones, which could never have
        been granted. A rejected application counts: it competed.
        """
        return self.exclude(state__in=Application.NOT_COUNTED)

    def oversubscription(
        self, calls: "models.QuerySet[Call]", by: str | None = None
    ) -> list[Oversubscription]:
        """Money sought in these applications over money available in the calls, per group.

        `by` is "fund", "county", "year", "call", "earmark" or None for one total. Always two
        queries. A county, fund or call without applications is there with ratio 0; money available
        is the frames' (or the earmarks') amount as announced.
        """
        group = {
            None: None,
            "fund": "fund",
            "county": "county",
            "year": "frame__year",
            "call": "pk",
            "earmark": "frame__earmarks__key",
        }[by]
        amount = "frame__earmarks__amount" if by == "earmark" else "frame__amount"
        of_application = "earmark__key" if by == "earmark" else f"call__{group}"
        offered = Call.objects.filter(pk__in=calls.values("pk"))
        sought = self.filter(call__in=calls.values("pk")).counted()
        if by == "earmark":
            offered, sought = offered.exclude(frame__earmarks=None), sought.exclude(earmark=None)
        if group is None:
            total = offered.aggregate(s=Sum(amount))["s"] or Decimal(0)
            there = sought.aggregate(n=Count("pk"), s=Sum("amount"))
            return [Oversubscription(None, there["n"], there["s"] or Decimal(0), total)]
        available = {
            row[group]: row["s"]
            for row in offered.order_by().values(group).annotate(s=Sum(amount)).order_by(group)
        }
        applied = {
            row[of_application]: (row["n"], row["s"])
            for row in sought.order_by()
            .values(of_application)
            .annotate(n=Count("pk"), s=Sum("amount"))
        }
        nothing = (0, Decimal(0))
        return [
            Oversubscription(key, *applied.get(key, nothing), available[key]) for key in available
        ]


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

    UNDECIDED = ("submitted", "preparation", "supplement", "assessment", "proposed")
    NOT_COUNTED = ("draft", "withdrawn", "dismissed", "discontinued")

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
        return self.conflicts.filter(user=user).exists()

    def told_of(self, step: str) -> Iterable[Any]:
        officers = User.objects.staff_of(self.county, "officer")
        if step == "submit":
            members = User.objects.members_of(self.organisation, "editor", "signatory")
            return [*members, *officers]
        return officers if step in ("answer_completion", "withdraw") else ()

    def hinders(self) -> list[law.Hinder]:
        """Why the applicant may not apply, each with its paragraph; empty when it may."""
        return law.hinders_to_apply(self.call.terms, self.organisation, clock.today())

    def missing(self) -> list[Any]:
        """In words, what must be filled in or mended before the application can be submitted."""
        texts = ("summary", "need", "aims", "target_group", "activities", "contact_name")
        faults: list[Any] = [
            _("Fill in: %s.") % self._meta.get_field(name).verbose_name
            for name in (*texts, "contact_email", "women", "men", "period_from", "period_to")
            if getattr(self, name) in ("", None)
        ]
        if not self.purposes.exists():
            faults.append(_("Choose at least one purpose."))
        if not self.municipalities.exists():
            faults.append(_("Choose where the activity takes place."))
        return faults + self._money_faults() + self._period_faults()

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

    def snapshot(self) -> str:
        """All that the applicant says, as JSON with a fixed order: what is signed and summed."""
        plain = [f for f in self._meta.concrete_fields if f.name in self.SAID]
        said: dict[str, Any] = {f.name: _as_text(f.value_from_object(self)) for f in plain}
        said["organisation"] = {"org_nr": self.organisation.org_nr, "name": self.organisation.name}
        said["purposes"] = sorted(self.purposes.values_list("key", flat=True))
        said["priorities"] = sorted(self.priorities.values_list("name_sv", flat=True))
        said["municipalities"] = sorted(self.municipalities.values_list("code", flat=True))
        said["cost_lines"] = [
            [line.category, line.description, line.year, str(line.amount)]
            for line in self.cost_lines.all()
        ]
        said["partners"] = [[p.name, p.org_nr, p.part] for p in self.partners.all()]
        said["attachments"] = [[a.name, a.size, a.sha256] for a in self.attachments.all()]
        return json.dumps(said, ensure_ascii=False, sort_keys=True)

    # The columns that the applicant fills in, and so signs.
    SAID = (
        *("title", "summary", "need", "aims", "target_group", "women", "men", "activities"),
        *("follow_up", "period_from", "period_to", "amount", "own_funding", "other_funding"),
        *("contact_name", "contact_email", "contact_phone", "earmark", "call"),
    )

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
        self.as_submitted = self.snapshot()
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


def _as_text(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
