"""How this floor's figures are drawn, and what other pages show of it: menu, hits, a project."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from catalog import search
from catalog.models import Entry
from catalog.statistics import Figures, Newest
from grants import chart, money
from grants.models import ApplicantType, County, Fund

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
    urls = [reverse(name) for name, _label in pages]
    here = max((url for url in urls if request.path.startswith(url)), key=len, default="")
    return [
        {"url": url, "label": label, "current": url == here}
        for url, (_name, label) in zip(urls, pages, strict=True)
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


# Drawings: each stands beside a table of the same figures


@register.simple_tag
def draw_pressure(line: Newest) -> SafeString:
    """A fund's money sought over its money available, to one scale."""
    there = line.figures
    return chart.two_bars(
        (str(_("Applied for")), float(there.applied), _kr(there.applied)),
        (str(_("Available")), float(there.available), _kr(there.available)),
        title=f"{line.fund} {line.year}",
        figure=_ratio(there.ratio),
    )


@register.simple_tag
def draw_projects(counties: Any) -> SafeString:
    """The counties by their number of published projects, each a link to them."""
    address = reverse("catalog:list")
    return chart.county_map(
        {c.pk: c.projects for c in counties if c.projects},
        link=lambda code: f"{address}?county={code}",
        name={c.pk: c.name for c in counties},
        text={c.pk: str(c.projects) for c in counties},
        title=str(_("Published projects per county")),
    )


@register.simple_tag
def draw_years(lines: list[tuple[Fund, Figures]]) -> SafeString:
    """The over-subscription ratio of each fund and year, the newest last."""
    return chart.bars(
        [(f"{f} {g.key[1]}", float(g.ratio or 0), _ratio(g.ratio)) for f, g in reversed(lines)],
        title=str(_("Over-subscription ratio per fund and year")),
    )


@register.simple_tag
def draw_counties(lines: list[tuple[County, Figures]], fund: Fund) -> SafeString:
    """The counties by their over-subscription ratio, each a link to the fund's projects there."""
    address = reverse("catalog:list")
    return chart.county_map(
        {c.pk: float(g.ratio) for c, g in lines if g.ratio is not None},
        link=lambda code: f"{address}?county={code}&fund={fund.pk}",
        name={c.pk: c.name for c in County.objects.all()},
        text={c.pk: _ratio(g.ratio) for c, g in lines},
        title=str(_("Over-subscription ratio per county")),
    )


@register.simple_tag
def draw_kinds(lines: list[tuple[ApplicantType, Figures]]) -> SafeString:
    """The number of applications of each kind of applicant."""
    return chart.bars(
        [(kind.name, g.count, str(g.count)) for kind, g in lines],
        title=str(_("Applications per kind of applicant")),
    )


def _kr(amount: Any) -> str:
    return money.kr(amount, get_language() or "sv")


def _ratio(value: Any) -> str:
    return money.ratio_text(value, get_language() or "sv")
