"""A draft saves itself while it is written, and what was typed survives what goes wrong."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application, values_of
from tests import cast
from tests.browser.acting import field, fill_in_sign_in, press, sees, sees_heading, sign_in, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NEED, AIMS = "Bakgrund och behov", "Syfte och mål"
SAVED = re.compile(r"Sparat kl\. \d\d\.\d\d\.\d\d")


@pytest.fixture
def draft(page: Page, live_server: Any) -> Application:
    """Siv's draft; her page stands at its section about the need."""
    draft = cast.draft()
    page.goto(live_server.url)
    sign_in(page, cast.siv())
    page.goto(f"{live_server.url}/applications/{draft.pk}/edit/need/")
    return draft


def stored(draft: Application) -> Any:
    return values_of(Application.objects.get(pk=draft.pk))["need"]


def status(page: Page, key: str = "need") -> Any:
    """What the page says under a question."""
    return page.locator(f"#status-{key}")


def test_what_is_typed_is_saved_without_a_button(page: Page, draft: Application) -> None:
    write(page, NEED, "Fyrtio väntar på en plats.")
    expect(status(page)).to_have_text(SAVED)
    assert stored(draft) == "Fyrtio väntar på en plats."

    page.reload()
    expect(field(page, NEED)).to_have_value("Fyrtio väntar på en plats.")


def test_a_lost_connection_loses_nothing(page: Page, draft: Application) -> None:
    page.context.set_offline(True)
    write(page, NEED, "Skrivet i en tunnel.")
    expect(status(page)).to_contain_text("ingen uppkoppling")
    expect(field(page, NEED)).to_have_value("Skrivet i en tunnel.")
    assert stored(draft) != "Skrivet i en tunnel."

    page.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED)
    assert stored(draft) == "Skrivet i en tunnel."


def test_an_ended_session_leads_back_to_what_was_typed(page: Page, draft: Application) -> None:
    page.context.clear_cookies(name="sessionid")
    write(page, NEED, "Skrivet efter lunch.")
    expect(status(page)).to_contain_text("Du har blivit utloggad")
    expect(field(page, NEED)).to_have_value("Skrivet efter lunch.")

    page.once("dialog", lambda dialog: dialog.accept())  # "Leave the page?"
    press(page, "Logga in och kom tillbaka hit")
    fill_in_sign_in(page, cast.siv().email, cast.PASSWORD)

    sees_heading(page, "Behov och mål")
    expect(field(page, NEED)).to_have_value("Skrivet efter lunch.")
    expect(status(page)).to_have_text(SAVED)
    assert stored(draft) == "Skrivet efter lunch."


def test_without_a_script_the_typed_waits_for_who_signs_in(browser: Any, live_server: Any) -> None:
    draft = cast.draft()
    context = browser.new_context(java_script_enabled=False, locale="sv-SE")
    page = context.new_page()
    page.goto(live_server.url)
    sign_in(page, cast.siv())
    page.goto(f"{live_server.url}/applications/{draft.pk}/edit/need/")
    context.clear_cookies(name="sessionid")
    write(page, NEED, "Skrivet efter lunch.")
    press(page, "Spara")
    fill_in_sign_in(page, cast.siv().email, cast.PASSWORD)

    sees_heading(page, "Behov och mål")
    sees(page, "Du hade loggats ut när du sparade.")
    expect(field(page, NEED)).to_have_value("Skrivet efter lunch.")
    assert stored(draft) != "Skrivet efter lunch."
    press(page, "Spara")
    sees(page, "Sparat kl.")
    assert stored(draft) == "Skrivet efter lunch."
    context.close()


def test_two_who_write_the_same_answer_choose(page: Page, draft: Application, browser: Any) -> None:
    """Siv's page is open while Eva saves: Siv is told at once, and nothing is overwritten."""
    context = browser.new_context(locale="sv-SE")
    hers = context.new_page()
    hers.goto(page.url)
    sign_in(hers, cast.eva())
    hers.goto(page.url)
    write(hers, NEED, "Evas text.")
    expect(status(hers)).to_have_text(SAVED)

    write(page, NEED, "Sivs text.")
    expect(status(page)).to_contain_text("Eva ändrade det här")
    expect(status(page)).to_contain_text("Evas text.")
    assert stored(draft) == "Evas text."
    # Clicked, not ticked: the question goes away the moment it is answered.
    status(page).get_by_label("Ta det som är sparat nu").click()
    expect(field(page, NEED)).to_have_value("Evas text.")
    write(page, AIMS, "Fler får arbete.")
    expect(status(page, "aims")).to_have_text(SAVED)
    context.close()


def test_the_answer_to_a_completion_is_saved_as_it_is_typed(page: Page, live_server: Any) -> None:
    waiting = cast.waiting_for_completion()
    page.goto(live_server.url)
    sign_in(page, cast.siv())
    page.goto(f"{live_server.url}/applications/{waiting.pk}/completion/answer/")
    write(page, "Ditt svar till handläggaren", "Stadgarna är på väg.")
    expect(page.locator(".line-status")).to_have_text(SAVED)
    page.reload()
    expect(field(page, "Ditt svar till handläggaren")).to_have_value("Stadgarna är på väg.")
