"""To sign, and to give somebody the right to sign."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.attachments import FileField


class SignForm(forms.Form):
    """The declaration of who signs. `reading` is the SHA-256 of the text that her page showed."""

    reading = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    declares = forms.BooleanField(
        label=_("I sign the application and declare this."),
        error_messages={"required": _("Tick the box to sign the application.")},
    )

    def __init__(self, *args: Any, on_behalf: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if on_behalf:
            declares = self.fields["declares"]
            declares.label = _("I have entered what the original says.")
            declares.error_messages["required"] = _("Tick the box to register the application.")


class MandateForm(forms.Form):
    """A power of attorney, as a file."""

    upload = FileField(
        label=_("Power of attorney"),
        help_text=_(
            "A scanned or signed file in which those who may sign for the organisation give you "
            "the right to sign this application. At most 25 MB."
        ),
    )
