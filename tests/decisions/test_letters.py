"""The letter: what it must say for each fund, outcome and day, that it is accessible and steady."""

import dataclasses
from datetime import UTC, datetime, timedelta

import page as standards
import pytest
from django.urls import reverse
from django.utils import translation

from decisions import letters
from decisions.models import Decision
from grants import clock, law, steps
from tests import cast

pytestmark = pytest.mark.django_db

IN_2023 = datetime(2023, 5, 2, 8, 0, tzinfo=UTC)
IN_2025 = datetime(2025, 6, 3, 8, 0, tzinfo=UTC)


def words(block):
    """Every word of a block, whatever kind it is."""
    if isinstance(block, str):
        return block
    if dataclasses.is_dataclass(block):
        return words([getattr(block, field.name) for field in dataclasses.fields(block)])
    return " ".join(words(b) for b in block) if isinstance(block, list | tuple) else ""


def text_of(decision, lang="sv"):
    return " ".join(words(letters.content(decision, lang)).split())


def decided_37(outcome="granted", **changes):
    application = cast.under_assessment(cast.call("37"), by=cast.vera())
    return cast.granted(application, outcome=outcome, **changes)


def decided_37a(outcome="rejected", amount=0, answer="against"):
    application = cast.under_assessment(cast.call("37a"), by=cast.vera())
    opinion = cast.opinion(application)
    if answer:
        steps.take("give", opinion, by=cast.karin(), stand=answer, text="Behovet är litet.")
    else:
        with clock.at(clock.now() + timedelta(days=15)):
            steps.take("lapse", opinion, by=cast.jon())
    draft = cast.decision_draft(application, by=cast.jon(), outcome=outcome, amount=amount)
    signed = steps.take("sign", steps.take("propose", draft, by=cast.jon()), by=cast.jill())
    return steps.take("release", signed, by=cast.jill())


def test_a_grant_says_what_it_gives_for_what_and_until_when():
    with clock.at(IN_2025):
        decision = cast.granted(conditions="- Rekrytera kvinnor.\nRapportera närvaro.")
    text = text_of(decision)
    assert (
        "Länsstyrelsen i Södermanlands län beviljar Flens språkvänner 150 000 kr i bidrag för "
        "”Språkcafé i Flen”."
    ) in text
    assert "under perioden 1 januari 2026 – 31 december 2026" in text
    assert "senast den 28 februari 2027" in text
    assert "Rekrytera kvinnor. Rapportera närvaro." in text
    assert "Insatsen möter ett tydligt behov." in text
    assert "Dag, beslutsfattare" in text
    assert "Karin har föredragit ärendet" in text
    assert "undertecknat elektroniskt den 3 juni 2025 kl. 10.00" in text


@pytest.mark.parametrize(
    ("fund", "outcome", "changes", "on"),
    [
        ("tia", "granted", {}, IN_2025),
        ("tia", "partly_granted", {"amount": 90_000}, IN_2025),
        ("tia", "granted", {}, IN_2023),
        ("tia", "rejected", {"amount": 0}, IN_2025),
        ("tia", "dismissed", {"amount": 0}, IN_2025),
        ("37", "granted", {}, IN_2025),
        ("37", "partly_granted", {"amount": 90_000}, IN_2025),
        ("37", "rejected", {"amount": 0}, IN_2025),
        ("37", "discontinued", {"amount": 0}, IN_2025),
    ],
)
def test_the_required_notices_and_grounds_are_there(fund, outcome, changes, on):
    with clock.at(on):
        by = cast.siv() if fund == "tia" else cast.vera()
        application = cast.under_assessment(cast.call(fund), by=by)
        decision = cast.granted(application, outcome=outcome, **changes)
    text = text_of(decision)
    for notice in law.notices(fund, outcome, on.date()):
        if notice.key != "auditor":
            assert notice.text_sv in text
            assert notice.paragraph in text
    for ground in law.legal_grounds(fund, outcome, on.date()):
        # A dismissal cites the completion only where there was one.
        assert (ground in text) == (outcome != "dismissed")


def test_notices_that_the_statute_demands_are_in_every_grant_under_37():
    text = text_of(decided_37())
    for paragraph in ("39 § förordningen (2010:1122)", "40 § förordningen (2010:1122)"):
        assert f"Se {paragraph}." in text


def test_that_there_is_no_appeal_is_said_with_its_paragraph():
    text = text_of(decided_37("rejected", amount=0))
    assert "Beslutet får inte överklagas. Se 42 § förordningen (2010:1122)." in text
    assert "Så överklagar ni" not in text


