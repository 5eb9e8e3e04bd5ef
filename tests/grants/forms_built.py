"""What the tests of forms share: a draft of a form, and what its pages send."""

from typing import Any

from django.urls import reverse

from grants.models import Call, Questionnaire
from grants.questions import Question, Section, Version
from tests import cast


def draft_of(call: Call, kind: str = "application") -> Questionnaire:
    found = Questionnaire.objects.drafted(call, kind)
    assert found is not None
    return found


def at(name: str, *args: Any) -> str:
    return reverse(f"grants:{name}", args=[getattr(arg, "pk", arg) for arg in args])


def small(*questions: Question) -> Questionnaire:
    """The draft of a report form with these questions in one section, and an empty one after it."""
    form = draft_of(cast.call_draft(), "report")
    form.rewrite(Version((Section("first", "Först", questions=questions), Section("last", "Sist"))))
    return form


def ask(key: str, kind: str = "short_text", **more: Any) -> Question:
    return Question(key, kind, more.pop("label_sv", key.capitalize()), **more)


def sent(form: Questionnaire, **changes: Any) -> dict[str, Any]:
    """A new question as a browser sends it."""
    usual = {"kind": "short_text", "section": form.read.sections[0].key, "label_sv": "Hur många?"}
    return usual | {"openness": "public", "edits": form.edits, "seen": ""} | changes


def sent_again(client: Any, form: Questionnaire, key: str, **changes: Any) -> dict[str, Any]:
    """A question as its page holds it, with some changes."""
    page = client.get(at("form_question", form, key))
    sheet = page.context["sheet"]
    said: dict[str, Any] = {}
    for one in (sheet.form, *(row for rows in sheet.rows.values() for row in rows.forms)):
        said |= {bound.html_name: bound.value() for bound in one}
    for name, rows in sheet.rows.items():
        said |= {f"{name}-TOTAL_FORMS": len(rows.forms), f"{name}-INITIAL_FORMS": 0}
    return {k: v for k, v in (said | changes).items() if v is not None and v is not False}


def rows(name: str, *filled: dict[str, Any]) -> dict[str, Any]:
    said = {f"{name}-TOTAL_FORMS": len(filled), f"{name}-INITIAL_FORMS": 0}
    for number, row in enumerate(filled):
        said |= {f"{name}-{number}-{key}": value for key, value in row.items()}
    return said


def change(client: Any, form: Questionnaire, what: str) -> Any:
    said = {"what": what, "edits": Questionnaire.objects.get(pk=form.pk).edits}
    return client.post(at("form_change", form), said, follow=True)


def fresh(form: Questionnaire) -> Version:
    return Questionnaire.objects.get(pk=form.pk).read
