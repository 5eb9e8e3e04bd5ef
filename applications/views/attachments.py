"""Pages of an application's files: add, take away, and hand out."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from applications.forms import AttachForm
from applications.models import MANDATE, ORIGINAL, Application, Attachment, Supplement
from applications.rules import writes
from grants import files
from grants.models import SignedInRequest
from grants.questions import Question
from grants.rules import Refused

APART = (ORIGINAL, MANDATE)  # these have pages of their own


@dataclass(frozen=True)
class Group:
    """A question with its files, or (None) those that answer no question. `open` for more."""

    question: Question | None
    rows: list[tuple[Attachment, bool]]
    open: bool


def attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """The files of a draft, or of an answer to a request for completion, and more of them.

    `?question=` is the key of the question that the files answer; without it they answer none.
    """
    rows = Application.objects.visible_to(request.user).with_answers()
    application = get_object_or_404(rows, pk=pk)
    key = request.GET.get("question", "")
    question = _question(application, key)
    if not takes_files(application, request.user, key):
        messages.info(request, _("No files can be added to this application now."))
        return redirect(application)
    form = AttachForm(request.POST, request.FILES) if request.method == "POST" else AttachForm()
    if form.is_valid():
        try:
            added = keep(application, form.cleaned_data["uploads"], request.user, key)
            messages.success(request, ngettext("%d file added.", "%d files added.", added) % added)
            return redirect(_page_of(application, key))
        except Refused as refusal:
            form.add_error("uploads", str(refusal))
            application = get_object_or_404(rows, pk=pk)
    context = {
        "application": application,
        "form": form,
        "question": question,
        "section": application.questionnaire.read.section_of(key) if question else None,
        "here": _group(application, request.user, question),
        "others": _others(application, request.user, question),
        "most": files.MOST,
    }
    return render(request, "applications/attach.html", context)


def _page_of(application: Application, key: str) -> str:
    there = reverse("applications:attach", args=[application.pk])
    return f"{there}?question={key}" if key else there


def _question(application: Application, key: str) -> Question | None:
    """The question of the key, which must ask for files. Raises Http404 for another."""
    if not key:
        return None
    version = application.questionnaire.read
    if key not in version or version.question(key).kind != "file":
        raise Http404
    return version.question(key)


def _group(application: Application, user: Any, question: Question | None) -> Group:
    key = question.key if question else ""
    rows = [(row, _may_go(row, application)) for row in application.attachments.all()]
    rows = [(row, may_go) for row, may_go in rows if row.question == key]
    return Group(question, rows, takes_files(application, user, key))


def _others(application: Application, user: Any, question: Question | None) -> list[Group]:
    """The other questions that ask for files, and the files that answer none."""
    asked = application.questionnaire.read.asked(application.values())
    wanted: list[Question | None] = [one for one in asked if one.kind == "file"]
    groups = [_group(application, user, one) for one in [*wanted, None] if one != question]
    return [group for group in groups if group.open or group.rows]


def takes_files(application: Application, user: Any, question: str = "") -> bool:
    """While it is a draft; and while the applicant is asked to complete it, what is asked for.

    Files that answer no question can always be sent along then.
    """
    if not writes.test(user, application):
        return False
    if application.state == Application.State.DRAFT:
        return True
    if application.state != Application.State.SUPPLEMENT:
        return False
    return not question or question in _asked(application).fields


def _asked(application: Application) -> Supplement:
    """The request for completion that waits for its answer."""
    return application.supplements.filter(state=Supplement.State.ASKED).latest("pk")


@transaction.atomic
def keep(application: Application, uploads: list[Any], user: Any, question: str = "") -> int:
    """Store the files, and return how many. Raises Refused, and then stores none."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not takes_files(locked, user, question):
        raise Refused(_("No files can be added to this application now."))
    rows = list(locked.attachments.all())
    there = {row.sha256 for row in rows}
    new = [Attachment.of(locked, upload, user, question) for upload in uploads]
    for one in new:
        if one.sha256 in there:
            raise Refused(_("“%s” is already there. You need not send it again.") % one.name)
        there.add(one.sha256)
    asked = _question(locked, question)
    answering = sum(row.question == question for row in [*rows, *new])
    if asked and asked.most and answering > asked.most:
        said = ngettext("Attach at most %d file here.", "Attach at most %d files here.", asked.most)
        raise Refused(said % asked.most)
    if sum(row.question not in APART for row in [*rows, *new]) > files.MOST:
        raise Refused(_("An application can have at most %d files.") % files.MOST)
    for one in new:
        one.save()
    return len(new)


def _may_go(attachment: Attachment, application: Application) -> bool:
    """Of a draft any file; of an answer those that came after the question, for none is signed.

    The original and a power of attorney have pages of their own.
    """
    if attachment.question in APART:
        return False
    if application.state == Application.State.DRAFT:
        return True
    if application.state != Application.State.SUPPLEMENT:
        return False
    return attachment.uploaded_at >= _asked(application).asked_at


@require_POST
def detach(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a file away again."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    with transaction.atomic():
        application = Application.objects.select_for_update(of=("self",)).get(
            pk=attachment.application_id
        )
        if not takes_files(application, request.user) or not _may_go(attachment, application):
            messages.error(request, _("This file belongs to what has been submitted. It stays."))
            return redirect(application)
        storage, name = attachment.file.storage, str(attachment.file.name)
        attachment.delete()
        transaction.on_commit(lambda: storage.delete(name))
    messages.success(request, _("“%s” was removed.") % attachment.name)
    return redirect(_page_of(application, attachment.question))


def attachment(request: SignedInRequest, pk: int) -> FileResponse:
    """Hand out a file to somebody who may see its application."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    try:
        return files.answer(found.file, found.name)
    except FileNotFoundError as error:
        raise Http404 from error
