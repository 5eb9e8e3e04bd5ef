"""The side panel of the budget: what it adds up to, also while somebody is typing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from applications import budget
from applications.models import Application, CostLine, offers_of
from grants import clock, law, questions
from grants.models import SignedInRequest

BESIDE = ("budget", "amount", "cost_comments", "same_costs")  # the questions the panel looks at
# Applications that ask for nothing any more.
GONE = ("rejected", "dismissed", "discontinued", "withdrawn")


@dataclass(frozen=True)
class Panel:
    """The budget added up, with what stops it and what is worth a second look.

    Beside each stands the number that its row has in the page. `lines` are the rows that can be
    copied to the next year: that number, that year, and what the row is called.
    """

    totals: budget.Totals
    stops: list[tuple[budget.Stop, int | None]]
    cautions: list[tuple[budget.Caution, int | None]]
    lines: list[tuple[int, int, str]]

    @property
    def missing(self) -> Decimal:
        """How much less the rows ask of this grant than is applied for, SEK."""
        return -self.totals.difference


@require_POST
def budget_totals(request: SignedInRequest, pk: int) -> HttpResponse:
    """The panel for the rows as they are being typed. Stores nothing."""
    rows = Application.objects.visible_to(request.user).with_all().select_related("questionnaire")
    application = get_object_or_404(rows, pk=pk)
    version = application.questionnaire.read
    if "budget" not in version:
        raise Http404
    offers = offers_of(application.call, {"budget"})
    typed = questions.form(version, keys=BESIDE, data=request.POST, offers=offers)
    context = {"panel": panel_of(application, request.user, typed), "live": True}
    return render(request, "applications/_budget_totals.html", context)


def panel_of(application: Application, user: Any, form: Any = None) -> Panel:
    """The panel for what a form says, or, without one that is bound, for what is stored."""
    values = application.values()
    categories = {line.category.key: line.category.name for line in application.cost_lines.all()}
    rows, places = values.get("budget", []), list(range(len(values.get("budget", []))))
    if form is not None and "budget" in form.fields:
        categories = dict(form.offers.choices("categories"))
        if form.is_bound:
            rows, places = typed_rows(form)
            values = values | {key: form.cleaned.get(key, values.get(key)) for key in BESIDE[1:]}
    amount = _amount(values.get("amount"))
    first, last = application.period_from, application.period_to
    most = application.call.max_amount
    stops = budget.stops(rows, amount=amount or Decimal(0), most=most, first=first, last=last)
    return Panel(
        totals=budget.totals(rows, categories, amount),
        stops=[(stop, _place(stop.row, places)) for stop in stops],
        cautions=[
            (one, _place(one.row, places))
            for one in _cautions(application, user, rows, categories, values)
        ],
        lines=_lines(application, rows, places),
    )


def cautions_of(application: Application, user: Any) -> list[budget.Caution]:
    """What an officer will ask about in the stored budget. One query of its own."""
    lines = list(application.cost_lines.all())
    categories = {line.category.key: line.category.name for line in lines}
    rows = [line.as_row() for line in lines]
    return _cautions(application, user, rows, categories, application.answers)


def _cautions(
    application: Application,
    user: Any,
    rows: Sequence[Mapping[str, Any]],
    categories: Mapping[str, Any],
    values: Mapping[str, Any],
) -> list[budget.Caution]:
    call, arrived = application.call, application.submitted_at
    day = arrived.astimezone(clock.SWEDEN).date() if arrived else clock.today()
    return budget.cautions(
        rows,
        categories=categories,
        practice=law.cost_practice(day),
        twice=law.no_public_money_twice(call.fund_id, call.terms.valid_from),
        explained=bool(values.get("cost_comments")),
        same_costs=values.get("same_costs"),
        others=elsewhere(application, user) if rows else (),
    )


def elsewhere(application: Application, user: Any) -> list[budget.Other]:
    """What the applicant asks for in other applications, among those the user may see."""
    others = Application.objects.visible_to(user).exclude(pk=application.pk)
    lines = CostLine.objects.filter(
        application__in=others.exclude(state__in=GONE),
        application__organisation=application.organisation_id,
        sought__gt=0,
        year__in={line.year for line in application.cost_lines.all()} | _years(application),
    ).select_related("application")
    return [
        budget.Other(line.category.key, line.description, line.year, _named(line.application))
        for line in lines
    ]


def _named(application: Application) -> str:
    number = f" ({application.case_number})" if application.case_number else ""
    return f"“{application}”{number}"


def _years(application: Application) -> set[int]:
    return {*range(application.call.period_from.year, application.call.period_to.year + 1)}


def typed_rows(form: Any) -> tuple[list[dict[str, Any]], list[int]]:
    """The rows of a bound form as far as they are right, and their numbers in the page."""
    bound = form["budget"]
    rows = [row.cleaned_data for row in bound.rows if row.is_bound]
    return rows, _numbers(form.data, bound.field.widget, bound.html_name, len(rows))


def _numbers(data: Any, widget: Any, name: str, count: int) -> list[int]:
    """Which numbers the rows have in the page: empty and removed ones are passed over."""
    cells: dict[int, dict[str, Any]] = {}
    for posted in data:
        found = re.match(rf"{re.escape(name)}-([0-9]{{1,4}})-", posted)
        if found:
            cells.setdefault(int(found[1]), {})[posted] = data[posted]
    kept = [n for n in sorted(cells) if widget.value_from_datadict(cells[n], {}, name)]
    return kept if len(kept) == count else list(range(count))


def _place(row: int | None, places: list[int]) -> int | None:
    return None if row is None else places[row - 1]


def _amount(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None


def _lines(
    application: Application, rows: Sequence[Mapping[str, Any]], places: list[int]
) -> list[tuple[int, int, str]]:
    """The rows that can be copied to the next year: place, that year, and what they are called."""
    return [
        (place, row["year"] + 1, str(row["description"]))
        for row, place in zip(rows, places, strict=True)
        if row.get("description")
        and isinstance(row.get("year"), int)
        and row["year"] < application.call.period_to.year
    ]
