"""What waits for those who decide, pay and audit."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from catalog.desk.rows import (
    Row,
    Section,
    day_of,
    decided_at,
    listed,
    section,
    tell_decision,
    tell_payment,
)
from decisions.models import Decision
from followup.models import Payment, PaymentFile
from grants.models import Event


def as_decider(user: Any) -> list[Section]:
    codes = user.counties_as("decider")
    if not codes:
        return []
    proposed = Decision.objects.waiting_for(user).with_all().order_by("pk")
    within = _within_limit(user)
    return [
        section(
            _("Decisions to sign"),
            _("No decision waits for your signature."),
            proposed.filter(within),
            tell_decision,
            listed("decisions:list", "state=proposed"),
        ),
        section(
            _("Proposals above your limit"),
            _("No proposal is above your limit."),
            proposed.exclude(within),
            tell_decision,
            listed("decisions:list", "state=proposed"),
        ),
    ]


def _within_limit(user: Any) -> Q:
    """Decisions on amounts that the user may decide at the board in question."""
    within = Q(pk__in=[])
    for post in user.posts_today:
        if post.role == "decider":
            at_board = decided_at([post.county_id], "application__")
            within |= at_board if post.limit is None else at_board & Q(amount__lte=post.limit)
    return within


def as_finance(user: Any) -> list[Section]:
    codes = user.counties_as("finance")
    if not codes:
        return []
    payments, by_day = Payment.objects.visible_to(user), ("due", "pk")
    files = PaymentFile.objects.visible_to(user).filter(
        county__in=codes, state=PaymentFile.State.MADE
    )
    return [
        section(
            _("Grants without a payment plan"),
            _("Every grant has a payment plan."),
            Decision.objects.with_all()
            .filter(pk__in=Payment.objects.decisions_to_plan(user).order_by().values("pk"))
            .order_by("released_at", "pk"),
            lambda d: Row(
                d.application.title,
                reverse("followup:plan", args=[d.pk]),
                d.organisation,
                d.amount,
                since=day_of(d.released_at),
            ),
        ),
        section(
            _("Payments to approve"),
            _("No payment waits for a first approval."),
            payments.to_attest(user).with_all().order_by(*by_day),
            tell_payment,
            listed("followup:payments", "state=planned"),
        ),
        section(
            _("Payments to approve as the second person"),
            _("No payment waits for a second approval."),
            payments.to_clear(user).with_all().order_by(*by_day),
            tell_payment,
            listed("followup:payments", "state=attested"),
        ),
        section(
            _("Payments that leave with the next file"),
            _("No payment waits for a file."),
            payments.to_export(user).with_all().order_by(*by_day),
            tell_payment,
            listed("followup:payments", "state=cleared"),
        ),
        section(
            _("Payments that bounced"),
            _("No payment has bounced."),
            payments.to_plan_again(user).with_all().order_by(*by_day),
            tell_payment,
            listed("followup:payments", "state=bounced"),
        ),
        section(
            _("Payment files to confirm"),
            _("No payment file waits for the bank."),
            files.with_all().order_by("made_at", "pk"),
            lambda f: Row(f, f.get_absolute_url(), since=day_of(f.made_at)),
            listed("followup:payment_files"),
        ),
    ]


def as_auditor(user: Any) -> list[Section]:
    """What has been done at the board, newest first. Nothing here waits for her."""
    codes = user.counties_as("auditor")
    if not codes:
        return []
    seen = Application.objects.visible_to(user).handled_by(user).order_by().values("pk")
    events = Event.objects.visible_to(user).filter(chain__in=codes, case__in=seen)
    decisions = Decision.objects.visible_to(user).filter(
        decided_at(codes, "application__"),
        application__in=seen,
        state=Decision.State.RELEASED,
    )
    return [
        section(
            _("Latest decisions of your county"),
            _("No decision has been sent out."),
            decisions.with_all().order_by("-released_at", "-pk"),
            lambda d: tell_decision(d, d.released_at),
            listed("decisions:list"),
            news=True,
        ),
        section(
            _("Latest steps in your county"),
            _("No step has been taken."),
            events.select_related("by").order_by("-at", "-pk"),
            lambda e: Row(
                e.label, reverse("applications:case", args=[e.case]), e.by, since=day_of(e.at)
            ),
            listed("applications:list"),
            news=True,
        ),
    ]
