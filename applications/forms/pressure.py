"""What over-subscription is shown of: which calls, and how they are divided."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from grants.models import Call, County, Fund

CUTS = [
    ("call", _("call")),
    ("county", _("county")),
    ("fund", _("fund")),
    ("year", _("year")),
    ("earmark", _("earmark")),
    ("priority", _("priority")),
    ("municipality", _("municipality")),
]


class PressureFilter(django_filters.FilterSet):
    """Which of the calls, and `by` what they are divided. The newest year unless asked."""

    year = django_filters.ChoiceFilter(
        field_name="frame__year", label=_("Year"), empty_label=_("All years")
    )
    fund = django_filters.ModelChoiceFilter(
        queryset=Fund.objects.all(), label=_("Fund"), empty_label=_("All funds")
    )
    county = django_filters.ModelChoiceFilter(
        queryset=County.objects.none(), label=_("County"), empty_label=_("All counties")
    )
    call = django_filters.ModelChoiceFilter(
        queryset=Call.objects.none(), label=_("Call"), empty_label=_("All calls"), method="only"
    )
    by = django_filters.ChoiceFilter(
        choices=CUTS, label=_("Divided by"), empty_label=None, method="all_of_them"
    )

    class Meta:
        model = Call
        fields = ("year", "fund", "county", "call", "by")

    def __init__(self, data: Any, queryset: Any) -> None:
        asked = data.copy()
        places = list(queryset.order_by().values_list("frame__year", "county"))
        years = sorted({year for year, _county in places}, reverse=True)
        # A call that is asked for by its own address is shown, whatever its year.
        if years and "year" not in asked and not asked.get("call"):
            asked["year"] = str(years[0])
        asked.setdefault("by", CUTS[0][0])
        super().__init__(asked, queryset)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]
        self.filters["call"].queryset = queryset.order_by("-closes_at", "pk")
        counties = {county for _year, county in places}
        self.filters["county"].queryset = County.objects.filter(pk__in=counties)
        if len(counties) < 2:
            del self.filters["county"]

    @property
    def cut(self) -> str:
        """The cut that is asked for."""
        asked = self.data.get("by", "")
        return asked if asked in dict(CUTS) else CUTS[0][0]

    def only(self, calls: Any, name: str, call: Call) -> Any:
        return calls.filter(pk=call.pk)

    def all_of_them(self, calls: Any, name: str, by: str) -> Any:
        """How they are divided does not choose among them."""
        return calls
