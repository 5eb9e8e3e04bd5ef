"""What pages show of the budget and of the partners of an application."""

from typing import Any

from django import template

from applications.models import Application
from applications.views import budget, partners

register = template.Library()


@register.simple_tag(takes_context=True)
def budget_panel(context: template.Context, application: Application, form: Any) -> Any:
    """The budget added up, for what the form says or what is stored."""
    return budget.panel_of(application, context["request"].user, form or None)


@register.simple_tag(takes_context=True)
def budget_cautions(context: template.Context, application: Application) -> Any:
    """What is worth a second look in the budget: for the applicant's draft, and for staff."""
    user = context["request"].user
    if application.state != Application.State.DRAFT and not user.posts_today:
        return []
    return budget.cautions_of(application, user)


@register.simple_tag
def certified(application: Application) -> Any:
    """The partners, each with its certificate."""
    return partners.certified(application)


@register.simple_tag
def unsigned(rows: list[partners.Certified]) -> Any:
    """Those whose certificate does not hold: not asked, not signed, declined, or outdated."""
    return [one for one in rows if one.status != "signed"]
