"""What somebody says herself: the reason for a step, her language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from grants.models import User


class NoteForm(forms.Form):
    """The reason that some steps must have."""

    note = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("It is written in the history, where those who may read the case can read it."),
    )


class LanguageForm(forms.ModelForm):
    """The language of the pages and of the e-mails to a person."""

    class Meta:
        model = User
        fields = ("language",)
        widgets = {"language": forms.RadioSelect(choices=settings.LANGUAGES)}
