"""The core path without JavaScript on a phone, and the scoring and signing without a mouse."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from decisions.models import Assessment, Decision
from tests import cast
from tests.browser.acting import (
    choose,
    fault,
    field,
    group,
    press,
    sees,
    sees_heading,
    sign_in,
    tick,
    write,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TABS = 80  # more than any of the pages has places to stop at


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Any:
    """A page on a phone where no script runs, before the site."""
    size: Any = {"width": 360, "height": 740}
    context = browser.new_context(java_script_enabled=False, locale="sv-SE", viewport=size)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(live_server.url)
    yield page
    context.close()


def test_an_application_is_made_on_a_phone_without_javascript(phone: Page) -> None:
    call = cast.call()
    sign_in(phone, cast.siv())
    press(phone, "Se öppna utlysningar")
    press(phone, call.title_sv)
    press(phone, "Börja en ansökan")
    write(phone, "Verksamhetens namn", "Språkcafé i Flen")
    press(phone, "Påbörja ansökan")

    write(phone, "Sammanfattning", "Samtal på svenska.")
    write(phone, "Belopp ni söker", "mycket")
    press(phone, "Spara utkastet")
    assert "belopp" in fault(phone, "Belopp ni söker").lower()
    expect(field(phone, "Sammanfattning")).to_have_value("Samtal på svenska.")

    for label, text in (
        ("Bakgrund och behov", "Många väntar utan att få öva svenska."),
        ("Syfte och mål", "Deltagarna talar mer svenska."),
        ("Målgrupp", "Asylsökande vuxna i Flen."),
        ("Förväntade deltagare, kvinnor", "20"),
        ("Förväntade deltagare, män", "25"),
        ("Aktiviteter och tidsplan", "Språkcafé varje vecka."),
        ("Börjar", call.period_from.isoformat()),
        ("Slutar", call.period_to.isoformat()),
        ("Belopp ni söker", "90 000"),
        ("Kontaktperson", "Siv"),
        ("E-postadress", "siv@forening.example"),
    ):
        write(phone, label, text)
    tick(phone, "Främja kunskaper i svenska språket")
    tick(phone, "Flen")
    before = phone.locator("#costs tbody tr").count()
    press(phone, "Spara och lägg till fler kostnader")
    rows = phone.locator("#costs tbody tr")
    expect(rows).to_have_count(before + 3)
    choose(rows.first, "Kategori", "personal")
    write(rows.first, "Vad det gäller", "Ledare")
    write(rows.first, "Belopp", "90 000")
    press(phone, "Spara och granska")

    tick(phone, "Jag undertecknar ansökan och försäkrar att uppgifterna stämmer.")
    press(phone, "Underteckna och skicka in")
    sees_heading(phone, "Ansökan har kommit in")
    sees(phone, "851-1-", "90 000 kr")


def tab_to(page: Page, target: Any) -> None:
    """Press Tab until the target has the focus, as one does who has no mouse."""
    for _press in range(TABS):
        if target.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to {target}")


def key_in(page: Page, label: str, text: str) -> None:
    tab_to(page, field(page, label))
    page.keyboard.type(text)


def tick_by_key(page: Page, target: Any) -> None:
    tab_to(page, target)
    page.keyboard.press("Space")
    expect(target).to_be_checked()


def press_by_key(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("main").get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def test_an_assessor_scores_without_a_mouse(page: Page, live_server: Any) -> None:
    assessment = cast.assigned(cast.under_assessment())
    page.goto(live_server.url)
    sign_in(page, cast.asa())
    page.goto(f"{live_server.url}{assessment.get_absolute_url()}")
    press_by_key(page, "Jag är inte jävig")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bedöm")

    for criterion, points in (("Behov", 5), ("Måluppfyllelse", 3)):
        circles = group(page, f"Poäng för ”{criterion}”").get_by_role("radio")
        tab_to(page, circles.first)
        page.keyboard.press("Space")
        for _press in range(points):
            page.keyboard.press("ArrowRight")
        expect(circles.nth(points)).to_be_checked()
        key_in(page, f"Motivering för ”{criterion}”", "Väl beskrivet.")
    tick_by_key(page, group(page, "Din rekommendation").get_by_role("radio").first)
    press_by_key(page, "Lämna in bedömningen")

    sees(page, "inlämnad")
    scored = Assessment.objects.get(pk=assessment.pk)
    assert sorted(scored.scores.values_list("value", flat=True)) == [3, 5]


def test_a_decider_signs_without_a_mouse(page: Page, live_server: Any) -> None:
    decision = cast.proposed()
    page.goto(live_server.url)
    sign_in(page, cast.dag())
    page.goto(f"{live_server.url}/decisions/{decision.pk}/sign/")
    press_by_key(page, "Underteckna")
    assert "läst" in fault(page, "Jag har läst förslaget och beslutar enligt det")
    tick_by_key(page, field(page, "Jag har läst förslaget och beslutar enligt det"))
    press_by_key(page, "Underteckna")

    sees(page, "undertecknat")
    assert Decision.objects.get(pk=decision.pk).state == Decision.State.SIGNED
