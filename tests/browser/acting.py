"""What a person does on a page, in the words of the page: sign in, write, choose, press, read.

She does it with a mouse, unless the page is one `without_mouse`: then all of it by the keyboard.
"""

import re
from typing import Any
from weakref import WeakSet

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import cast

TABS = 250  # more than any of the pages has places to stop at
_by_keys: "WeakSet[Page]" = WeakSet()


def without_mouse(page: Page) -> Page:
    """From now on everything on this page is done by the keyboard."""
    _by_keys.add(page)
    return page


def sign_in(page: Page, person: Any) -> None:
    """Sign in by the form; whoever sat there before is signed out. Ends on the start page."""
    site = re.match(r"https?://[^/]+", page.url)
    assert site, "Go to the site first."
    page.context.clear_cookies()
    page.goto(f"{site[0]}/accounts/login/")
    fill_in_sign_in(page, person.email, cast.PASSWORD)
    expect(page.locator(".site-tools")).to_contain_text(person.name)


def fill_in_sign_in(page: Page, email: str, password: str) -> None:
    """The sign-in form where it stands: one comes back to where one was going."""
    write(page, "E-postadress", email)
    write(page, "Lösenord", password)
    press(page, "Logga in")


def field(where: Page | Locator, label: str) -> Locator:
    """The field with the label; the note that it is optional is no part of the label."""
    return where.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*\(frivilligt\))?\s*$"))


def group(where: Page | Locator, legend: str) -> Locator:
    """The fields that stand together under a legend."""
    return where.get_by_role("group", name=re.compile(rf"^\s*{re.escape(legend)}"))


def write(where: Page | Locator, label: str, text: Any) -> None:
    """Write in a field, instead of what stands there."""
    box = field(where, label)
    if box.page not in _by_keys:
        return box.fill(str(text))
    tab_to(box)
    if box.get_attribute("type") == "date":
        return _type_day(box, str(text))
    box.page.keyboard.press("ControlOrMeta+A")
    return box.page.keyboard.type(str(text))


def choose(where: Page | Locator, label: str, option: str) -> None:
    """Choose in a list."""
    box = field(where, label)
    if box.page not in _by_keys:
        box.select_option(label=option)
        return
    tab_to(box)
    box.page.keyboard.type(option)
    assert box.evaluate("it => it.selectedOptions[0].label.trim()") == option


def tick(where: Page | Locator, label: str) -> None:
    """Tick a box or a circle."""
    _tick(field(where, label))


def answer(page: Page, question: str, choice: str) -> None:
    """Tick one of the answers under a question."""
    _tick(field(group(page, question), choice))


def _tick(box: Locator) -> None:
    if box.page not in _by_keys:
        return box.check()
    tab_to(box)
    for _press in range(20):  # from the circle that Tab came to
        if _has_focus(box):
            break
        box.page.keyboard.press("ArrowDown")
    if not box.is_checked():
        box.page.keyboard.press("Space")
    return expect(box).to_be_checked()


def attach(page: Page, label: str, file: Any) -> None:
    """Choose a file of the computer."""
    box = field(page, label)
    if page not in _by_keys:
        return box.set_input_files(file)
    tab_to(box)
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Enter")
    return asked.value.set_files(file)


def button(page: Page, name: str) -> Locator:
    """The one button or link with the name, in the page itself.

    What follows a colon ("Skicka länken: Flens bygdegård") tells it from others to those who hear.
    """
    main, named = page.get_by_role("main"), re.compile(rf"^{re.escape(name)}(\s*:.*)?$")
    return main.get_by_role("button", name=named).or_(main.get_by_role("link", name=named))


def press(page: Page, name: str) -> None:
    _press(button(page, name))


def follow(page: Page, name: str) -> None:
    """Follow the first link with the name: a case may wait for more than one thing."""
    _press(page.get_by_role("main").get_by_role("link", name=name, exact=True).first)


def unfold(page: Page, summary: str) -> None:
    """Open what is folded under the words."""
    folded = page.locator("summary", has_text=summary)
    if page not in _by_keys:
        return folded.click()
    tab_to(folded)
    return page.keyboard.press("Enter")


def menu(page: Page, name: str) -> None:
    """Go by the main menu."""
    menu = page.get_by_role("navigation", name="Huvudmeny")
    _press(menu.get_by_role("link", name=name, exact=True))


def download(page: Page, name: str) -> bytes:
    """Press what gives a file, and take the file."""
    with page.expect_download() as given:
        if page in _by_keys:
            tab_to(button(page, name))
            page.keyboard.press("Enter")
        else:
            press(page, name)
    return given.value.path().read_bytes()


def _press(target: Locator) -> None:
    if target.page not in _by_keys:
        return target.click()
    tab_to(target)
    with target.page.expect_navigation():
        return target.page.keyboard.press("Enter")


def step(page: Page, name: str) -> None:
    """Take a step: press it on the thing's page, and on the page that asks if it is meant."""
    press(page, name)
    if "/steps/" in page.url:
        press(page, name)


def tab_to(target: Locator) -> None:
    """Press Tab until the target has the focus, as one does who has no mouse.

    Tab stops at one circle of those that belong together; the arrows go on from there.
    """
    expect(target).to_be_visible()
    for _press in range(TABS):
        if _has_focus(target, or_its_circles=True):
            return
        target.page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to {target}")


def _has_focus(target: Locator, *, or_its_circles: bool = False) -> bool:
    """Whether the focus is on the target, or on a circle of the same question."""
    here: bool = target.evaluate(
        """(it, circles) => {
            const at = document.activeElement;
            return at === it || (circles && it.type === "radio" && at?.type === "radio"
                && at.name === it.name && at.form === it.form);
        }""",
        or_its_circles,
    )
    return here


def _type_day(box: Locator, day: str) -> None:
    """Type a day (2027-01-31) in the order in which this browser asks for it."""
    year, month, number = day.split("-")
    for keys in (f"{month}{number}{year}", f"{year}\t{month}\t{number}", f"{number}{month}{year}"):
        for part in keys.split("\t"):
            box.page.keyboard.type(part)
            if "\t" in keys:
                box.page.keyboard.press("ArrowRight")
        if box.input_value() == day:
            return
        box.page.keyboard.press("Shift+Tab")
        tab_to(box)
    pytest.fail(f"{day} cannot be typed: {box.input_value()}")


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
