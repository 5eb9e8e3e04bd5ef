"""Payment and the files that carry payments to the bank, each with its life."""

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import transition as step

from applications.models import Application
from applications.rules import drafts, pays
from decisions.models import Decision, DecisionQuerySet
from followup import iso20022
from followup.models.report import Report
from followup.rules import clears
from grants import clock, ledger, money, rules, steps
from grants.models import Birth, County, Life, Organisation, StateField, User, along
from grants.rules import Refused, because, may


class PaymentFileQuerySet(models.QuerySet["PaymentFile"]):
    def visible_to(self, user: Any) -> "PaymentFileQuerySet":
        """Finance, auditors and deciders of the board that pays.

        Whoever has a conflict of interest in a case that is paid by it does not see the file.
        """
        if not user.is_authenticated:
            return self.none()
        codes = user.counties_as("finance", "auditor", "decider")
        seen = Application.objects.handled_by(user)
        hidden = Payment.objects.exclude(file=None).exclude(decision__application__in=seen)
        return self.filter(county__in=codes).exclude(pk__in=hidden.values("file"))

    def with_all(self) -> "PaymentFileQuerySet":
        return self.select_related("county", "made_by")

    def with_sums(self) -> "PaymentFileQuerySet":
        """With `count` and `sum` (SEK) of the payments in it, without what the bank sent back."""
        return self.defer("xml").annotate(count=Count("payments"), sum=Sum("payments__amount"))


