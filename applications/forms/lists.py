"""What the list of applications can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from grants.models import Call, County, Fund


class ApplicationFilter(django_filters.FilterSet):
    """What the list of applications can be narrowed by."""

    q = django_filters.CharFilter(method="search", label=_("Words"))
    call = django_filters.ModelChoiceFilter(queryset=Call.objects.none(), label=_("Call"))
    fund = django_filters.ModelChoiceFilter(
        field_name="call__fund", queryset=Fund.objects.all(), label=_("Fund")
    )
    county = django_filters.ModelChoiceFilter(queryset=County.objects.all(), label=_("County"))
    year = django_filters.NumberFilter(field_name="call__frame__year", label=_("Year"))
    state = django_filters.ChoiceFilter(choices=Application.State.choices, label=_("State"))

    class Meta:
        model = Application
        fields = ("q", "call", "fund", "county", "year", "state")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Application.objects.visible_to(user).order_by().values("call")
        self.filters["call"].queryset = Call.objects.filter(pk__in=there)
        if not user.posts_today:
            for name in ("county", "year"):
                del self.filters[name]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """In the title, the registration number, and the organisation's name and number."""
        found = Q()
        for place in ("title", "case_number", "organisation__name", "organisation__org_nr"):
            found |= Q(**{f"{place}__icontains": value})
        return queryset.filter(found)
