"""The ranking while it is worked on: amounts save themselves, the line follows, none is lost."""

import re
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from decisions.models import Recommended
from decisions.models.recommended import Wish, recommend
from grants.forms import SekField
from tests import cast
from tests.browser.acting import press, sees, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SAVED = re.compile(r"Sparat kl\. \d\d\.\d\d\.\d\d")


@pytest.fixture
def cases(page: Page, live_server: Any) -> list[Any]:
    """Three applications of 150 000 SEK each, best first, where the frame holds two."""
    call = cast.call(frame=300_000)
    found = [cast.under_assessment(call) for _ in range(3)]
    for application, points in zip(found, (5, 4, 3), strict=True):
        cast.scored(application, points=points)
    page.goto(live_server.url)
    sign_in(page, cast.karin())
    page.goto(f"{live_server.url}/decisions/ranking/{call.pk}/")
    return found


def box(page: Page, application: Any) -> Any:
    return page.locator(f"input[name=a{application.pk}]")


def status(page: Page, application: Any) -> Any:
    return page.locator(f"#status-a{application.pk}")


def written(amount: int) -> str:
    """A stored amount as every box of Bifall shows it: its thousands never come apart."""
    return str(SekField().prepare_value(amount))


def below_the_line(page: Page) -> str:
    """Which row stands under the line; empty when there is no line."""
    found = "document.getElementById('budget-line')?.nextElementSibling.id ?? ''"
    return str(page.evaluate(found))


def test_an_amount_saves_itself_and_the_line_follows(page: Page, cases: list[Any]) -> None:
    first, second, third = cases
    assert below_the_line(page) == f"row-{third.pk}"
    box(page, first).fill("100 000")
    expect(status(page, first)).to_have_text(SAVED)
    expect(page.locator(f"#sum-{third.pk}")).to_contain_text("400 000 kr")
    box(page, second).fill("50 000")
    expect(page.locator(f"#sum-{third.pk}")).to_contain_text("300 000 kr")
    expect(page.locator("#budget-line")).to_have_count(0)

    press(page, "Ångra min senaste ändring")
    expect(box(page, second)).to_have_value("")
    expect(box(page, first)).to_have_value(written(100_000))
    assert below_the_line(page) == f"row-{third.pk}"


def test_what_a_colleague_wrote_is_shown_and_not_overwritten(page: Page, cases: list[Any]) -> None:
    first = cases[0]
    other = cast.staff("Kerstin", "officer")
    recommend(first.call, [Wish(first.pk, Decimal("80000.00"), "0:")], by=other)
    box(page, first).fill("70 000")
    expect(status(page, first)).to_contain_text("Kerstin har ändrat till 80 000 kr")
    expect(box(page, first)).to_have_value("70 000")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert Recommended.objects.get().amount == 80_000
    press(page, "Spara beloppen")
    sees(page, "1 belopp sparades.")
    assert Recommended.objects.get().amount == 70_000


def test_a_lost_connection_loses_no_amount(page: Page, cases: list[Any]) -> None:
    first = cases[0]
    page.context.set_offline(True)
    box(page, first).fill("12 345")
    expect(status(page, first)).to_contain_text("ingen uppkoppling")
    page.context.set_offline(False)
    expect(status(page, first)).to_have_text(SAVED)
    assert Recommended.objects.get().amount == 12_345


def test_without_scripts_the_button_saves(
    browser: Browser, page: Page, cases: list[Any], live_server: Any
) -> None:
    plain = browser.new_context(java_script_enabled=False, locale="sv-SE")
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # as they came
    there = plain.new_page()
    there.goto(page.url)
    box(there, cases[0]).fill("40 000")
    box(there, cases[1]).fill("halva")
    there.get_by_role("button", name="Spara beloppen").click()
    expect(there.locator(".field-error").first).to_be_visible()
    expect(box(there, cases[1])).to_have_value("halva")
    assert dict(Recommended.objects.values_list("application", "amount")) == {cases[0].pk: 40_000}
    plain.close()
