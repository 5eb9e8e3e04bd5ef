"""Pages of a call's forms: versions, what changed between two, the form as applicants see it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grants import questions, rules, steps
from grants.models import Call, Questionnaire, offers_of
from grants.rules import Refused

NEEDS_BOARD = ("call__county", "call__fund", "call__terms__deciding_county", "published_by")


def forms_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The forms of a call: what is being written, and every version that has been published."""
    call = _staffed(request, pk)
    found = _readable(request).filter(call=call).order_by("-version")
    is_officer = rules.is_officer.test(request.user, call)
    kinds = [
        {
            "kind": kind,
            "label": label,
            "versions": [one for one in found if one.kind == kind],
            "may_begin": is_officer
            and Questionnaire.can_be_corrected(call, kind)
            and not any(one.is_draft for one in found if one.kind == kind),
        }
        for kind, label in Questionnaire.Kind.choices
    ]
    shown = {"call": call, "kinds": kinds, "is_officer": is_officer}
    return render(request, "grants/questionnaires.html", shown)


@require_POST
def form_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next version of a form of a published call, or go on with the one begun."""
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    kind = request.POST.get("kind", "")
    if not rules.is_officer.test(request.user, call):
        raise PermissionDenied
    if kind not in Questionnaire.Kind.values:
        raise Http404
    if not Questionnaire.can_be_corrected(call, kind):
        messages.error(request, _("This form cannot be corrected now."))
        return redirect("grants:forms", call.pk)
    with transaction.atomic():
        Call.objects.select_for_update().filter(pk=call.pk).first()
        draft = Questionnaire.objects.newest(call, kind).correction()
    return redirect("grants:form", draft.pk)


def form_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """What a corrected form changes, and the step that publishes it."""
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    if not rules.is_officer.test(request.user, call):
        raise PermissionDenied
    faults: list[Any] = []
    if request.method == "POST":
        try:
            return _published(request, call)
        except Refused as refusal:
            faults = list(refusal.messages)
    drafts = Questionnaire.objects.visible_to(request.user).filter(call=call, published_at=None)
    told = [_correction(draft) for draft in drafts.select_related("call").order_by("kind")]
    if not told and not faults:
        messages.info(request, _("There is no corrected form. Begin one here."))
        return redirect("grants:forms", call.pk)
    shown = {"call": call, "told": told, "faults": faults}
    return render(request, "grants/questionnaire_correction.html", shown)


def _published(request: HttpRequest, call: Call) -> HttpResponse:
    """Publish the corrected form if it is still the one that was read. Raises Refused."""
    kind = request.POST.get("kind", "")
    with transaction.atomic():
        calls = Call.objects.select_for_update()
        draft = Questionnaire.objects.drafted(get_object_or_404(calls, pk=call.pk), kind)
        if draft is None or str(draft.edits) != request.POST.get("edits"):
            raise Refused(_("The form has been changed since you read it. Read it again."))
        if draft.before and draft.before.read == draft.read:
            raise Refused(_("Nothing differs from the version that holds now."))
        steps.take("correct_form", call, by=request.user, kind=kind)
    messages.success(request, _("The corrected form holds from now on."))
    return redirect("grants:forms", call.pk)


def _correction(draft: Questionnaire) -> dict[str, Any]:
    """A corrected form as its page shows it: what changed, and which answers are set aside."""
    before = draft.before
    changes = questions.compare(before.read, draft.read) if before else []
    removed = [change for change in changes if change.what == "removed"]
    open_now = Questionnaire.can_be_corrected(draft.call, draft.kind)
    return {
        "draft": draft,
        "changes": changes,
        "removed": removed,
        "open_now": open_now,
        "moved": before is not None and before.read != draft.read,
    }


def form_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed between two versions of a form: this one and `?with=`, else the one before."""
    form = _form(request, pk)
    if not rules.is_staff.test(request.user, form.call):
        raise PermissionDenied
    others = _readable(request).of(form.call, form.kind).exclude(pk=form.pk)
    asked = request.GET.get("with", "")
    other = others.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    other = other or others.filter(version__lt=form.version).first() or others.first()
    old, new = sorted((form, other or form), key=lambda one: one.version)
    shown = {"form_version": form, "call": form.call, "old": old, "new": new, "others": others}
    shown["changes"] = questions.compare(old.read, new.read)
    return render(request, "grants/questionnaire_compare.html", shown)


@login_not_required
def form_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as an applicant meets it. One can write and see the errors; nothing is stored."""
    form = _form(request, pk)
    offers = offers_of(form.call)
    sent = request.POST if request.method == "POST" else None
    more = request.POST.get("more", "")
    answers = questions.form(form.read, data=sent, offers=offers, more=more)
    values = {key: value for key, value in answers.cleaned.items() if value is not None}
    judged = sent is not None and not more
    context = {
        "form_version": form,
        "call": form.call,
        "form": answers,
        "sections": _sections(form.read, answers, values, offers),
        "missing": questions.missing(form.read, values, (), offers) if judged else [],
        "judged": judged,
        "is_staff": rules.is_staff.test(request.user, form.call),
    }
    return render(request, "grants/questionnaire_preview.html", context)


def _sections(
    version: questions.Version,
    answers: questions.AnswerForm,
    values: dict[str, Any],
    offers: questions.Offers,
) -> list[dict[str, Any]]:
    """The sections with their questions as the page draws them, each sum as text."""
    sums = questions.sums(version, values)
    entries = {entry.question.key: entry for entry in answers.entries}
    return [
        {
            "section": section,
            "entries": [
                (entries[q.key], questions.shown(q, sums.get(q.key), offers))
                for q in section.questions
                if q.key in entries
            ],
        }
        for section in version.sections
    ]


def _readable(request: HttpRequest) -> Any:
    return Questionnaire.objects.visible_to(request.user).select_related(*NEEDS_BOARD)


def _form(request: HttpRequest, pk: int) -> Questionnaire:
    """The version, if the person may see it."""
    return get_object_or_404(_readable(request), pk=pk)


def _staffed(request: HttpRequest, pk: int) -> Call:
    """The call, if the person may see it and works at some board."""
    calls = Call.objects.visible_to(request.user).with_all()
    call = get_object_or_404(calls, pk=pk)
    if not rules.is_staff.test(request.user, call):
        raise PermissionDenied
    return call
