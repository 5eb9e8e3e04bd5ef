"""An assessor works through her queue: by the keyboard alone, with nothing lost, at any width."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from decisions.models import Assessment, Score
from grants import clock, steps
from grants.models import Anchor
from tests import cast
from tests.browser.acting import press, sign_in, without_mouse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def assigned(count: int, **call: Any) -> list[Assessment]:
    """Cases of one call that are assigned to Asa, in the order in which she takes them."""
    draft = cast.call_draft(**call)
    Anchor.objects.create(criterion=draft.criteria.first(), value=5, words_sv="behovet är visat")
    open_call = steps.take("publish", draft, by=cast.karin())
    cases = [cast.under_assessment(open_call, title=f"Kafé {n}") for n in range(count)]
    if open_call.blind:
        cast.declared(open_call)
    due = clock.today() + timedelta(days=5)
    Assessment.objects.assign(cases, [cast.asa()], by=cast.karin(), due=due)
    return list(Assessment.objects.in_queue())


def begin(page: Page, live_server: Any, first: Assessment) -> None:
    page.goto(live_server.url)
    sign_in(page, cast.asa())
    page.goto(f"{live_server.url}{first.get_absolute_url()}")


def until_saved(page: Page) -> None:
    """Wait until nothing is kept on the computer any more, because all of it has been saved."""
    for _try in range(60):
        page.wait_for_timeout(250)
        if page.evaluate("Object.keys(localStorage).length") == 0:
            return
    pytest.fail("What was written is never saved.")


def test_ten_cases_are_scored_by_the_keyboard_alone(page: Page, live_server: Any) -> None:
    queue = assigned(10)
    begin(page, live_server, queue[0])
    without_mouse(page)
    for number in range(10):
        press(page, "Jag är inte jävig")
        for points in ("4", "x"):
            page.keyboard.press("j")
            page.keyboard.press(points)
            page.keyboard.press("r")
            # Here the letters and figures are text, and no shortcuts.
            page.keyboard.type(f"Skäl {number}: j, k, x och 12345.")
            page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("g")
        expect(page.locator("[data-announce]")).to_contain_text("bifall")
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
        assert Assessment.objects.finished().count() == number + 1
    expect(page.locator("main")).to_contain_text("10")
    assert set(Score.objects.values_list("value", flat=True)) == {4, None}
    assert Score.objects.filter(reason="Skäl 9: j, k, x och 12345.").count() == 2
    done = Assessment.objects.order_by("handed_in_at").values_list("pk", flat=True)
    assert list(done) == [one.pk for one in queue]


def test_the_shortcuts_are_announced_and_can_be_switched_off(page: Page, live_server: Any) -> None:
    mine = steps.take("accept", assigned(1)[0], by=cast.asa())
    begin(page, live_server, mine)
    listed = page.locator("[data-shortcut-list]")
    expect(listed).to_be_visible()
    expect(listed).to_contain_text("Ctrl")
    listed.get_by_role("button").click()
    page.keyboard.press("j")
    page.keyboard.press("4")
    assert page.locator("form.scoring input:checked").count() == 0


def test_what_is_written_is_saved_and_found_again(page: Page, live_server: Any) -> None:
    mine = steps.take("accept", assigned(1)[0], by=cast.asa())
    begin(page, live_server, mine)
    status = page.locator("[data-status]")
    box = page.locator("textarea").first
    box.fill("Fyrtio väntar.")
    expect(status).to_contain_text(clock.now().astimezone(clock.SWEDEN).strftime("%H."))
    page.context.set_offline(True)
    box.fill("Fyrtio väntar på en plats.")
    expect(page.locator("[data-status] .icon")).to_be_visible()
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    name = box.get_attribute("name")
    until_saved(page)
    kept = Assessment.objects.get(pk=mine.pk).jotted["said"]
    assert kept[name] == "Fyrtio väntar på en plats."
    page.reload()
    expect(page.locator("textarea").first).to_have_value("Fyrtio väntar på en plats.")


def test_two_windows_ask_which_text_to_keep(page: Page, live_server: Any) -> None:
    mine = steps.take("accept", assigned(1)[0], by=cast.asa())
    begin(page, live_server, mine)
    other = page.context.new_page()
    other.goto(page.url)
    box = page.locator("textarea").first
    name = box.get_attribute("name")
    box.fill("Skrivet här.")
    until_saved(page)
    there = other.locator("textarea").first
    there.fill("Skrivet där.")
    asked = other.locator(f"[data-clash='{name}']")
    expect(asked).to_contain_text("Skrivet här.")
    expect(there).to_have_value("Skrivet där.")
    assert Assessment.objects.get(pk=mine.pk).jotted["said"][name] == "Skrivet här."
    asked.locator("[data-mine]").click()
    expect(asked).to_be_empty()
    until_saved(other)
    assert Assessment.objects.get(pk=mine.pk).jotted["said"][name] == "Skrivet där."


@pytest.mark.parametrize(
    ("width", "scheme", "blind"), [(1280, "light", False), (360, "dark", True)]
)
def test_the_score_page_holds(
    page: Page, live_server: Any, axe: Any, look: Any, width: int, scheme: Any, blind: bool
) -> None:
    queue = assigned(3, blind=blind)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    begin(page, live_server, queue[0])
    name = f"scoring-{'blind' if blind else 'open'}-{width}"
    for part in ("asked", "form", "faults"):
        if part == "form":
            steps.take("accept", queue[0], by=cast.asa())
            page.reload()
        if part == "faults":
            page.locator("form.scoring button.btn-primary").click()
            expect(page.locator(".error-summary")).to_be_focused()
        look(page, f"{name}-{part}")
        assert axe(page) == [], part
        assert page.evaluate("document.documentElement.scrollWidth") <= width, part
