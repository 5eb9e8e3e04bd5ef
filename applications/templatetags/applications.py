"""What pages of other floors show of applications: the sökkvot, an organisation's, the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from applications import letters
from applications.models import (
    Application,
    Frozen,
    Oversubscription,
    answers,
    in_round_figures,
    in_steps,
    signatures_of,
)
from grants import chart, clock, rules
from grants.models import Call, Organisation
from grants.templatetags.bifall import kr, ratio

register = template.Library()


@dataclass(frozen=True)
class Sought:
    """What is told of the money sought in a call: a row for all of it and for each earmark.

    A row is (name, figure); the figure is None where too few have applied for round figures.
    `until` is the last day that is counted when it is not told as it stands now.
    """

    rows: list[tuple[str, Oversubscription | None]]
    chart: SafeString
    is_live: bool = False
    is_rounded: bool = False
    until: date | None = None

    @property
    def total(self) -> Oversubscription | None:
        return self.rows[0][1]


@register.simple_tag
def oversubscription(call: Call, user: Any) -> Sought | None:
    """Money sought over money available in the call, to this reader; None when she is not told.

    Its boards see it live, each person without the cases in which she has a conflict of interest.
    When it has closed everyone sees the same, in round figures if the county chose so; until then
    the public sees it only if the county chose so, in steps that reveal no single application.
    """
    rounded = call.pressure == Call.Pressure.ROUNDED
    if rules.works_with_the_call.test(user, call) and (rounded or not call.is_closed):
        return _sought(_figures(call, unseen_by=user), is_live=True)
    if call.is_closed:
        told = _figures(call)
        if not rounded:
            return _sought(told)
        return _sought([(name, in_round_figures(one)) for name, one in told], is_rounded=True)
    return _in_steps(call) if call.pressure == Call.Pressure.OPEN and call.is_open else None


def _figures(call: Call, unseen_by: Any = None) -> list[tuple[str, Oversubscription]]:
    """The whole frame, and each earmark."""
    calls, told = Call.objects.filter(pk=call.pk), Application.objects
    rows = [(_("The whole frame"), told.oversubscription(calls, unseen_by=unseen_by)[0])]
    names = {mark.key: mark.name for mark in call.frame.earmarks.all()}
    if names:
        parts = told.oversubscription(calls, by="earmark", unseen_by=unseen_by)
        rows += [(names[part.key], part) for part in parts]
    return rows


def _in_steps(call: Call) -> Sought:
    """How it stood at the end of the last day that may be told of."""
    days = Application.objects.sought_by_day(Call.objects.filter(pk=call.pk))
    whole = _("The whole frame")
    if (day := in_steps(days, clock.today())) is None:
        return _sought([(whole, None)], is_rounded=True)
    then = Oversubscription(call.pk, day.count, day.applied, call.frame.amount)
    return _sought([(whole, in_round_figures(then))], is_rounded=True, until=day.day)


def _sought(rows: Sequence[tuple[str, Oversubscription | None]], **how: Any) -> Sought:
    total = rows[0][1]
    return Sought(list(rows), _drawn(total) if total else SafeString(""), **how)


def _drawn(total: Oversubscription) -> SafeString:
    sought = (_("Sought"), float(total.applied), kr(total.applied))
    available = (_("Available"), float(total.available), kr(total.available))
    title = _("Money sought and money available")
    return chart.two_bars(sought, available, title=title, figure=ratio(total.ratio))


@register.simple_tag
def applications_of(organisation: Organisation, user: Any) -> Any:
    """The organisation's applications that the user may see, the latest first."""
    return Application.objects.visible_to(user).with_all().filter(organisation=organisation)


@register.simple_tag
def drafts_on(call: Call) -> int:
    """How many applications to the call are being written: only the number, nobody's name."""
    return Application.objects.filter(call=call, state=Application.State.DRAFT).count()


@register.simple_tag
def read_out(application: Application) -> Any:
    """All that an application says, by section: each question with its answer."""
    return answers.read_out(application)


@register.simple_tag
def files_of(application: Application, key: str) -> list[Any]:
    """The files that answer a question."""
    return [file for file in application.attachments.all() if file.question == key]


@register.simple_tag
def signed_by(application: Application) -> Any:
    """The signatures of what was submitted."""
    return signatures_of(application)


@register.simple_tag
def mandates_of(application: Application) -> Any:
    """The powers of attorney in the application. One query."""
    return application.mandates.select_related(
        "user", "attachment", "application__organisation", "application__county"
    )


@register.simple_tag
def certificate_then(application: Application, org_nr: str) -> str:
    """What a partner had certified when the application arrived."""
    states = {state["org_nr"]: state for state in application.certified}
    return letters.certified(states.get(org_nr, {}))


@register.simple_tag
def frozen_budget(frozen: Frozen) -> dict[str, Any]:
    """The rows of a frozen budget to show, and what they come to. SEK."""
    return letters.budget_of(frozen)


@register.filter
def to_the_second(moment: datetime | None) -> str:
    """A moment to the second, in Swedish time."""
    return letters.to_the_second(moment)


@register.filter
def arrived(application: Application) -> str:
    """The moment of arrival to the second, in Swedish time."""
    return letters.arrived(application)
