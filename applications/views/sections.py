"""Pages where a draft is written: a section at a time, and each answer by itself as it is typed.

Both answer somebody whose session has ended themselves, so that what she typed is not lost.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from applications import budget
from applications.forms import answers_to, shown_in, typed_in
from applications.models import (
    Application,
    Outcome,
    Shown,
    catch_up,
    lay_aside,
    mark_of,
    merge,
    shown_now,
    values_of,
)
from applications.views.drafts import not_to_be_written
from grants import clock, money, questions
from grants.models import Questionnaire, offers_of

KEPT = "applications.typed"  # in the session: what was typed when the session had ended, by page
MOST_KEPT = 200_000  # characters of it


@dataclass(frozen=True)
class Line:
    """A question in the page, and all there is to say about it."""

    entry: questions.Entry
    stamp: Shown
    clash: Any = None
    theirs: Any = None
    change: Any = None
    aside: Any = None
    files: Any = ()
    total: str = ""


@dataclass
class Sent:
    """What came of a page that was sent. `lost` are texts whose question is no longer there."""

    form: questions.AnswerForm
    shown: dict[str, Shown] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)
    lost: list[tuple[str, str]] = field(default_factory=list)

    @property
    def again(self) -> set[str]:
        """The questions that must be looked at again: wrong, or changed by two."""
        return {*self.form.errors, *self.outcome.clashes}

    @property
    def is_done(self) -> bool:
        return not (self.again or self.outcome.theirs or self.lost)


# A section


@login_not_required
def section(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One section of a draft. What can be saved is saved, whatever is wrong with the rest."""
    if not request.user.is_authenticated:
        return sign_in_first(request)
    if request.method == "POST":
        return _sent(request, pk, key)
    seen = Application.objects.visible_to(request.user).with_answers()
    application = get_object_or_404(seen, pk=pk)
    if elsewhere := not_to_be_written(request, application):  # type: ignore[arg-type]  # signed in
        return elsewhere
    if catch_up(application) is not application:
        application = get_object_or_404(seen, pk=pk)
    if not any(one.key == key for one in application.questionnaire.read.sections):
        messages.info(request, _("This section is no longer in the form."))
        return redirect("applications:edit", pk)
    kept = request.session.get(KEPT, {}).get(request.path)
    context = _page(application, key, more=request.GET.get("more", ""), kept=kept)
    return render(request, "applications/section.html", context)


