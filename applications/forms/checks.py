"""The formal check."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.texts import free_text
from applications.models import Application, CheckItem


class CheckForm(forms.Form):
    """The questions of the formal check: yes, no or not yet answered, each with a note."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answered = {item.question: item for item in application.check_items.all()}
        for key, label in CheckItem.Question.choices:
            item = answered.get(key)
            self.fields[key] = forms.ChoiceField(
                label=label,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
                required=False,
                initial=("yes" if item.holds else "no") if item else "",
            )
            self.fields[f"{key}_note"] = forms.CharField(
                label=_("Note"), required=False, initial=item.note if item else ""
            )
            free_text(self.fields[f"{key}_note"], 300)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for key, _label in CheckItem.Question.choices:
            note = f"{key}_note"
            if cleaned.get(key) == "no" and not cleaned.get(note) and note not in self.errors:
                self.add_error(note, _("Say in a few words why the answer is no."))
        return cleaned

    def answers(self) -> dict[str, tuple[bool, str]]:
        """Question to (holds, note), for the questions that are answered."""
        given = self.cleaned_data
        return {
            key: (given[key] == "yes", given[f"{key}_note"])
            for key, _label in CheckItem.Question.choices
            if given[key]
        }
