"""Real pages in a real Chromium: the browser, a page on the live server, pictures and axe."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Playwright's loop runs in the thread of the test, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent
PICTURES = HERE.parent.parent / ".screenshots"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; without a browser they are skipped, but never in CI."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the Chromium of the system; none is downloaded."""
    if not CHROMIUM:
        pytest.fail("CI must run the browser tests, but Chromium is not installed.")
    return {"executable_path": CHROMIUM, "args": QUIET, "headless": True}


@pytest.fixture
def page(page: Page, live_server: Any) -> Page:
    """A page of the running site, in Swedish, 1280 pixels wide. `page.goto(live_server.url)`."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.set_default_timeout(15_000)
    return page


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A Swedish visitor who has asked for less motion."""
    return {"locale": "sv-SE", "timezone_id": "Europe/Stockholm", "reduced_motion": "reduce"}


@pytest.fixture
def look() -> Callable[[Page, str], Path]:
    """`look(page, name)` saves a picture of the whole page, to be looked at by a person."""

    def save(page: Page, name: str) -> Path:
        PICTURES.mkdir(exist_ok=True)
        file = PICTURES / f"{name}.png"
        page.screenshot(path=file, full_page=True)
        return file

    return save


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """`axe(page)` returns what axe finds: one line per broken rule, with the places."""

    def violations(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{rule['id']}: {rule['help']}: "
            + "; ".join(str(node["target"]) for node in rule["nodes"])
            for rule in found
        ]

    return violations
