"""The budget: what it adds up to, what stops it, what is worth a second look, and its buttons."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.urls import reverse

from applications import budget
from applications.models import Application, CostLine
from applications.views.budget import cautions_of, elsewhere
from grants import law, steps
from tests import cast

CATEGORIES = {"staff": "Personal", "premises": "Lokal", "overhead": "Gemensamma kostnader"}
CATEGORIES |= {"travel": "Resor", "other": "Övrigt"}
PRACTICE = law.cost_practice(date(2026, 11, 22))
SIXTH = "6 § förordningen (2016:1364)"


def row(category="travel", description="Bussbiljetter till museet", **cells):
    start = {"category": category, "description": description, "year": 2027, "monthly_pay": None}
    return start | {"sought": "1000.00", "own": "0.00", "other": "0.00", "giver": ""} | cells


def cautions(*rows, **said):
    start = {"categories": CATEGORIES, "practice": PRACTICE}
    return budget.cautions(list(rows), **(start | said))


def keys(*rows, **said):
    return [(one.row, one.key) for one in cautions(*rows, **said)]


# --- sums -----------------------------------------------------------------------------------


def test_it_adds_up_per_year_category_and_giver():
    found = budget.totals(
        [
            row("staff", "Ledare", sought="100000.00", own="20000.00"),
            row(year=2028, sought="5000.00", other="500.50", giver="Flens kommun"),
            row(sought="1500.00", other="99.50", giver="Flens kommun"),
        ],
        CATEGORIES,
        Decimal(106_000),
    )
    assert [(one.label, one.sought, one.total) for one in found.years] == [
        ("2027", Decimal("101500.00"), Decimal("121599.50")),
        ("2028", Decimal("5000.00"), Decimal("5500.50")),
    ]
    assert [(one.label, one.total) for one in found.categories] == [
        ("Personal", Decimal("120000.00")),
        ("Resor", Decimal("7100.00")),
    ]
    assert found.givers == (("Flens kommun", Decimal("600.00")),)
    assert found.whole.total == Decimal("127100.00")
    assert found.difference == 500


def test_half_written_rows_count_with_what_can_be_read():
    found = budget.totals([{"sought": "many"}, {"sought": "NaN"}, {"own": Decimal(5)}, {}], {})
    assert found.whole == budget.Sum("", own=Decimal(5))
    assert [one.label for one in found.years] == [""]


def test_a_budget_without_rows_is_nothing():
    assert budget.totals([], CATEGORIES).whole.total == 0
    assert keys() == []
    assert budget.stops([], amount=Decimal(5)) == []


# --- what stops it --------------------------------------------------------------------------


def test_sums_years_and_the_most_the_call_gives_stop_it():
    found = budget.stops(
        [row(), row(year=2029)],
        amount=Decimal(60_000),
        most=Decimal(50_000),
        first=date(2027, 1, 1),
        last=date(2028, 6, 30),
    )
    assert [(one.row, one.key) for one in found] == [
        (None, "amount"),
        (None, "budget"),
        (2, "budget"),
    ]


def test_a_sum_to_the_ore_does_not_stop_it():
    asked = [row(sought="0.10"), row(sought="0.20")]
    assert budget.stops(asked, amount=Decimal("0.30")) == []
    assert len(budget.stops(asked, amount=Decimal("0.31"))) == 1


# --- what is worth a second look ------------------------------------------------------------


@pytest.mark.parametrize(
    "vague", ["Övrigt", "diverse kostnader", "m.m.", "Resor", "abc", "Övriga resor"]
)
def test_a_cost_that_says_nothing_is_asked_about(vague):
    assert keys(row(description=vague)) == [(1, "unspecified")]


@pytest.mark.parametrize("clear", ["Hyra av Folkets hus", "Bussbiljetter", "Fika", "Övriga tolkar"])
def test_a_cost_that_says_what_it_is_is_not(clear):
    assert keys(row(description=clear)) == []


def test_another_kind_of_cost_needs_an_explanation_somewhere():
    assert keys(row("other", "Försäkring av deltagare")) == [(1, "unspecified")]
    assert keys(row("other", "Försäkring av deltagare"), explained=True) == []


@pytest.mark.parametrize(
    ("pay", "asked"),
    [
        (None, "no_pay"),
        ("26999.99", "pay"),
        ("27000.00", ""),
        ("38000.00", ""),
        ("38000.01", "pay"),
    ],
)
def test_pay_outside_the_usual_span_is_asked_about(pay, asked):
    found = keys(row("staff", "Ledare på halvtid", monthly_pay=pay))
    assert found == ([(1, asked)] if asked else [])


def test_only_staff_have_a_monthly_pay():
    assert keys(row(monthly_pay=None)) == []


def test_the_span_is_dated_and_nothing_is_asked_before_it():
    assert law.cost_practice(date(2023, 3, 1)) is None
    paid = row("staff", "Ledare", monthly_pay="20000.00")
    assert keys(paid, practice=law.cost_practice(date(2023, 3, 1))) == []


def test_common_costs_above_the_share_are_asked_about_with_the_share():
    rows = [row(sought="100000.00"), row("overhead", "Ekonomi och telefon", sought="7000.01")]
    found = cautions(*rows)
    assert (found[0].row, found[0].key) == (2, "overhead")
    assert "7" in found[0].text
    assert found[0].paragraph == ""


def test_common_costs_by_word_are_asked_about_below_it():
    rows = [row(sought="100000.00"), row(description="Overhead enligt kommunens modell")]
    assert keys(*rows) == [(2, "overhead")]
    assert "7" not in cautions(*rows)[0].text


@pytest.mark.parametrize("words", ["Hyra av egen lokal", "Internhyra", "Vår lokal i Flen"])
def test_rent_for_ones_own_premises_is_asked_about(words):
    assert keys(row("premises", words)) == [(1, "own_premises")]


def test_rent_to_others_is_not():
    assert keys(row("premises", "Hyra av lokal i Folkets hus")) == []


def test_for_tia_a_cost_that_public_money_pays_is_told_by_its_paragraph():
    shared = row(other="500.00", giver="Flens kommun")
    found = cautions(shared, twice=SIXTH)
    assert [(one.row, one.key, one.paragraph) for one in found] == [(1, "shared", SIXTH)]
    assert "Flens kommun" in found[0].text


def test_for_other_funds_it_is_practice_and_names_no_paragraph():
    assert [one.paragraph for one in cautions(row(other="500.00", giver="X"))] == [""]


def test_public_money_alone_in_a_row_is_nothing_to_ask_about():
    assert keys(row(sought="0.00", other="500.00", giver="Flens kommun"), twice=SIXTH) == []


def test_the_sixth_paragraph_holds_for_tia_from_march_2025_only():
    assert law.no_public_money_twice("tia", date(2025, 3, 25)) == SIXTH
    assert law.no_public_money_twice("tia", date(2017, 2, 1)) == ""
    assert law.no_public_money_twice("37", date(2026, 1, 1)) == ""


def test_yes_to_the_same_costs_is_told_for_the_whole():
    found = cautions(row(), same_costs=True, twice=SIXTH)
    assert [(one.row, one.key, one.paragraph) for one in found] == [(None, "same_costs", SIXTH)]
    assert keys(row(), same_costs=False) == []


def test_the_same_cost_elsewhere_and_twice_in_the_budget_is_told():
    other = budget.Other("travel", "bussbiljetter  till MUSEET!", 2027, "“Museibesök”")
    assert keys(row(), row(), row(year=2028), others=[other]) == [
        (1, "elsewhere"),
        (2, "elsewhere"),
        (2, "repeated"),
    ]


def test_markup_and_garbage_in_a_row_break_nothing():
    odd = {"category": None, "description": "<b>x</b>" * 20, "year": "soon", "sought": []}
    assert budget.totals([odd], {}).whole.total == 0
    cautions(odd, {}, {"description": None})


# --- buttons without JavaScript -------------------------------------------------------------


def pressed(query):
    return budget.pressed(QueryDict(query), years=(2027, 2028))


def test_no_button_changes_nothing():
    assert pressed("budget-0-sought=5&amount=7&action=save") is None


def test_the_sum_becomes_the_amount():
    found = pressed(
        "budget_use=1&amount=7&budget-0-sought=1+000&budget-3-sought=0,50"
        "&budget-4-sought=9&budget-4-DELETE=on&budget-5-sought=many"
    )
    assert found["amount"] == "1000.50"


def test_a_row_is_copied_to_the_next_year_with_all_its_cells():
    found = pressed("budget_copy=2&budget-2-year=2027&budget-2-description=Buss&budget-7-year=2027")
    assert (found["budget-8-year"], found["budget-8-description"]) == ("2028", "Buss")


def test_a_year_outside_the_call_is_left_blank():
    assert pressed("budget_copy=0&budget-0-year=2028")["budget-1-year"] == ""


@pytest.mark.parametrize("number", ["", "-1", "x", "99", "99999", "1e3", "²"])
def test_a_row_that_is_not_there_is_not_copied(number):
    data = QueryDict(mutable=True)
    data.update({"budget_copy": number, "budget-0-year": "2027"})
    assert set(budget.pressed(data, years=(2027, 2028))) == {"budget_copy", "budget-0-year"}


# --- in the application ---------------------------------------------------------------------


def test_a_draft_says_which_row_lies_outside_the_activity(db):
    call = cast.call()
    draft = cast.draft(call, period_to=date(call.period_from.year, 6, 30))
    line = draft.cost_lines.first()
    CostLine.objects.filter(pk=line.pk).update(year=call.period_from.year + 5)
    messages = [fault.message for fault in draft.faults() if fault.key == "budget"]
    assert len(messages) == 1
    assert str(call.period_from.year + 5) in messages[0]


def test_a_warning_never_stops_a_submission(db):
    call = cast.call()
    rows = cast.said(call)["budget"]
    rows[0] |= {"sought": "90000.00", "other": "10000.00", "giver": "Flens kommun"}
    draft = cast.draft(call, budget=rows, amount=140_000, same_costs=True)
    assert draft.faults() == [] or [f.key for f in draft.faults()] == ["same_costs_which"]


def totals_of(client, application, data, by=cast.siv):
    client.force_login(by())
    return client.post(reverse("applications:budget_totals", args=[application.pk]), data)


def typed(year, **changes):
    start = {
        "budget-0-category": "travel",
        "budget-0-description": "Buss",
        "budget-0-year": str(year),
        "budget-0-sought": "1 000",
        "amount": "900",
    }
    return start | changes


def test_the_sums_follow_the_typing_and_nothing_is_stored(client, db):
    draft = cast.draft()
    year = draft.period_from.year
    before = Application.objects.get(pk=draft.pk).version
    answer = totals_of(client, draft, typed(year, **{"budget-0-own": "234"}))
    text = answer.content.decode().replace("\u00a0", " ")
    assert "1 234 kr" in text
    assert "100 kr" in text  # more than she applies for
    assert Application.objects.get(pk=draft.pk).version == before
    assert draft.cost_lines.count() == 2


def test_links_lead_to_the_rows_as_they_stand_in_the_page(client, db):
    draft = cast.draft()
    year = str(draft.period_from.year)
    wrong = {"budget-7-category": "travel", "budget-7-description": "Övrigt", "budget-7-year": year}
    answer = totals_of(client, draft, typed(year, **wrong, **{"budget-7-sought": "5"}))
    assert 'href="#id_budget-7-description"' in answer.content.decode()


def test_garbage_gets_sums_and_no_fault(client, db):
    draft = cast.draft()
    odd = {
        "budget-0-sought": "=cmd|' /C calc'!A0",
        "budget-0-description": "<script>",
        "amount": "-1",
    }
    answer = totals_of(client, draft, odd | {"budget-9999-year": "1e9", "budget-x-y": "1"})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_sums_are_for_those_who_see_the_application(client, db):
    draft = cast.draft()
    assert totals_of(client, draft, {}, by=cast.vera).status_code == 404
    assert client.get(reverse("applications:budget_totals", args=[draft.pk])).status_code == 405


def test_the_officer_sees_the_warnings_and_the_applicant_does_not_when_it_is_in(client, db):
    call = cast.call()
    rows = cast.said(call)["budget"]
    rows[0] |= {"other": "10000.00", "giver": "Flens kommun"}
    application = cast.in_preparation(call, budget=rows)
    client.force_login(cast.karin())
    assert SIXTH in client.get(application.get_absolute_url()).content.decode()
    check = client.get(reverse("applications:formal_check", args=[application.pk]))
    assert f"{application.get_absolute_url()}#cost-1" in check.content.decode()
    client.force_login(cast.siv())
    assert "budget-warnings" not in client.get(application.get_absolute_url()).content.decode()


def test_the_same_cost_in_another_application_is_told_to_whom_may_see_that(db):
    first = cast.submitted(by=cast.vera(), title="Den första")
    again = cast.submitted(cast.call("37"), by=cast.vera(), title="Den andra")
    told = [one.text for one in cautions_of(again, cast.karin()) if one.key == "elsewhere"]
    assert len(told) == 2
    assert first.case_number in told[0]
    assert elsewhere(again, cast.otto()) == []
    assert elsewhere(again, cast.siv()) == []


def test_an_officer_is_not_told_of_somebody_s_draft(db):
    cast.draft(by=cast.vera(), title="Ett utkast")
    again = cast.submitted(cast.call("37"), by=cast.vera())
    assert elsewhere(again, cast.karin()) == []
    assert len(elsewhere(again, cast.vera())) == 2


def test_an_application_that_was_withdrawn_asks_for_nothing_any_more(db):
    first = cast.submitted(by=cast.vera())
    second = cast.draft(by=cast.vera())
    assert len(elsewhere(second, cast.vera())) == 2
    steps.take("withdraw", first, by=cast.vera())
    assert elsewhere(second, cast.vera()) == []
