"""What pages of other floors show of applications: the sökkvot, an organisation's, the form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from applications import letters
from applications.models import Application, Frozen, Oversubscription, answers, signatures_of
from grants import chart, rules
from grants.models import Call, Organisation
from grants.templatetags.bifall import kr, ratio

register = template.Library()


@dataclass(frozen=True)
class Sought:
    """What is sought in a call: the total, a row for it and for each earmark, and the drawing."""

    total: Oversubscription
    rows: list[tuple[str, Oversubscription]]
    chart: SafeString


@register.simple_tag
def oversubscription(call: Call, user: Any) -> Sought | None:
    """Money sought over money available in the call, counted now.

    Everyone is told when the call has closed. Until then only its boards are, each person of the
    cases she handles; None to all others.
    """
    if not call.is_closed and not rules.works_with_the_call.test(user, call):
        return None
    unseen_by = None if call.is_closed else user
    calls = Call.objects.filter(pk=call.pk)
    total = Application.objects.oversubscription(calls, unseen_by=unseen_by)[0]
    rows = [(_("The whole frame"), total)]
    names = {mark.key: mark.name for mark in call.frame.earmarks.all()}
    if names:
        parts = Application.objects.oversubscription(calls, by="earmark", unseen_by=unseen_by)
        rows += [(names[part.key], part) for part in parts]
    return Sought(total, rows, _drawn(total))


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
