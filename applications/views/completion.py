"""Completion: what the officer asks for, question by question, and what the applicant answers."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications.forms import (
    CompletionForm,
    SendForm,
    answers_asked,
    shown_in,
    typed_in,
)
from applications.models import (
    FILES,
    WORDS,
    Application,
    Outcome,
    Supplement,
    merge,
    read_back,
    shown_now,
    to_ask,
    values_of,
)
from applications.rules import writes
from applications.views.sections import (
    KEPT,
    Line,
    Sent,
    answered,
    forget_typed,
    sign_in_first,
    time_now,
    told,
    typed_back,
)
from grants import questions, steps
from grants.models import SignedInRequest, offers_of
from grants.rules import Refused


def _case(request: HttpRequest, pk: int) -> Application:
    return get_object_or_404(Application.objects.visible_to(request.user).with_answers(), pk=pk)


def not_now(request: HttpRequest, application: Application, name: str) -> HttpResponse:
    """Back to the case, with the reason why the page is not for now."""
    said = steps.waits_for(request.user, application, name)
    reason = " ".join(str(text) for text in said or [_("You cannot do this now.")])
    messages.info(request, reason)
    return redirect(application)


# The officer asks


def ask_completion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the questions to open again, and say what is missing in each, until a last day."""
    application = _case(request, pk)
    if "ask_completion" not in {step.name for step in steps.open_to(request.user, application)}:
        return not_now(request, application, "ask_completion")
    version = application.questionnaire.read
    first = _first(request, application)
    form = CompletionForm(request.POST or None, version=version, initial=first)
    if form.is_valid():
        try:
            steps.take("ask_completion", application, by=request.user, **form.inputs())
            messages.success(request, _("The applicant has been asked, and told by e-mail."))
            return redirect(application)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"application": application, "form": form, "groups": _groups(application, form)}
    return render(request, "applications/ask_completion.html", context)


