"""Pages of the outbox: what Bifall has written to people, and whether it has gone."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from grants.forms import MailFilter
from grants.models import Mail


def outbox(request: HttpRequest) -> HttpResponse:
    """The e-mails the person may read: a board's staff those of the board, others their own."""
    mails = Mail.objects.visible_to(request.user).select_related("to", "event")
    chosen = MailFilter(request.GET, mails)
    page = Paginator(chosen.qs, 25).get_page(request.GET.get("page"))
    return render(request, "grants/outbox.html", {"filter": chosen, "page_obj": page})


def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One e-mail as the text that was sent."""
    mails = Mail.objects.visible_to(request.user).select_related("to", "event")
    return render(request, "grants/mail.html", {"mail": get_object_or_404(mails, pk=pk)})
