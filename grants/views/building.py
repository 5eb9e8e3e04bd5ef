"""Pages where an officer builds a form: the form, one question, one section; each change is stored.

Every change goes through `questions.building`, so that what is stored can always be read.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from grants import rules
from grants.forms import Around, QuestionSheet, SectionForm, with_rows
from grants.models import Questionnaire, StandardForm
from grants.questions import KINDS, Version, building

NEEDS_BOARD = ("call__county", "call__fund", "call__terms__deciding_county", "published_by")


# How sure the source of a standard question is, by the letter that it begins with.
SOURCES = {
    "L": _("Asked for by the law"),
    "S": _("Seen in the boards’ own forms or guides"),
    "D": _("Proposed by Bifall"),
}


def form(request: HttpRequest, pk: int) -> HttpResponse:
    """A version of a form: its board's officers build a draft, what is published is read."""
    found = get_object_or_404(_readable(request), pk=pk)
    if not rules.is_staff.test(request.user, found.call):
        raise PermissionDenied
    may_build = found.may_change and rules.is_officer.test(request.user, found.call)
    standard = _standard(found) if may_build else None
    context = {
        "form_version": found,
        "call": found.call,
        "may_build": may_build,
        "sections": _sections(found.read),
        "count": len(found.read.questions),
        "kept": building.KEPT if found.kind == "application" else (),
        "lacking": building.lacking(found.read) if found.kind == "application" else [],
        "absent": [(q, source_of(q)) for q in building.absent(found.read, standard)]
        if standard
        else [],
    }
    return render(request, "grants/questionnaire.html", context)


@transaction.atomic
def form_question(request: HttpRequest, pk: int, key: str = "") -> HttpResponse:
    """One question of a draft: added, or changed in all that can be said of it."""
    found = _built(request, pk)
    question = found.read.question(key) if key in found.read else None
    if key and question is None and request.method != "POST":
        raise Http404  # removed meanwhile: what somebody has written of it can still be saved
    sheet = _sheet(request, found, question)
    if request.method == "POST" and not _is_asking(request) and sheet.is_valid():
        if sheet.was_overtaken:
            _tell_overtaken(sheet.form, sheet.seen, found.edits)
        else:
            try:
                return _stored_question(request, found, sheet)
            except ValidationError as error:
                sheet.form.add_error(None, error)
    context = {"form_version": found, "call": found.call, "sheet": sheet, "question": question}
    context |= {"form": sheet.form, "source": source_of(question) if question else ""}
    return render(request, "grants/questionnaire_question.html", context)


def source_of(question: Any) -> str:
    """Where a standard question comes from, in words; "" for one that was written here."""
    letter, _colon, told = question.source.partition(":")
    word = SOURCES.get(letter.strip())
    if word is None:
        return str(question.source)
    return f"{word}: {told.strip()}" if told.strip() else str(word)


def _sheet(request: HttpRequest, found: Questionnaire, question: Any) -> QuestionSheet:
    """The page as it was sent, asked to show more, or as the question is stored."""
    around = _around(found)
    if request.method != "POST":
        kind, section = request.GET.get("kind", ""), request.GET.get("section", "")
        kind = kind if kind in KINDS else "short_text"
        return QuestionSheet(around, question, edits=found.edits, kind=kind, section=section)
    data: Any = request.POST
    if "add_row" in data:
        data = with_rows(data, data["add_row"])
    sheet = QuestionSheet(around, question, edits=found.edits, data=data)
    return sheet.unjudged() if _is_asking(request) else sheet


def _is_asking(request: HttpRequest) -> bool:
    """Whether the page only asks for other fields: of another kind, answers, or more rows."""
    return "show" in request.POST or "add_row" in request.POST


def _stored_question(
    request: HttpRequest, found: Questionnaire, sheet: QuestionSheet
) -> HttpResponse:
    question, place = sheet.question(), sheet.form.cleaned_data["section"]
    was = sheet.before.key if sheet.before else ""
    found.rewrite(building.put(found.read, question, place, instead_of=was))
    messages.success(request, _("“%s” is saved.") % question.label)
    return redirect(f"{reverse('grants:form', args=[found.pk])}#q-{question.key}")


@transaction.atomic
def form_section(request: HttpRequest, pk: int, key: str = "") -> HttpResponse:
    """The words of one section of a draft."""
    found = _built(request, pk)
    section = next((one for one in found.read.sections if one.key == key), None)
    if key and section is None and request.method != "POST":
        raise Http404
    form = SectionForm(request.POST or None, found.read, section, edits=found.edits)
    if request.method == "POST" and form.is_valid():
        if form.was_overtaken:
            _tell_overtaken(form, form.mark, found.edits)
        else:
            try:
                found.rewrite(
                    building.put_section(
                        found.read, form.section(), instead_of=section.key if section else ""
                    )
                )
                return redirect("grants:form", found.pk)
            except ValidationError as error:
                form.add_error(None, error)
    context = {"form_version": found, "call": found.call, "form": form, "section": section}
    return render(request, "grants/questionnaire_section.html", context)


