"""Pages about final reports: the list, to read one, to write one, to sign and submit it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from followup.forms import ReportFilter, ReportForm, SubmitForm
from followup.models import Overtaken, Report, ReportFile
from followup.resources import ReportTable
from grants import files, rules, steps
from grants.models import SignedInRequest
from grants.resources import download
from grants.rules import Refused

ORDERS = {
    "due": ("due", "pk"),
    "-due": ("-due", "-pk"),
    "organisation": ("application__organisation__name", "pk"),
    "-organisation": ("-application__organisation__name", "-pk"),
}
ROWS = 25
MOST_WAITING = 20


def _seen(request: SignedInRequest) -> ReportFilter:
    order = ORDERS.get(request.GET.get("sort", ""), ORDERS["due"])
    rows = Report.objects.visible_to(request.user).with_all().order_by(*order)
    return ReportFilter(request.GET, rows)


def reports(request: SignedInRequest) -> HttpResponse:
    """What waits for me, then every report that I may see."""
    chosen = _seen(request)
    mine = Report.objects.visible_to(request.user).with_all().order_by("due", "pk")
    context = {
        "filter": chosen,
        "page_obj": Paginator(chosen.qs, ROWS).get_page(request.GET.get("page")),
        "to_write": mine.to_write(request.user)[:MOST_WAITING],
        "to_approve": mine.to_approve(request.user)[:MOST_WAITING],
        "is_staff": bool(request.user.posts_today),
        "sort": "due",
    }
    return render(request, "followup/reports.html", context)


def reports_table(request: SignedInRequest) -> HttpResponse:
    """The same reports as a file for Excel, or `?format=csv`."""
    kind = request.GET.get("format", "xlsx")
    return download(ReportTable(), _seen(request).qs, "bifall-reports", kind)


def _report(request: SignedInRequest, pk: int) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user).with_all(), pk=pk)


def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report as it stands. While it is written, the board sees only that it is."""
    report = _report(request, pk)
    own = steps.history(report, request.user).filter(thing="followup.report", thing_id=pk)
    writes = report.is_written and rules.edits_for.test(request.user, report)
    context = {
        "report": report,
        "application": report.application,
        "is_read": report.is_read_by(request.user),
        "writes": writes,
        "missing": report.missing() if writes else [],
        "hinders": steps.waits_for(request.user, report, "submit") if writes else None,
        "asked": own.filter(step="send_back").last() if report.state == "returned" else None,
        "is_staff": bool(request.user.posts_today),
        "history": own,
    }
    return render(request, "followup/report.html", context)


def report_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write on the report. What another tab has saved is never overwritten unseen."""
    report = _report(request, pk)
    if not rules.edits_for.test(request.user, report):
        raise Http404
    if not report.is_written:
        messages.info(request, _("The report cannot be changed now."))
        return redirect(report)
    changes = Report.objects.follow_form(report)
    if changes:
        report = _report(request, pk)
    form, apart = ReportForm(request.POST or None, request.FILES or None, instance=report), []
    if request.POST and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            Report.objects.write_down(
                report, request.user, version, form.said, form.spent, form.answers
            )
            Report.objects.enclose(report, request.user, form.uploads)
            Report.objects.take_away(report, request.POST.getlist("remove"))
        except Overtaken as refusal:
            apart = form.overtaken_by(_report(request, pk))
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The report is saved."))
            return redirect("followup:report" if "done_now" in request.POST else request.path, pk)
    context = {
        "report": report,
        "application": report.application,
        "form": form,
        "apart": apart,
        "changes": changes,
    }
    return render(request, "followup/report_edit.html", context)


def report_file(request: SignedInRequest, pk: int) -> FileResponse:
    """Hand out a file of a report to somebody who may read it."""
    found = get_object_or_404(ReportFile.objects.visible_to(request.user), pk=pk)
    try:
        return files.answer(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404 from error


def report_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read exactly what is sent and what is to be paid back; sign; send."""
    report = _report(request, pk)
    hinders = steps.waits_for(request.user, report, "submit")
    if hinders is None and not rules.reads_for.test(request.user, report):
        raise Http404
    if hinders is None or hinders:
        only = _("Only an authorised signatory can submit the report.")
        messages.warning(request, " ".join(str(why) for why in hinders or [only]))
        return redirect(report)
    form = SubmitForm(request.POST or None, initial={"version": report.version})
    if request.POST and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            steps.take("submit", report, by=request.user, version=version)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("followup:report_submit", pk)
        messages.success(request, _("The report is submitted. The board has been told."))
        return redirect(report)
    context = {"report": report, "application": report.application, "form": form}
    return render(request, "followup/report_submit.html", context)
