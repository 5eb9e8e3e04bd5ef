"""What a person's start page is made of: sections, their rows, and how each thing is told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Window
from django.urls import reverse

from applications.models import Application
from decisions.models import Decision, Opinion
from followup.models import Payment, Report
from grants import clock

AT_MOST = 5  # rows of a section on the page; the rest stand in its list
SOON = timedelta(days=7)
NEWS = timedelta(days=30)
WITH_CASE = ("application__organisation",)


@dataclass(frozen=True)
class Row:
    """One thing that waits. `due` is a last day; `since` is when it began to wait. SEK."""

    what: Any
    url: str
    who: Any = ""
    amount: Decimal | None = None
    due: date | None = None
    since: date | None = None
    note: Any = ""

    @property
    def when(self) -> date | None:
        return self.due or self.since

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.today()

    @property
    def is_soon(self) -> bool:
        return self.due is not None and clock.today() <= self.due <= clock.today() + SOON


@dataclass(frozen=True)
class Section:
    """What waits of one kind: how many there are, the first rows, and where all of them stand.

    `news` only wants to be read, and stands after what waits.
    """

    title: Any
    empty: Any
    rows: list[Row]
    count: int
    more_url: str
    news: bool = False


def section(
    title: Any,
    empty: Any,
    things: QuerySet[Any],
    tell: Callable[[Any], Row],
    url: str = "",
    news: bool = False,
) -> Section:
    """One query: the first rows, each with how many there are in all."""
    first = list(things.annotate(in_all=Window(Count("*")))[:AT_MOST])
    return Section(
        title, empty, [tell(t) for t in first], first[0].in_all if first else 0, url, news
    )


def listed(name: str, query: str = "") -> str:
    return reverse(name) + (f"?{query}" if query else "")


def decided_at(codes: list[str], case: str = "") -> Q:
    """Cases that the boards decide: for § 37 a Jönköping, else the county's own."""
    named = f"{case}call__terms__deciding_county"
    return Q(**{f"{named}__in": codes}) | Q(**{named: None, f"{case}county__in": codes})


# How a thing is told


def tell_case(
    case: Application, page: str = "applications:case", part: str = "", **more: Any
) -> Row:
    url = reverse(page, args=[case.pk]) + part
    return Row(case.title, url, case.organisation, case.amount or None, **more)


def tell_received(case: Application) -> Row:
    return tell_case(case, since=day_of(case.submitted_at), note=case.case_number)


def tell_decision(decision: Decision, since: Any = None) -> Row:
    return Row(
        decision.application.title,
        decision.get_absolute_url(),
        decision.organisation,
        decision.amount or None,
        since=day_of(since or decision.signed_at),
        note=f"{decision.get_outcome_display()} · {decision.application.case_number}",
    )


def tell_opinion(opinion: Opinion) -> Row:
    """Whoever may not know who applies reads only that something is asked."""
    if opinion.shows == Opinion.Shown.BLIND:
        return Row(opinion.asking.board_name, opinion.get_absolute_url(), due=opinion.deadline)
    case = opinion.application
    url = opinion.get_absolute_url()
    return Row(case.title, url, opinion.organisation, case.amount, due=opinion.deadline)


def tell_payment(payment: Payment) -> Row:
    return Row(
        payment.application.title,
        payment.get_absolute_url(),
        payment.organisation,
        payment.amount,
        due=payment.due,
        note=payment.application.case_number,
    )


def tell_report(report: Report) -> Row:
    return Row(
        report.application.title,
        report.get_absolute_url(),
        report.organisation,
        due=report.due,
        note=report.get_state_display(),
    )


def number_of(thing: Any) -> str:
    number: str = thing.application.case_number
    return number


def day_of(moment: Any) -> date | None:
    return moment.astimezone(clock.SWEDEN).date() if moment else None
