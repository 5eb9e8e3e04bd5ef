"""Answers, kind by kind: what is taken, what is refused, and how a page shows it."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.translation import override

from grants import questions
from grants.questions import Offers, Version

OFFERS = Offers(
    purposes=(("swedish", "Språk"), ("health", "Hälsa")),
    priorities=(("7", "Föräldralediga"),),
    municipalities=(("0580", "Linköping"), ("0581", "Norrköping")),
    earmarks=(("health", "Hälsofrämjande"),),
    categories=(("staff", "Personal"), ("premises", "Lokal")),
    years=(2027, 2028),
    first_day=date(2027, 1, 1),
    last_day=date(2028, 12, 31),
)
NUMBER_OF_A_PERSON = "19121212-1212"  # the one that the tax agency uses as its example


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def one(kind, key="answer", **more):
    """A form with one question."""
    choices = [{"key": key, "label_sv": key.upper()} for key in ("a", "b", "c")]
    more |= {"choices": choices} if kind in ("one", "several") else {}
    asked = {"key": key, "kind": kind, "label_sv": "Fråga", **more}
    return Version.parse([{"key": "only", "title_sv": "Avsnitt", "questions": [asked]}])


def clean(kind, raw, key="answer", **more):
    return questions.clean(one(kind, key, **more), {key: raw}, OFFERS)


def value(kind, raw, key="answer", **more):
    found = clean(kind, raw, key, **more)
    assert found.errors == {}
    return found.values.get(key)


def error(kind, raw, key="answer", **more):
    found = clean(kind, raw, key, **more)
    assert found.values == {}
    assert list(found.errors) == [key]
    return " ".join(found.errors[key])


# Each kind


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("short_text", "  En förening  ", "En förening"),
        ("short_text", "två\nrader", "två rader"),
        ("short_text", 46701234567.0, "46701234567"),
        ("long_text", "ett\r\ntvå\rtre\x0bfyra", "ett\ntvå\ntre\nfyra"),
        ("number", "1 200", 1200),
        ("number", 12.0, 12),
        ("number", 0, 0),
        ("money", "1 640 000,50 kr", "1640000.50"),
        ("money", 1500, "1500.00"),
        ("money", 1500.5, "1500.50"),
        ("money", Decimal("3"), "3.00"),
        ("money", "0", "0.00"),
        ("date", "2027-3-1", "2027-03-01"),
        ("date", date(2027, 3, 1), "2027-03-01"),
        ("date", datetime(2027, 3, 1, 15, 0), "2027-03-01"),
        ("email", " kassor@example.se ", "kassor@example.se"),
        ("one", "b", "b"),
        ("several", ["c", "a", "c"], ["a", "c"]),
        ("yes_no", "yes", True),
        ("yes_no", False, False),
        ("yes_no", "Nej", False),
    ],
)
def test_an_answer_is_kept_in_one_shape(kind, raw, kept):
    assert value(kind, raw) == kept
    assert value(kind, kept) == kept


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("purposes", ["health", "swedish"], ["swedish", "health"]),
        ("priorities", ["7"], ["7"]),
        ("priorities", [7], ["7"]),
        ("municipalities", ("0580",), ["0580"]),
        ("earmark", "health", "health"),
    ],
)
def test_what_the_call_offers_can_be_chosen(kind, raw, kept):
    assert value(kind, raw, key=kind) == kept
    assert "choices that are given" in error(kind, "other" if kind == "earmark" else ["x"], kind)


@pytest.mark.parametrize("kind", [k for k in questions.KINDS if k not in ("sum", "table")])
@pytest.mark.parametrize("blank", [None, "", [], "   "])
def test_a_blank_answer_is_absent(kind, blank):
    key = kind if kind in questions.BOUND else "answer"
    if blank == "   " and kind in ("purposes", "priorities", "municipalities", "several"):
        return  # a text is no list of choices
    found = clean(kind, blank, key)
    assert found.values == {}
    assert blank == "   " or found.errors == {}


@pytest.mark.parametrize(
    ("kind", "raw", "said"),
    [
        ("short_text", ["a"], "Write a text here."),
        ("short_text", True, "Write a text here."),
        ("short_text", float("nan"), "Write a text here."),
        ("short_text", "x" * 201, "Write at most 200 characters. You have 201."),
        ("long_text", "x" * 20_001, "Write at most 20000 characters. You have 20001."),
        ("number", "många", "Write a whole number, for example 25."),
        ("number", "2,5", "Write a whole number, for example 25."),
        ("number", "9" * 30, "Write a whole number, for example 25."),
        pytest.param("number", 10**5000, "Write a whole number", id="number-of-5000-digits"),
        ("number", True, "Write a whole number, for example 25."),
        ("number", "٣", "Write a whole number, for example 25."),
        ("number", -1, "Ensure this value is greater than or equal to 0."),
        ("money", "mycket", "Write the amount in digits"),
        ("money", "-5", "The amount cannot be less than zero."),
        ("money", "1,234", "Write the amount in digits"),
        ("money", "9" * 40, "The amount is too large."),
        ("money", "1" + " " * 70 + "x", "Write the amount in digits"),
        ("money", float("inf"), "Write the amount in digits"),
        ("money", {"kr": 5}, "Write the amount in digits"),
        ("date", "2027-02-30", "Write a day, for example 2027-03-01."),
        ("date", "i vår", "Write a day, for example 2027-03-01."),
        ("date", "0001-01-01", "Write a day, for example 2027-03-01."),
        ("date", 20270301, "Write a day, for example 2027-03-01."),
        ("email", "kassor", "Write an e-mail address, for example name@example.se."),
        ("email", "a@b.se\u202e", "Write an e-mail address, for example name@example.se."),
        ("one", "z", "Choose one of the choices that are given."),
        ("one", ["a"], "Choose one of the choices that are given."),
        ("several", "a", "Choose among the choices that are given."),
        ("several", [["a"]], "Choose among the choices that are given."),
        ("yes_no", "kanske", "Answer yes or no."),
        ("yes_no", 1, "Answer yes or no."),
        ("file", "plan.pdf", "A file is attached, not written as an answer."),
    ],
)
def test_what_is_not_an_answer_is_refused_in_plain_words(kind, raw, said):
    assert error(kind, raw).startswith(said)


def test_limits_tell_what_they_are_and_what_one_has():
    assert error("long_text", "ett två tre", most_words=2) == ("Write at most 2 words. You have 3.")
    assert value("long_text", "ett\r\ntvå", most=7) == "ett\ntvå"  # a line break is one character
    assert error("several", ["a", "b"], most=1) == "Choose at most 1. You have chosen 2."
    assert error("several", ["a"], least=2) == "Choose at least 2. You have chosen 1."
    assert "less than or equal to 10" in error("number", 11, most=10)
    assert value("number", -3, least=-5) == -3


@pytest.mark.parametrize("kind", ["short_text", "long_text"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"Anna {NUMBER_OF_A_PERSON} deltar", "personal identity number"),
        ("Anna \u202egnp.exe", "turns the direction of the writing"),
        ("\u2066Anna\u2069", "turns the direction of the writing"),
        ("noll\x00", "character that cannot be seen"),
        ("pip\x07", "character that cannot be seen"),
        ("halv\ud800", "character that cannot be seen"),
        ("\ufffe", "character that cannot be seen"),
    ],
)
def test_texts_refuse_persons_and_hidden_characters(kind, text, said):
    assert said in error(kind, text)
    found = clean(
        "table", [{"who": text}], columns=[{"key": "who", "kind": kind, "label_sv": "Vem"}]
    )
    assert said in found.errors["answer"][0]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "Åsa & Örjan – ”ja”", "مرحبا\u200f"]
)
def test_strange_texts_are_kept_as_they_are(text):
    assert value("long_text", text) == text


def test_a_telephone_number_that_looks_like_a_person_is_told_how_to_be_written():
    looks = "1212121212"
    assert "write it in groups" in error("short_text", looks, key="contact_phone")
    assert value("short_text", "070-123 45 67", key="contact_phone") == "070-123 45 67"


# Days that belong together


def period(**days):
    asked = [{"key": key, "kind": "date", "label_sv": key} for key in ("period_from", "period_to")]
    version = Version.parse([{"key": "place", "title_sv": "När", "questions": asked}])
    return version, {key: str(day) for key, day in days.items()}


def test_the_activity_lies_within_the_period_of_the_call():
    version, days = period(period_from="2026-12-31", period_to="2027-06-30")
    found = questions.clean(version, days, OFFERS)
    assert found.errors == {
        "period_from": ["The call pays for activities from 2027-01-01 to 2028-12-31."]
    }
    assert found.values == {"period_to": "2027-06-30"}


def test_the_activity_ends_after_it_begins_also_when_one_day_is_saved_alone():
    version, days = period(period_from="2027-06-01", period_to="2027-05-01")
    found = questions.clean(version, days, OFFERS)
    assert found.values == {}
    assert found.errors["period_to"] == ["The period must end after it begins."]
    alone = questions.form(
        version,
        keys=["period_to"],
        values={"period_from": "2027-06-01"},
        data=QueryDict("period_to=2027-05-01"),
        offers=OFFERS,
    )
    assert list(alone.errors) == ["period_to"]


# Rows

COST = {"category": "staff", "description": "Ledare", "year": 2027, "sought": "1 000"}
KEPT_COST = {
    **COST,
    "monthly_pay": None,
    **{"sought": "1000.00", "own": "0.00", "other": "0.00", "giver": ""},
}


def test_a_cost_line_is_kept_with_all_its_columns():
    assert value("budget", [COST, {}, {"year": 2027}], "budget") == [KEPT_COST]
    assert value("budget", [KEPT_COST], "budget") == [KEPT_COST]


def test_who_gives_other_public_money_is_kept_only_when_there_is_some():
    line = {**COST, "giver": "Kommunen"}
    assert value("budget", [line], "budget")[0]["giver"] == ""
    assert value("budget", [{**line, "other": 5}], "budget")[0]["giver"] == "Kommunen"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"category": "boats"}, "Row 1, Category: Choose one of the choices that are given."),
        ({"category": ""}, "Row 1, Category: Choose a category."),
        ({"description": " "}, "Row 1, What it is for: Say what it is for."),
        ({"description": "x" * 201}, "Row 1, What it is for: Write at most 200 characters."),
        ({"year": 2030}, "Row 1, Year: Choose a year within the period of the call."),
        ({"year": None}, "Row 1, Year: Choose a year."),
        ({"sought": 0}, "Row 1, From this grant: Write an amount above 0, or remove the row."),
        ({"sought": "-1"}, "Row 1, From this grant: The amount cannot be less than zero."),
        ({"other": 5}, "Row 1, Who gives it: Say who gives the other public money."),
        (
            {"category": "premises", "monthly_pay": 30_000},
            "Row 1, Monthly pay (staff): Only staff have a monthly pay. Take it out.",
        ),
        ({"sought": "999999999999", "own": "999999999999"}, "Row 1, From this grant: The amount"),
        ({"rent": 1}, "Row 1: There is no column “rent”."),
    ],
)
def test_a_cost_line_that_does_not_hold_is_refused(more, said):
    assert error("budget", [{**COST, **more}], "budget").startswith(said)


def test_costs_together_cannot_be_more_than_can_be_stored():
    lines = [{**COST, "sought": "999999999999"}] * 2
    assert error("budget", lines, "budget") == (
        "Row 2, From this grant: The costs together are too large."
    )


PARTNER = {"name": "Språkcafé Vallås", "org_nr": "8024001235", "part": "Leder samtal"}


def test_a_partner_is_kept_with_its_number_written_in_one_way():
    assert value("partners", [PARTNER], "partners") == [{**PARTNER, "org_nr": "802400-1235"}]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{**PARTNER, "org_nr": "802400-1236"}], "its check digit does not match"),
        ([{**PARTNER, "org_nr": NUMBER_OF_A_PERSON[2:]}], "personal identity number"),
        ([{**PARTNER, "name": ""}], "Row 1, Name: Write the name of the organisation."),
        ([{**PARTNER, "part": ""}], "Say what its part in the activity is."),
        ([{**PARTNER, "name": "A \u202eB"}], "turns the direction"),
        ([PARTNER, {**PARTNER, "org_nr": "802400-1235"}], "Row 2, Organisation number: This org"),
        ([PARTNER] * 200, "There can be at most 100 rows. You have 200."),
        ("Vallås", "Write the answer in rows."),
        (["Vallås"], "Row 1: A row must have a value for each column."),
        ([None, 5], "Row 1: A row must have a value for each column."),
    ],
)
def test_a_partner_that_does_not_hold_is_refused(rows, said):
    assert said in error("partners", rows, "partners")


def test_a_table_keeps_the_cells_that_are_answered():
    columns = [
        {"key": "what", "kind": "short_text", "label_sv": "Vad", "required": True},
        {"key": "cost", "kind": "money", "label_sv": "Kostnad"},
        {"key": "done", "kind": "yes_no", "label_sv": "Klart"},
    ]
    rows = [{"what": "Kurs", "cost": "5,50", "done": "no"}, {"cost": 0}, {"what": " "}]
    assert value("table", rows, columns=columns) == [
        {"what": "Kurs", "cost": "5.50", "done": False},
        {"cost": "0.00"},
    ]
    assert error("table", [{"what": "x"}] * 51, columns=columns) == (
        "There can be at most 50 rows. You have 51."
    )


# A page

BUDGET = (
    "budget-0-category=staff&budget-0-description=Ledare&budget-0-year=2027&budget-0-sought=1+000"
)


def page(version, sent, **more):
    return questions.form(version, data=QueryDict(sent), offers=OFFERS, **more)


def test_rows_are_read_from_their_names_and_empty_or_removed_ones_are_skipped():
    sent = (
        f"{BUDGET}&budget-3-year=2027&budget-7-category=premises&budget-7-DELETE=on"
        "&budget-x-category=staff&budget-99999-category=staff&budget-2-hacked=1&budget=%5B%5D"
    )
    assert page(one("budget", "budget"), sent).cleaned == {"budget": [KEPT_COST]}
    assert page(one("budget", "budget"), "").cleaned == {"budget": None}


def test_what_was_typed_stands_there_again_beside_its_error():
    sent = f"{BUDGET}&budget-5-category=premises&budget-5-description=Hyra&budget-5-sought=dyrt"
    form = page(one("budget", "budget"), sent)
    assert form.cleaned == {}
    first, second, *empty = form["budget"].rows
    assert (first["sought"].value(), first.errors) == ("1 000", {})
    assert second["sought"].value() == "dyrt"
    assert set(second.errors) == {"sought", "year"}
    assert len(empty) == 3
    assert 'value="dyrt"' in str(form["budget"])
    assert "Write the amount in digits" in str(form["budget"])


def test_more_empty_rows_can_be_asked_for_but_never_more_than_fit():
    version = one("budget", "budget", most_rows=5)
    assert len(page(version, BUDGET)["budget"].rows) == 4
    assert len(page(version, BUDGET, more="budget")["budget"].rows) == 5


def test_good_answers_are_kept_though_others_are_wrong():
    asked = [
        {"key": "need", "kind": "long_text", "label_sv": "Behov", "required": True},
        {"key": "women", "kind": "number", "label_sv": "Kvinnor"},
        {"key": "men", "kind": "number", "label_sv": "Män"},
    ]
    version = Version.parse([{"key": "a", "title_sv": "A", "questions": asked}])
    form = page(version, "need=&women=12&men=många")
    assert form.cleaned == {"need": None, "women": 12}
    assert list(form.errors) == ["men"]
    assert form["men"].value() == "många"
    assert form.fields["need"].required is True  # shown, never enforced on a draft


def test_only_the_questions_asked_for_are_in_the_page():
    asked = [{"key": key, "kind": "short_text", "label_sv": key} for key in ("a", "b", "c")]
    version = Version.parse([{"key": "s", "title_sv": "S", "questions": asked}])
    form = page(version, "a=1&b=2&nope=3", keys=["b", "nope"])
    assert form.cleaned == {"b": "2"}


def test_stored_answers_are_shown_as_one_writes_them():
    version, days = period(period_from="2027-06-01")
    form = questions.form(version, values=days, offers=OFFERS)
    assert 'value="2027-06-01"' in str(form["period_from"])
    form = questions.form(one("money"), values={"answer": "1500.50"}, offers=OFFERS)
    assert 'value="1\u00a0500,50"' in str(form["answer"])
    form = questions.form(one("yes_no"), values={"answer": False}, offers=OFFERS)
    assert form["answer"].value() == "no"
    form = questions.form(one("budget", "budget"), values={"budget": [KEPT_COST]}, offers=OFFERS)
    row = form["budget"].rows[0]
    assert row["sought"].value() == "1\u00a0000"
    assert row["own"].value() == ""
    assert 'value="1\u00a0000"' in str(form["budget"])
    assert form.cleaned == {}


def test_a_question_without_anything_to_choose_from_is_not_asked():
    version = one("priorities", "priorities", required=True)
    assert questions.form(version, offers=Offers()).fields == {}
    assert questions.missing(version, {}, [], Offers()) == []
    found = questions.clean(version, {"priorities": ["7"]}, Offers())
    assert found.errors == {"priorities": ["The call offers nothing to choose from here."]}


def test_files_and_sums_stand_in_the_page_without_a_field():
    form = questions.form(one("file"), offers=OFFERS)
    assert [(entry.question.kind, entry.field) for entry in form.entries] == [("file", None)]


def test_an_answer_to_no_question_is_told():
    found = questions.clean(one("number"), {"answer": 1, "nope": 2, 3: 4}, OFFERS)
    assert found.values == {"answer": 1}
    assert found.errors["nope"] == ["There is no question “nope” in this form."]
    assert len(found.errors) == 2
    assert questions.clean(one("number"), ["answer"], OFFERS).values == {}


def test_the_browser_is_told_no_limit_that_cuts_what_is_pasted():
    form = questions.form(one("long_text", most_words=5), offers=OFFERS)
    assert "maxlength" not in str(form["answer"])
    assert form["answer"].help_text == "At most 5 words."