def _first(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What the boxes begin with: what the last round asked, or the noes of the formal check.

    With ?check= they begin with what these items of the check lead to, whatever was asked before.
    """
    checks = request.GET.getlist("check")
    last = application.supplements.last()
    if not checks and last is not None and last.state == Supplement.State.ANSWERED:
        return CompletionForm.as_before(last)
    return CompletionForm.asking_for(*to_ask(application, checks))


def _groups(application: Application, form: CompletionForm) -> list[dict[str, Any]]:
    """The sections with their questions: the answer now, what is wrong with it, and the boxes."""
    version, values = application.questionnaire.read, values_of(application)
    offers, faults = offers_of(application.call), application.faults()
    asked = {question.key for question in version.asked(values, offers)}
    groups = []
    for section in version.sections:
        rows: list[dict[str, Any]] = [
            {
                "asking": one,
                "text": questions.shown(one.question, values.get(one.question.key), offers),
                "files": [f for f in application.attachments.all() if _answers(f, one.question)],
                "faults": [fault.message for fault in faults if fault.key == one.question.key],
                "is_asked": one.question.key in asked,
                "when": version.on_what(one.question),
            }
            for one in form.asking(section)
        ]
        chosen = sum(bool(row["asking"].open.value()) for row in rows)
        wrong = any(row["asking"].why.errors or row["faults"] for row in rows)
        groups.append({"section": section, "rows": rows, "chosen": chosen, "open": wrong or chosen})
    return [group for group in groups if group["rows"]]


def _answers(file: Any, question: questions.Question) -> bool:
    return question.kind == "file" and file.question == question.key


# The applicant answers


@login_not_required
def answer_completion(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions that are open again. What can be saved is saved, whatever the rest is like."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    application = _case(request, pk)
    asked = _open_request(request, application)
    if request.method == "POST" and request.POST.get("action") != "discard":
        return _written(request, application)
    if asked is None:
        return not_now(request, application, "answer_completion")
    if request.method == "POST":
        forget_typed(request)
        return redirect(request.path)
    kept = request.session.get(KEPT, {}).get(request.path)
    context = _page(asked, more=request.GET.get("more", ""), kept=kept)
    return render(request, "applications/answer_completion.html", context)


def _open_request(request: HttpRequest, application: Application) -> Supplement | None:
    """The request that waits for an answer, if this person may write it. One that is late too."""
    if not writes.test(request.user, application):
        return None
    rows = application.supplements.select_related(None)
    found = rows.filter(state=Supplement.State.ASKED).last()
    return _with(found, application)


def _with(asked: Supplement | None, application: Application) -> Supplement | None:
    if asked is not None:
        asked.application = application
    return asked


def _locked(request: HttpRequest, application: Application) -> Supplement | None:
    """The request, locked, if it is still open and this person may write its answer."""
    if not writes.test(request.user, application):
        return None
    rows = Supplement.objects.visible_to(request.user).select_for_update(of=("self",))
    found = rows.filter(application=application, state=Supplement.State.ASKED).last()
    return _with(found, application)


def _written(request: HttpRequest, application: Application) -> HttpResponse:
    """Save the page that was sent, and go on; or show it again with what is wrong."""
    with transaction.atomic():
        asked = _locked(request, application)
        if asked is None:
            return _closed(request, application)
        sent = _merged(asked, request.POST, request.user)
    forget_typed(request)
    for label in _not_open(asked, request.POST):
        said = _("“%s” is not open for completion. What you wrote there is not saved.")
        messages.warning(request, said % label)
    more = request.POST.get("more", "")
    if not sent.is_done:
        context = _page(asked, sent=sent, more=more)
        return render(request, "applications/answer_completion.html", context)
    if more in asked.form:
        return redirect(f"{request.path}?more={more}#q-{more}")
    if request.POST.get("action") == "review":
        return redirect("applications:send_completion", application.pk)
    messages.success(request, _("Saved at %s.") % time_now())
    return redirect(request.path)


def _merged(asked: Supplement, data: QueryDict, user: Any) -> Sent:
    """Save what can be saved of what was sent, in the open questions only."""
    shown = shown_in(data)
    names = {name.partition("-")[0] for name, _text in typed_in(data)}
    form = answers_asked(asked, {*shown, *names}, data)
    return Sent(form, shown, merge(asked.application, form, shown, user, asked))


def _not_open(asked: Supplement, data: QueryDict) -> list[str]:
    """The names of the questions that somebody answered though they are not open."""
    version = asked.application.questionnaire.read
    names = {name.partition("-")[0] for name, _text in typed_in(data)}
    return [
        version.question(name).label if name in version else name[:40]
        for name in sorted(names)
        if name not in asked.form
    ]


def _closed(request: HttpRequest, application: Application) -> HttpResponse:
    """Nothing was saved: the request is not open, or not hers. What she typed is shown again."""
    if not writes.test(request.user, application) or not typed_in(request.POST):
        return not_now(request, application, "answer_completion")
    return typed_back(request, "closed", 409, application.pk)


def _page(
    asked: Supplement, *, sent: Sent | None = None, more: str = "", kept: str | None = None
) -> dict[str, Any]:
    """The open questions with what was asked of each, what stood there, and what is written."""
    keys = {question.key for question in asked.form.questions}
    data = sent.form.data if sent else QueryDict(kept) if kept else None
    again = (sent.again if sent else keys if kept else set()) & keys
    shown = sent.shown if sent else shown_in(cast(QueryDict, data)) if data is not None else {}
    bound = answers_asked(asked, again, data, more) if again else None
    plain = answers_asked(asked, keys - again, more=more)
    lines = _lines(asked, bound, plain, shown, sent.outcome if sent else Outcome())
    return {
        "application": asked.application,
        "asked": asked,
        "form": bound,
        "sent": sent,
        "kept": kept,
        "lines": [line for _section, rows in lines for line, _now in rows],
        "groups": lines,
        "keep": salted_hmac("applications.keep", f"completion {asked.pk}").hexdigest()[:16],
        "takes_files": asked.opens(""),
    }


def _lines(
    asked: Supplement,
    bound: questions.AnswerForm | None,
    plain: questions.AnswerForm,
    shown: Any,
    outcome: Outcome,
) -> list[tuple[questions.Section, list[tuple[Line, str]]]]:
    """By section each open question, beside the answer that was submitted."""
    typed = {entry.question.key: entry for entry in bound.entries} if bound else {}
    entries = {entry.question.key: entry for entry in plain.entries} | typed
    values, stood, offers = asked.stands(), values_of(asked.application), plain.offers
    files = list(asked.application.attachments.all())

    def line(question: questions.Question) -> Line:
        key = question.key
        seen = shown.get(key) if key in typed else None
        return Line(
            entry=entries[key],
            stamp=seen or shown_now(asked, key, values.get(key)),
            clash=outcome.clashes.get(key),
            theirs=outcome.theirs.get(key),
            files=[file for file in files if _answers(file, question)],
        )

    offers = plain.offers if not bound else offers_of(asked.application.call, {*entries})
    return [
        (
            section,
            [
                (line(question), questions.shown(question, stood.get(question.key), offers))
                for question in section.questions
                if question.key in entries
            ],
        )
        for section in asked.form.sections
    ]


@login_not_required
@require_POST
def save_completion(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one answer as it is typed; it is sent with the others."""
    if not request.user.is_authenticated:
        back = reverse("applications:answer_completion", args=[pk])
        return told(request, "ended", 401, url=redirect_to_login(back).url)
    seen = Application.objects.visible_to(request.user).with_answers().filter(pk=pk).first()
    key = request.POST.get("page-key", "")[:40]
    with transaction.atomic():
        asked = _locked(request, seen) if seen else None
        if asked is None:
            return told(request, *(("closed", 409) if seen else ("absent", 404)))
        form = answers_asked(asked, [key], request.POST)
        if key not in form.fields:
            return told(request, "gone", 410)
        outcome = merge(asked.application, form, shown_in(request.POST), request.user, asked)
    return answered(request, asked, form, outcome, lambda: answers_asked(asked, [key]))


# To send it


@dataclass(frozen=True)
class Review:
    """What is about to be sent: changes, files, words, and what would still be wrong."""

    differences: list[questions.Difference]
    files: list[Any]
    words: str
    faults: list[Any]

    @property
    def is_empty(self) -> bool:
        return not (self.differences or self.files or self.words)


def send_completion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read what is changed, and send it in: then it stands."""
    application = _case(request, pk)
    asked = _open_request(request, application)
    if asked is None:
        return not_now(request, application, "answer_completion")
    form = SendForm(request.POST or None, initial={"reading": reading_of(asked)})
    if form.is_valid():
        try:
            _send(application, form.cleaned_data["reading"], request.user)
            messages.success(request, _("Your answer has arrived."))
            return redirect(application)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            form.data = {"reading": reading_of(asked)}
    context = {"application": application, "asked": asked, "form": form, "review": _review(asked)}
    return render(request, "applications/send_completion.html", context)


def _review(asked: Supplement) -> Review:
    return Review(
        differences=changes_in(asked),
        files=asked.new_files,
        words=asked.stands().get(WORDS, ""),
        faults=asked.application.faults(asked.stands()),
    )


def reading_of(asked: Supplement) -> str:
    """A mark (SHA-256) of what is there to send: nobody sends something else than she read."""
    said = [asked.values, [file.pk for file in asked.new_files]]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def _send(application: Application, reading: str, user: Any) -> None:
    """Send what she has read, and nothing else. Raises Refused; then nothing has happened."""
    fresh = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    asked = fresh.supplements.select_for_update().filter(state=Supplement.State.ASKED).last()
    if asked is None:
        raise Refused(_("The request has been answered or closed. Nothing was sent."))
    asked.application = fresh
    if reading_of(asked) != reading:
        raise Refused(_("The answer was changed after you opened this page. Read it again."))
    steps.take("answer_completion", fresh, by=user, answer=asked.values.get(WORDS, ""))


# What was changed


def asked_in_words(asked: Supplement) -> list[tuple[str, str]]:
    """The questions that are open again, by name, each with what is missing; other files last."""
    version = asked.application.questionnaire.read
    found = [(q.label, asked.fields[q.key]) for q in version.questions if q.key in asked.fields]
    return found + [(_("Other files"), why) for key, why in asked.fields.items() if key == FILES]


def changes_in(
    asked: Supplement, offers: questions.Offers | None = None
) -> list[questions.Difference]:
    """The answers that a round changed, or is about to change, in the order of the form."""
    after, stood = asked.after, asked.stood
    offers = offers or offers_of(asked.application.call, {*after})
    version = asked.application.questionnaire.read
    old = {key: value for key, value in stood.items() if key in after}
    return questions.differences(version, old, after, offers)


def changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """The application as it was submitted, against what stands now."""
    application = _case(request, pk)
    if not application.as_submitted:
        raise Http404
    before, now = read_back(application, application.as_submitted).values, values_of(application)
    offers = offers_of(application.call, {*before, *now})
    found = questions.differences(application.questionnaire.read, before, now, offers)
    context = {"application": application, "differences": found}
    return render(request, "applications/changes.html", context)
