"""One grant's whole life through the pages, each person in her turn, as she would do it herself."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from grants import clock
from grants.models import Call
from tests import cast
from tests.browser.acting import (
    answer,
    attach,
    button,
    choose,
    fault,
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

CALL = "Språk och hälsa i Södermanland"
TITLE = "Språkcafé i Flen"
IS_RIGHT = (
    "Jag har läst redovisningen. Uppgifterna stämmer och jag får underteckna för organisationen."
)


def test_one_grant_lives_its_life_on_the_pages(page: Page, live_server, look):
    everybody_is_there()
    page.goto(live_server.url)

    karin_makes_and_publishes_a_call(page, look)
    siv_applies(page, look)
    karin_asks_for_a_completion(page)
    siv_answers(page)
    karin_passes_it_on_and_assigns_asa(page, look)
    asa_assesses(page, look)
    karin_proposes(page, look)
    dag_signs(page, look)
    karin_sends_it_out(page)
    fia_and_finn_pay(page, look)
    siv_reports(page, look)
    karin_approves_and_publishes(page, look)
    a_visitor_finds_it(page, look)


def everybody_is_there() -> None:
    for person in (cast.karin, cast.siv, cast.asa, cast.dag, cast.fia, cast.finn):
        person()


def day(ahead: int) -> str:
    return (clock.today() + timedelta(days=ahead)).isoformat()


def karin_makes_and_publishes_a_call(page: Page, look) -> None:
    sign_in(page, cast.karin())
    menu(page, "Utlysningar")
    press(page, "Gör en utlysning")
    choose(page, "Medel", "TIA")
    write(page, "Rubrik på svenska", CALL)
    write(page, "Om utlysningen, på svenska", "Medel för språk, samhälle och hälsa.")
    write(page, "Ram", "1 640 000")
    priority = group(page, "Prioritering 1")
    write(priority, "Prioritering på svenska", "Språk")
    criterion = group(page, "Kriterium 1")
    write(criterion, "Bedömningskriterium på svenska", "Behov")
    write(criterion, "Vikt", 2)
    write(page, "Öppnar", f"{day(-1)}T08:00")
    write(page, "Stänger", f"{day(-2)}T15:00")
    write(page, "Verksamheten börjar tidigast", day(60))
    write(page, "Verksamheten slutar senast", day(300))
    write(page, "Slutrapporten ska lämnas senast", day(360))
    press(page, "Spara utkastet")

    assert "stänga efter" in fault(page, "Stänger")
    expect(field(page, "Ram")).to_have_value("1 640 000")
    write(page, "Stänger", f"{day(20)}T15:00")
    press(page, "Lägg till ett kriterium")
    second = group(page, "Kriterium 2")
    write(second, "Bedömningskriterium på svenska", "Måluppfyllelse")
    press(page, "Spara och förhandsvisa")

    sees(page, "Medel för språk, samhälle och hälsa.", "Behov", "Måluppfyllelse")
    look(page, "story-call-preview")
    press(page, "Tillbaka till utlysningen")
    step(page, "Publicera")
    sees(page, "publicerad")


def siv_applies(page: Page, look) -> None:
    """She goes on with a draft; how one is written from the start is told in test_applying."""
    cast.draft(Call.objects.get(), by=cast.siv(), title=TITLE)
    sign_in(page, cast.siv())
    menu(page, "Våra ansökningar")
    follow(page, TITLE)
    press(page, "Fortsätt skriva")
    follow(page, "Målgrupp")
    write(page, "Kvinnor som väntas delta", "tjugo")
    write(page, "Målgrupp", "Vuxna som söker asyl i Flen.")
    press(page, "Spara")

    sees(page, "Det som är markerat nedan är inte sparat.")
    expect(page.locator(".error-summary")).to_be_focused()
    assert "heltal" in fault(page, "Kvinnor som väntas delta")
    expect(field(page, "Kvinnor som väntas delta")).to_have_value("tjugo")
    expect(field(page, "Målgrupp")).to_have_value("Vuxna som söker asyl i Flen.")
    look(page, "story-form-with-faults")
    write(page, "Kvinnor som väntas delta", 20)
    press(page, "Spara")
    press(page, "Utkastets översikt")
    follow(page, "Granska och skicka in")
    tick(page, "Jag undertecknar ansökan och försäkrar detta.")
    press(page, "Underteckna och skicka in")

    sees_heading(page, "Ansökan har kommit in")
    sees(page, "851-1-", "150 000 kr")
    look(page, "story-receipt")


def karin_asks_for_a_completion(page: Page) -> None:
    sign_in(page, cast.karin())
    follow(page, TITLE)
    step(page, "Börja handlägga")
    press(page, "Begär komplettering")
    files = page.get_by_role("region", name="Andra filer")
    tick(files, "Begär andra filer")
    write(files, "Vad som saknas här", "Bifoga stadgarna.")
    press(page, "Skicka begäran")
    sees(page, "väntar på komplettering", "Bifoga stadgarna.")


def siv_answers(page: Page) -> None:
    sign_in(page, cast.siv())
    follow(page, TITLE)
    press(page, "Bifoga filer")
    attach(page, "Filer", paper("stadgar.pdf"))
    press(page, "Lägg till")
    press(page, "Tillbaka till svaret")
    press(page, "Granska och skicka")
    press(page, "Skicka svaret")
    sees(page, "under beredning", "stadgar.pdf")


def paper(name: str) -> Any:
    """A file on the computer of whoever attaches it."""
    buffer = f"%PDF-1.4\n% {name}\n%%EOF\n".encode()
    return {"name": name, "mimeType": "application/pdf", "buffer": buffer}


def karin_passes_it_on_and_assigns_asa(page: Page, look) -> None:
    sign_in(page, cast.karin())
    follow(page, TITLE)
    step(page, "Godta kompletteringen")
    press(page, "Gör den formella kontrollen")
    page.click("button[value=confirm]")
    for question in page.locator(".check-item.panel").get_by_role("group").all():
        tick(question, "Ja")
    press(page, "Spara svaren")
    step(page, "Lämna till bedömning")
    press(page, "Tilldela bedömare")
    tick(page, "Asa (0 väntar)")
    press(page, "Tilldela")
    sees(page, "Asa", "tilldelad")
    look(page, "story-case-officer")


def asa_assesses(page: Page, look) -> None:
    sign_in(page, cast.asa())
    follow(page, TITLE)
    step(page, "Jag är inte jävig")
    press(page, "Lämna in bedömningen")
    assert "Motivera poängen" in fault(page, "Motivering för ”Behov”")
    for criterion, points in (("Behov", "5"), ("Måluppfyllelse", "4")):
        tick(group(page, f"Poäng för ”{criterion}”"), points)
        write(page, f"Motivering för ”{criterion}”", "Väl beskrivet och rimligt.")
    tick(page, "bifall")
    look(page, "story-assessment")
    press(page, "Lämna in bedömningen")
    sees(page, "inlämnad")


def karin_proposes(page: Page, look) -> None:
    sign_in(page, cast.karin())
    menu(page, "Utlysningar")
    press(page, CALL)
    press(page, "Till rangordningen")
    sees(page, "93,3", "Flens språkvänner")
    look(page, "story-ranking")
    press(page, "Skriv beslut för Flens språkvänner")
    tick(page, "delvis bifall")
    write(page, "Beviljat belopp", "200 000")
    write(page, "Skäl", "Insatsen möter ett tydligt behov.")
    press(page, "Spara utkastet")

    assert "150 000 kr" in fault(page, "Beviljat belopp")
    expect(field(page, "Skäl")).to_have_value("Insatsen möter ett tydligt behov.")
    write(page, "Beviljat belopp", "140 000")
    press(page, "Spara utkastet")
    step(page, "Föreslå beslutet")
    sees(page, "föreslaget")


def dag_signs(page: Page, look) -> None:
    sign_in(page, cast.dag())
    follow(page, TITLE)
    press(page, "Underteckna")
    sees(page, "1 640 000 kr", "1 500 000 kr")
    look(page, "story-sign")
    press(page, "Underteckna")
    assert "läst" in fault(page, "Jag har läst förslaget och beslutar enligt det")
    tick(page, "Jag har läst förslaget och beslutar enligt det")
    press(page, "Underteckna")
    sees(page, "undertecknat")


def karin_sends_it_out(page: Page) -> None:
    sign_in(page, cast.karin())
    follow(page, TITLE)
    step(page, "Expediera beslutet")
    sees(page, "expedierat")


def fia_and_finn_pay(page: Page, look) -> None:
    sign_in(page, cast.fia())
    menu(page, "Utbetalningar")
    press(page, "Planera utbetalningen: Flens språkvänner, 140 000 kr")
    write(page, "Belopp", "130 000")
    press(page, "Planera utbetalningarna")
    assert "10 000 kr" in fault(page, "Belopp")
    write(page, "Belopp", "140 000")
    press(page, "Planera utbetalningarna")
    menu(page, "Utbetalningar")
    press(page, "Attestera: Flens språkvänner, 140 000 kr")
    step(page, "Attestera")
    expect(button(page, "Attestera som andra person")).to_have_count(0)

    sign_in(page, cast.finn())
    menu(page, "Utbetalningar")
    press(page, "Attestera som andra person: Flens språkvänner, 140 000 kr")
    step(page, "Attestera som andra person")
    menu(page, "Utbetalningar")
    look(page, "story-payments")
    press(page, "1 utbetalning på 140 000 kr är klar att skicka till banken")
    press(page, "Gör betalfilen")
    step(page, "Banken har betalat allt")
    sees(page, "utbetald")


def siv_reports(page: Page, look) -> None:
    sign_in(page, cast.siv())
    follow(page, TITLE)
    step(page, "Börja skriva redovisningen")
    press(page, "Fortsätt skriva")
    write(page, "Vad som gjordes", "Språkcafé fyrtio kvällar.")
    write(page, "Resultat, och hur de svarar mot syftet", "Fler talar svenska.")
    write(page, "Lärdomar", "Barnpassning gör att fler kvinnor kommer.")
    write(page, "Vad som inte fungerade", "Utskick på svenska nådde få.")
    write(page, "Deltagare, kvinnor", 22)
    write(page, "Deltagare, män", 19)
    write(page, "Använt av bidraget, Personal: Ledare", "190 000")
    write(page, "Använt av bidraget, Lokal: Lokal", "40 000")
    answer(page, "Blev något annorlunda än ni hade tänkt?", "Nej")
    answer(page, "Nådde ni målen?", "Ja, alla")
    write(page, "Hur förhåller sig resultatet till bidragets syfte?", "Fler talar svenska.")
    write(page, "Vad har pengarna använts till?", "Ledare och lokal.")
    answer(page, "Fick ni andra offentliga pengar för samma kostnader?", "Nej")
    answer(page, "Vem redovisar?", "En organisation")
    answer(page, "Fortsätter verksamheten?", "Delvis")
    press(page, "Spara och se vad som saknas")

    assert "140 000 kr" in fault(page, "Använt av bidraget, Lokal: Lokal")
    expect(field(page, "Lärdomar")).to_have_value("Barnpassning gör att fler kvinnor kommer.")
    write(page, "Använt av bidraget, Personal: Ledare", "90 000")
    attach(page, "Revisorns rapport", paper("revisor.pdf"))
    look(page, "story-report-form")
    press(page, "Spara och se vad som saknas")
    press(page, "Underteckna och skicka in redovisningen")
    sees(page, "10 000 kr")
    tick(page, IS_RIGHT)
    press(page, "Underteckna och skicka in redovisningen")
    sees(page, "inskickad")


def karin_approves_and_publishes(page: Page, look) -> None:
    sign_in(page, cast.karin())
    look(page, "story-desk-officer")
    follow(page, TITLE)
    step(page, "Godkänn redovisningen")
    sees(page, "godkänd")
    menu(page, "Min startsida")
    follow(page, TITLE)
    press(page, "Gör sidan")
    press(page, "Spara sidan")
    step(page, "Den namnger ingen privatperson")
    step(page, "Publicera i katalogen")
    sees(page, "publicerad")
    menu(page, "Ärenden")
    follow(page, TITLE)
    step(page, "Avsluta ärendet")
    sees(page, "avslutad")


def a_visitor_finds_it(page: Page, look) -> None:
    page.context.clear_cookies()
    page.goto(page.url.split("/applications/")[0])
    page.get_by_role("searchbox", name="Sök bland projekten").fill("barnpassning")
    press(page, "Sök bland projekten")
    look(page, "story-catalogue")
    follow(page, TITLE)
    sees(page, "Flens språkvänner", "140 000 kr", "Barnpassning gör att fler kvinnor kommer.")
