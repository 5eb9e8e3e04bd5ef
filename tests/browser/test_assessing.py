"""A round is assessed through the pages: by an officer, two assessors and a decider, in turn.

One assessor is a case officer too. She steps aside from one case and then sees nothing of it, and
what the other gave is hidden from her until her own score is in, also in the ranking.
"""

import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application
from tests import cast
from tests.browser.acting import (
    button,
    field,
    follow,
    group,
    menu,
    press,
    sees,
    sees_heading,
    sign_in,
    step,
    tick,
    write,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

CALL = "Tidiga insatser i Södermanland"
KAFE, KOR, ODLING, SIM = "Språkcafé i Flen", "Kör för alla", "Odla ihop", "Simskola"
# The points that each gives each case, per criterion.
ASA = {KAFE: (5, 5), KOR: (4, 4), ODLING: (3, 2), SIM: (1, 2)}
KERSTIN = {KAFE: (4, 5), KOR: (4, 3), SIM: (1, 1)}


def kerstin() -> Any:
    """A case officer who also assesses; her sister sits on the board of the allotment society."""
    return cast.staff("Kerstin", "officer")


def four_cases() -> None:
    """Each seeks 150 000 SEK; the frame holds two of them."""
    call = cast.call(frame=310_000, title_sv=CALL)
    applicants = (
        (KAFE, cast.siv()),
        (KOR, cast.vera()),
        (ODLING, _signatory("Olga", "Flens odlare", "802499-0031")),
        (SIM, _signatory("Sune", "Simsällskapet", "802499-0072")),
    )
    for title, person in applicants:
        cast.under_assessment(call, by=person, title=title)
    for person in (cast.karin, cast.asa, kerstin, cast.dag):
        person()


def _signatory(name: str, association: str, org_nr: str) -> Any:
    of = cast.organisation(association, org_nr, "ideell_forening", "0482")
    return cast.member(name, "signatory", of)


@pytest.fixture
def holds(axe: Any, look: Any) -> Any:
    """`holds(page, name)`: narrow and wide, nothing for axe to say and no sideways scrolling."""

    def check(page: Page, name: str) -> None:
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert axe(page) == [], (name, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            if os.environ.get("PICTURES"):
                look(page, f"assessing-{name}-{width}")

    return check


def test_a_round_is_assessed_by_the_people_of_the_board(page, live_server, holds):
    four_cases()
    page.goto(live_server.url)

    karin_assigns_two_assessors(page, holds)
    asa_scores_her_queue(page, holds)
    kerstin_steps_aside_and_sees_nothing_of_the_case(page, holds)
    kerstin_scores_without_seeing_what_asa_gave(page, holds)
    karin_recommends_amounts_under_the_line(page, holds)
    karin_sees_how_far_they_agree(page, holds)
    karin_drafts_the_decisions_and_proposes_them(page, holds)
    dag_signs(page)


def karin_assigns_two_assessors(page: Page, holds: Any) -> None:
    sign_in(page, cast.karin())
    menu(page, "Utlysningar")
    press(page, CALL)
    press(page, "Fördela ärendena")
    press(page, "Välj för hand")
    press(page, "Tilldela")
    expect(page.locator(".error-summary")).to_be_focused()
    press(page, "Välj alla 4 som visas")
    tick(page, "Asa (0 väntar)")
    tick(page, "Kerstin (0 väntar)")
    holds(page, "assign")
    press(page, "Tilldela")
    sees(page, "8 bedömningar tilldelades.")
    holds(page, "assignment")


def asa_scores_her_queue(page: Page, holds: Any) -> None:
    sign_in(page, cast.asa())
    menu(page, "Bedömningar")
    press(page, "Ta nästa")
    for number in range(len(ASA)):
        if number == 0:
            holds(page, "conflict")
        press(page, "Jag är inte jävig")
        _score(page, ASA)
        if number == 0:
            holds(page, "score")
        press(page, "Lämna in och ta nästa" if number < 3 else "Lämna in bedömningen")
    sees(page, "Din bedömning är inlämnad.")


def _score(page: Page, points: dict[str, tuple[int, int]]) -> None:
    """Give the case that the queue shows its points, with a reason for each, and recommend."""
    title = next(one for one in points if one in page.locator("h1").inner_text())
    for criterion, given in zip(("Behov", "Måluppfyllelse"), points[title], strict=True):
        tick(group(page, f"Poäng för ”{criterion}”"), str(given))
        write(page, f"Motivering för ”{criterion}”", f"Skäl för {given} poäng: {title}.")
    tick(page, "bifall" if points[title][0] > 3 else "avslag")


def kerstin_steps_aside_and_sees_nothing_of_the_case(page: Page, holds: Any) -> None:
    sign_in(page, kerstin())
    site = page.url.split("/", 3)[:3]
    case = Application.objects.get(title=ODLING)
    mine = case.assessments.get(assessor=kerstin())
    closed = [case.get_absolute_url(), mine.get_absolute_url()]
    assert _statuses(page, site, closed) == [200, 200]
    # To step aside she must know of whom: what anyone at the board may know, and no more.
    sees_heading(page, "Är du jävig?")
    sees(page, "Flens odlare")
    press(page, "Jag är jävig")
    write(page, "Varför du är jävig", "Min syster sitter i styrelsen.")
    holds(page, "recuse")
    press(page, "Jag avstår på grund av jäv")
    sees(page, "Du ser inte ärendet längre.")

    assert _statuses(page, site, closed) == [404, 404]
    lists = (
        "/decisions/assessments/",
        "/applications/",
        f"/decisions/ranking/{case.call_id}/",
        f"/decisions/assignment/{case.call_id}/grid/",
    )
    for address in lists:
        page.goto("/".join(site) + address)
        sees(page, KAFE)
        expect(page.locator("body")).not_to_contain_text(ODLING)
        expect(page.locator("body")).not_to_contain_text("Flens odlare")
    # She is the only one of the board who may not know how many there are.
    page.goto("/".join(site) + lists[2])
    sees(page, "450 000 kr")
    expect(page.locator("body")).not_to_contain_text("600 000 kr")


def _statuses(page: Page, site: list[str], addresses: list[str]) -> list[int]:
    """What the pages answer."""
    answers = [page.goto("/".join(site) + address) for address in addresses]
    return [answer.status for answer in answers if answer]


def kerstin_scores_without_seeing_what_asa_gave(page: Page, holds: Any) -> None:
    """The ranking, the case and the assessment page: none tells what is waiting to be compared."""
    kafe = Application.objects.get(title=KAFE)
    expect(page.locator(f"#row-{kafe.pk}")).to_contain_text("inga än")
    expect(page.locator("body")).not_to_contain_text("100,0")
    follow(page, "Flens språkvänner")
    expect(page.locator("body")).not_to_contain_text("Skäl för 5 poäng")
    menu(page, "Min startsida")
    waits = page.get_by_role("region", name="Bedömningar att lämna")
    expect(waits.get_by_role("listitem")).to_have_count(3)
    waits.get_by_role("link").first.click()
    page.get_by_role("link", name="Mina bedömningar").click()
    holds(page, "queue")
    press(page, "Ta nästa")
    for number in range(len(KERSTIN)):
        press(page, "Jag är inte jävig")
        expect(page.locator("body")).not_to_contain_text("Skäl för")
        _score(page, KERSTIN)
        press(page, "Lämna in och ta nästa" if number < 2 else "Lämna in bedömningen")
    # Now hers are in, and the other's stand beside them.
    sees(page, "Asa", "Skäl för")
    holds(page, "handed-in")


def karin_recommends_amounts_under_the_line(page: Page, holds: Any) -> None:
    sign_in(page, cast.karin())
    menu(page, "Utlysningar")
    press(page, CALL)
    press(page, "Till rangordningen")
    rows = {one.title: one.pk for one in Application.objects.all()}
    expect(page.locator(f"#row-{rows[KAFE]}")).to_contain_text("93,4")
    below = page.locator("#budget-line + tr")
    expect(below).to_have_attribute("id", f"row-{rows[ODLING]}")
    for title, amount in ((KAFE, 120_000), (KOR, 100_000), (ODLING, 90_000), (SIM, 0)):
        page.locator(f"input[name=a{rows[title]}]").fill(str(amount))
    press(page, "Spara beloppen")
    expect(page.locator(f"#sum-{rows[ODLING]}")).to_contain_text("310 000 kr")
    expect(page.locator("#budget-line")).to_have_count(0)
    holds(page, "ranking")


def karin_sees_how_far_they_agree(page: Page, holds: Any) -> None:
    press(page, "Kalibrering")
    agreement = page.get_by_role("region", name="Samstämmighet per kriterium")
    expect(agreement.get_by_role("row")).to_have_count(3)
    expect(agreement).to_contain_text("Måluppfyllelse")
    holds(page, "calibration")


def karin_drafts_the_decisions_and_proposes_them(page: Page, holds: Any) -> None:
    page.get_by_role("link", name="Rangordning").click()
    field(page, "Beslutsutkast för").select_option("all")
    press(page, "Skriv dem")
    tick(page, "Bevilja det föreslagna beloppet, och avslå där det är 0")
    write(page, "Skäl som alla har gemensamt", "De har vägts mot varandra och mot ramen.")
    holds(page, "drafts")
    press(page, "Skriv utkasten")
    sees(page, "4 beslut")
    for title in (KAFE, SIM):
        menu(page, "Min startsida")
        drafts = page.get_by_role("region", name="Utkast till beslut")
        drafts.get_by_role("link", name=title).click()
        step(page, "Föreslå beslutet")
        sees(page, "föreslaget")


def dag_signs(page: Page) -> None:
    sign_in(page, cast.dag())
    for title in (KAFE, SIM):
        menu(page, "Min startsida")
        follow(page, title)
        press(page, "Underteckna")
        tick(page, "Jag har läst förslaget och beslutar enligt det")
        press(page, "Underteckna")
        sees(page, "undertecknat")
    kafe, sim = (Application.objects.get(title=title) for title in (KAFE, SIM))
    signed = kafe.decisions.get()
    assert signed.amount == 120_000
    assert signed.decider == cast.dag()
    assert sim.decisions.get().outcome == "rejected"
    expect(button(page, "Underteckna")).to_have_count(0)
