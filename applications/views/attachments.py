"""Pages of an application's files: add, take away, and hand out."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from applications.forms import AttachForm
from applications.models import Application, Attachment, Supplement
from grants import files, rules
from grants.models import SignedInRequest
from grants.rules import Refused


def attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """The files of a draft, or of an answer to a request for completion, and more of them."""
    application = get_object_or_404(Application.objects.visible_to(request.user).with_all(), pk=pk)
    if not takes_files(application, request.user):
        messages.info(request, _("No files can be added to this application now."))
        return redirect(application)
    form = AttachForm(request.POST, request.FILES) if request.method == "POST" else AttachForm()
    if form.is_valid():
        try:
            added = keep(application, form.cleaned_data["uploads"], request.user)
            messages.success(request, ngettext("%d file added.", "%d files added.", added) % added)
            return redirect("applications:attach", pk)
        except Refused as refusal:
            form.add_error("uploads", str(refusal))
    rows = [(row, _may_go(row)) for row in application.attachments.all()]
    context = {"application": application, "form": form, "rows": rows, "most": files.MOST}
    return render(request, "applications/attach.html", context)


def takes_files(application: Application, user: Any) -> bool:
    """While it is a draft, and while the applicant is asked to complete it."""
    waits = (Application.State.DRAFT, Application.State.SUPPLEMENT)
    return application.state in waits and rules.edits_for.test(user, application)


@transaction.atomic
def keep(application: Application, uploads: list[Any], user: Any) -> int:
    """Store the files, and return how many. Raises Refused, and then stores none."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not takes_files(locked, user):
        raise Refused(_("No files can be added to this application now."))
    there = set(locked.attachments.values_list("sha256", flat=True))
    new = [Attachment.of(locked, upload, user) for upload in uploads]
    for one in new:
        if one.sha256 in there:
            raise Refused(_("“%s” is already there. You need not send it again.") % one.name)
        there.add(one.sha256)
    if len(there) > files.MOST:
        raise Refused(_("An application can have at most %d files.") % files.MOST)
    for one in new:
        one.save()
    return len(new)


def _may_go(attachment: Attachment) -> bool:
    """Of a draft any file; of an answer those that came after the question, for none is signed."""
    if attachment.application.state == Application.State.DRAFT:
        return True
    asked = attachment.application.supplements.filter(state=Supplement.State.ASKED).first()
    return asked is not None and attachment.uploaded_at >= asked.asked_at


@require_POST
def detach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file away again."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    with transaction.atomic():
        application = Application.objects.select_for_update(of=("self",)).get(
            pk=attachment.application_id
        )
        attachment.application = application
        if not takes_files(application, request.user) or not _may_go(attachment):
            messages.error(request, _("This file belongs to what has been submitted. It stays."))
            return redirect(application)
        storage, name = attachment.file.storage, str(attachment.file.name)
        attachment.delete()
        transaction.on_commit(lambda: storage.delete(name))
    messages.success(request, _("“%s” was removed.") % attachment.name)
    return redirect("applications:attach", application.pk)


def attachment(request: SignedInRequest, pk: int) -> FileResponse:
    """Hand out a file to somebody who may see its application."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    try:
        return files.answer(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404 from error
