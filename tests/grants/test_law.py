"""The statutes, asked at their edges: one day before, the day, one krona less."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from grants import law
from grants.law.days import easter
from grants.law.numbers import CaseNumber

NEW = date(2025, 3, 25)
BEFORE = date(2025, 3, 24)
TODAY = date(2026, 3, 2)
GRANTS = ("granted", "partly_granted")


@dataclass
class Terms:
    fund_id: str
    applicant_type_keys: tuple[str, ...]
    valid_from: date = NEW
    years_active: int | None = None


@dataclass
class Applicant:
    applicant_type_id: str = "ideell_forening"
    active_since: date | None = date(2000, 1, 1)
    in_liquidation: bool = False
    has_public_debts: bool = False
    has_unpaid_reclaim: bool = False
    denied: tuple[str, ...] = ()


P37 = Terms("37", ("kommun", "kommunalforbund"))
P37A = Terms("37a", ("kommun",))
TIA = Terms("tia", ("ideell_forening", "kommun", "kommunalforbund"), NEW, 2)
OLD_TIA = Terms(
    "tia", ("ideell_forening", "registrerat_trossamfund", "kommun", "kommunalforbund"),
    date(2018, 2, 1),
)  # fmt: skip


def keys(hinders):
    return [hinder.key for hinder in hinders]


# --- Who may apply


@pytest.mark.parametrize(
    ("terms", "kind", "may"),
    [
        (P37, "kommun", True),
        (P37, "kommunalforbund", True),
        (P37, "region", False),
        (P37, "ideell_forening", False),
        (P37A, "kommun", True),
        (P37A, "kommunalforbund", False),
        (P37A, "ideell_forening", False),
        (TIA, "ideell_forening", True),
        (TIA, "kommun", True),
        (TIA, "kommunalforbund", True),
        (TIA, "region", False),
        (TIA, "stiftelse", False),
        (TIA, "ekonomisk_forening", False),
        (TIA, "aktiebolag", False),
        (OLD_TIA, "registrerat_trossamfund", True),
    ],
)
def test_who_may_apply(terms, kind, may):
    found = law.hinders_to_apply(terms, Applicant(kind), TODAY)
    assert keys(found) == ([] if may else ["kind"])
    for hinder in found:
        assert hinder.paragraph
        assert str(hinder.remedy)


def test_a_no_names_its_paragraph():
    assert (
        law.hinders_to_apply(P37, Applicant("region"), TODAY)[0].paragraph
        == "37 § första stycket förordningen (2010:1122)"
    )
    assert (
        law.hinders_to_apply(P37A, Applicant("region"), TODAY)[0].paragraph
        == "37 a § första stycket förordningen (2010:1122)"
    )
    assert (
        law.hinders_to_apply(TIA, Applicant("region"), TODAY)[0].paragraph
        == "7 och 8 §§ förordningen (2016:1364)"
    )


def test_religious_communities_are_a_doubt_for_staff_and_no_bar():
    community = Applicant("registrerat_trossamfund")
    assert law.hinders_to_apply(TIA, community, TODAY) == []
    doubt = law.doubts_about(TIA, community, TODAY)[0]
    assert doubt.key == "kind"
    assert not doubt.certain
    assert str(doubt.staff_note)


@pytest.mark.parametrize(
    ("since", "on", "may"),
    [
        (date(2024, 3, 2), date(2026, 3, 2), True),
        (date(2024, 3, 3), date(2026, 3, 2), False),
        (date(2024, 2, 29), date(2026, 2, 27), False),
        (date(2024, 2, 29), date(2026, 2, 28), True),
        (date(2026, 2, 28), date(2028, 2, 28), True),
        (date(2026, 3, 1), date(2028, 2, 29), False),
        (None, date(2026, 3, 2), False),
    ],
)
def test_exactly_two_years_are_enough(since, on, may):
    found = law.hinders_to_apply(TIA, Applicant(active_since=since), on)
    assert keys(found) == ([] if may else ["years"])


def test_an_organisation_that_is_too_young_is_told_from_when():
    hinder = law.hinders_to_apply(TIA, Applicant(active_since=date(2024, 3, 3)), TODAY)[0]
    with override("en"):
        assert str(hinder.message) == (
            "The organisation has not been active in Sweden for 2 years."
        )
        assert "3 March 2026" in str(hinder.remedy) or "March 3, 2026" in str(hinder.remedy)
    assert hinder.paragraph == "7 § 5 förordningen (2016:1364)"


def test_municipalities_need_no_years_and_have_no_standing_to_lose():
    municipality = Applicant("kommun", None, True, True, True)
    assert law.hinders_to_apply(TIA, municipality, TODAY) == []
    assert law.doubts_about(TIA, municipality, TODAY) == []


def test_liquidation_debts_and_reclaims_each_stop_an_organisation():
    found = law.hinders_to_apply(
        TIA, Applicant("ideell_forening", date(2000, 1, 1), True, True, True), TODAY
    )
    assert keys(found) == ["liquidation", "debts", "reclaim"]
    assert {hinder.paragraph for hinder in found} == {"9 § förordningen (2016:1364)"}


def test_before_2025_the_conditions_are_doubts_because_the_text_is_not_read():
    poor = Applicant("ideell_forening", date(2022, 6, 1), True, True, True)
    assert law.hinders_to_apply(OLD_TIA, poor, date(2023, 3, 1)) == []
    doubts = law.doubts_about(OLD_TIA, poor, date(2023, 3, 1))
    assert keys(doubts) == ["years", "liquidation", "debts", "reclaim"]
    assert {doubt.paragraph for doubt in doubts} == {""}
    assert (
        keys(law.doubts_about(OLD_TIA, Applicant(active_since=date(2022, 3, 1)), date(2023, 3, 1)))
        == []
    )


# --- The auditor


@pytest.mark.parametrize(
    ("granted", "level"),
    [("1", "any"), ("293999.99", "any"), ("294000", "authorised"), ("500000", "authorised")],
)
def test_an_authorised_auditor_from_five_price_base_amounts(granted, level):
    rule = law.auditor_required(is_organisation=True, granted=Decimal(granted), on=NEW)
    assert rule.level == level
    assert rule.threshold == 294_000
    assert rule.paragraph == "14 a § förordningen (2016:1364)"


def test_no_auditor_before_2025_nor_for_municipalities_nor_for_paragraph_37():
    much = Decimal(2_000_000)
    assert law.auditor_required(is_organisation=True, granted=much, on=BEFORE).level == "none"
    assert law.auditor_required(is_organisation=False, granted=much, on=NEW).level == "none"
    for fund in ("37", "37a"):
        rule = law.auditor_required(is_organisation=True, granted=much, on=NEW, fund_key=fund)
        assert rule.level == "none"


def test_the_auditor_is_uncertain_between_the_thresholds_of_two_years():
    between = law.auditor_required(is_organisation=True, granted=Decimal(295_000), on=NEW)
    assert (between.level, between.certain) == ("authorised", False)
    above = law.auditor_required(is_organisation=True, granted=Decimal(296_000), on=NEW)
    assert (above.level, above.certain) == ("authorised", True)
    unknown_year = law.auditor_required(
        is_organisation=True, granted=Decimal(10), on=date(2040, 1, 1)
    )
    assert (unknown_year.level, unknown_year.certain) == ("any", False)


def test_price_base_amounts_by_year():
    assert law.price_base_amount(2017) == 44_800
    assert law.price_base_amount(2025) == 58_800
    assert law.price_base_amount(2026) == 59_200
    assert sorted(law.PRICE_BASE_AMOUNT) == list(range(2017, 2027))
    with pytest.raises(LookupError):
        law.price_base_amount(2016)


# --- What a decision must say


def told(fund, outcome, on):
    return [notice.key for notice in law.notices(fund, outcome, on)]


@pytest.mark.parametrize("fund", ["37", "37a"])
@pytest.mark.parametrize("outcome", GRANTS)
@pytest.mark.parametrize("on", [date(2016, 1, 1), date(2018, 7, 1), TODAY])
def test_every_grant_of_37_and_37a_tells_of_39_and_40(fund, outcome, on):
    paragraphs = [notice.paragraph for notice in law.notices(fund, outcome, on)]
    assert "39 § förordningen (2010:1122)" in paragraphs
    assert "40 § förordningen (2010:1122)" in paragraphs


@pytest.mark.parametrize("outcome", GRANTS)
def test_every_grant_of_tia_tells_of_changes_repayment_and_report(outcome):
    assert told("tia", outcome, NEW) == [
        "report", "auditor", "changes", "payment_stop", "repayment", "reclaim", "revocation",
        "no_appeal",
    ]  # fmt: skip


def test_an_older_tia_grant_cites_nothing_that_we_have_not_read():
    assert told("tia", "granted", date(2017, 10, 2)) == ["conditions"]
    assert told("tia", "granted", BEFORE) == ["conditions", "revocation"]
    condition = law.notices("tia", "granted", BEFORE)[0]
    assert (condition.paragraph, condition.certain) == ("", False)


@pytest.mark.parametrize("fund", ["37", "37a", "tia"])
def test_every_grant_since_2018_may_be_revoked_by_its_own_words(fund):
    assert "revocation" in told(fund, "granted", date(2018, 7, 1))
    assert "revocation" not in told(fund, "granted", date(2018, 6, 30))
    assert "revocation" not in told(fund, "rejected", TODAY)


@pytest.mark.parametrize("fund", ["37", "37a", "tia"])
@pytest.mark.parametrize("outcome", [*GRANTS, "rejected", "dismissed", "discontinued", "reclaim"])
@pytest.mark.parametrize("on", [date(2017, 10, 2), BEFORE, TODAY])
def test_no_letter_says_both_that_one_may_and_may_not_appeal(fund, outcome, on):
    says_no = "no_appeal" in told(fund, outcome, on)
    assert not (says_no and law.appealable(fund, outcome, on).appeal_instruction_sv)
    for notice in law.notices(fund, outcome, on):
        assert notice.text_sv
        assert notice.text_en
        assert notice.certain or notice.staff_note


# --- What may be appealed


@pytest.mark.parametrize(
    ("fund", "outcome", "allowed", "certain"),
    [
        ("37", "granted", False, True),
        ("37", "rejected", False, True),
        ("37", "dismissed", True, False),
        ("37", "reclaim", True, False),
        ("37a", "partly_granted", False, True),
        ("37a", "rejected", False, True),
        ("37a", "reclaim", True, False),
        ("37a", "payment_stop", False, False),
        ("tia", "granted", False, True),
        ("tia", "rejected", False, True),
        ("tia", "dismissed", False, False),
        ("tia", "payment_stop", True, True),
        ("tia", "reclaim", True, True),
        ("tia", "discontinued", False, True),
    ],
)
def test_what_may_be_appealed_today(fund, outcome, allowed, certain):
    appeal = law.appealable(fund, outcome, TODAY)
    assert (appeal.allowed, appeal.certain) == (allowed, certain)
    assert bool(appeal.appeal_instruction_sv) is allowed
    assert certain or str(appeal.staff_note)


def test_the_instruction_says_where_when_and_what():
    text = law.appealable("tia", "reclaim", TODAY).appeal_instruction_sv
    for part in ("förvaltningsrätten", "tre veckor", "fick del av", "till länsstyrelsen", "ändras"):
        assert part in text


def test_appeals_before_2025_are_uncertain():
    assert not law.appealable("tia", "rejected", BEFORE).certain
    assert law.appealable("tia", "rejected", NEW).certain


# --- What a decision rests on


def test_grounds_by_fund_outcome_and_day():
    f2010, f2016 = "förordningen (2010:1122)", "förordningen (2016:1364)"
    assert law.legal_grounds("37", "granted", TODAY) == [
        f"8 § första stycket {f2010}",
        f"37 § {f2010}",
    ]
    assert law.legal_grounds("37a", "rejected", TODAY) == [
        f"8 § andra stycket {f2010}",
        f"37 a § {f2010}",
        f"37 b § {f2010}",
    ]
    assert law.legal_grounds("tia", "granted", NEW) == [f"2–4 §§ {f2016}", f"13 § {f2016}"]
    assert law.legal_grounds("tia", "granted", BEFORE) == [f"2–4 §§ {f2016}"]
    assert law.legal_grounds("tia", "payment_stop", NEW) == [f"15 b § {f2016}"]
    assert law.legal_grounds("tia", "reclaim", BEFORE) == []


def test_a_dismissal_rests_on_the_unanswered_completion_or_on_the_day_set():
    unanswered = ["20 § andra stycket förvaltningslagen (2017:900)"]
    assert law.legal_grounds("37", "dismissed", TODAY) == unanswered
    assert law.legal_grounds("37", "dismissed", date(2018, 6, 30)) == []
    assert law.legal_grounds("tia", "dismissed", NEW, late=True) == [
        "10 § förordningen (2016:1364)"
    ]
    assert law.legal_grounds("37", "dismissed", TODAY, late=True) == []


# --- Time


def test_times_of_months_end_on_the_same_number_or_the_months_last_day():
    assert law.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert law.add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert law.add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert law.add_years(date(2024, 2, 29), 2) == date(2026, 2, 28)
    assert law.add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_easter_and_the_days_it_moves():
    assert [easter(y) for y in (2019, 2024, 2025, 2026, 2038)] == [
        date(2019, 4, 21), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5),
        date(2038, 4, 25),
    ]  # fmt: skip
    for day in (date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 14), date(2026, 6, 19)):
        assert not law.is_working_day(day)
    for day in (date(2026, 4, 2), date(2026, 4, 7), date(2026, 6, 18), date(2026, 6, 22)):
        assert law.is_working_day(day)


def test_three_weeks_to_appeal_and_more_if_they_end_on_a_holiday():
    assert law.last_day_to_appeal(date(2026, 3, 2)) == date(2026, 3, 23)
    assert law.last_day_to_appeal(date(2026, 3, 13)) == date(2026, 4, 7)
    assert law.last_day_to_appeal(date(2026, 12, 3)) == date(2026, 12, 28)


def test_six_months_then_four_weeks():
    assert law.delay_request_from(date(2026, 8, 31)) == date(2027, 3, 1)
    assert law.delay_answer_by(date(2027, 3, 1)) == date(2027, 3, 29)


def test_a_document_comes_in_on_the_swedish_day():
    assert law.arrival_day(datetime(2026, 6, 1, 21, 59, tzinfo=UTC)) == date(2026, 6, 1)
    assert law.arrival_day(datetime(2026, 6, 1, 22, 0, tzinfo=UTC)) == date(2026, 6, 2)
    with pytest.raises(ValueError, match="time zone"):
        law.arrival_day(datetime(2026, 6, 1))


# --- Numbers


@pytest.mark.parametrize(
    "written", ["2120000084", "212000-0084", " 212000 0084 ", "16212000-0084", "212000–0084"]
)
def test_an_organisation_number_is_read_however_written(written):
    assert law.clean_org_nr(written) == "212000-0084"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("212000-0085", "check digit"),
        ("21200-0084", "ten digits"),
        ("", "ten digits"),
        ("SE212000008401", "ten digits"),
        ("٢١٢٠٠٠٠٠٨٤", "ten digits"),
        ("811218-9876", "personal identity number"),
        ("19811218-9876", "ten digits"),
    ],
)
def test_a_wrong_organisation_number_is_refused(written, message):
    with override("en"), pytest.raises(ValueError, match=message):
        law.clean_org_nr(written)


@pytest.mark.parametrize(
    ("kind", "written", "clean"),
    [
        ("bankgiro", "5050-1055", "5050-1055"),
        ("bankgiro", "50501055", "5050-1055"),
        ("bankgiro", "991-2346", "991-2346"),
        ("plusgiro", "486501-0", "486501-0"),
        ("plusgiro", "48 65 01-0", "486501-0"),
    ],
)
def test_an_account_is_read_however_written(kind, written, clean):
    assert law.clean_account(kind, written) == clean


@pytest.mark.parametrize(
    ("kind", "written", "message"),
    [
        ("bankgiro", "5050-1056", "check digit"),
        ("bankgiro", "18", "seven or eight"),
        ("plusgiro", "1", "two to eight"),
        ("plusgiro", "486501-8", "check digit"),
        ("swish", "1234567", "Choose"),
    ],
)
def test_a_wrong_account_is_refused(kind, written, message):
    with override("en"), pytest.raises(ValueError, match=message):
        law.clean_account(kind, written)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Kontakta 811218-9876 om frågor", True),
        ("198112189876", True),
        ("19811218 9876", True),
        ("811218+9876", True),
        ("(811278-9873)", True),  # a coordination number: the day raised by 60
        ("811218-9875", False),
        ("811318-9876", False),
        ("212000-0084", False),
        ("1 640 000 kr till 2026-03-02", False),
        ("851-4846-2017", False),
        ("3811218-98760", False),
        ("", False),
    ],
)
def test_personal_identity_numbers_are_seen_in_free_text(text, is_one):
    assert law.looks_like_personal_identity_number(text) is is_one


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999), st.sampled_from("-+ "))
def test_every_personal_identity_number_is_seen(born, serial, sign):
    body = f"{born:%y%m%d}{serial:03}"
    number = f"{body[:6]}{sign}{body[6:]}{luhn.calc_check_digit(body)}"
    assert law.looks_like_personal_identity_number(f"Deltagare {number}, och fler.")


@given(st.integers(1, 999_999), st.integers(1970, 2069))
def test_a_case_number_is_read_back(serial, year):
    written = law.format_case_number("851", serial, year)
    assert law.parse_case_number(written) == CaseNumber("851", serial, year)


def test_case_numbers_as_met():
    assert law.format_case_number("851", 4846, 2017) == "851-4846-2017"
    assert law.parse_case_number("4846-2017") == CaseNumber("", 4846, 2017)
    assert law.parse_case_number("116-2070-18") == CaseNumber("116", 2070, 2018)
    assert str(law.parse_case_number("101-27273-2022")) == "101-27273-2022"
    for wrong in ("", "851", "851-4846-17x", "8511-1-2017", "851-4846-201"):
        with pytest.raises(ValueError, match=r"851-4846-2017"):
            law.parse_case_number(wrong)
