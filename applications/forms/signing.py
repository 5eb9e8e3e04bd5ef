"""To sign."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignForm(forms.Form):
    """The declaration of who signs. `version` is the draft she has read, `attached` its files."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    attached = forms.CharField(widget=forms.HiddenInput, required=False)
    declares = forms.BooleanField(
        label=_("I sign the application and declare that what it says is right."),
        error_messages={"required": _("Tick the box to sign the application.")},
    )
