"""The frame of every page in a real browser: sign-in, the account, errors; narrow, wide, dark."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)

OPEN = ["login/", "signup/", "password/reset/", "password/reset/done/", "inactive/", "nothing/"]
OWN = ["email/", "password/change/", "logout/"]


def assert_holds(page: Page, axe: Callable[[Page], list[str]], address: str) -> None:
    """Nothing for axe to say, no sideways scrolling and one H1: narrow and wide, light and dark."""
    for width in (360, 1280):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.goto(address)
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert axe(page) == []


def sign_in(page: Page, site: str) -> Any:
    """Sign in by the form, as a person does."""
    person = get_user_model().objects.create_user(
        "amina@example.org", "ett långt lösenord", name="A"
    )
    page.goto(f"{site}/accounts/login/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", "ett långt lösenord")
    page.click("main form button[type=submit]")
    return person


@pytest.mark.parametrize("path", OPEN)
def test_pages_that_anybody_sees(page, live_server, axe, path):
    assert_holds(page, axe, f"{live_server.url}/accounts/{path}")


def test_pages_of_ones_own_account(page, live_server, axe):
    sign_in(page, live_server.url)
    for path in OWN:
        assert_holds(page, axe, f"{live_server.url}/accounts/{path}")


def test_a_wrong_password_is_told_in_a_summary_that_takes_focus(page, live_server, axe):
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("#id_login", "amina@example.org")
    page.fill("#id_password", "fel")
    page.click("main form button[type=submit]")
    expect(page.locator(".error-summary")).to_be_focused()
    assert page.input_value("#id_login") == "amina@example.org"
    assert axe(page) == []


def test_the_language_is_changed_without_javascript(browser, live_server):
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    assert page.get_attribute("html", "lang") == "sv"
    page.click(".language button")
    assert page.get_attribute("html", "lang") == "en"
    assert page.url == f"{live_server.url}/accounts/login/"
    context.close()


def test_the_first_tab_leads_past_the_menu(page, live_server):
    page.goto(f"{live_server.url}/accounts/login/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
