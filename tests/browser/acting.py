"""What a person does on a page, in the words of the page: sign in, write, choose, press, read."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests import cast


def sign_in(page: Page, person: Any) -> None:
    """Sign in by the form; whoever sat there before is signed out. Ends on the start page."""
    site = re.match(r"https?://[^/]+", page.url)
    assert site, "Go to the site first."
    page.context.clear_cookies()
    page.goto(f"{site[0]}/accounts/login/")
    write(page, "E-postadress", person.email)
    write(page, "Lösenord", cast.PASSWORD)
    press(page, "Logga in")
    expect(page.locator(".site-tools")).to_contain_text(person.name)


def field(where: Page | Locator, label: str) -> Locator:
    """The field with the label; the note that it is optional is no part of the label."""
    return where.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*\(frivilligt\))?\s*$"))


def write(where: Page | Locator, label: str, text: Any) -> None:
    field(where, label).fill(str(text))


def choose(where: Page | Locator, label: str, option: str) -> None:
    """Choose in a list."""
    field(where, label).select_option(label=option)


def tick(where: Page | Locator, label: str) -> None:
    """Tick a box or a circle."""
    field(where, label).check()


def group(page: Page, legend: str) -> Locator:
    """The fields that stand together under a legend."""
    return page.get_by_role("group", name=re.compile(rf"^\s*{re.escape(legend)}"))


def button(page: Page, name: str) -> Locator:
    """The one button or link with the name, in the page itself."""
    main = page.get_by_role("main")
    return main.get_by_role("button", name=name, exact=True).or_(
        main.get_by_role("link", name=name, exact=True)
    )


def press(page: Page, name: str) -> None:
    button(page, name).click()


def follow(page: Page, name: str) -> None:
    """Follow the first link with the name: a case may wait for more than one thing."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def menu(page: Page, name: str) -> None:
    """Go by the main menu."""
    page.get_by_role("navigation", name="Huvudmeny").get_by_role(
        "link", name=name, exact=True
    ).click()


def step(page: Page, name: str) -> None:
    """Take a step: press it on the thing's page, and on the page that asks if it is meant."""
    press(page, name)
    if "/steps/" in page.url:
        press(page, name)


def sees(page: Page, *texts: str) -> None:
    """Whether the page itself says all this."""
    for text in texts:
        expect(page.get_by_role("main")).to_contain_text(text)


def sees_heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def fault(where: Page | Locator, label: str) -> str:
    """What stands beside the field as wrong, tied to it for those who hear the page."""
    box = field(where, label)
    expect(box).to_have_attribute("aria-invalid", "true")
    named = box.get_attribute("aria-describedby") or ""
    page = box.page
    texts = [page.locator(f"[id='{key}']").inner_text() for key in named.split()]
    return " ".join(" ".join(texts).split())