class PaymentFile(Life):
    """A file of payments (ISO 20022 pain.001) for the bank of one board.

    Bifall never pays by itself: the file is made once, kept as it was made, and carried over.
    """

    class State(models.TextChoices):
        MADE = "made", _("made")
        CONFIRMED = "confirmed", _("confirmed by the bank")

    birth = Birth(permission=may(rules.is_finance), label=_("A payment file was made"), party=False)
    main_line = (State.MADE, State.CONFIRMED)
    read_with = ("county",)

    county = models.ForeignKey(County, models.PROTECT, related_name="payment_files")
    message_id = models.CharField(max_length=35, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    xml = models.TextField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    state = StateField(_("state"), choices=State.choices, default=State.MADE, protected=True)

    objects = PaymentFileQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("payment file")
        verbose_name_plural = _("payment files")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.message_id

    def get_absolute_url(self) -> str:
        return reverse("followup:payment_file", args=[self.pk])

    @property
    def totals(self) -> tuple[int, Decimal]:
        """How many payments the file carries, and their sum in SEK, as the file itself says."""
        return iso20022.totals(self.xml)

    # The life of a payment file

    @step(
        state,
        State.MADE,
        State.CONFIRMED,
        permission=may(rules.is_finance),
        custom={"label": _("The bank has paid all of it"), "done": _("The bank paid the file")},
    )
    def confirm(self, by: Any) -> None:
        """Every payment in it that still waits is marked as paid."""
        for payment in self.payments.filter(state=Payment.State.SENT):
            steps.take("mark_paid", payment, by=by)


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, user: Any) -> "PaymentQuerySet":
        """The board's staff, and the organisation that is paid."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(decision__in=Decision.objects.visible_to(user))

    def waiting(self) -> "PaymentQuerySet":
        """Neither paid nor stopped."""
        return self.filter(state__in=["planned", "attested", "cleared", "sent", "bounced"])

    def paid_from(self, codes: Iterable[str]) -> "PaymentQuerySet":
        """Payments that the boards with these county codes take care of."""
        return self.filter(_paid_from(codes, "decision__application__call__"))

    def handled_by(self, user: Any) -> "PaymentQuerySet":
        """Payments the user may move as finance officer."""
        return self.visible_to(user).paid_from(user.counties_as("finance"))

    def to_attest(self, user: Any) -> "PaymentQuerySet":
        """Planned payments that wait for a first approval."""
        return self.handled_by(user).filter(state=Payment.State.PLANNED)

    def to_clear(self, user: Any) -> "PaymentQuerySet":
        """Payments that somebody else has approved and that wait for a second person."""
        mine = self.handled_by(user).filter(state=Payment.State.ATTESTED)
        return mine.exclude(attested_by=user)

    def to_export(self, user: Any) -> "PaymentQuerySet":
        """Payments approved by two, which leave with the next file."""
        return self.handled_by(user).filter(state=Payment.State.CLEARED)

    def to_plan_again(self, user: Any) -> "PaymentQuerySet":
        """Payments that the bank sent back."""
        return self.handled_by(user).filter(state=Payment.State.BOUNCED)

    @staticmethod
    def decisions_to_plan(user: Any) -> DecisionQuerySet:
        """Grants that were sent out and have no plan of payment yet."""
        codes = user.counties_as("finance")
        return (
            Decision.objects.visible_to(user)
            .filter(_paid_from(codes, "application__call__"))
            .filter(state=Decision.State.RELEASED, amount__gt=0, payments=None)
            .order_by("released_at", "pk")
        )

    def with_all(self) -> "PaymentQuerySet":
        return self.select_related(
            "attested_by",
            "cleared_by",
            "file",
            "decision__application__organisation",
            "decision__application__county",
            "decision__application__call__fund",
            "decision__application__call__terms__deciding_county",
        )

    def plan(self, decision: Decision, by: Any, parts: list[tuple[date, Decimal]]) -> None:
        """Plan the payments (day, SEK) of a decision and the final report that follows.

        The account is copied from the organisation as it stands. Raises Refused when the decision
        is no grant that was sent out, the parts do not sum to the grant, the account is missing,
        or a plan is already there.
        """
        account = decision.organisation
        if decision.state != Decision.State.RELEASED or not decision.gives_money:
            raise Refused(_("Only a grant that has been sent out is paid."))
        if not account.account_number:
            raise Refused(_("The organisation has not given an account to pay to."))
        if sum(amount for _day, amount in parts) != decision.amount:
            raise Refused(_("The payments must sum to the grant, %s.") % money.kr(decision.amount))
        with transaction.atomic():
            locked = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
            if locked.payments.exists():
                raise Refused(_("The payments of this decision are already planned."))
            for number, (day, amount) in enumerate(parts, start=1):
                payment = Payment(
                    decision=locked,
                    number=number,
                    due=day,
                    amount=amount,
                    account_kind=account.account_kind,
                    account_number=account.account_number,
                )
                steps.begin(payment, by=by)
            report = Report(application=locked.application, due=locked.application.call.report_due)
            steps.begin(report, by=by)

    def export(self, county: County, by: Any, only: Iterable[int] | None = None) -> PaymentFile:
        """Put the cleared payments of the board into one file, and mark each as sent.

        `only` are the payments (keys) that she saw and chose; without it all of them go. All in
        one transaction: a payment is either in a file that is kept, or it is not sent. A case in
        which she has a conflict of interest waits for somebody else. Raises Refused when nothing
        is cleared.
        """
        with steps.together():
            waiting = Payment.objects.to_export(by).paid_from([county.pk])
            if only is not None:
                waiting = waiting.filter(pk__in=only)
            cleared = list(
                waiting.select_for_update(of=("self",))
                .select_related("decision__application__organisation")
                .order_by("pk")
            )
            if not cleared:
                raise Refused(_("No payment is waiting to be sent."))
            now = clock.now()
            message_id = f"BIFALL-{county.pk}-{now:%y%m%d%H%M%S}-{cleared[0].pk}"
            xml = iso20022.credit_transfer(
                message_id=message_id,
                made_at=now,
                payer=iso20022.Payer(
                    name=county.board_name_sv,
                    org_nr=county.board_org_nr,
                    bankgiro=settings.PAYER_BANKGIRO,
                    bic=settings.PAYER_BIC,
                ),
                transfers=[payment.as_transfer() for payment in cleared],
            )
            file = PaymentFile(
                county=county,
                message_id=message_id,
                made_by=by,
                made_at=now,
                xml=xml,
                sha256=hashlib.sha256(xml.encode()).hexdigest(),
            )
            steps.begin(file, by=by)
            for payment in cleared:
                steps.take("send", payment, by=by, file=file)
        return file


def _paid_from(codes: Iterable[str], call: str) -> Q:
    """The board that decides is the one that pays: for § 37 a Jönköping, else the call's own."""
    codes = list(codes)
    decided = Q(**{f"{call}terms__deciding_county__in": codes})
    return decided | Q(**{f"{call}terms__deciding_county": None, f"{call}county__in": codes})


