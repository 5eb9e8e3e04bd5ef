"""To ask a partner for its certificate, and what the partner answers."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.forms.texts import free_text
from grants import law

YES_NO = (("yes", _("Yes")), ("no", _("No")))


class AskForm(forms.Form):
    """Whom to write to, and in which language."""

    email = forms.EmailField(
        label=_("E-mail address of somebody who may sign for the partner"), max_length=254
    )
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = get_language() or "sv"
        self.fields["email"].widget.attrs["autocomplete"] = "off"


class CertifyForm(forms.Form):
    """Who answers for the partner, each statement with yes or no, and the mark of what was read."""

    reading = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(label=_("Your name"), max_length=120)
    position = forms.CharField(
        label=_("Your position in the organisation"),
        max_length=120,
        help_text=_("For example chair. You must be allowed to sign for the organisation."),
    )

    def __init__(self, *args: Any, asks: tuple[law.Statement, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = asks
        for statement in asks:
            self.fields[statement.key] = forms.ChoiceField(
                label=str(statement.text),
                choices=YES_NO,
                widget=forms.RadioSelect,
                help_text=statement.paragraph,
                error_messages={"required": _("Answer yes or no.")},
            )
        self.fields["certifies"] = forms.BooleanField(
            label=_("The organisation takes part in the activity as described above."),
            error_messages={"required": _("Tick this to sign, or decline instead.")},
        )
        for name in ("name", "position"):
            free_text(self.fields[name], 120)
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.label_suffix = ""

    @property
    def answers(self) -> dict[str, bool]:
        """Yes or no to each statement, by its key."""
        return {ask.key: self.cleaned_data[ask.key] == "yes" for ask in self.asks}

    def statements(self) -> list[Any]:
        """The fields of the statements, to draw."""
        return [self[ask.key] for ask in self.asks]


class DeclineForm(forms.Form):
    """Who declines for the partner, and why."""

    reading = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(label=_("Your name"), max_length=120)
    position = forms.CharField(label=_("Your position in the organisation"), max_length=120)
    comment = forms.CharField(
        label=_("Why you decline"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The applicant and the county administrative board read this."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        free_text(self.fields["comment"], 500)
        for name in ("name", "position"):
            free_text(self.fields[name], 120)
            self.fields[name].widget.attrs["autocomplete"] = "off"
