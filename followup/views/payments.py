"""Pages about payments: the list and what waits, a plan, one payment."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.rules import pays
from decisions.models import Decision
from followup.forms import PaymentFilter, instalments, one_more_instalment
from followup.models import Payment, PaymentFile
from followup.resources import PaymentTable
from grants import steps
from grants.models import SignedInRequest
from grants.resources import download
from grants.rules import Refused

READERS = ("officer", "decider", "finance", "auditor", "coordinator")
ORDERS = {
    "due": ("due", "pk"),
    "-due": ("-due", "-pk"),
    "amount": ("amount", "pk"),
    "-amount": ("-amount", "-pk"),
    "organisation": ("decision__application__organisation__name", "pk"),
    "-organisation": ("-decision__application__organisation__name", "-pk"),
}
ROWS = 25
MOST_WAITING = 20  # of each kind at the top of the page; the list below has them all


def _seen(request: SignedInRequest) -> PaymentFilter:
    """The payments that the person may see, filtered and in order; 404 for who reads no money."""
    if not any(post.role in READERS for post in request.user.posts_today):
        raise Http404
    order = ORDERS.get(request.GET.get("sort", ""), ORDERS["due"])
    rows = Payment.objects.visible_to(request.user).with_all().order_by(*order)
    return PaymentFilter(request.GET, rows)


def waiting_for(user: Any) -> dict[str, Any]:
    """What waits for the finance officer, oldest first: to plan, approve, clear, export, mend."""
    own = Payment.objects.with_all().order_by("due", "pk")
    to_plan = Payment.objects.decisions_to_plan(user).with_all()
    return {
        "to_plan": to_plan[:MOST_WAITING],
        "to_attest": own.to_attest(user)[:MOST_WAITING],
        "to_clear": own.to_clear(user)[:MOST_WAITING],
        "to_plan_again": own.to_plan_again(user)[:MOST_WAITING],
        "to_export": own.to_export(user).aggregate(count=Count("pk"), sum=Sum("amount")),
    }


def payments(request: SignedInRequest) -> HttpResponse:
    """What waits for me, then every payment, with sums of those shown."""
    chosen = _seen(request)
    waiting = ~Q(state__in=["paid", "stopped"])
    sums = chosen.qs.order_by().aggregate(
        count=Count("pk"),
        all=Sum("amount"),
        paid=Sum("amount", filter=Q(state="paid")),
        waiting=Sum("amount", filter=waiting),
    )
    page = Paginator(chosen.qs, ROWS).get_page(request.GET.get("page"))
    context = {"filter": chosen, "page_obj": page, "sums": sums, "sort": "due"}
    if request.user.counties_as("finance"):
        context |= waiting_for(request.user)
    return render(request, "followup/payments.html", context)


def payments_table(request: SignedInRequest) -> HttpResponse:
    """The same payments as a file for Excel, or `?format=csv`."""
    kind = request.GET.get("format", "xlsx")
    return download(PaymentTable(), _seen(request).qs, "bifall-payments", kind)


def payment(request: SignedInRequest, pk: int) -> HttpResponse:
    """One payment: amount, account, who approved it, what can be done, what has happened."""
    found = Payment.objects.visible_to(request.user).with_all()
    payment = get_object_or_404(found, pk=pk)
    now = payment.organisation
    is_old = (now.account_kind, now.account_number) != (
        payment.account_kind,
        payment.account_number,
    )
    own = steps.history(payment, request.user).filter(thing="followup.payment", thing_id=pk)
    context = {
        "payment": payment,
        "application": payment.application,
        "account_was_changed": is_old and payment.state not in ("sent", "paid"),
        "waits_for_another": payment.state == "attested" and payment.attested_by == request.user,
        "files": PaymentFile.objects.visible_to(request.user).filter(payments=payment),
        "is_staff": bool(request.user.posts_today),
        "history": own,
    }
    return render(request, "followup/payment.html", context)


def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan the payments of a grant, in one part or several that sum to it."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).with_all(), pk=pk)
    if not pays.test(request.user, decision):
        raise Http404
    if not Payment.objects.decisions_to_plan(request.user).filter(pk=pk).exists():
        messages.info(request, _("There is nothing to plan: see the payments of the case."))
        return redirect(decision.application)
    if "more" in request.POST:
        rows = one_more_instalment(decision, request.POST)
    else:
        rows = instalments(decision, request.POST or None)
        if request.POST and rows.is_valid():
            try:
                parts = [(row["day"], row["amount"]) for row in rows.said]
                Payment.objects.plan(decision, request.user, parts)
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("The payments are planned."))
                return redirect("followup:payments")
    context = {"decision": decision, "application": decision.application, "rows": rows}
    return render(request, "followup/plan.html", context)
