"""The ranking of a call against its frame, as a page and as a file."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application, Oversubscription
from decisions import models
from decisions.resources import RankingTable
from grants import chart, money, rules
from grants.models import Call, SignedInRequest
from grants.resources import download


def ranking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Applications by mean score, the line where the frame ends, the sökkvot and what is left."""
    call = _call(request, pk)
    lines = models.ranking(call, request.user)
    calls = Call.objects.filter(pk=call.pk)
    total = Application.objects.oversubscription(calls, unseen_by=request.user)[0]
    context = {
        "call": call,
        "lines": lines,
        "total": total,
        "bars": _bars(total),
        "frame": call.frame,
        "marks": call.frame.earmarks.all(),
        "export_url": reverse("decisions:ranking_export", args=[call.pk]),
        "is_officer": request.user.holds("officer", call.county),
        "may_draft": request.user.holds("officer", call.deciding_county),
    }
    return render(request, "decisions/ranking.html", context)


def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same lines for Excel, or with ?format=csv as text."""
    lines = models.ranking(_call(request, pk), request.user)
    return download(RankingTable(), lines, "rangordning", request.GET.get("format", "xlsx"))


def _bars(total: Oversubscription) -> SafeString:
    """Money sought over money available, drawn to one scale, with the sökkvot as text."""
    lang = get_language() or "sv"
    sought, available = (money.kr(sek, lang) for sek in (total.applied, total.available))
    return chart.two_bars(
        (_("Money sought"), float(total.applied), sought),
        (_("Money available"), float(total.available), available),
        title=_("Money sought over money available"),
        figure=money.ratio_text(total.ratio, lang),
    )


def _call(request: SignedInRequest, pk: int) -> Call:
    """The call, for those who work with it. Raises Http404 for everybody else."""
    seen = Call.objects.visible_to(request.user).with_all()
    call = get_object_or_404(seen.select_related("terms__deciding_county"), pk=pk)
    if not rules.works_with_the_call.test(request.user, call):
        raise Http404
    return call
