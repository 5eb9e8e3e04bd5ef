"""Every page of the site in a real browser, narrow and wide, through the eyes of who reads it.

The addresses are those of tests/test_access.py: a new page is looked at here without being named.
On each: axe finds nothing, nothing scrolls sideways, there is a title, one H1 and the language,
nothing fails to load and nothing is written to the console, where breaches of the CSP are told.
`PICTURES=1` keeps a picture of each.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests.test_access import ROLES, rows, signed_in, url_of, world

__all__ = ["world"]  # the fixture of the access table, used here as it stands

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# From each side the first of these that may read the page looks at it.
SIDES = (
    ("visitor", "signatory", "stranger", "nobody"),
    ("officer", "decider", "finance", "assessor", "jonkoping", "coordinator"),
)
# Each page is loaded once and looked at twice.
WAYS: tuple[tuple[int, Any], ...] = ((1280, "light"), (360, "dark"))
# Addresses of files to keep: no page is drawn.
FILES = {
    *("catalog:export", "grants:call_export", "applications:export", "applications:attachment"),
    *("decisions:export", "decisions:ranking_export", "decisions:scenario_export"),
    "decisions:letter",
    *("followup:payments_table", "followup:reports_table", "followup:payment_file_xml"),
    *("grants:organisation_paper", "followup:report_file"),
    *("applications:pressure_export", "asked:file", "decisions:enclosed"),
}
# Sections of a draft that are drawn in their own ways; the table names one of them all.
SECTIONS = ("activities", "place", "partners", "quality", "costs", "conditions")


def seen_by(side: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Each address with a thing and its reader from this side, one reader's pages after another."""
    pages: dict[str, list[tuple[str, str]]] = {role: [] for role in side}
    for name, thing, answers in rows():
        codes = dict(zip(ROLES, answers, strict=True))
        reader = next((role for role in side if codes[role] == "200"), None)
        if reader and name not in FILES:
            pages[reader].append((name, thing))
    if "signatory" in pages:
        pages["signatory"] += [("applications:section", f"draft.{key}") for key in SECTIONS]
    for role, read in pages.items():
        yield from ((role, name, thing) for name, thing in read)


def be(role: str, context: BrowserContext, site: str) -> None:
    """Let the browser carry the session of somebody in the role."""
    client = signed_in(role)
    context.clear_cookies()
    if session := client.cookies.get(settings.SESSION_COOKIE_NAME):
        context.add_cookies([{"name": session.key, "value": session.value, "url": site}])


def listen(page: Page) -> list[str]:
    """A list that fills with what goes wrong while pages load."""
    heard: list[str] = []
    page.on("console", lambda m: heard.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("requestfailed", lambda request: heard.append(f"failed: {request.url}"))
    page.on("response", lambda r: heard.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    return heard


def faults(page: Page, axe: Callable[[Page], list[str]], width: int) -> list[str]:
    """What is wrong with the page as it is shown."""
    found = axe(page)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        found.append("must have one H1")
    if len(page.title()) <= len("– Bifall "):
        found.append("has no title")
    if page.get_attribute("html", "lang") != "sv":
        found.append("does not say its language")
    return found


@pytest.mark.parametrize("side", SIDES, ids=["outside", "staff"])
def test_every_page_holds(
    page: Page, live_server: Any, axe: Any, look: Callable[[Page, str], Path], world: Any, side: Any
) -> None:
    heard, wrong, reader = listen(page), [], ""
    for role, name, thing in seen_by(side):
        if role != reader:
            reader = role
            be(role, page.context, live_server.url)
        page.goto(f"{live_server.url}{url_of(name, thing, world)}")
        for width, scheme in WAYS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            found = faults(page, axe, width) + heard
            wrong += [f"{name} {thing} as {role}, {width} {scheme}: {fault}" for fault in found]
            heard.clear()
            if os.environ.get("PICTURES"):
                look(page, f"{width}-{name}-{thing}-{role}".replace(":", "-"))
    assert not wrong, "\n".join(wrong)
