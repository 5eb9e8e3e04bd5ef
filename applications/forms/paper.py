"""To enter an application that came on paper."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from applications.forms.attachments import FileField
from applications.forms.texts import free_text
from grants import clock, law
from grants.models import ApplicantType, Call, Municipality, Organisation


class OriginalForm(forms.Form):
    """The scanned original, and when the paper arrived."""

    received_at = forms.DateTimeField(
        label=_("The paper arrived"),
        widget=forms.DateTimeInput,
        help_text=_(
            "Day and time, as stamped. A paper that reached the board on a day counts as arrived "
            "that day (förvaltningslagen 22 §)."
        ),
    )
    original = FileField(
        label=_("The scanned original"),
        help_text=_("The whole paper with its signature, as one file. At most 25 MB."),
    )

    def __init__(self, *args: Any, there: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["original"].required = not there

    def clean_received_at(self) -> datetime:
        received: datetime = self.cleaned_data["received_at"]
        if received > clock.now():
            raise ValidationError(_("The paper cannot have arrived later than now."))
        if received.year < 2017:
            raise ValidationError(_("Check the year."))
        return received


class PaperForm(OriginalForm):
    """Which call, for whom, called what; and the organisation when Bifall does not know it."""

    call = forms.ModelChoiceField(Call.objects.none(), label=_("Call"), empty_label=_("Choose"))
    org_nr = forms.CharField(
        label=_("Organisation number"),
        max_length=20,
        help_text=_("Ten digits, for example 802400-1235."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    title = forms.CharField(label=_("Name of the activity"), max_length=150)
    name = forms.CharField(label=_("Name of the organisation"), max_length=150, required=False)
    applicant_type = forms.ModelChoiceField(
        ApplicantType.objects.all(), label=_("Kind of organisation"), required=False
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.order_by("name"), label=_("Municipality"), required=False
    )
    address = forms.CharField(label=_("Postal address"), max_length=200, required=False)
    field_order = ("call", "org_nr", "title", "received_at", "original")
    ABOUT = ("name", "applicant_type", "municipality", "address")

    def __init__(self, *args: Any, calls: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["call"].queryset = calls
        for name, most in (("title", 150), ("name", 150), ("address", 200)):
            free_text(fields[name], most)

    def clean_org_nr(self) -> str:
        try:
            return law.clean_org_nr(self.cleaned_data["org_nr"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """An organisation that Bifall does not know needs a name, a kind and a municipality."""
        cleaned = super().clean() or self.cleaned_data
        org_nr = cleaned.get("org_nr")
        if org_nr and not self.known:
            for name in ("name", "applicant_type", "municipality"):
                if not cleaned.get(name) and name not in self.errors:
                    said = _("Bifall does not know this organisation number yet. Fill this in.")
                    self.add_error(name, said)
        return cleaned

    @property
    def known(self) -> Organisation | None:
        """The organisation with the number, when there is one."""
        org_nr = self.cleaned_data.get("org_nr")
        return Organisation.objects.filter(org_nr=org_nr).first() if org_nr else None

    def new_organisation(self) -> Organisation:
        """The organisation as the paper tells of it, not saved."""
        given = {name: self.cleaned_data[name] for name in self.ABOUT}
        return Organisation(org_nr=self.cleaned_data["org_nr"], **given)