@pghistory.track()
class Payment(Life):
    """One part of a grant on its way to the recipient's account. SEK."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        ATTESTED = "attested", _("approved by one")
        CLEARED = "cleared", _("approved by two")
        SENT = "sent", _("sent to the bank")
        PAID = "paid", _("paid")
        BOUNCED = "bounced", _("bounced")
        STOPPED = "stopped", _("stopped")

    birth = Birth(permission=may(pays), label=_("A payment was planned"))
    main_line = (State.PLANNED, State.ATTESTED, State.CLEARED, State.SENT, State.PAID)
    read_with = along("decision", Decision)

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="payments")
    number = models.PositiveSmallIntegerField(_("instalment"))
    amount = models.DecimalField(
        _("amount"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    due = models.DateField(_("pay on"))
    account_kind = models.CharField(
        _("kind of account"), max_length=8, choices=Organisation.AccountKind.choices
    )
    account_number = models.CharField(_("account number"), max_length=12)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    file = models.ForeignKey(
        PaymentFile, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    paid_at = models.DateTimeField(null=True, blank=True)
    state = StateField(
        _("state"), choices=State.choices, default=State.PLANNED, protected=True, db_index=True
    )

    objects = PaymentQuerySet.as_manager()

    class Meta(Life.Meta):
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="instalment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=Q(cleared_by=None) | ~Q(cleared_by=F("attested_by")),
                name="payment_by_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cleared", "sent", "paid"])
                | Q(attested_by__isnull=False, cleared_by__isnull=False),
                name="payment_leaves_attested_by_two",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "paid"], file__isnull=False)
                | (~Q(state__in=["sent", "paid"]) & Q(file=None)),
                name="payment_leaves_in_a_file",
            ),
        ]
        triggers = [
            *Life.Meta.triggers,
            pgtrigger.Trigger(
                name="never_more_than_granted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("amount", "decision_id"),
                declare=[("grant_amount", "NUMERIC"), ("planned", "NUMERIC")],
                func="""
                    SELECT amount INTO grant_amount FROM decisions_decision
                        WHERE id = NEW.decision_id FOR UPDATE;
                    SELECT coalesce(sum(amount), 0) INTO planned FROM followup_payment
                        WHERE decision_id = NEW.decision_id AND id <> coalesce(NEW.id, 0);
                    IF planned + NEW.amount > grant_amount THEN
                        RAISE EXCEPTION 'payments exceed the grant'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {money.kr(self.amount)}"

    def get_absolute_url(self) -> str:
        return reverse("followup:payment", args=[self.pk])

    @property
    def application(self) -> Application:
        return self.decision.application

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
        return self.decision.application_id

    @property
    def chain(self) -> str:
        return str(self.deciding_county.pk)

    @property
    def is_late(self) -> bool:
        """Whether its day has come and it has not left yet."""
        return self.state in ("planned", "attested", "cleared") and clock.today() > self.due

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step_name: str) -> Iterable[Any]:
        if step_name in ("mark_paid", "stop", "bounce"):
            return User.objects.members_of(self.organisation, "editor", "signatory")
        return ()

    def as_transfer(self) -> iso20022.Transfer:
        """The payment as the bank's file wants it."""
        return iso20022.Transfer(
            # Case numbers are unique per board only, and a file may pay for several boards.
            reference=f"{self.pk}/{self.application.case_number}/{self.number}",
            message=f"{self.application.case_number}/{self.number}",
            name=self.organisation.name,
            account_kind=self.account_kind,
            account_number=self.account_number,
            amount=self.amount,
            day=max(self.due, clock.today()),
        )

    @because(_("The decision has not been sent out."))
    def decision_is_sent_out(self) -> bool:
        return self.decision.state == Decision.State.RELEASED

    @because(_("The final report has been submitted: nothing more is paid."))
    def report_is_not_submitted(self) -> bool:
        return not Report.objects.filter(
            application=self.application,
            state__in=[Report.State.SUBMITTED, Report.State.APPROVED],
        ).exists()

    @because(_("The organisation has a new account. Money goes to it when it has cooled off."))
    def account_has_cooled_off(self) -> bool:
        return self.organisation.account_cools_until is None

    # The life of a payment

    @step(
        state,
        State.PLANNED,
        State.ATTESTED,
        conditions=[decision_is_sent_out],
        permission=may(pays),
        custom={"label": _("Approve"), "done": _("One person approved the payment")},
    )
    def attest(self, by: Any) -> None:
        """The first pair of eyes. Raises Refused above her limit."""
        self._stay_within_limit_of(by)
        self.attested_by = by

    @step(
        state,
        State.ATTESTED,
        State.CLEARED,
        conditions=[decision_is_sent_out, account_has_cooled_off],
        permission=may(clears),
        custom={"label": _("Approve as the second person"), "done": _("Two persons approved it")},
    )
    def clear(self, by: Any) -> None:
        """The second pair of eyes: never the same person. Raises Refused above her limit."""
        self._stay_within_limit_of(by)
        self.cleared_by = by

    @step(
        state,
        State.CLEARED,
        State.SENT,
        permission=may(pays),
        custom={"label": _("Send"), "done": _("The payment went into a file"), "inside": True},
    )
    def send(self, by: Any, file: PaymentFile) -> None:
        """It leaves in a file. Taken by the export."""
        self.file = file

    @step(
        state,
        State.SENT,
        State.PAID,
        permission=may(pays),
        custom={"label": _("Mark as paid"), "done": _("The money was paid"), "party": True},
    )
    def mark_paid(self, by: Any) -> None:
        """The bank has paid it; with the first payment the activity goes on."""
        self.paid_at = clock.now()
        frame = self.application.call.frame
        ledger.pay(frame, self.decision.earmark, self.amount, case=self.case)
        if self.application.state in (Application.State.GRANTED, Application.State.PARTLY_GRANTED):
            steps.take("start", self.application, by=by)

    @step(
        state,
        State.SENT,
        State.BOUNCED,
        permission=may(pays),
        custom={
            "label": _("It bounced"),
            "done": _("The payment bounced"),
            "party": True,
            "note": True,
            "quiet": True,
        },
    )
    def bounce(self, by: Any) -> None:
        """The bank could not pay it."""
        self.file = None

    @step(
        state,
        [State.PLANNED, State.ATTESTED, State.CLEARED],
        State.STOPPED,
        permission=may(pays | drafts),
        custom={
            "label": _("Stop the payment"),
            "done": _("The payment was stopped"),
            "party": True,
            "note": True,
            "quiet": True,
        },
    )
    def stop(self, by: Any) -> None:
        """Hinder mot utbetalning (2016:1364 15 b §): nothing leaves until it is planned anew."""
        self.attested_by = self.cleared_by = None

    @step(
        state,
        [State.BOUNCED, State.STOPPED],
        State.PLANNED,
        conditions=[report_is_not_submitted],
        permission=may(pays),
        custom={"label": _("Plan it again"), "done": _("The payment was planned again")},
    )
    def plan_again(self, by: Any) -> None:
        """It needs two new approvals, and goes to the account as it now stands."""
        self.attested_by = self.cleared_by = None
        self.account_kind = self.organisation.account_kind
        self.account_number = self.organisation.account_number

    def _stay_within_limit_of(self, by: Any) -> None:
        limit = by.limit_as("finance", self.deciding_county)
        if limit is not None and self.amount > limit:
            raise Refused(_("You may approve at most %s.") % money.kr(limit))
