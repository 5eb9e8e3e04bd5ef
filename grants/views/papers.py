"""Pages of an organisation's papers: add, hand out, take away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grants import clock, files, rules
from grants.forms import PaperForm
from grants.models import Organisation, OrganisationPaper, SignedInRequest
from grants.rules import Refused


def organisation_papers(request: SignedInRequest, pk: int) -> HttpResponse:
    """The papers that applications refer to, and one more of them."""
    found = get_object_or_404(Organisation.objects.opened_to(request.user), pk=pk)
    may_edit = rules.edits_for.test(request.user, found)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if form.is_valid():
        given = form.cleaned_data
        try:
            paper = OrganisationPaper.add(
                found, given["upload"], given["kind"], given["year"], request.user
            )
            messages.success(request, _("“%s” was added.") % paper.name)
            return redirect("grants:organisation_papers", pk)
        except Refused as refusal:
            form.add_error("upload", str(refusal))
    papers = found.papers_now()
    context = {"organisation": found, "form": form, "papers": papers, "may_edit": may_edit}
    return render(request, "grants/organisation_papers.html", context)


def organisation_paper(request: SignedInRequest, pk: int) -> FileResponse:
    """Hand out a paper to members, and to staff who may see a case of the organisation."""
    found = get_object_or_404(OrganisationPaper.objects.visible_to(request.user), pk=pk)
    try:
        return files.answer(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404 from error


@require_POST
def organisation_paper_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a paper out of the list. The file stays: an application may rest on it."""
    papers = OrganisationPaper.objects.visible_to(request.user).select_related("organisation")
    found = get_object_or_404(papers, pk=pk)
    if not rules.edits_for.test(request.user, found):
        raise PermissionDenied
    gone = OrganisationPaper.objects.filter(pk=pk, removed_at=None).update(
        removed_at=clock.now(), removed_by=request.user
    )
    if gone:
        messages.success(request, _("“%s” was removed.") % found.name)
    return redirect("grants:organisation_papers", found.organisation_id)
