"""Tables that leave this floor: every column declared, every cell safe."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from decisions.models import Decision
from grants.resources import Amount, Column, Moment, Table


class DecisionTable(Table):
    """Decisions, one a row."""

    case_number = Column("application__case_number", _("Registration number"))
    organisation = Column("application__organisation__name", _("Organisation"))
    org_nr = Column("application__organisation__org_nr", _("Organisation number"))
    title = Column("application__title", _("Activity"))
    county = Column("application__county__name", _("County"))
    fund = Column("application__call__fund__short", _("Fund"))
    call = Column("application__call__title", _("Call"))
    sought = Column("application__amount", _("Amount sought (SEK)"), widget=Amount())
    outcome = Column("get_outcome_display", _("Outcome"))
    amount = Column("amount", _("Amount granted (SEK)"), widget=Amount())
    earmark = Column("earmark__name", _("Out of earmarked money"))
    state = Column("get_state_display", _("State"))
    signed_at = Column("signed_at", _("Signed"), widget=Moment())
    released_at = Column("released_at", _("Sent out"), widget=Moment())

    class Meta:
        model = Decision
        fields = (
            *("case_number", "organisation", "org_nr", "title", "county", "fund", "call"),
            *("sought", "outcome", "amount", "earmark", "state", "signed_at", "released_at"),
        )
        export_order = fields


class Listed(Table):
    """Rows that are a list in an order of their own, and not a queryset."""

    def iter_queryset(self, queryset: Any) -> Iterator[Any]:
        yield from queryset


class RankingTable(Listed):
    """The lines of a ranking, best first. Takes a list of `Ranked`."""

    place = Column("place", _("Rank"))
    case_number = Column("application__case_number", _("Registration number"))
    organisation = Column("application__organisation__name", _("Organisation"))
    org_nr = Column("application__organisation__org_nr", _("Organisation number"))
    title = Column("application__title", _("Activity"))
    county = Column("application__county__name", _("County"))
    municipalities = Column("municipalities", _("Municipalities"))
    mean = Column("mean", _("Mean score, per cent"), widget=Amount())
    lowest = Column("lowest", _("Lowest score, per cent"), widget=Amount())
    highest = Column("highest", _("Highest score, per cent"), widget=Amount())
    adjusted = Column("adjusted__adjusted", _("Adjusted score, per cent"), widget=Amount())
    chance = Column("chance__chance", _("Chance of standing above the line, 0–1"), widget=Amount())
    best = Column("chance__best", _("Best place that is likely"), widget=Amount())
    worst = Column("chance__worst", _("Worst place that is likely"), widget=Amount())
    grant = Column("votes_grant", _("Recommend a grant"), widget=Amount())
    partly = Column("votes_partly", _("Recommend a grant in part"), widget=Amount())
    reject = Column("votes_reject", _("Recommend rejection"), widget=Amount())
    finished = Column("finished", _("Assessments handed in"), widget=Amount())
    waiting = Column("waiting", _("Assessments waiting"), widget=Amount())
    sought = Column("application__amount", _("Amount sought (SEK)"), widget=Amount())
    recommended = Column("recommended", _("Amount recommended (SEK)"), widget=Amount())
    sum_so_far = Column("sum_so_far", _("Running sum (SEK)"), widget=Amount())
    fits = Column("within", _("Within the frame"))
    reserve = Column("reserve", _("Place on the waiting list"), widget=Amount())
    earmark = Column("application__earmark__name", _("Earmarked money"))
    state = Column("application__get_state_display", _("State"))
    outcome = Column("decision__get_outcome_display", _("Decision"))
    granted = Column("decision__amount", _("Amount granted (SEK)"), widget=Amount())

    class Meta:
        model = Decision
        fields = (
            *("place", "case_number", "organisation", "org_nr", "title", "county"),
            *("municipalities", "mean", "lowest", "highest", "adjusted", "chance", "best"),
            *("worst", "grant", "partly", "reject", "finished", "waiting", "sought"),
            *("recommended", "sum_so_far", "fits", "reserve", "earmark", "state", "outcome"),
            "granted",
        )
        export_order = fields


class ScenarioTable(Listed):
    """The candidates of a scenario, best score first, with what is proposed and why."""

    place = Column("place", _("Rank"))
    case_number = Column("application__case_number", _("Registration number"))
    organisation = Column("application__organisation__name", _("Organisation"))
    title = Column("application__title", _("Activity"))
    earmark = Column("application__earmark__name", _("Earmarked money"))
    score = Column("score", _("Score, per cent"), widget=Amount())
    sought = Column("sought", _("Amount sought (SEK)"), widget=Amount())
    ranking = Column("ranking", _("By the ranking (SEK)"), widget=Amount())
    proposed = Column("proposed", _("Proposed (SEK)"), widget=Amount())
    why = Column("why", _("Why they differ"))
    tips = Column("tips", _("What would have brought it in"))

    class Meta:
        model = Decision
        fields = (
            *("place", "case_number", "organisation", "title", "earmark", "score", "sought"),
            *("ranking", "proposed", "why", "tips"),
        )
        export_order = fields
