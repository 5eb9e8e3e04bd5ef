"""The list of the formal check: which items there are for whom and when, and what a no leads to."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import translation

from grants import law
from grants.law.statutes import F2010, F2016, FL

TODAY = date(2026, 11, 22)


@dataclass
class Terms:
    """A fund's terms as the law asks them."""

    fund_id: str
    valid_from: date = date(2025, 3, 25)
    legal_basis: str = "1 § förordningen (2030:1)"
    years_active: int | None = None
    applicant_type_keys: tuple[str, ...] = ("ideell_forening",)


TIA = Terms("tia", years_active=2)
OLDER_TIA = Terms("tia", valid_from=date(2018, 2, 1))


def items(terms, kind="ideell_forening", *, has_ceiling=True, on=TODAY):
    return {one.key: one for one in law.checklist(terms, kind, has_ceiling=has_ceiling, on=on)}


def test_an_association_that_applies_for_tia_is_held_against_every_paragraph():
    found = {key: one.paragraph for key, one in items(TIA).items()}
    assert found == {
        "kind": f"7 och 8 §§ {F2016}",
        "years": f"7 § 5 {F2016}",
        "board": f"7 § 2 {F2016}",
        "democratic": f"7 § 3 {F2016}",
        "democratic_purpose": f"7 § 4 {F2016}",
        "democracy": f"7 a § {F2016}",
        "liquidation": f"9 § {F2016}",
        "debts": f"9 § {F2016}",
        "reclaim": f"9 § {F2016}",
        "in_time": f"10 § {F2016}",
        "signed": f"10 § {F2016}",
        "complete": f"11 § {F2016}",
        "period": "",
        "purposes": f"3 § {F2016}",
        "target_groups": f"3 § {F2016}",
        "free_of_charge": f"3 § {F2016}",
        "internship": f"3 § {F2016}",
        "influence": "",
        "economic": f"5 § {F2016}",
        "partners": f"7 § 2–5 {F2016}",
        "sums": f"11 § 3 {F2016}",
        "funding": f"11 § 3 {F2016}",
        "specified": f"11 § 3 {F2016}",
        "ceiling": "",
        "public_money": f"6 § {F2016}",
        "reports": f"12 § {F2016}",
    }


def test_a_municipality_that_applies_for_tia_is_asked_of_its_duties_and_not_of_its_board():
    found = items(TIA, "kommun")
    assert found["legal_duty"].paragraph == f"8 § {F2016}"
    assert {"board", "years", "debts", "democracy"}.isdisjoint(found)
    assert found["partners"].paragraph == ""


def test_paragraph_37_has_its_own_and_cites_tia_nowhere():
    found = items(Terms("37"), "kommun")
    assert [*found] == [
        *("kind", "in_time", "signed", "complete", "period", "purposes", "target_groups"),
        *("partners", "sums", "funding", "specified", "ceiling", "public_money", "reports"),
    ]
    assert {one.paragraph for one in found.values()} == {f"37 § första stycket {F2010}", ""}


def test_what_no_ordinance_says_is_marked_and_is_no_law():
    asked = items(Terms("37"), "kommun")["public_money"]
    assert not asked.certain
    assert asked.staff_note
    assert not asked.lead.certain
    assert items(TIA)["public_money"].certain


def test_guides_and_profit_are_asked_of_37a_alone():
    found = items(Terms("37a"), "kommun")
    assert found["guides"].paragraph == f"37 a § första stycket {F2010}"
    assert found["for_profit"].paragraph == f"37 a § andra stycket {F2010}"
    assert not {"guides", "for_profit"} & items(Terms("37"), "kommun").keys()


def test_tia_before_its_rewriting_has_the_older_list():
    older, new = items(OLDER_TIA), items(TIA)
    assert new.keys() - older.keys() == {"democracy"}
    cited = {key for key, one in older.items() if one.paragraph}
    assert cited == {"purposes", "target_groups", "free_of_charge", "internship", "economic"}
    assert not older["board"].certain
    assert not older["debts"].certain
    assert "(2016:1364)" not in older["debts"].lead.reason_sv


def test_a_fund_without_rules_of_its_own_rests_on_its_terms():
    found = items(Terms("ny", legal_basis="1 § förordningen (2030:1)"), "region")
    assert found["kind"].paragraph == "1 § förordningen (2030:1)"


def test_a_ceiling_is_asked_of_only_where_the_call_has_one():
    assert "ceiling" not in items(TIA, has_ceiling=False)


@pytest.mark.parametrize("kind", ["ideell_forening", "kommun", "kommunalforbund", "stiftelse"])
@pytest.mark.parametrize(
    "terms", [TIA, OLDER_TIA, Terms("37"), Terms("37a"), Terms("ny")], ids=lambda t: t.fund_id
)
def test_every_item_can_be_shown_kept_and_followed(terms, kind):
    found = law.checklist(terms, kind, has_ceiling=True, on=TODAY)
    assert len({one.key for one in found}) == len(found)
    for one in found:
        assert one.part in law.PARTS
        with translation.override("sv"):
            assert 0 < len(str(one.label)) <= 500
        assert len(one.paragraph) <= 200
        assert one.lead.ask or one.lead.outcome
        assert bool(one.lead.outcome) == bool(one.lead.reason_sv)


# What a no leads to


def test_late_is_dismissed_at_once_on_the_day_the_board_has_set():
    lead = items(TIA)["in_time"].lead
    assert (lead.ask, lead.outcome) == ("", "dismissed")
    assert f"10 § {F2016}" in lead.reason_sv
    assert items(Terms("37"), "kommun")["in_time"].lead.reason_sv == (
        "Ansökan kom in efter den tid som länsstyrelsen har bestämt. Ansökan avvisas därför."
    )


@pytest.mark.parametrize("key", ["signed", "complete", "sums", "funding", "specified"])
def test_what_can_be_mended_is_asked_for_first_and_then_dismissed(key):
    lead = items(TIA)[key].lead
    assert lead.ask
    assert lead.outcome == "dismissed"
    assert lead.reason_sv.endswith(f"Ansökan avvisas därför (20 § andra stycket {FL}).")
    before = items(TIA, on=date(2018, 6, 30))[key].lead
    assert before.reason_sv.endswith("Ansökan avvisas därför.")


@pytest.mark.parametrize(
    "key", ["kind", "years", "board", "debts", "purposes", "internship", "economic", "public_money"]
)
def test_what_the_ordinance_does_not_let_be_granted_is_rejected_by_its_paragraph(key):
    check = items(TIA)[key]
    assert check.lead.outcome == "rejected"
    assert f"({check.paragraph})." in check.lead.reason_sv


def test_whether_the_wrong_kind_is_rejected_or_dismissed_is_not_settled():
    lead = items(TIA)["kind"].lead
    assert not lead.certain
    assert lead.staff_note


def test_a_late_report_weighs_in_and_decides_nothing_alone():
    lead = items(TIA)["reports"].lead
    assert lead.ask
    assert lead.outcome == ""
