"""An association applies, from the self-test to the receipt, each person in her turn.

One story, told three times: with a mouse on a wide screen, by the keyboard alone, and on a phone
where no script runs. What somebody is sent by e-mail is read out of the outbox, as from an inbox.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from applications.models import Application
from grants.models import Mail
from tests import cast
from tests.browser.acting import (
    answer,
    choose,
    download,
    fault,
    field,
    fill_in_sign_in,
    follow,
    group,
    menu,
    press,
    sees,
    sees_heading,
    sign_in,
    step,
    tick,
    unfold,
    without_mouse,
    write,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TITLE = "Språkcafé i Flen"
OURS, PARTNER = "Flens språkvänner", "Flens bygdegård"
# What Nils, Elsa and Pia of the story are called to; the others are of the cast.
ELSA, PIA = "elsa@forening.example", "pia@bygdegard.example"
TOGETHER = "Ja, och alla uppfyller samma villkor som vi ska göra"
EDITOR = (
    "Redigerare: skriver ansökningar och redovisningar och ändrar uppgifterna; undertecknar inte"
)
WAYS = {
    "mouse": {"viewport": {"width": 1280, "height": 900}},
    "keyboard": {"viewport": {"width": 1280, "height": 900}},
    "no script": {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False},
}

Newcomer = Callable[[], Page]


@pytest.fixture(params=WAYS)
def newcomer(
    request: Any, browser: Browser, live_server: Any, look: Callable[[Page, str], Path]
) -> Iterator[Newcomer]:
    """`newcomer()` is a person who has just come to the site, at a computer of her own.

    `PICTURES=1` keeps a picture of where each of them ended.
    """
    contexts = []

    def come() -> Page:
        context = browser.new_context(
            locale="sv-SE", timezone_id="Europe/Stockholm", reduced_motion="reduce",
            **WAYS[request.param],
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(live_server.url)
        return without_mouse(page) if request.param == "keyboard" else page

    yield come
    for number, context in enumerate(contexts):
        if os.environ.get("PICTURES"):
            look(context.pages[0], f"applying-{request.param}-{number}")
        context.close()


def test_an_association_applies(newcomer: Newcomer) -> None:
    call = cast.call()
    nils, elsa, karin = newcomer(), newcomer(), newcomer()

    nils_tests_and_registers_the_association(nils)
    nils_invites_elsa(nils)
    elsa_signs_up_and_accepts(elsa)
    nils_begins(nils, call)
    both_write_the_same_answer(nils, elsa)
    elsa_and_nils_write_the_rest(nils, elsa)
    nils_asks_the_partner(nils)
    the_partner_signs_without_an_account(newcomer())
    elsa_reads_but_cannot_sign(elsa)
    nils_signs_and_submits(nils)
    karin_asks_about_two_answers(karin)
    nils_answers(nils)
    karin_sees_what_changed(karin)
    nils_gets_his_receipt(nils)

    application = Application.objects.get()
    assert application.state == Application.State.PREPARATION
    assert (application.women, application.amount) == (12, 150_000)


def letter(page: Page, to: str) -> str:
    """The address in the newest e-mail to somebody, on the site of the page."""
    body = Mail.objects.filter(address=to).latest("pk").body
    site, path = re.match(r"https?://[^/]+", page.url), re.search(r"https?://[^/\s]+(/\S+)", body)
    assert site
    assert path
    return site[0] + path[1]


def nils_tests_and_registers_the_association(nils: Page) -> None:
    cast.nils()
    press(nils, "Kan vi söka? Gör testet")
    answer(nils, "Vilken typ av organisation är ni?", "Ideell förening")
    choose(nils, "I vilken kommun finns ni?", "Flen")
    press(nils, "Fortsätt")
    write(nils, "Sedan när har organisationen varit verksam i Sverige?", "2010-03-01")
    for true_of_us in (
        "Den har en ansvarig styrelse",
        "Den är självständig och demokratiskt uppbyggd",
        "Dess huvudsakliga syfte är förenligt med demokratiska värderingar",
    ):
        answer(nils, "Vad stämmer för er organisation?", true_of_us)
    for question, choice in (
        ("Stämmer något av detta för er organisation?", "Inget av detta"),
        ("Gör organisationen, någon som företräder den", "Nej"),
        ("Ska ni genomföra verksamheten tillsammans", TOGETHER),
        ("Vad vill ni göra?", "Främja kunskaper i svenska språket"),
        ("För vilka?", "Vuxna (18 år eller äldre) som söker asyl eller har tillfälligt skydd"),
        ("Är det avgiftsfritt att delta?", "Ja"),
        ("Är det praktik?", "Nej"),
        ("Har ni redan fått andra offentliga medel", "Nej"),
        ("Ska ni sälja varor", "Nej"),
    ):
        answer(nils, question, choice)
    press(nils, "Visa svaret")
    sees(nils, "Ja. Enligt era svar kan ni söka.", "Tidiga insatser i Södermanland")
    sees(nils, "Bara kommuner kan söka medel enligt § 37 a")

    press(nils, "Logga in")
    fill_in_sign_in(nils, cast.nils().email, cast.PASSWORD)
    press(nils, "Registrera en organisation")
    write(nils, "Organisationsnummer", "802499-0016")
    press(nils, "Fortsätt")
    assert "kontrollsiffra" in fault(nils, "Organisationsnummer").lower()
    write(nils, "Organisationsnummer", "802499-0015")
    press(nils, "Fortsätt")
    write(nils, "Namn", OURS)
    # The self-test has said the rest.
    expect(field(nils, "Kommun").locator("option:checked")).to_have_text("Flen")
    expect(field(nils, "Verksam i Sverige sedan")).to_have_value("2010-03-01")
    tick(nils, "Jag får underteckna för organisationen, ensam eller tillsammans med andra.")
    press(nils, "Registrera organisationen")
    press(nils, "Vad den intygar om sig själv")
    for question in nils.get_by_role("main").get_by_role("group").all():
        tick(question, "Ja")
    press(nils, "Intyga detta för organisationen")
    sees(nils, "sparat")


def nils_invites_elsa(nils: Page) -> None:
    press(nils, "Medlemmar")
    press(nils, "Bjud in någon")
    write(nils, "E-postadress", ELSA)
    answer(nils, "Roll", EDITOR)
    press(nils, "Skicka inbjudan")
    sees(nils, f"Inbjudan är på väg till {ELSA}")


def elsa_signs_up_and_accepts(elsa: Page) -> None:
    elsa.goto(letter(elsa, ELSA))
    press(elsa, "Skapa konto")
    write(elsa, "E-postadress", ELSA)
    write(elsa, "Lösenord", cast.PASSWORD)
    write(elsa, "Lösenord (igen)", cast.PASSWORD)
    press(elsa, "Skapa kontot")
    sees(elsa, OURS, "Nils")
    press(elsa, "Tacka ja till inbjudan")
    sees(elsa, f"Du är nu medlem i {OURS}")


def nils_begins(nils: Page, call: Any) -> None:
    menu(nils, "Utlysningar")
    follow(nils, call.title_sv)
    press(nils, "Börja en ansökan")
    write(nils, "Verksamhetens namn", TITLE)
    tick(nils, "Fyll i det jag svarade i självtestet")
    press(nils, "Påbörja ansökan")
    press(nils, "Fortsätt med ”Verksamheten”")
    write(nils, "Sammanfattning", "Samtal på svenska två kvällar i veckan.")
    press(nils, "Spara och fortsätt")
    sees_heading(nils, "Behov och mål")


def both_write_the_same_answer(nils: Page, elsa: Page) -> None:
    """Elsa has the page open while Nils writes: nothing is overwritten, and she chooses."""
    menu(elsa, "Våra ansökningar")
    follow(elsa, TITLE)
    press(elsa, "Fortsätt skriva")
    follow(elsa, "Behov och mål")

    write(nils, "Bakgrund och behov", "Många väntar utan att få öva svenska.")
    write(nils, "Syfte och mål", "Deltagarna talar mer svenska.")
    press(nils, "Spara och fortsätt")
    sees_heading(nils, "Målgrupp")

    write(elsa, "Syfte och mål", "Fler deltagare får arbete.")
    press(elsa, "Spara")
    sees(elsa, "Någon annan har skrivit samma svar", "Deltagarna talar mer svenska.")
    expect(field(elsa, "Bakgrund och behov")).to_have_value(re.compile("Många väntar"))
    expect(field(elsa, "Syfte och mål")).to_have_value("Fler deltagare får arbete.")
    tick(elsa, "Behåll mitt, som det står i rutan ovanför")
    press(elsa, "Spara")
    sees(elsa, "Sparat kl.")

    follow(nils, "Behov och mål")
    expect(field(nils, "Syfte och mål")).to_have_value("Fler deltagare får arbete.")


def elsa_and_nils_write_the_rest(nils: Page, elsa: Page) -> None:
    """Elsa writes about those who take part, Nils about the money."""
    press(elsa, "Spara och fortsätt")
    write(elsa, "Målgrupp", "Asylsökande vuxna i Flen.")
    write(elsa, "Kvinnor som väntas delta", 20)
    write(elsa, "Män som väntas delta", 25)
    press(elsa, "Spara och fortsätt")
    write(elsa, "Aktiviteter", "Språkcafé, studiebesök, promenader.")
    press(elsa, "Spara och fortsätt")
    expect(field(elsa, "Främja kunskaper i svenska språket")).to_be_checked()
    write(elsa, "Hur bidrar verksamheten till ändamålen?", "Den som talar svenska får arbete.")
    press(elsa, "Spara och fortsätt")
    expect(field(elsa, "Flen")).to_be_checked()
    year = Application.objects.get().call.period_from.year
    write(elsa, "Börjar", f"{year}-01-01")
    write(elsa, "Slutar", f"{year}-12-31")
    press(elsa, "Spara och fortsätt")

    partner = elsa.locator("#id_partners tbody tr").first
    write(partner, "Namn", PARTNER)
    write(partner, "Organisationsnummer", "802400-1235")
    write(partner, "Dess del i verksamheten", "Lånar ut lokalen.")
    press(elsa, "Spara och fortsätt")
    write(elsa, "Hur ser ni till att kvinnor och män kan delta på lika villkor?", "Barnpassning.")
    press(elsa, "Spara och fortsätt")

    press(nils, "Utkastets översikt")
    follow(nils, "Kostnader och pengar")
    a_cost(nils, 1, "Personal", "Två ledare, 10 timmar i veckan", "100 000")
    a_cost(nils, 2, "Lokal", "Hyra av bygdegården, 80 kvällar", "50000")
    write(nils, "Belopp ni söker", "160 000")
    answer(nils, "Har ni fått eller sökt andra offentliga pengar", "Nej")
    press(nils, "Summera")
    sees(nils, "Raderna begär 10 000 kr mindre")
    press(nils, "Sök 150 000 kr i stället")
    press(nils, "Spara och fortsätt")
    answer(nils, "Ingår religiös eller politisk påverkan?", "Nej")
    press(nils, "Spara och fortsätt")
    expect(field(nils, "E-postadress")).to_have_value(cast.nils().email)
    press(nils, "Spara och gå till översikten")
    sees(nils, "Inget saknas.", f"Senast ändrat av {ELSA}")


def a_cost(page: Page, number: int, category: str, what: str, sought: str) -> None:
    """Fill in a row of the budget."""
    row = page.locator("#id_budget tbody tr").nth(number - 1)
    choose(row, "Kategori", category)
    write(row, "Vad det gäller", what)
    write(row, "Från det här bidraget", sought)


def nils_asks_the_partner(nils: Page) -> None:
    follow(nils, "Samverkan")
    press(nils, "Be om intyg")
    write(nils, "E-postadress till någon som får skriva under för samverkansparten", PIA)
    press(nils, "Skicka länken")
    sees(nils, f"En länk har skickats till {PIA}")


def the_partner_signs_without_an_account(pia: Page) -> None:
    pia.goto(letter(pia, PIA))
    sees(pia, OURS, PARTNER, "Lånar ut lokalen.")
    signing = pia.get_by_role("region", name="Underteckna")
    for statement in signing.get_by_role("group").all():
        tick(statement, "Ja")
    tick(signing, "Organisationen deltar i verksamheten så som det står ovan.")
    write(signing, "Ditt namn", "Pia Part")
    write(signing, "Din befattning i organisationen", "Ordförande")
    press(pia, "Underteckna intyget")
    sees_heading(pia, "Intyget är undertecknat")


def elsa_reads_but_cannot_sign(elsa: Page) -> None:
    """She is an editor: the page says who can sign."""
    press(elsa, "Utkastets översikt")
    follow(elsa, "Granska")
    sees(elsa, "Undertecknat av Pia Part", "Bara en behörig företrädare", cast.nils().email)


def nils_signs_and_submits(nils: Page) -> None:
    press(nils, "Tillbaka till ansökan")
    follow(nils, "Granska och skicka in")
    sees(nils, "150 000 kr", "Undertecknat av Pia Part", "Fler deltagare får arbete.")
    press(nils, "Underteckna och skicka in")
    assert "Kryssa" in fault(nils, "Jag undertecknar ansökan och försäkrar detta.")
    tick(nils, "Jag undertecknar ansökan och försäkrar detta.")
    press(nils, "Underteckna och skicka in")
    sees_heading(nils, "Ansökan har kommit in")
    sees(nils, "851-1-", "150 000 kr")


def karin_asks_about_two_answers(karin: Page) -> None:
    sign_in(karin, cast.karin())
    follow(karin, TITLE)
    step(karin, "Börja handlägga")
    press(karin, "Begär komplettering")
    for section, question, why in (
        ("Behov och mål", "Bakgrund och behov", "Skriv hur många som väntar."),
        ("Målgrupp", "Kvinnor som väntas delta", "Stämmer antalet?"),
    ):
        unfold(karin, section)
        asked = group(karin, question)
        tick(asked, "Begär det här")
        write(asked, "Vad som saknas här", why)
    press(karin, "Skicka begäran")
    sees(karin, "väntar på komplettering", "Skriv hur många som väntar.")


def nils_answers(nils: Page) -> None:
    menu(nils, "Min startsida")
    follow(nils, TITLE)
    sees(nils, "Skriv hur många som väntar.", "Stämmer antalet?")
    expect(field(nils, "Syfte och mål")).to_have_count(0)  # only what was asked for is open
    write(nils, "Bakgrund och behov", "Tolv väntar utan att få öva svenska.")
    write(nils, "Kvinnor som väntas delta", 12)
    press(nils, "Granska och skicka")
    sees(nils, "Det du ändrar", "Tolv")
    press(nils, "Skicka svaret")
    sees(nils, "Ditt svar har kommit in.")


def karin_sees_what_changed(karin: Page) -> None:
    menu(karin, "Min startsida")
    follow(karin, TITLE)
    changed = karin.locator("#check")
    for before, after in (("Många", "Tolv"), ("20", "12")):
        expect(changed.locator("del", has_text=before)).to_have_count(1)
        expect(changed.locator("ins", has_text=after)).to_have_count(1)
    step(karin, "Godta kompletteringen")
    sees(karin, "godtagen")


def nils_gets_his_receipt(nils: Page) -> None:
    """The receipt is of what was signed, before the completion."""
    press(nils, "Kvitto")
    sees(nils, "Kontrollsumma", "Många väntar utan att få öva svenska.", "851-1-")
    assert download(nils, "Kvitto som PDF").startswith(b"%PDF-1.7")
