"""What people fill in about opinions, cleaned."""

from django import forms
from django.utils.translation import gettext_lazy as _

from decisions.forms.fields import DayField
from decisions.models import Opinion


class AskOpinionForm(forms.Form):
    """Until when the county may answer."""

    deadline = DayField(
        label=_("Last day to answer"),
        help_text=_("When it has passed without an answer, you can go on without the opinion."),
    )


class OpinionForm(forms.Form):
    """What the county's board says."""

    stand = forms.ChoiceField(
        choices=Opinion.Stand.choices, widget=forms.RadioSelect, label=_("The board's opinion")
    )
    text = forms.CharField(
        max_length=8000,
        widget=forms.Textarea({"rows": 8}),
        label=_("Reasons"),
        help_text=_("What you know of the need in the county, and how the activity meets it."),
    )
