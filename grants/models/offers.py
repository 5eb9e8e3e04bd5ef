"""What a call offers to choose from in its forms: purposes, priorities, municipalities, costs."""

from collections.abc import Collection
from typing import Any

from django.db.models import Case, When

from grants import questions
from grants.models.call import Call
from grants.models.fund import CostCategory
from grants.models.places import Municipality


def offers_of(call: Call, keys: Collection[str] | None = None) -> questions.Offers:
    """What the call offers to choose from, for the questions with these keys (None: all)."""

    def wanted(key: str) -> bool:
        return keys is None or key in keys

    return questions.Offers(
        purposes=pairs(call.terms.purposes.all(), "key") if wanted("purposes") else (),
        priorities=pairs(call.priorities.prefetch_related("goals"), "pk", _with_goals)
        if wanted("priorities")
        else (),
        municipalities=_municipalities(call) if wanted("municipalities") else (),
        earmarks=pairs(call.frame.earmarks.all(), "key") if wanted("earmark") else (),
        categories=pairs(CostCategory.objects.filter(fund=call.fund_id), "key")
        if wanted("budget")
        else (),
        years=tuple(range(call.period_from.year, call.period_to.year + 1)),
        first_day=call.period_from,
        last_day=call.period_to,
    )


def pairs(rows: Any, key: str, name: Any = str) -> tuple[tuple[str, str], ...]:
    """Rows as choices: the value of their `key`, and their name."""
    return tuple((str(getattr(row, key)), name(row)) for row in rows)


def _with_goals(priority: Any) -> str:
    goals = ", ".join(str(goal) for goal in priority.goals.all())
    return f"{priority} (Agenda 2030: {goals})" if goals else str(priority)


def _municipalities(call: Call) -> tuple[tuple[str, str], ...]:
    """Those of the call's county; for a national call all, the board's own county first."""
    if not call.national:
        return pairs(Municipality.objects.filter(county=call.county_id).order_by("name"), "code")
    own_first = Case(When(county=call.county_id, then=0), default=1)
    rows = Municipality.objects.select_related("county").order_by(own_first, "county", "name")
    return pairs(rows, "code", lambda row: f"{row}, {row.county}")
