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
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField
from django_fsm import transition as step

from applications.models import Application
from applications.rules import drafts, pays
from decisions.models import Decision
from followup import iso20022
from followup.models.report import Report
from followup.rules import clears
from grants import clock, ledger, money, rules, steps
from grants.models import Birth, County, Life, Organisation, User
from grants.rules import Refused, because, may


class PaymentFile(Life):
    """A file of payments (ISO 20022 pain.001) for the bank of one board.

    Bifall never pays by itself: the file is made once, kept as it was made, and carried over.
    """

    class State(models.TextChoices):
        MADE = "made", _("made")
        CONFIRMED = "confirmed", _("confirmed by the bank")

    birth = Birth(permission=may(rules.is_finance), label=_("A payment file was made"), party=False)
    main_line = (State.MADE, State.CONFIRMED)

    county = models.ForeignKey(County, models.PROTECT, related_name="payment_files")
    message_id = models.CharField(max_length=35, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    xml = models.TextField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    state = FSMField(_("state"), choices=State.choices, default=State.MADE, protected=True)

    class Meta(Life.Meta):
        verbose_name = _("payment file")
        verbose_name_plural = _("payment files")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.message_id

    def get_absolute_url(self) -> str:
        return reverse("followup:payment_file", args=[self.pk])

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

        The account is copied from the organisation as it stands. Raises Refused when the parts do
        not sum to the grant, the account is missing, or a plan is already there.
        """
        account = decision.organisation
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

    def export(self, county: County, by: Any) -> PaymentFile:
        """Put every cleared payment of the board into one file, and mark each as sent.

        All in one transaction: a payment is either in a file that is kept, or it is not sent.
        Raises Refused when nothing is cleared.
        """
        with transaction.atomic():
            cleared = list(
                Payment.objects.filter(state=Payment.State.CLEARED)
                .filter(Payment.paid_by(county))
                .select_for_update(of=("self",))
                .select_related("decision__application__organisation")
                .order_by("pk")
            )
            if not cleared:
                raise Refused(_("No payment is cleared and waiting."))
            now = clock.now()
            message_id = f"BIFALL-{county.pk}-{now:%Y%m%d%H%M%S}-{cleared[0].pk}"
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
    state = FSMField(
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

    @staticmethod
    def paid_by(county: County) -> Q:
        """Payments that the board's finance officers take care of."""
        decided = Q(decision__application__call__terms__deciding_county=county)
        own = Q(
            decision__application__county=county,
            decision__application__call__terms__deciding_county=None,
        )
        return decided | own

    def conflicts_with(self, user: Any) -> bool:
        return self.application.conflicts_with(user)

    def told_of(self, step_name: str) -> Iterable[Any]:
        if step_name in ("mark_paid", "stop"):
            return User.objects.members_of(self.organisation, "editor", "signatory")
        return ()

    def as_transfer(self) -> iso20022.Transfer:
        """The payment as the bank's file wants it."""
        return iso20022.Transfer(
            reference=f"{self.application.case_number}/{self.number}",
            name=self.organisation.name,
            account_kind=self.account_kind,
            account_number=self.account_number,
            amount=self.amount,
            day=max(self.due, clock.today()),
        )

    @because(_("The decision has not been sent out."))
    def decision_is_sent_out(self) -> bool:
        return self.decision.state == Decision.State.RELEASED

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
        conditions=[decision_is_sent_out],
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
