"""The formal check, and the question of double funding."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.texts import LONG, TextField, free_text
from applications.models import Application, Finding, Likeness

OVERRULED = _("Say why you answer something else than Bifall found.")
WHY_NOT = _("Say in a few words why the answer is no.")
FIRST = _("Answer the questions about like cases first.")


class CheckForm(forms.Form):
    """The items of the formal check: yes, no or not yet answered, each with a note.

    `shown` are the items that Bifall said hold when the page was made: only those can be confirmed
    together.
    """

    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    def __init__(
        self,
        *args: Any,
        application: Application,
        findings: Iterable[Finding],
        waits: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.findings = {finding.key: finding for finding in findings}
        self.waits = waits
        self.answered = {item.key: item for item in application.check_items.all()}
        self.fields["shown"].initial = " ".join(self.to_confirm())
        for key, finding in self.findings.items():
            self._add(key, finding)

    def _add(self, key: str, finding: Finding) -> None:
        item = self.answered.get(key)
        self.fields[key] = forms.ChoiceField(
            label=str(finding.check.label),
            choices=[("yes", _("Yes")), ("no", _("No"))],
            widget=forms.RadioSelect,
            required=False,
            initial=("yes" if item.holds else "no") if item else "",
        )
        self.fields[f"{key}_note"] = forms.CharField(
            label=_("Note"), required=False, initial=item.note if item else ""
        )
        free_text(self.fields[f"{key}_note"], 500)

    def to_confirm(self) -> list[str]:
        """The items that Bifall says hold, and that nobody has answered."""
        return [key for key, one in self.findings.items() if one.holds and key not in self.answered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for key, finding in self.findings.items():
            said, note = cleaned.get(key), f"{key}_note"
            if not said or not self._is_new(key) or note in self.errors:
                continue
            if key == "public_money" and said == "yes" and self.waits:
                self.add_error(key, FIRST)
            elif not cleaned.get(note) and said == "no" and finding.found.holds is not False:
                self.add_error(note, OVERRULED if finding.found.holds else WHY_NOT)
            elif not cleaned.get(note) and said == "yes" and finding.found.holds is False:
                self.add_error(note, OVERRULED)
        return cleaned

    def _is_new(self, key: str) -> bool:
        """Whether it is answered otherwise than it was."""
        item = self.answered.get(key)
        return item is None or (
            (item.holds, item.note)
            != (self.cleaned_data.get(key) == "yes", self.cleaned_data.get(f"{key}_note"))
        )

    def answers(self) -> dict[str, tuple[bool, str]]:
        """Item to (holds, note), for those that are answered otherwise than they were."""
        given = self.cleaned_data
        return {
            key: (given[key] == "yes", given[f"{key}_note"])
            for key in self.findings
            if given[key] and self._is_new(key)
        }

    def confirmed(self) -> list[str]:
        """The items to confirm together: those that held when they were shown, and still do."""
        shown = set(self.cleaned_data["shown"].split())
        answered = {key for key in self.findings if self.cleaned_data[key]}
        return [key for key in self.to_confirm() if key in shown - answered]


class LikenessForm(forms.Form):
    """What an officer says of a likeness to another case, and why."""

    answer = forms.ChoiceField(
        label=_("Is it double funding?"),
        choices=Likeness.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    reason = TextField(
        label=_("Reason"),
        help_text=_("It is kept in the case, with your name and the time."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free_text(self.fields["reason"], LONG)
