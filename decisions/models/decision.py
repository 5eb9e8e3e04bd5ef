"""Decision: what is answered, by whom, with which money, and its life."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from applications.models import Application
from applications.rules import decides_on, drafts
from decisions.rules import signs
from grants import clock, ledger, money, steps
from grants.models import (
    Birth,
    County,
    Earmark,
    Life,
    Organisation,
    StateField,
    User,
    along,
    cases_of_interest_to,
)
from grants.rules import Refused, because, may


@dataclass(frozen=True)
class Pot:
    """Money that a decision takes from: what is left before and after it, SEK. No name: the frame.

    `name` is the earmark's; `free` says that it is the part of the frame outside the earmarks.
    """

    before: Decimal
    taken: Decimal
    name: str = ""
    free: bool = False

    @property
    def after(self) -> Decimal:
        return self.before - self.taken

    @property
    def is_enough(self) -> bool:
        return self.after >= 0


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """Boards see the decisions they prepare; others only what has been sent out."""
        if not user.is_authenticated:
            return self.none()
        sent = Q(
            state=Decision.State.RELEASED, application__in=Application.objects.visible_to(user)
        )
        if not user.posts_today:
            return self.filter(sent)
        return self.filter(sent | Q(application__in=Application.objects.handled_by(user)))

    def waiting_for(self, user: Any) -> "DecisionQuerySet":
        """Proposed, and for the user to sign: she decides at the board and did not propose it."""
        codes = user.counties_as("decider")
        own = Q(application__call__terms__deciding_county=None, application__county__in=codes)
        national = Q(application__call__terms__deciding_county__in=codes)
        proposed = self.visible_to(user).filter(state=Decision.State.PROPOSED)
        handled = Application.objects.handled_by(user).values("pk")
        return proposed.filter(own | national, application__in=handled).exclude(presenter=user)

    def with_all(self) -> "DecisionQuerySet":
        """With what a list shows of each decision, in one query."""
        return self.select_related(
            "presenter",
            "decider",
            "earmark",
            "application__organisation",
            "application__county",
            "application__call__fund",
            "application__call__terms__deciding_county",
            "application__call__county",
            "application__call__frame",
        )


@pghistory.track()
class Decision(Life):
    """The answer to an application: outcome, amount (SEK), conditions and reasons.

    Signing reserves the money in the frame, so that a frame is never promised twice; sending it
    out turns the reserved money into granted money and gives the application its state.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("proposed")
        SIGNED = "signed", _("signed")
        RELEASED = "released", _("sent out")
        DROPPED = "dropped", _("dropped")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        PARTLY_GRANTED = "partly_granted", _("partly granted")
        REJECTED = "rejected", _("rejected")
        DISMISSED = "dismissed", _("dismissed")
        DISCONTINUED = "discontinued", _("discontinued")

    # Which step of the application an outcome takes when the decision is sent out.
    STEP = {
        Outcome.GRANTED: "grant",
        Outcome.PARTLY_GRANTED: "grant_partly",
        Outcome.REJECTED: "reject",
        Outcome.DISMISSED: "dismiss",
        Outcome.DISCONTINUED: "discontinue",
    }

    birth = Birth(permission=may(drafts), label=_("A decision was drafted"), party=False)
    main_line = (State.DRAFT, State.PROPOSED, State.SIGNED, State.RELEASED)
    read_with = along("application", Application)

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome.choices)
    amount = models.DecimalField(
        _("amount granted"),
        max_digits=14,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(Decimal(0))],
    )
    earmark = models.ForeignKey(
        Earmark, models.PROTECT, null=True, blank=True, verbose_name=_("out of earmarked money")
    )
    reasons = models.TextField(_("reasons"))
    conditions = models.TextField(_("conditions"), blank=True)
    presenter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    state = StateField(
        _("state"), choices=State.choices, default=State.DRAFT, protected=True, db_index=True
    )

    objects = DecisionQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=~Q(state="dropped"),
                name="one_decision_per_application",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["granted", "partly_granted"], amount__gt=0)
                | (~Q(outcome__in=["granted", "partly_granted"]) & Q(amount=0)),
                name="decision_amount_fits_outcome",
                violation_error_message=_("Only a grant has an amount, and it must have one."),
            ),
            models.CheckConstraint(
                condition=Q(decider=None) | ~Q(decider=F("presenter")),
                name="decision_by_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "released"])
                | Q(decider__isnull=False, signed_at__isnull=False),
                name="signed_decision_has_a_decider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.application}"

    def get_absolute_url(self) -> str:
        return reverse("decisions:decision", args=[self.pk])

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

    @property
    def chain(self) -> str:
        return str(self.deciding_county.pk)

    @property
    def content_mark(self) -> str:
        """A short mark of what is written: it differs when somebody else has saved in between."""
        written = (self.outcome, self.amount, self.earmark_id, self.reasons, self.conditions)
        return hashlib.sha256(repr(tuple(map(str, written))).encode()).hexdigest()[:16]

    @property
    def is_signed(self) -> bool:
        return self.state in (self.State.SIGNED, self.State.RELEASED)

    def pots_seen_by(self, user: Any) -> list[Pot]:
        """The money it is taken from, before and after: the earmark, if any, and the frame. SEK.

        Without what cases take that the user may not know of.
        """
        held = self.amount if self.is_signed else Decimal(0)
        frame, marks = ledger.apart_from(self.application.call.frame, cases_of_interest_to(user))
        of_frame = Pot(frame.left + held, self.amount)
        if self.earmark is None:
            if not frame.earmarked:
                return [of_frame]
            return [Pot(frame.left_unearmarked + held, self.amount, free=True), of_frame]
        mark = next(one for one in marks if one.pk == self.earmark_id)
        return [Pot(mark.left + held, self.amount, mark.name), of_frame]

    @property
    def gives_money(self) -> bool:
        return self.outcome in (self.Outcome.GRANTED, self.Outcome.PARTLY_GRANTED)

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step: str) -> Iterable[Any]:
        if step == "propose":
            return User.objects.staff_of(self.deciding_county, "decider")
        if step == "send_back":
            return [self.presenter]
        if step == "release":
            members = User.objects.members_of(self.organisation, "editor", "signatory")
            if not self.gives_money:
                return members
            return members | User.objects.staff_of(self.deciding_county, "finance")
        return ()

    # Conditions

    @because(_("Give the reasons for the decision."))
    def has_reasons(self) -> bool:
        return bool(self.reasons.strip())

    @because(_("The amount does not fit the outcome and the amount sought."))
    def amount_fits(self) -> bool:
        sought = self.application.amount
        if self.outcome == self.Outcome.GRANTED:
            return self.amount == sought
        if self.outcome == self.Outcome.PARTLY_GRANTED:
            return 0 < self.amount < sought
        return self.amount == 0

    @because(_("The county's opinion must be asked for first, and given or out of time."))
    def county_was_heard(self) -> bool:
        if not self.application.call.terms.needs_opinion or self.county == self.deciding_county:
            return True  # a board need not hear itself
        heard = self.application.opinions.of_the_county(self.application)
        return heard.exclude(state="asked").exists()

    @because(_("An assessor has not handed in yet. Wait, or take the case back."))
    def no_assessment_waits(self) -> bool:
        waiting = ["assigned", "accepted"]
        return (
            self.outcome in (self.Outcome.DISMISSED, self.Outcome.DISCONTINUED)
            or not self.application.assessments.impartial().filter(state__in=waiting).exists()
        )

    @because(_("The application was withdrawn."))
    def application_still_stands(self) -> bool:
        return self.application.state != Application.State.WITHDRAWN

    @because(_("The application has not been withdrawn."))
    def application_was_withdrawn(self) -> bool:
        return self.application.state == Application.State.WITHDRAWN

    # The life of a decision

    @transition(
        state,
        State.DRAFT,
        State.PROPOSED,
        conditions=[
            application_still_stands,
            has_reasons,
            amount_fits,
            county_was_heard,
            no_assessment_waits,
        ],
        permission=may(drafts),
        custom={"label": _("Propose the decision"), "done": _("The decision was proposed")},
    )
    def propose(self, by: Any) -> None:
        """The officer presents it (föredragande); the scores it builds on are locked."""
        self.presenter = by
        steps.take("propose", self.application, by=by)
        for assessment in self.application.assessments.filter(state="scored"):
            steps.take("lock", assessment, by=by)
        # Asked once more, now that they are locked: one may have been reopened a moment ago.
        if not self.no_assessment_waits():
            raise Refused(_("An assessor has just taken the assessment back. Wait for it."))

    @transition(
        state,
        State.PROPOSED,
        State.SIGNED,
        conditions=[application_still_stands],
        permission=may(signs),
        custom={
            "label": _("Sign"),
            "done": _("The decision was signed"),
            "page": "decisions:sign",
        },
    )
    def sign(self, by: Any) -> None:
        """The decider signs; the money is reserved.

        Raises Refused above her limit, or when the frame or the earmark has not enough left.
        """
        limit = by.limit_as("decider", self.deciding_county)
        if limit is not None and self.amount > limit:
            raise Refused(
                _("You may decide at most %s. Somebody with a higher limit must sign.")
                % money.kr(limit)
            )
        self.decider, self.signed_at = by, clock.now()
        if self.gives_money:
            frame = self.application.call.frame
            ledger.reserve(frame, self.earmark, self.amount, case=self.case)

    @transition(
        state,
        State.PROPOSED,
        State.DRAFT,
        permission=may(signs),
        custom={
            "label": _("Send back"),
            "done": _("The proposal was sent back"),
            "note": True,
            "quiet": True,
        },
    )
    def send_back(self, by: Any) -> None:
        """The decider wants it reworked; the reason stands in the note."""
        if self.application.state == Application.State.PROPOSED:
            steps.take("send_back", self.application, by=by)

    @transition(
        state,
        State.SIGNED,
        State.RELEASED,
        conditions=[application_still_stands],
        permission=may(decides_on | drafts),
        custom={
            "label": _("Send out the decision"),
            "done": _("The decision was sent out"),
            "party": True,
        },
    )
    def release(self, by: Any) -> None:
        """The party is told (förvaltningslagen 33 §); reserved money becomes granted money."""
        self.released_at = clock.now()
        if self.gives_money:
            frame = self.application.call.frame
            ledger.grant(frame, self.earmark, self.amount, case=self.case)
        steps.take(self.STEP[self.Outcome(self.outcome)], self.application, by=by)

    @transition(
        state,
        State.SIGNED,
        State.PROPOSED,
        permission=may(signs),
        custom={
            "label": _("Take back my signature"),
            "done": _("The signature was taken back"),
            "note": True,
            "quiet": True,
        },
    )
    def take_back_signature(self, by: Any) -> None:
        """It has not been sent out, so it can still be changed; the money is let go of."""
        self._let_go_of_money()
        self.decider = self.signed_at = None

    @transition(
        state,
        [State.DRAFT, State.PROPOSED, State.SIGNED],
        State.DROPPED,
        conditions=[application_was_withdrawn],
        permission=may(drafts),
        custom={"label": _("Drop the decision"), "done": _("The decision was dropped")},
    )
    def drop(self, by: Any) -> None:
        """The applicant withdrew before it was sent out; reserved money is let go of."""
        if self.state == self.State.SIGNED:
            self._let_go_of_money()

    def _let_go_of_money(self) -> None:
        if self.gives_money:
            frame = self.application.call.frame
            ledger.release(frame, self.earmark, self.amount, case=self.case)
