"""Pages about payment files: make one, read one, carry it to the bank."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from followup.models import Payment, PaymentFile
from grants import steps
from grants.models import County, SignedInRequest
from grants.rules import Refused

ROWS = 25


def export(request: SignedInRequest) -> HttpResponse:
    """Show which payments would leave (GET); let those that were shown leave in a file (POST)."""
    own = County.objects.filter(pk__in=request.user.counties_as("finance"))
    if request.method != "POST":
        get_object_or_404(own[:1])
        return render(request, "followup/export.html", {"boards": _ready(request, own)})
    county = get_object_or_404(own, pk=request.POST.get("county", "")[:2])
    shown = [int(pk) for pk in request.POST.getlist("payment") if pk.isdecimal() and len(pk) < 15]
    try:
        file = Payment.objects.export(county, request.user, only=shown)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("followup:payments")
    messages.success(request, _("The payment file is made. Download it and leave it to the bank."))
    return redirect(file)


def _ready(request: SignedInRequest, own: QuerySet[County]) -> list[dict[str, object]]:
    """For each board of the finance officer, the payments approved by two, and their sum."""
    ready = Payment.objects.to_export(request.user).with_all().order_by("due", "pk")
    boards = []
    for county in own:
        rows = list(ready.paid_from([county.pk]))
        if rows:
            total = sum(payment.amount for payment in rows)
            boards.append({"county": county, "payments": rows, "sum": total})
    return boards


@require_safe
def payment_files(request: SignedInRequest) -> HttpResponse:
    """The files that were made, the latest first."""
    get_object_or_404(
        County.objects.filter(pk__in=request.user.counties_as("finance", "auditor", "decider"))[:1]
    )
    # Said here because a query that counts leaves out the order of the model.
    files = PaymentFile.objects.visible_to(request.user).with_all().with_sums().order_by("-pk")
    page = Paginator(files, ROWS).get_page(request.GET.get("page"))
    return render(request, "followup/payment_files.html", {"page_obj": page})


@require_safe
def payment_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """One file: what is in it, its checksum, and the bank's answer."""
    file = get_object_or_404(PaymentFile.objects.visible_to(request.user).with_all(), pk=pk)
    own = steps.history(file, request.user)
    context = {
        "file": file,
        "payments": file.payments.visible_to(request.user).with_all(),
        "totals": file.totals,
        "history": own,
    }
    return render(request, "followup/payment_file.html", context)


@require_safe
def payment_file_xml(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file itself, byte for byte as it was made."""
    file = get_object_or_404(PaymentFile.objects.visible_to(request.user), pk=pk)
    response = HttpResponse(file.xml.encode(), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{file.message_id}.xml"'
    return response