def _sent(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Save a page that was sent, and go on; or show it again with what is wrong."""
    if request.POST.get("action") == "discard":
        forget_typed(request)
        return redirect(request.path)
    with transaction.atomic():
        application = _locked(request.user, pk)
        if application is None:
            return _not_saved(request, pk)
        pressed = budget.pressed(request.POST, offers_of(application.call, ()).years)
        sent = _merged(application, pressed or request.POST, request.user, key)
    forget_typed(request)
    there = any(one.key == key for one in application.questionnaire.read.sections)
    if sent.is_done or not there:
        return _go_on(request, application, key, sent)
    fresh, more = Application.objects.with_answers().get(pk=pk), request.POST.get("more", "")
    return render(request, "applications/section.html", _page(fresh, key, sent=sent, more=more))


def _go_on(request: HttpRequest, application: Application, key: str, sent: Sent) -> HttpResponse:
    """To what she asked for: the next section, more rows, or this page again."""
    more = request.POST.get("more", "")
    if more in application.questionnaire.read and not sent.lost:
        return redirect(f"{request.path}?more={more}#q-{more}")
    if any(name in request.POST for name in budget.BUTTONS):
        return redirect(f"{request.path}#budget-side")
    for label, text in sent.lost:
        messages.warning(request, f"{label}: {text}")
    keys = [one.key for one in application.questionnaire.read.sections]
    action = request.POST.get("action", "save")
    if key not in keys or (action == "next" and key == keys[-1]):
        return redirect("applications:edit", application.pk)
    messages.success(request, _("Saved at %s.") % time_now())
    there = keys[keys.index(key) + 1] if action == "next" else key
    return redirect("applications:section", application.pk, there)


def _locked(user: Any, pk: int) -> Application | None:
    """The draft, locked, if she may write in it: one query.

    Asked once more when it is not there: a row whose form was exchanged while we waited for the
    lock is passed over by the first query.
    """
    rows = Application.objects.written_by(user).select_for_update(of=("self",))
    rows = rows.select_related("call__terms", "call__frame", "questionnaire__call", "organisation")
    return next((row for _try in range(2) for row in rows.filter(pk=pk)), None)


def _merged(application: Application, data: QueryDict, user: Any, key: str) -> Sent:
    """Save what can be saved of what was sent; texts without a question are set aside."""
    version, shown = application.questionnaire.read, shown_in(data)
    sections = [one for one in version.sections if one.key == key]
    names = {name.partition("-")[0] for name, _text in typed_in(data)}
    keys = {*shown} or {question.key for one in sections for question in one.questions} | names
    lost = _lost(application, data, shown, {*keys, *names})
    gone = {name for name, _label, _text in lost}
    form = answers_to(application, {k for k in keys if k in version} - gone, data)
    outcome = merge(application, form, shown, user)
    return Sent(form, shown, outcome, [(label or name[:40], text) for name, label, text in lost])


def _lost(
    application: Application, data: QueryDict, shown: dict[str, Shown], keys: set[str]
) -> list[tuple[str, str, str]]:
    """What she typed under questions that the form no longer has, or asks in another way.

    A text under a question of an earlier version is kept on the task list too.
    """
    version, old = application.questionnaire.read, _form_of(application, data)
    offers, found = None, []
    for key in sorted(keys):
        before = old.question(key) if key in old else None
        if key in version and (before is None or before.kind == version.question(key).kind):
            continue
        text = "\n".join(t for name, t in typed_in(data) if name.partition("-")[0] == key)
        if before is not None:
            offers = offers or offers_of(application.call)
            value = questions.form(old, keys=[key], data=data, offers=offers).cleaned.get(key)
            text = questions.shown(before, value, offers) or text
            if mark_of(value) == shown.get(key, Shown()).mark:
                continue  # she had not touched it: the correction has set it aside
            if text:
                lay_aside(application, key, before.label, text)
        if text:
            found.append((key, before.label if before else "", text))
    if found:
        application.save(update_fields=["set_aside"])
    return found


def _form_of(application: Application, data: QueryDict) -> questions.Version:
    """The version of the form that the page was made from."""
    now, said = application.questionnaire, data.get("page-form", "")
    if said == str(now.pk) or not said.isdecimal() or len(said) > 15:
        return now.read
    earlier = Questionnaire.objects.published().filter(call=application.call_id, pk=int(said))
    return (earlier.first() or now).read


# What the page shows


def _page(
    application: Application,
    key: str,
    *,
    sent: Sent | None = None,
    more: str = "",
    kept: str | None = None,
) -> dict[str, Any]:
    """The section with each question, what is stored of it, and what was typed and is not."""
    version = application.questionnaire.read
    here = version.section(key)
    keys = {question.key for question in here.questions}
    data = sent.form.data if sent else QueryDict(kept) if kept else None
    again = (sent.again if sent else keys if kept else set()) & keys
    shown = sent.shown if sent else shown_in(cast(QueryDict, data)) if data is not None else {}
    bound = answers_to(application, again, data, more) if again else None
    plain = answers_to(application, keys - again, more=more)
    place = version.sections.index(here)
    return {
        "application": application,
        "section": here,
        "sections": version.sections,
        "number": place + 1,
        "before": version.sections[place - 1] if place else None,
        "after": version.sections[place + 1] if place + 1 < len(version.sections) else None,
        "form": bound,
        "budget_form": bound if bound is not None and "budget" in bound.fields else None,
        "sent": sent,
        "kept": kept,
        "lines": _lines(application, here, bound, plain, shown, sent),
        "faults": [fault for fault in application.faults() if fault.section == key],
        "keep": salted_hmac("applications.keep", str(application.pk)).hexdigest()[:16],
        "kinds": {question.kind for question in here.questions},
    }


def _lines(
    application: Application,
    here: questions.Section,
    bound: questions.AnswerForm | None,
    plain: questions.AnswerForm,
    shown: dict[str, Shown],
    sent: Sent | None,
) -> list[Line]:
    """The questions in order: those to look at again as they were typed, the others as stored."""
    typed = {entry.question.key: entry for entry in bound.entries} if bound else {}
    entries = {entry.question.key: entry for entry in plain.entries} | typed
    values = values_of(application)
    sums = questions.sums(application.questionnaire.read, values)
    changes = {change.key: change for change in application.form_changes}
    outcome = sent.outcome if sent else Outcome()
    return [
        Line(
            entry=entries[question.key],
            stamp=(shown if question.key in typed else {}).get(question.key)
            or shown_now(application, question.key, values.get(question.key)),
            clash=outcome.clashes.get(question.key),
            theirs=outcome.theirs.get(question.key),
            change=changes.get(question.key),
            aside=application.set_aside.get(question.key),
            files=[f for f in application.attachments.all() if f.question == question.key],
            total=_total(sums.get(question.key)),
        )
        for question in here.questions
        if question.key in entries
    ]


def _total(amount: Any) -> str:
    if amount is None:
        return ""
    language = (get_language() or "sv").split("-")[0]
    return str(amount) if isinstance(amount, int) else money.kr(amount, language)


# Each answer by itself


@login_not_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one answer as it is typed. Says in a few words what became of it, also in a header."""
    if not request.user.is_authenticated:
        return told(request, "ended", 401, url=_sign_in_url(request, pk))
    key = request.POST.get("page-key", "")[:40]
    with transaction.atomic():
        application = _locked(request.user, pk)
        if application is None:
            return told(request, *_why_not(request, pk))
        shown = shown_in(request.POST)
        lost = _lost(application, request.POST, shown, {key})
        if lost or key not in application.questionnaire.read:
            return told(request, "gone", 410, kept=any(label for _key, label, _text in lost))
        form = answers_to(application, [key], request.POST)
        outcome = merge(application, form, shown, request.user)
    return answered(request, application, form, outcome, lambda: answers_to(application, [key]))


def answered(
    request: HttpRequest,
    sheet: Any,
    form: questions.AnswerForm,
    outcome: Outcome,
    anew: Callable[[], questions.AnswerForm],
) -> HttpResponse:
    """What became of the one answer of the form; `anew` gives it as it is stored now.

    `sheet` is where it is kept and has its stamps: the draft, or a request for completion.
    """
    key = next(iter(form.fields))
    if key in form.errors:
        return told(request, "wrong", 422, errors=form.errors[key])
    if key in outcome.clashes:
        return told(request, "clash", 409, key=key, other=outcome.clashes[key])
    if key in outcome.theirs:
        fresh, other = anew(), outcome.theirs[key]
        entry, stamp = next(fresh.entries), shown_now(sheet, key, fresh.values.get(key))
        return told(request, "theirs", 200, key=key, other=other, entry=entry, stamp=stamp)
    value = form.cleaned.get(key)
    return told(request, "saved", 200, stamp=shown_now(sheet, key, value), time=time_now())


def told(request: HttpRequest, state: str, status: int, **said: Any) -> HttpResponse:
    context = {"state": state, **said}
    answer = render(request, "applications/_saved.html", context, status=status)
    answer["X-Saved"] = f"{state} {said['stamp']}" if "stamp" in said else state
    return answer


def time_now() -> str:
    """The time to the second, as it is written: 15.04.12."""
    swedish = (get_language() or "sv").startswith("sv")
    return clock.now().astimezone(clock.SWEDEN).strftime("%H.%M.%S" if swedish else "%H:%M:%S")


# When nothing can be saved


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """The session has ended: what was typed waits in the visitor's session until she is back.

    Only the page of the same draft takes it out again, for somebody who may write there.
    """
    if request.method != "POST" or not typed_in(request.POST):
        return redirect_to_login(request.get_full_path())
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    there = request.session.get(KEPT, {}) | {request.path: data.urlencode()}
    if sum(len(text) for text in there.values()) > MOST_KEPT:
        return typed_back(request, "ended", 401)
    request.session[KEPT] = there
    return redirect_to_login(request.path)


def _sign_in_url(request: HttpRequest, pk: int) -> str:
    here = slugify(request.POST.get("page-section", "")).replace("-", "_")[:40]
    back = reverse("applications:section", args=[pk, here]) if here else ""
    return redirect_to_login(back or reverse("applications:edit", args=[pk])).url


def forget_typed(request: HttpRequest) -> None:
    """What was kept of this page has been sent, or thrown away."""
    there = request.session.get(KEPT, {})
    if there.pop(request.path, None) is not None:
        request.session[KEPT] = there


def _why_not(request: HttpRequest, pk: int) -> tuple[str, int]:
    """Why a draft cannot be written in by this person, and the answer's status."""
    seen = Application.objects.visible_to(request.user).filter(pk=pk).first()
    if seen is None:
        return "absent", 404
    return ("reader", 403) if seen.state == Application.State.DRAFT else ("submitted", 409)


def _not_saved(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing was saved: say why, and show what was typed so that it can be copied."""
    state, status = _why_not(request, pk)
    if not typed_in(request.POST):
        raise Http404
    return typed_back(request, state, status, pk)


def typed_back(request: HttpRequest, state: str, status: int, pk: int = 0) -> HttpResponse:
    seen = Application.objects.visible_to(request.user).select_related("questionnaire__call")
    application = seen.filter(pk=pk).first() if pk else None
    labels: dict[str, str] = {}
    if application is not None:
        labels = {q.key: q.label for q in application.questionnaire.read.questions}
    typed = [
        (labels.get(name.partition("-")[0], ""), text) for name, text in typed_in(request.POST)
    ]
    context = {"state": state, "typed": typed, "application": application}
    context["sign_in"] = redirect_to_login(request.path).url if state == "ended" else ""
    return render(request, "applications/not_saved.html", context, status=status)
