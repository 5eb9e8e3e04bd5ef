"""What other pages show of the catalogue and the desk: the menu, hits, an application's project."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from catalog import search
from catalog.models import Entry

register = template.Library()

# Which posts use which page: address, name, posts.
STAFF_MENU = (
    (
        *("applications:list", _("Cases")),
        ("officer", "decider", "finance", "auditor", "coordinator"),
    ),
    ("decisions:assessments", _("Assessments"), ("assessor",)),
    ("decisions:list", _("Decisions"), ("officer", "decider", "finance", "auditor")),
    ("followup:payments", _("Payments"), ("finance", "auditor")),
    ("followup:reports", _("Reports"), ("officer", "auditor")),
    ("grants:outbox", _("Outbox"), ("officer", "decider", "finance", "auditor", "coordinator")),
)


@register.simple_tag(takes_context=True)
def own_pages(context: template.Context) -> list[dict[str, Any]]:
    """The pages that the person signed in uses in her roles: url, label, whether she is there."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return []
    roles = {post.role for post in request.user.posts_today}
    pages = [(name, label) for name, label, posts in STAFF_MENU if roles.intersection(posts)]
    if request.user.memberships_today and not any(n == "applications:list" for n, _l in pages):
        pages.insert(0, ("applications:list", _("Our applications")))
    return [
        {"url": reverse(name), "label": label, "current": request.path.startswith(reverse(name))}
        for name, label in pages
    ]


@register.filter
def marked(snippet: str) -> SafeString:
    """A snippet of a search with its hits marked."""
    return search.marked(snippet)


@register.simple_tag
def project_of(application: Application, user: Any) -> Entry | None:
    """The application's page in the catalogue, as far as the user may see it."""
    return Entry.objects.visible_to(user).filter(application=application).first()


@register.simple_tag
def may_have_project(application: Application, user: Any) -> bool:
    """Whether the user could make a page of the application now."""
    ended = application.state in (Application.State.REPORTED, Application.State.CLOSED)
    return ended and Entry.birth.permission(application, user)
