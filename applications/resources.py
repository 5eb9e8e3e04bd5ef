"""Applications as a table that leaves the house: one row an application, every column declared."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export import widgets

from applications.models import Application
from grants.resources import Amount, Column, Moment, Table


class YesNo(widgets.Widget):
    """Yes or no in the reader's language."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return gettext("Yes") if value else gettext("No")


class ApplicationTable(Table):
    """Those the reader may see, with what the list shows and a little more. SEK."""

    number = Column("case_number", _("Registration number"))
    title = Column("title", _("Name of the activity"))
    organisation = Column("organisation__name", _("Organisation"))
    org_nr = Column("organisation__org_nr", _("Organisation number"))
    fund = Column("call__fund__short", _("Fund"))
    call = Column("call__title", _("Call"))
    county = Column("county__name", _("County"))
    year = Column("call__frame__year", _("Year"))
    earmark = Column("earmark__name", _("Earmarked money"))
    amount = Column("amount", _("Amount sought (SEK)"), widget=Amount())
    own_funding = Column("own_funding", _("Own money (SEK)"), widget=Amount())
    other_funding = Column("other_funding", _("Other public money (SEK)"), widget=Amount())
    women = Column("women", _("Women"))
    men = Column("men", _("Men"))
    period_from = Column("period_from", _("Begins"))
    period_to = Column("period_to", _("Ends"))
    submitted_at = Column("submitted_at", _("Arrived"), widget=Moment())
    on_behalf = Column("on_behalf", _("Entered from paper"), widget=YesNo())
    state = Column("get_state_display", _("State"))

    class Meta:
        model = Application
        fields = (
            *("number", "title", "organisation", "org_nr", "fund", "call", "county", "year"),
            *("earmark", "amount", "own_funding", "other_funding", "women", "men"),
            *("period_from", "period_to", "submitted_at", "on_behalf", "state"),
        )
        export_order = fields


class PressureTable(Table):
    """The sökkvot of each group, in the order of the page. Takes a list of lines. SEK."""

    name = Column("name", _("Group"))
    count = Column("count", _("Applications"))
    applied = Column("applied", _("Sought (SEK)"), widget=Amount())
    available = Column("available", _("Available (SEK)"), widget=Amount())
    ratio = Column("ratio", _("Over-subscription ratio"), widget=Amount())

    class Meta:
        model = Application
        fields = ("name", "count", "applied", "available", "ratio")
        export_order = fields

    def iter_queryset(self, queryset: Any) -> Iterator[Any]:
        """A list in its own order, not a queryset."""
        yield from queryset
