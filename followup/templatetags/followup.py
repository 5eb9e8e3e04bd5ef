"""What the fragment on the case page asks of this floor: the plan that is missing, the report."""

from typing import Any

from django import template

from followup.models import Payment, Report

register = template.Library()


@register.filter
def grant_to_plan(application: Any, user: Any) -> Any:
    """The grant of the application whose payments this finance officer is to plan, or None."""
    return Payment.objects.decisions_to_plan(user).filter(application=application).first()


@register.filter
def report_seen_by(application: Any, user: Any) -> Any:
    """The final report of the application, if there is one that the user may see."""
    return Report.objects.visible_to(user).filter(application=application).first()


@register.filter
def payments_seen_by(application: Any, user: Any) -> Any:
    """The payments of the application that the user may see."""
    return Payment.objects.visible_to(user).filter(decision__application=application).with_all()
