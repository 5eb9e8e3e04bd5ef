"""Regional priorities as people choose and write them."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants import clock
from grants.models import County, Fund, NeedSeries, RegionalPriority


class ChoosePriorities(forms.Form):
    """Whose priorities, of which year and fund."""

    county = forms.ModelChoiceField(
        label=_("County"),
        queryset=County.objects.all(),
        empty_label=_("The whole country"),
        required=False,
    )
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)
    fund = forms.ModelChoiceField(
        label=_("Fund"), queryset=Fund.objects.all(), empty_label=_("All funds"), required=False
    )

    def __init__(self, data: Any, years: list[int]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["year"].choices = [(year, str(year)) for year in years]


class RegionalPriorityForm(forms.ModelForm):
    """One priority: whose and of which year, what it says, what it serves and what it rests on."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = RegionalPriority
        fields = (
            *("county", "year", "fund", "name_sv", "name_en", "weight", "reason_sv", "reason_en"),
            *("series", "goals", "child_rights", "themes"),
        )
        help_texts = {
            "weight": _("A higher weight counts for more. From 1 to 100."),
            "reason_sv": _("Why it is put first, from what the needs picture says."),
        }
        widgets = {
            "reason_sv": forms.Textarea({"rows": 4}),
            "reason_en": forms.Textarea({"rows": 3}),
            "series": forms.CheckboxSelectMultiple,
            "goals": forms.CheckboxSelectMultiple,
            "child_rights": forms.CheckboxSelectMultiple,
            "themes": forms.CheckboxSelectMultiple,
        }

    TIES = RegionalPriority.TIED

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = user.counties_as("officer")
        fields: Any = self.fields
        county = fields["county"]
        county.queryset = County.objects.filter(pk__in=own)
        county.required = not user.holds("coordinator", None)
        county.empty_label = None if county.required else _("National: every county inherits it")
        fields["fund"].empty_label = _("All funds")
        whose = own if not self.instance.pk else [self.instance.county_id]
        fields["series"].queryset = NeedSeries.objects.filter(
            Q(county=None) | Q(county__in=[code for code in whose if code])
        )
        if self.instance.pk:
            for name in ("county", "year"):
                fields[name].disabled = True
            self.stored_version = self.instance.changed_at.isoformat()
            self.initial["version"] = self.stored_version
        else:
            self.initial.setdefault("year", clock.today().year)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk and data.get("version") != self.stored_version:
            self.add_error(
                None,
                _(
                    "The priority was changed by someone else while you wrote. Nothing of yours is "
                    "saved yet: compare with what is saved, then save again to replace it."
                ),
            )
            told = self.data.copy()  # type: ignore[attr-defined]  # what was posted, a QueryDict
            told["version"] = self.stored_version
            self.data = told
        return data

    @property
    def tied(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.TIES}
