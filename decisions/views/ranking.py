"""The ranking of a call against its frame: as a page where amounts are recommended, and as a file.

Saving answers somebody whose session has ended itself, so that nothing typed is lost.
"""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from procrastinate.exceptions import AlreadyEnqueued

from applications.views.sections import time_now
from decisions import jobs
from decisions.forms.ranking import BOX, Amounts, RankingFilter
from decisions.models.ranking import Ranked, Ranking, competing
from decisions.models.ranking import ranking as ranked
from decisions.models.recommended import recommend, undo
from decisions.models.weighing import Weighing, weighing
from decisions.resources import RankingTable
from decisions.views import typed
from grants import chart, ledger, money, rules
from grants.forms import SekField
from grants.models import Call, SignedInRequest, cases_of_interest_to
from grants.resources import download
from grants.templatetags.bifall import kr

PER_PAGE = 40


@login_not_required
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Applications by mean score, the line where the frame ends, what is recommended and left."""
    if not request.user.is_authenticated:
        return typed.sign_in_first(request)
    call = call_of(request, pk)  # type: ignore[arg-type]  # signed in
    if request.method == "POST":
        return _sent(request, call)  # type: ignore[arg-type]  # signed in
    kept = typed.kept(request)
    return _page(request, call, Amounts.kept(kept), bool(kept))  # type: ignore[arg-type]  # signed in


def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """The lines as they are filtered and sorted, for Excel, or with ?format=csv as text."""
    call = call_of(request, pk)
    lines, _filter = _asked(request, call, call.frame.earmarks.all())
    _weighed(lines, weighing(call, request.user, lines))
    return download(RankingTable(), lines, "rangordning", request.GET.get("format", "xlsx"))


def call_of(request: SignedInRequest, pk: int) -> Call:
    """The call, for those who work with it. Raises Http404 for everybody else."""
    seen = Call.objects.visible_to(request.user).with_all()
    call = get_object_or_404(seen.select_related("terms__deciding_county"), pk=pk)
    if not rules.works_with_the_call.test(request.user, call):
        raise Http404
    return call


def may_recommend(request: SignedInRequest, call: Call) -> bool:
    """The officers of the board that runs the call, and of the one that decides."""
    user = request.user
    return user.holds("officer", call.county) or user.holds("officer", call.deciding_county)


# The page


def _page(
    request: SignedInRequest, call: Call, amounts: Amounts, kept: bool = False
) -> HttpResponse:
    frame, marks = ledger.apart_from(call.frame, cases_of_interest_to(request.user))
    lines, found = _asked(request, call, marks, PER_PAGE)
    weighed = weighing(call, request.user, lines)
    _weighed(lines, weighed)
    officer = may_recommend(request, call)
    context = {
        "call": call,
        "lines": lines,
        "rows": [_row(line, amounts, officer) for line in lines],
        "chosen": {int(n) for n in request.POST.getlist("case") if n.isdecimal() and len(n) < 16},
        "filter": found,
        "sort": "place",
        "in_order": request.GET.get("sort", "place") == "place",
        "page_obj": Paginator(range(lines.found), PER_PAGE).get_page(request.GET.get("page")),
        "line_page": lines.found_within // PER_PAGE + 1,
        "total": lines.oversubscription(),
        "bars": _bars(lines),
        "pots": _pots(lines, marks),
        "frame": frame,
        "marks": marks,
        "weighed": weighed if weighed and weighed.is_enough else None,
        "unweighed": weighed is None,
        "export_url": reverse("decisions:ranking_export", args=[call.pk]),
        "is_officer": officer,
        "may_draft": request.user.holds("officer", call.deciding_county),
        "last_change": lines.last_change if officer else None,
        "kept": kept,
        "faulty": bool(amounts.faults),
        "columns": 7 + officer + bool(weighed and weighed.is_enough),
        "filter_query": _filter_query(request),
    }
    return render(request, "decisions/ranking.html", context)


def _filter_query(request: SignedInRequest) -> str:
    """The filter as it stands in the address, without order and page."""
    query = request.GET.copy()
    for name in ("page", "sort"):
        query.pop(name, None)
    return query.urlencode()


def _asked(
    request: SignedInRequest, call: Call, marks: Any, per_page: int | None = None
) -> tuple[Ranking, RankingFilter]:
    """The lines that are asked for, by filter, order and page, and the filter."""
    found = RankingFilter(request.GET, call, competing(call, request.user), marks)
    number = request.GET.get("page", "")
    lines = ranked(
        call,
        request.user,
        only=found.only,
        part=found.chosen_part,
        sort=request.GET.get("sort", "place"),
        page=max(int(number), 1) if number.isdecimal() and len(number) < 7 else 1,
        per_page=per_page,
    )
    return lines, found


def _weighed(lines: Ranking, known: Weighing | None) -> None:
    """Put chance and adjusted score beside each line, when enough is known for it."""
    if known is None or not known.is_enough:
        return
    for line in lines:
        line.adjusted = known.adjusted.get(line.application.pk)
        if line.decision is None:
            line.chance = known.chances.get(line.application.pk)


def _row(line: Ranked, amounts: Amounts, officer: bool) -> dict[str, Any]:
    """A line, with the box of its amount as it was typed or as it is stored."""
    pk = line.application.pk
    stored = "" if line.recommended is None else _written(line.recommended)
    return {
        "line": line,
        "key": f"{BOX}{pk}",
        "text": amounts.typed.get(pk, stored),
        "stamp": amounts.stamps.get(pk, line.stamp),
        "faults": amounts.faults.get(pk, ()),
        "editable": officer and line.may_be_recommended,
        "width": round(100 * (line.chance.chance or 0)) if line.chance else 0,
    }


def _written(amount: Any) -> str:
    """An amount as one writes it in a box: 150 000."""
    return str(SekField().prepare_value(amount))


def _bars(lines: Ranking) -> SafeString:
    """Money sought over money available, drawn to one scale, with the sökkvot as text."""
    lang, total = get_language() or "sv", lines.oversubscription()
    sought, available = (money.kr(sek, lang) for sek in (total.applied, total.available))
    return chart.two_bars(
        (_("Money sought"), float(total.applied), sought),
        (_("Money available"), float(total.available), available),
        title=_("Money sought over money available"),
        figure=money.ratio_text(total.ratio, lang),
    )


def _pots(lines: Ranking, marks: Any) -> SafeString:
    """How full the frame is when all get what is recommended; the earmarks, of those above."""
    lang = get_language() or "sv"

    def row(name: str, holds: Any, asked: Any) -> tuple[str, float, float, str]:
        text = _("%(asked)s of %(holds)s") % {
            "asked": money.kr(asked, lang),
            "holds": money.kr(holds, lang),
        }
        return (name, float(holds), float(asked), text)

    rows = [row(_("The whole frame"), lines.frame, lines.counted)]
    rows += [row(mark.name, mark.amount, lines.taken.get(mark.pk, 0)) for mark in marks]
    return chart.pots(rows, title=_("How the frame and its earmarks fill"))


# What is sent


def _sent(request: SignedInRequest, call: Call) -> HttpResponse:
    """Save the amounts of the page, and do what was asked for; faults come back as typed."""
    if not may_recommend(request, call):
        raise Http404
    action = request.POST.get("action", "save")
    if action == "undo":
        return _undone(request, call)
    if action == "weigh":
        return _to_be_weighed(request, call)
    typed.forget(request)
    if action == "discard":
        return redirect(request.get_full_path())
    amounts = _read(request, call)
    outcomes = recommend(call, amounts.wishes, by=request.user)
    _tell(request, call, amounts, outcomes)
    if amounts.faults:
        return _page(request, call, amounts)
    if action == "propose":
        return redirect(_proposals_url(request, call))
    return redirect(request.get_full_path())


def _read(request: SignedInRequest, call: Call) -> Amounts:
    """The boxes that were sent, of the cases that she sees."""
    seen = competing(call, request.user).filter(pk__in=Amounts.named_in(request.POST))
    return Amounts.read(request.POST.dict(), dict(seen.values_list("pk", "amount")))


def _tell(request: SignedInRequest, call: Call, amounts: Amounts, outcomes: Any) -> None:
    """Say how many were saved; where somebody else was faster, show both and keep what was typed.

    What clashed is put among the faults, so that the page comes back with it.
    """
    saved = sum(one.state == "saved" for one in outcomes.values())
    if saved:
        told = ngettext("%s amount was saved.", "%s amounts were saved.", saved)
        messages.success(request, told % saved)
    for pk, one in outcomes.items():
        if one.state == "clash":
            stands = _("nothing") if one.amount is None else kr(one.amount)
            words = _(
                "%(who)s has changed it to %(amount)s since you began. Save again to put in yours."
            )
            amounts.faults[pk] = [words % {"who": one.by, "amount": stands}]
    amounts.typed = {pk: text for pk, text in amounts.typed.items() if pk in amounts.faults}


def _undone(request: SignedInRequest, call: Call) -> HttpResponse:
    number = request.POST.get("change", "")
    count = 0
    if number.isdecimal() and len(number) < 9:
        count = undo(call, by=request.user, number=int(number))
    if count:
        told = ngettext("%s amount was taken back.", "%s amounts were taken back.", count)
        messages.success(request, told % count)
    else:
        messages.info(request, _("There is nothing to take back any more."))
    return redirect(request.get_full_path())


def _to_be_weighed(request: SignedInRequest, call: Call) -> HttpResponse:
    """Let a job compute the figures of a large call."""
    lock = f"weigh-{call.pk}-{request.user.pk}"
    with suppress(AlreadyEnqueued):
        jobs.weigh.configure(queueing_lock=lock).defer(call=call.pk, user=request.user.pk)
    messages.info(
        request, _("The figures are being computed. Load the page again in a little while.")
    )
    return redirect(request.get_full_path())


def _proposals_url(request: SignedInRequest, call: Call) -> str:
    """Where the chosen cases, or all that the filter shows, get their drafts of decisions."""
    query = request.GET.copy()
    query.pop("page", None)
    query.setlist("case", request.POST.getlist("case"))
    if request.POST.get("which") == "all":
        query["all"] = "1"
        query.pop("case", None)
    return f"{reverse('decisions:proposals', args=[call.pk])}?{query.urlencode()}"


# One amount at a time


@login_not_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one amount as it is typed. Says in a few words what became of it, also in a header."""
    if not request.user.is_authenticated:
        url = redirect_to_login(reverse("decisions:ranking", args=[pk])).url
        return _said(request, "ended", 401, url=url)
    call = call_of(request, pk)  # type: ignore[arg-type]  # signed in
    if not may_recommend(request, call):  # type: ignore[arg-type]  # signed in
        raise Http404
    amounts = _read(request, call)  # type: ignore[arg-type]  # signed in
    for faults in amounts.faults.values():
        return _said(request, "wrong", 422, errors=faults)
    for key, one in recommend(call, amounts.wishes, by=request.user).items():
        status = {"clash": 409, "closed": 409}.get(one.state, 200)
        text = "" if one.amount is None else _written(one.amount)
        return _said(request, one.state, status, key=f"{BOX}{key}", one=one, text=text)
    return _said(request, "closed", 409)


def _said(request: HttpRequest, state: str, status: int, **said: Any) -> HttpResponse:
    context = {"state": state, "time": time_now(), **said}
    answer = render(request, "decisions/_amount_saved.html", context, status=status)
    header = "saved" if state == "same" else state
    answer["X-Saved"] = f"{header} {said['one'].stamp}".strip() if "one" in said else header
    return answer
