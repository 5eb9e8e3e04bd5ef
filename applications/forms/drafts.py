"""To begin a draft."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.texts import free_text
from grants.models import Organisation


class BeginForm(forms.Form):
    """For which organisation, and what the activity is called."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation that applies"), widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("Name of the activity"),
        max_length=150,
        help_text=_("A few words that say what you want to do. You can change it later."),
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[o.pk for o in organisations])  # type: ignore[attr-defined]  # a ModelChoiceField
        field.empty_label = None  # type: ignore[attr-defined]  # a ModelChoiceField
        if len(organisations) == 1:
            field.initial, field.widget, field.required = (
                organisations[0].pk,
                forms.HiddenInput(),
                False,
            )
        self.only = organisations[0] if len(organisations) == 1 else None
        free_text(self.fields["title"], 150)

    def clean_organisation(self) -> Any:
        return self.cleaned_data["organisation"] or self.only
