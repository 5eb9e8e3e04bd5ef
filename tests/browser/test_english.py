"""The site in English: the switch works, and no Swedish word of the page itself is left over."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import cast
from tests.browser.acting import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# The page's own words. What people wrote stays in their language; so do names in law.
SWEDISH = re.compile(
    r"\b(och|eller|inte|ansök\w*|beslut\w*|ärende\w*|utlysning\w*|utbetal\w*|redovisning\w*|"
    r"bedöm\w*|historik|väntar|handläggare|kr att söka|projekt i|senast|skicka\w*|kostnader|"
    r"januari|februari|maj|juni|juli|augusti|oktober)\b",
    re.IGNORECASE,
)
# All text but what is marked as another language, with what the cast writes taken out.
OWN_WORDS = """() => {
    const page = document.body.cloneNode(true);
    page.querySelectorAll('[lang=sv]').forEach(it => it.remove());
    return page.textContent;
}"""


def left_over(page: Page) -> list[str]:
    assert page.get_attribute("html", "lang") == "en"
    text = page.evaluate(OWN_WORDS)
    for written in (
        "Språkcafé i Flen", "Samtal på svenska två kvällar i veckan.", "Flens språkvänner",
        "Många väntar utan att få öva svenska.", "Asylsökande vuxna i Flen.",
        "Deltagarna talar mer svenska när insatsen är slut.",
        "Språkcafé, studiebesök, promenader.",
    ):  # fmt: skip
        text = text.replace(written, "")
    return [match.group() for match in SWEDISH.finditer(text)]


def test_the_pages_are_in_english_when_asked_for(page: Page, live_server: Any) -> None:
    case = cast.granted(cast.under_assessment()).application
    page.goto(live_server.url)
    assert page.get_attribute("html", "lang") == "sv"
    page.get_by_role("button", name="English").click()
    assert page.url.rstrip("/") == live_server.url
    assert page.get_by_role("heading", name="Open calls").count() == 1
    assert left_over(page) == []

    page.get_by_role("button", name="Svenska").click()
    sign_in(page, cast.karin())
    page.get_by_role("button", name="English").click()
    for address in ("/desk/", case.get_absolute_url(), case.call.get_absolute_url()):
        page.goto(f"{live_server.url}{address}")
        assert left_over(page) == [], address