# What the buttons of the page do: each takes the version and a key, and gives the new version.
CHANGES: dict[str, Callable[[Version, str], Version]] = {
    "up": lambda version, key: building.shift(version, key, -1),
    "down": lambda version, key: building.shift(version, key, 1),
    "remove": building.take_out,
    "section_up": lambda version, key: building.shift_section(version, key, -1),
    "section_down": lambda version, key: building.shift_section(version, key, 1),
    "section_remove": building.take_out_section,
}


@require_POST
@transaction.atomic
def form_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Move, remove or bring back a question or a section: `what` is an action and a key."""
    found = _built(request, pk)
    action, _colon, key = request.POST.get("what", "").partition(":")
    if request.POST.get("edits") != str(found.edits):
        messages.warning(
            request,
            _("Somebody else changed the form meanwhile. Here it is as it stands now; try again."),
        )
        return redirect("grants:form", found.pk)
    try:
        found.rewrite(_changed(found, action, key))
    except KeyError as error:
        raise Http404 from error
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        _tell_done(request, action)
    place = f"q-{key}" if key in found.read else f"s-{key}"
    return redirect(f"{reverse('grants:form', args=[found.pk])}#{place}")


def _changed(found: Questionnaire, action: str, key: str) -> Version:
    """The form after the change. KeyError for what is not there, ValidationError if refused."""
    if action == "bring_back":
        return building.bring_back(found.read, _standard(found), key)
    return CHANGES[action](found.read, key)


def _tell_done(request: HttpRequest, action: str) -> None:
    done = {
        "remove": _("The question is removed."),
        "section_remove": _("The section is removed."),
        "bring_back": _("The question is back."),
    }
    messages.success(request, done.get(action) or _("Moved."))


@require_POST
@transaction.atomic
def form_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a correction away. What was published before it holds on."""
    found = _built(request, pk)
    if found.version == 1:
        raise PermissionDenied
    call = found.call
    found.delete()
    messages.success(request, _("The correction is thrown away. The form is as it was."))
    return redirect("grants:forms", call.pk)


def _readable(request: HttpRequest) -> Any:
    return Questionnaire.objects.visible_to(request.user).select_related(*NEEDS_BOARD)


def _built(request: HttpRequest, pk: int) -> Questionnaire:
    """The draft, locked: 404 for what one may not see, 403 for what may not be changed."""
    rows = _readable(request).select_for_update(of=("self",))
    found: Questionnaire = get_object_or_404(rows, pk=pk)
    if not rules.is_officer.test(request.user, found.call) or not found.may_change:
        raise PermissionDenied
    return found


def _tell_overtaken(form: Any, seen: str, edits: int) -> None:
    """Nothing is saved; what was typed stays, and saving again puts it over what is there now."""
    form.add_error(
        None,
        _(
            "Somebody else changed this while you wrote. Nothing of yours is saved yet: compare "
            "with what is saved, then save again to replace it."
        ),
    )
    form.overtaken = True
    data = form.data.copy()
    data["seen"], data["edits"] = seen, str(edits)
    form.data = data


def _standard(found: Questionnaire) -> Version:
    """All that the fund's standard forms of this kind ask; empty when it has none."""
    rows = StandardForm.objects.filter(fund=found.call.fund_id, kind=found.kind)
    sections = rows.order_by("name").values_list("sections", flat=True)
    return Version.parse(
        max(sections, key=lambda one: sum(len(s.get("questions", ())) for s in one), default=[])
    )


def _around(found: Questionnaire) -> Around:
    """What a question can lean on, and which keys are taken."""
    past = Questionnaire.objects.published().of(found.call, found.kind)
    versions = [_standard(found), *(one.read for one in past)]
    parts: dict[str, set[str]] = {}
    for version in versions:
        for question in version.questions:
            named: tuple[Any, ...] = (*question.choices, *question.columns)
            keys = {part.key for part in named}
            parts.setdefault(question.key, set()).update(keys)
    return Around(
        found.read,
        is_application=found.kind == "application",
        priorities=tuple(found.call.priorities.values_list("name_sv", flat=True)),
        kinds=building.kinds_of(versions),
        parts=parts,
    )


def _sections(version: Version) -> list[dict[str, Any]]:
    """The sections as the page shows them, each question with what it depends on."""
    return [
        {
            "section": section,
            "questions": [
                {
                    "question": question,
                    "on": version.on_what(question),
                    "kind": KINDS[question.kind],
                }
                for question in section.questions
            ],
        }
        for section in version.sections
    ]
