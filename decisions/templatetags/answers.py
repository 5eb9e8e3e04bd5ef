"""Where this floor is reached from: the links of the page of a case and of a call."""

from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from decisions import rules
from decisions.models.blind import marked_parts
from decisions.models.handover import Leg, legs
from decisions.models.jotting import Jotted
from grants.rules import works_with_the_call
from grants.templatetags.bifall import moment

register = template.Library()


@register.simple_tag
def ways_to_answer(application: Any, user: Any) -> list[tuple[str, str]]:
    """Links to what this person may begin now: assign, ask the county, draft a decision."""
    ways = (
        (rules.assigns, "decisions:assign", _("Assign assessors")),
        (rules.asks_the_county, "decisions:ask_opinion", _("Ask the county for its opinion")),
        (rules.drafts_anew, "decisions:draft", _("Draft a decision")),
        (rules.asks_another, "decisions:ask_opinion", _("Ask for an opinion")),
    )
    return [
        (label, reverse(page, args=[application.pk]))
        for predicate, page, label in ways
        if predicate.test(user, application)
    ]


@register.simple_tag
def ranking_of(call: Any, user: Any) -> str:
    """The address of the call's ranking; empty for those who do not work with the call."""
    if not works_with_the_call.test(user, call):
        return ""
    return reverse("decisions:ranking", args=[call.pk])


@register.simple_tag
def legs_of(application: Any, user: Any) -> list[Leg]:
    """Who has the case now, when two boards share it."""
    return legs(application, user)


@register.filter
def marked(text: str) -> SafeString:
    """A masked text with what takes the place of a name marked as such."""
    parts = (
        format_html('<mark class="masked">{}</mark>', part) if is_mask else escape(part)
        for part, is_mask in marked_parts(str(text))
    )
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped above


@register.filter
def moment_of(text: str) -> str:
    """A moment that is kept as text: 22 november 2026 kl. 15.00."""
    return moment(datetime.fromisoformat(text))


@register.simple_tag
def other_window(outcome: Jotted, name: str) -> dict[str, Any]:
    """What stands in another window of this text, and whether it stands here now."""
    taken = name in outcome.theirs
    there = taken or name in outcome.clashes
    return {"there": there, "taken": taken, "text": outcome.clashes.get(name, "")}


@register.simple_tag
def assignment_of(call: Any, user: Any) -> list[tuple[str, str]]:
    """The ways to the assignment of the call, for its officers, and to its grid, for its boards."""
    ways = []
    if user.is_authenticated and user.holds("officer", call.county):
        ways.append((_("Share out the cases"), reverse("decisions:assignment", args=[call.pk])))
    if works_with_the_call.test(user, call):
        ways.append((_("Cases by assessor"), reverse("decisions:grid", args=[call.pk])))
    return ways
