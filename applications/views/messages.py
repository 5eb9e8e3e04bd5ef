"""What is said in a case: messages, notes, reports of changes, and whom the board can ask."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.forms import ContactForm, MessageForm, NotedForm, NoteForm, NoticeForm
from applications.models import Application, Message, Note, Notice
from applications.rules import notes, talks, tells_of_changes
from applications.views.completion import not_now
from grants import rules, steps
from grants.models import SignedInRequest
from grants.rules import Refused


def _case(request: SignedInRequest, pk: int) -> Application:
    """A case that has arrived. A draft is the applicant's own: nothing is said in it."""
    rows = Application.objects.visible_to(request.user).with_all()
    return get_object_or_404(rows.exclude(state=Application.State.DRAFT), pk=pk)


def message_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The thread between applicant and board; those who write for either side add to it."""
    application, user = _case(request, pk), request.user
    may_write = talks.test(user, application)
    form = MessageForm(request.POST or None) if may_write else None
    if form is not None and form.is_valid():
        message = Message(
            application=application,
            author=user,
            from_board=not rules.edits_for.test(user, application),
            text=form.cleaned_data["text"],
        )
        steps.begin(message, by=user)
        messages.success(request, _("The message has been sent."))
        return redirect("applications:messages", pk)
    rows = Message.objects.visible_to(user).filter(application=application)
    context = {
        "application": application,
        "thread": _thread(rows.select_related("author"), application),
        "form": form,
        "board": not rules.reads_for.test(user, application),
    }
    return render(request, "applications/messages.html", context)


def _thread(rows: Any, application: Application) -> list[tuple[Message, bool]]:
    """The messages in order, each with whether an answer from the other side has followed."""
    found, last = list(rows), {True: 0, False: 0}
    for place, row in enumerate(found):
        row.application = application
        last[row.from_board] = place
    return [(row, last[not row.from_board] > place) for place, row in enumerate(found)]


def note_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The board's own notes. There is no such page for a member of the applicant."""
    application, user = _case(request, pk), request.user
    if not Application.objects.handled_by(user).filter(pk=pk).exists():
        raise Http404
    form = NoteForm(request.POST or None) if notes.test(user, application) else None
    if form is not None and form.is_valid():
        note = Note(application=application, author=user, text=form.cleaned_data["text"])
        steps.begin(note, by=user)
        messages.success(request, _("The note is saved."))
        return redirect("applications:notes", pk)
    rows = Note.objects.visible_to(user).filter(application=application).select_related("author")
    context = {"application": application, "rows": rows, "form": form}
    return render(request, "applications/notes.html", context)


def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report that circumstances have changed (2016:1364 15 a §)."""
    application, user = _case(request, pk), request.user
    if not tells_of_changes.test(user, application):
        return not_now(request, application, "notice")
    form = NoticeForm(request.POST or None)
    if form.is_valid():
        steps.begin(Notice(application=application, author=user, **form.cleaned_data), by=user)
        messages.success(request, _("The board has been told of the change."))
        return redirect(application)
    context = {
        "application": application,
        "form": form,
        "is_statutory": application.call.fund_id == "tia",
    }
    return render(request, "applications/notice.html", context)


def note_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """The officer has read a report of a change, and says what follows from it."""
    rows = Notice.objects.visible_to(request.user).select_related("author", *Notice.read_with)
    found = get_object_or_404(rows, pk=pk)
    if "acknowledge" not in {step.name for step in steps.open_to(request.user, found)}:
        return _already(request, found)
    form = NotedForm(request.POST or None)
    if form.is_valid():
        try:
            steps.take("acknowledge", found, by=request.user, **form.cleaned_data)
            messages.success(request, _("The change is noted, and the applicant told by e-mail."))
            return redirect(found.application)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"notice": found, "application": found.application, "form": form}
    return render(request, "applications/note_change.html", context)


def _already(request: SignedInRequest, found: Notice) -> HttpResponse:
    """Back to the case: it is noted already, or another must do it."""
    said = steps.waits_for(request.user, found, "acknowledge")
    if said is None and found.state == Notice.State.NOTED:
        said = steps.hinders(found, "acknowledge")
    messages.info(request, " ".join(map(str, said or [_("You cannot do this now.")])))
    return redirect(found.application)


def change_contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """Whom the board can ask from now on. What was signed stays as it was signed."""
    application = _case(request, pk)
    if "change_contact" not in {step.name for step in steps.open_to(request.user, application)}:
        return not_now(request, application, "change_contact")
    form = ContactForm(request.POST or None, application=application)
    if form.is_valid():
        try:
            steps.take("change_contact", application, by=request.user, **form.cleaned_data)
            messages.success(request, _("The contact person is changed."))
            return redirect(application)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"application": application, "form": form}
    return render(request, "applications/contact.html", context)