def test_how_to_appeal_is_told_only_where_one_may():
    text = text_of(decided_37("dismissed", amount=0))
    assert "Så överklagar ni" in text
    assert "inom tre veckor" in text
    assert "får inte överklagas" not in text


@pytest.mark.parametrize(
    ("outcome", "amount", "on"), [("dismissed", 0, IN_2025), ("granted", 150_000, IN_2023)]
)
def test_where_the_law_is_not_certain_the_letter_says_nothing_of_appeal(outcome, amount, on):
    with clock.at(on):
        decision = cast.granted(outcome=outcome, amount=amount)
    assert "överklaga" not in text_of(decision)


def test_a_partial_grant_says_what_is_rejected():
    text = text_of(decided_37("partly_granted", amount=90_000))
    assert "beviljar Vingåkers kommun 90 000 kr" in text
    assert "Ansökan gäller 150 000 kr. Länsstyrelsen avslår resten, 60 000 kr." in text


def test_37a_is_decided_by_jonkoping_and_says_that_the_county_was_heard():
    text = text_of(decided_37a())
    assert "Länsstyrelsen i Jönköpings län avslår ansökan från Vingåkers kommun" in text
    assert "Länsstyrelsen i Södermanlands län har yttrat sig och avstyrker ansökan." in text
    assert "37 b § förordningen (2010:1122)" in text
    assert "Behovet är litet." not in text  # the opinion itself is not part of the letter


def test_37a_says_when_the_county_did_not_answer():
    assert "har inte gjort det i tid" in text_of(decided_37a(answer=None))


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (293_999, "Revisorn behöver inte vara auktoriserad eller godkänd"),
        (294_000, "En auktoriserad eller godkänd revisor ska granska redovisningen"),
    ],
)
def test_the_auditor_rule_follows_the_amount(amount, said):
    with clock.at(IN_2025):
        decision = cast.granted(cast.under_assessment(amount=amount))
    assert said in text_of(decision)


def test_no_auditor_is_asked_of_a_municipality_nor_before_the_rule():
    with clock.at(IN_2025):
        application = cast.under_assessment(by=cast.vera(), amount=500_000)
        assert "revisor" not in text_of(cast.granted(application))
    with clock.at(IN_2023):
        assert "revisor" not in text_of(cast.granted(cast.under_assessment(amount=500_000)))


def test_a_letter_that_is_not_sent_out_is_marked_as_a_draft():
    decision = cast.proposed()
    assert text_of(decision).startswith("Utkast. Inget är beslutat än.")
    assert letters.file_name(decision).endswith("-utkast.pdf")
    signed = steps.take("sign", decision, by=cast.dag())
    assert text_of(signed).startswith("Utkast. Beslutet är undertecknat men inte expedierat")
    released = steps.take("release", signed, by=cast.dag())
    assert "Utkast" not in text_of(released)


def test_the_same_decision_gives_the_same_bytes_whatever_language_the_reader_has():
    decision = cast.granted()
    first = letters.letter(decision)
    with translation.override("en"):
        assert letters.letter(Decision.objects.with_all().get()) == first


def test_the_english_copy_says_that_it_is_one():
    text = text_of(cast.granted(), "en")
    assert text.startswith("This is a reading copy.")
    assert "Södermanland County Administrative Board grants Flens språkvänner SEK 150,000" in text


def test_the_letter_follows_the_standards_for_access_and_for_keeping():
    with clock.at(IN_2025):  # the same letters, byte for byte, whenever the test is run
        decisions = [
            cast.granted(conditions="Rekrytera kvinnor."),
            decided_37("partly_granted", amount=90_000),
            decided_37a(),
            decided_37("dismissed", amount=0),
            cast.decision_draft(cast.under_assessment()),
        ]
    for decision in decisions:
        for lang in ("sv", "en"):
            file = letters.letter(decision, lang)
            for profile in (
                standards.ValidationProfile.PDF_UA_1,
                standards.ValidationProfile.PDF_A_2A,
            ):
                report = standards.validate_pdf_bytes(file, profile=profile)
                found = [fault.message for fault in report.failures]
                # A packed stream may happen to end in CR. The LF that follows it is then taken by
                # the validator for part of the same line end, and the length for wrong.
                assert [m for m in found if "/Length does not match" not in m] == []


def test_only_the_boards_people_read_a_draft(client):
    decision = cast.proposed()
    url = reverse("decisions:letter", args=[decision.pk])
    for other in (cast.siv(), cast.otto(), cast.asa(), cast.nils()):
        client.force_login(other)
        assert client.get(url).status_code == 404
    client.force_login(cast.karin())
    answer = client.get(url)
    assert answer.status_code == 200
    assert 'utkast.pdf"' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
