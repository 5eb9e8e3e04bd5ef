"""Where this floor is reached from: the links of the page of a case and of a call."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import rules
from decisions.models.handover import Leg, legs
from grants.rules import works_with_the_call

register = template.Library()


@register.simple_tag
def ways_to_answer(application: Any, user: Any) -> list[tuple[str, str]]:
    """Links to what this person may begin now: assign, ask the county, draft a decision."""
    ways = (
        (rules.assigns, "decisions:assign", _("Assign assessors")),
        (rules.asks_the_county, "decisions:ask_opinion", _("Ask the county for its opinion")),
        (rules.asks_another, "decisions:ask_opinion", _("Ask for an opinion")),
        (rules.drafts_anew, "decisions:draft", _("Draft a decision")),
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
