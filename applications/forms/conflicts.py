"""What is written about conflicts of interest, cleaned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.texts import SHORT, TextField, free_text


class DeclareForm(forms.Form):
    """Why somebody leaves a case."""

    ground = TextField(
        label=_("Why you have a conflict of interest"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "In a few words, for example: my sister is on its board. The officers read it. Write "
            "nothing about anyone's health, faith or origin."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free_text(self.fields["ground"], SHORT)


class AnswerConflictForm(forms.Form):
    """Whether it is a conflict of interest, and why."""

    YES, NO = "confirm", "clear"

    answer = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=(
            (YES, _("It is a conflict of interest: the person has nothing to do with the case")),
            (NO, _("It is no conflict of interest, or it obviously does not matter")),
        ),
        error_messages={"required": _("Choose one of the answers.")},
    )
    reason = TextField(
        label=_("Reason"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "It is kept with your name in the history of the case. Write nothing about anyone's "
            "health, faith or origin."
        ),
    )

    def __init__(self, *args: Any, certain: bool = False, **kwargs: Any) -> None:
        """`certain`: of a member of the applicant or a partner there is only one answer."""
        super().__init__(*args, **kwargs)
        free_text(self.fields["reason"], SHORT)
        if certain:
            field: Any = self.fields["answer"]
            field.choices = field.choices[:1]


class RaiseConflictForm(forms.Form):
    """A colleague who may be partial, and what is known of it."""

    user: Any = forms.ModelChoiceField(None, label=_("Who"), empty_label=_("Choose a person"))
    ground = TextField(
        label=_("What may make the person partial"),
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Write nothing about anyone's health, faith or origin."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["user"]
        chosen.queryset = people
        free_text(self.fields["ground"], SHORT)
