"""What may be begun on this floor in a case: the links of the case page."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from decisions import rules

register = template.Library()


@register.simple_tag
def ways_to_answer(application: Any, user: Any) -> list[tuple[str, str]]:
    """Links to what this person may begin now: assign, ask the county, draft a decision."""
    ways = (
        (rules.assigns, "decisions:assign", _("Assign assessors")),
        (rules.asks_the_county, "decisions:ask_opinion", _("Ask the county for its opinion")),
        (rules.drafts_anew, "decisions:draft", _("Draft a decision")),
    )
    return [
        (label, reverse(page, args=[application.pk]))
        for predicate, page, label in ways
        if predicate.test(user, application)
    ]
