"""An organisation as its people write it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from grants import clock, law
from grants.models import Municipality, Organisation


class OrganisationForm(forms.ModelForm):
    """An organisation as its people write it."""

    ALREADY_HERE = _(
        "The organisation is already in Bifall. Ask one of its authorised signatories to give "
        "you a role in it. If you do not know whom to ask, ask the county administrative board."
    )

    org_nr = forms.CharField(
        label=_("Organisation number"),
        max_length=20,
        error_messages={"unique": ALREADY_HERE},
        help_text=_("Ten digits, for example 802400-1235."),
    )

    class Meta:
        model = Organisation
        fields = (
            *("org_nr", "name", "applicant_type", "municipality", "address", "active_since"),
            *("account_kind", "account_number"),
        )
        widgets = {"active_since": forms.DateInput}
        help_texts = {
            "account_number": _("The account that a grant is paid to. It can be given later."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipality = self.fields["municipality"]
        municipality.queryset = Municipality.objects.order_by("name")  # type: ignore[attr-defined]  # a ModelChoiceField
        if self.instance.pk:
            self.fields["org_nr"].disabled = True

    def clean_org_nr(self) -> str:
        try:
            return law.clean_org_nr(self.cleaned_data["org_nr"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_active_since(self) -> date | None:
        since = self.cleaned_data["active_since"]
        if since and since > clock.today():
            raise ValidationError(_("The day is in the future."))
        return since

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, org_nr = data.get("applicant_type"), data.get("org_nr")
        # Two digits are reserved for the kind; one digit only says what is usual.
        reserved = kind.org_nr_prefix if kind and len(kind.org_nr_prefix) == 2 else ""
        if org_nr and not org_nr.startswith(reserved):
            self.add_error(
                "applicant_type",
                _("Organisation numbers of this kind begin with %s. Check the number or the kind.")
                % reserved,
            )
        return data
