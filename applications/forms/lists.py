"""What the list of applications can be narrowed by."""

from functools import cache, partial
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Message, Notice, Supplement
from grants.models import Call, County, Fund


class ApplicationFilter(django_filters.FilterSet):
    """What the list of applications can be narrowed by."""

    q = django_filters.CharFilter(method="search", label=_("Words"))
    # What there is to choose between is read once, when it is shown or checked against.
    call = django_filters.ChoiceFilter(field_name="call", label=_("Call"))
    fund = django_filters.ChoiceFilter(field_name="call__fund", label=_("Fund"))
    county = django_filters.ChoiceFilter(field_name="county", label=_("County"))
    year = django_filters.NumberFilter(field_name="call__frame__year", label=_("Year"))
    state = django_filters.ChoiceFilter(choices=Application.State.choices, label=_("State"))
    completion = django_filters.ChoiceFilter(
        choices=[
            ("overdue", _("not answered in time")),
            ("asked", _("waits for the applicant")),
            ("answered", _("answered, to be read")),
        ],
        method="by_completion",
        label=_("Completion"),
    )
    waiting = django_filters.ChoiceFilter(
        choices=[("message", _("a message")), ("notice", _("a reported change"))],
        method="by_waiting",
        label=_("To be read"),
    )
    on_behalf = django_filters.ChoiceFilter(
        choices=[("yes", _("from paper")), ("no", _("sent in Bifall"))],
        method="by_way",
        label=_("How it came"),
    )

    class Meta:
        model = Application
        fields = ("q", "call", "fund", "county", "year", "state")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Application.objects.visible_to(user).order_by().values("call")
        titles = Call.objects.filter(pk__in=there).only("title_sv", "title_en")
        offered: dict[str, QuerySet[Any]] = {"call": titles, "fund": Fund.objects.all()}
        offered["county"] = County.objects.all()
        if not user.posts_today:
            for name in ("county", "year", "waiting", "on_behalf"):
                del self.filters[name]
        for name in {*offered} & {*self.filters}:
            self.filters[name].extra["choices"] = cache(partial(_choices, offered[name]))

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """In the title, the registration number, and the organisation's name and number."""
        found = Q()
        for place in ("title", "case_number", "organisation__name", "organisation__org_nr"):
            found |= Q(**{f"{place}__icontains": value})
        return queryset.filter(found)

    def by_completion(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """By how it stands with the last request for completion."""
        rounds = Supplement.objects.all()
        found = {
            "overdue": rounds.overdue,
            "asked": lambda: rounds.filter(state=Supplement.State.ASKED),
            "answered": rounds.to_read,
        }[value]()
        return queryset.filter(pk__in=found.order_by().values("application"))

    def by_waiting(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Where the applicant has said something that nobody at the board has taken up."""
        said = {
            "message": lambda: Message.objects.all().waiting(from_board=False),
            "notice": lambda: Notice.objects.filter(state=Notice.State.GIVEN),
        }[value]()
        return queryset.filter(pk__in=said.order_by().values("application"))

    def by_way(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Entered by the board from paper, or sent in by the applicant."""
        return queryset.filter(on_behalf=value == "yes")


def _choices(rows: QuerySet[Any]) -> list[tuple[str, str]]:
    return [(str(row.pk), str(row)) for row in rows]
