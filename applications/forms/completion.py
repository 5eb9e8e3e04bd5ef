"""To ask for completion question by question, to answer, and to send the answer in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from applications.forms.texts import LONG, SHORT, TextField, free_text
from applications.models import FILES, Supplement, usual_consequence
from grants import clock, questions
from grants.models import offers_of

DAYS = 14  # how long an applicant has, unless the officer says something else
OPEN, WHY = "open-", "why-"


@dataclass(frozen=True)
class Asking:
    """A question that the officer may open: its tick box and the box for what is missing."""

    question: questions.Question
    open: BoundField
    why: BoundField


class CompletionForm(forms.Form):
    """Which questions are open again and why, until when, and what follows without an answer."""

    what = TextField(
        label=_("What is missing in general"),
        required=False,
        help_text=_("In plain words. The applicant reads exactly this, above the questions."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    deadline = forms.DateField(label=_("Last day to answer"), widget=forms.DateInput)
    consequence = TextField(
        label=_("What follows if nobody answers"),
        help_text=_("The applicant must be told (Administrative Procedure Act, section 20)."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what follows if nobody answers.")},
    )

    def __init__(self, *args: Any, version: questions.Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free_text(self.fields["what"], LONG)
        free_text(self.fields["consequence"], SHORT)
        self.fields["deadline"].initial = clock.today() + timedelta(days=DAYS)
        self.fields["consequence"].initial = usual_consequence()
        self.asked = [q for q in version.questions if q.kind != "sum"]
        for key in (*(question.key for question in self.asked), FILES):
            self._add(key)

    def _add(self, key: str) -> None:
        label = _("Ask for other files") if key == FILES else _("Ask for this")
        self.fields[OPEN + key] = forms.BooleanField(label=label, required=False)
        self.fields[WHY + key] = TextField(
            label=_("What is missing here"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        free_text(self.fields[WHY + key], SHORT)

    def asking(self, section: questions.Section) -> list[Asking]:
        """The questions of a section, each with its two boxes."""
        there = {question.key for question in section.questions}
        return [
            Asking(question, self[OPEN + question.key], self[WHY + question.key])
            for question in self.asked
            if question.key in there
        ]

    @property
    def other_files(self) -> list[BoundField]:
        """The two boxes for files that no question asks for."""
        return [self[OPEN + FILES], self[WHY + FILES]]

    def clean_deadline(self) -> date:
        deadline: date = self.cleaned_data["deadline"]
        if deadline <= clock.today():
            raise ValidationError(_("Choose a day after today."))
        if deadline > clock.today() + timedelta(days=366):
            raise ValidationError(_("Choose a day within a year."))
        return deadline

    def clean(self) -> dict[str, Any]:
        """A question is opened with a reason; a reason opens its question."""
        cleaned = super().clean() or self.cleaned_data
        for key in self._keys():
            why = WHY + key
            if cleaned.get(OPEN + key) and not cleaned.get(why) and why not in self.errors:
                self.add_error(why, _("Say what is missing here."))
        if not self.opened() and not cleaned.get("what") and not self.errors:
            self.add_error("what", _("Choose at least one question, or write what is missing."))
        return cleaned

    def _keys(self) -> list[str]:
        return [*(question.key for question in self.asked), FILES]

    def opened(self) -> dict[str, str]:
        """What is open and why, by key, in the order of the form."""
        given = self.cleaned_data
        return {key: given[WHY + key] for key in self._keys() if given.get(WHY + key)}

    def inputs(self) -> dict[str, Any]:
        """What the step `ask_completion` takes."""
        plain = {name: self.cleaned_data[name] for name in ("what", "deadline", "consequence")}
        return plain | {"fields": self.opened()}

    @staticmethod
    def as_before(asked: Supplement) -> dict[str, Any]:
        """What the boxes show when one asks again for what was asked for."""
        boxes: dict[str, Any] = {"what": asked.what, "consequence": asked.stated}
        for key, why in asked.fields.items():
            boxes |= {OPEN + key: True, WHY + key: why}
        return boxes

    @staticmethod
    def asking_for(what: str, fields: dict[str, str]) -> dict[str, Any]:
        """What the boxes show when these questions are to be opened, each with what is missing."""
        boxes: dict[str, Any] = {"what": what}
        for key, why in fields.items():
            boxes |= {OPEN + key: True, WHY + key: why}
        return boxes


class SendForm(forms.Form):
    """To send in an answer to a request for completion: exactly what the page showed."""

    reading = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def answers_asked(
    asked: Supplement, keys: Iterable[str] | None = None, data: Any = None, more: str = ""
) -> questions.AnswerForm:
    """The form with the questions that are open again, as they are written so far.

    Of what has been submitted, the name and the amount can be changed but not taken away.
    """
    open_keys: set[str] = {question.key for question in asked.form.questions}
    wanted = open_keys if keys is None else open_keys & set(keys)
    form = questions.form(
        asked.form,
        keys=wanted,
        values=asked.stands(),
        data=data,
        offers=offers_of(asked.application.call, wanted),
        more=more,
    )
    if form.is_bound and "title" in form.cleaned and form.cleaned["title"] is None:
        form.add_error("title", _("Give the activity a name."))
    if form.is_bound and form.cleaned.get("amount", "1.00") in (None, "0.00"):
        form.add_error("amount", _("Say how much you apply for."))
    return form
