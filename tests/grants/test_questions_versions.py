"""Versions of a form: what they may be, what changed between two, and which answers still fit."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from grants import questions
from grants.questions import Change, Fault, Offers, Version

FORMS = sorted((Path(__file__).resolve().parents[2] / "grants/data/forms").glob("*.json"))
OFFERS = Offers(
    purposes=(("swedish", "Språk"),),
    municipalities=(("0580", "Linköping"),),
    categories=(("staff", "Personal"),),
    years=(2027,),
)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def ask(key, kind="short_text", label=None, **more):
    return {"key": key, "kind": kind, "label_sv": label or key.capitalize(), **more}


def section(*asked, key="main", **more):
    return {"key": key, "title_sv": "Huvud", "questions": list(asked), **more}


def version(*asked):
    return Version.parse([section(*asked)])


def choices(*keys):
    return [{"key": key, "label_sv": key.upper()} for key in keys]


WHEN = {"question": "free", "among": ["no"]}


# What a version may be


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([ask("Need")], "Question “Need”: The key must be small letters a to z, digits and _."),
        ([ask("a-b")], "The key must be small letters"),
        ([ask("csrfmiddlewaretoken")], "The key must be small letters"),
        ([ask("a"), ask("a")], "The key “a” is used more than once."),
        ([{"key": "a", "kind": "short_text", "label_en": "A"}], "Write the Swedish wording."),
        ([ask("a", "essay")], "Question “A”: Choose what kind of question it is."),
        ([ask("a", ["one"])], "Choose what kind of question it is."),
        ([ask("a", "one", choices=choices("x"))], "Give at least two choices."),
        ([ask("a", "one", choices=choices("x", "x"))], "The key “x” is used more than once."),
        ([ask("a", choices=choices("x", "y"))], "This kind has no choices of its own."),
        ([ask("a", "table")], "Give the table a column."),
        ([ask("a", "table", columns=[ask("b", "table", columns=[])])], "Choose what kind"),
        ([ask("a", "table", columns=[ask("b", "file")])], "Choose what kind of question it is."),
        ([ask("a", "table", columns=[ask("b", when=WHEN)])], "A column cannot depend on an"),
        ([ask("a", "table", columns=[ask("b")], most_rows=201)], "from 1 to 200"),
        ([ask("partners", "partners", most_rows=101)], "There can be at most 100 rows."),
        ([ask("a", "number", least=5, most=4)], "The least value is greater than the greatest."),
        ([ask("a", "money", least=-1)], "The least value cannot be below zero."),
        ([ask("a", "number", most="5")], "A whole number from"),
        ([ask("a", "number", most=True)], "A whole number from"),
        ([ask("a", "number", most_words=5)], "Only texts have a limit of words."),
        ([ask("a", "date", most=5)], "This kind has no greatest value."),
        ([ask("a", "several", choices=choices("x", "y"), least=3)], "There are not so many"),
        ([ask("a", openness="hidden")], "Choose public, internal or possibly secret."),
        ([ask("a", required="yes")], "Say yes or no to whether it must be answered."),
        ([ask("a", colour="red")], "“colour” is not known here."),
        ([ask("a", help_sv="\u202etext")], "The text has characters that cannot be seen."),
        ([ask("a", help_sv="x" * 2001)], "A text can have at most 2000 characters here."),
        ([ask("a", "sum")], "Say what the sum adds up."),
        ([ask("a", "sum", sum_of=["b"])], "A sum adds up numbers or amounts"),
        ([ask("b"), ask("a", "sum", sum_of=["b"])], "A sum adds up numbers or amounts"),
        ([ask("a", "sum", sum_of=["a"])], "A sum adds up numbers or amounts"),
        (
            [ask("b", "number"), ask("c", "money"), ask("a", "sum", sum_of=["b", "c"])],
            "A sum cannot add numbers to amounts.",
        ),
        ([ask("a", when=WHEN)], "It can only depend on a question that stands before it."),
        ([ask("a", when=WHEN), ask("free", "yes_no")], "on “Free”, which must stand before it"),
        ([ask("free"), ask("a", when=WHEN)], "It can only depend on a yes or no"),
        (
            [ask("purposes", "purposes"), ask("a", when={"question": "purposes", "among": ["x"]})],
            "It",
        ),
        (
            [ask("free", "yes_no"), ask("a", when={"question": "free", "among": ["maybe"]})],
            "It depends on a choice that the earlier question lacks.",
        ),
        ([ask("free", "yes_no"), ask("a", when={"question": "free", "among": []})], "Say which"),
        ([ask("title", "number")], "The key and the kind do not go together"),
        ([ask("costs", "budget")], "The key and the kind do not go together"),
        ([ask("title", most=151)], "A text can have at most 150 characters here."),
        ([ask(f"q{n}") for n in range(201)], "There can be at most 200 here."),
        (["text"], "Names with values are expected here."),
    ],
)
def test_what_a_version_may_not_be_is_said_in_plain_words(asked, said):
    with pytest.raises(ValidationError) as refused:
        version(*asked)
    assert any(said in message for message in refused.value.messages)


@pytest.mark.parametrize("junk", ["text", 5, {"a": 1}, [[]], [{"key": "a", "questions": "b"}]])
def test_junk_is_no_version(junk):
    with pytest.raises(ValidationError):
        Version.parse(junk)


def test_an_empty_version_is_a_beginning():
    assert Version.parse([]).questions == Version.parse(None).questions == ()


def test_a_version_is_stored_and_read_back():
    stored = [
        section(
            ask("free", "yes_no", label_en="Free?", required=True, serves="3 §", source="L: 3 §"),
            ask("why", "long_text", when=WHEN, most_words=50, openness="internal"),
            ask("age", "one", choices=choices("x", "y"), priority="Unga"),
            ask("n", "number", least=0, most=0),
            ask("t", "table", columns=[ask("c", "money")], most_rows=3),
            ask("s", "sum", sum_of=["t.c"]),
            help_sv="Läs först.",
        )
    ]
    read = Version.parse(stored)
    assert Version.parse(json.loads(json.dumps(read.as_json()))) == read
    assert read.question("n").least == 0
    assert read.section_of("why").key == "main"
    assert "why" in read
    assert "nope" not in read
    with pytest.raises(KeyError):
        read.section("nope")


def test_words_are_in_the_reader_s_language_and_swedish_where_there_is_no_english():
    asked = version(ask("a", label="Behov", label_en="Need"), ask("b", label="Mål"))
    assert [question.label for question in asked.questions] == ["Need", "Mål"]
    with override("sv"):
        assert [question.label for question in asked.questions] == ["Behov", "Mål"]


# What is asked, added up, missing, read

CHAIN = version(
    ask("free", "yes_no", required=True),
    ask("how", "several", choices=choices("fee", "gift"), when=WHEN, required=True),
    ask("fee", "money", when={"question": "how", "among": ["fee"]}, required=True, least=1),
    ask("proof", "file", required=True, when={"question": "how", "among": ["fee", "gift"]}),
)


def keys_asked(values):
    return [question.key for question in CHAIN.asked(values)]


def test_a_question_is_asked_when_the_earlier_answer_is_right():
    assert keys_asked({}) == ["free"]
    assert keys_asked({"free": True}) == ["free"]
    assert keys_asked({"free": False}) == ["free", "how"]
    assert keys_asked({"free": False, "how": ["gift"]}) == ["free", "how", "proof"]
    # An old answer to a question that is no longer asked asks nothing more.
    assert keys_asked({"free": True, "how": ["fee"]}) == ["free"]


def test_what_is_missing_follows_what_is_asked():
    assert questions.missing(CHAIN, {}, []) == [Fault("main", "free", "Answer yes or no: Free.")]
    assert questions.missing(CHAIN, {"free": True}, []) == []
    faults = questions.missing(CHAIN, {"free": False, "how": ["fee"], "fee": "0.00"}, set())
    assert [(fault.key, fault.message) for fault in faults] == [
        ("fee", "Fill in: Fee."),
        ("proof", "Attach: Proof."),
    ]
    assert questions.missing(CHAIN, {"free": False, "how": ["gift"]}, {"proof"}) == []


def test_answers_that_are_not_asked_are_left_out_of_what_is_sent_in():
    raw = {"free": True, "how": ["fee"], "fee": "not money"}
    assert questions.clean(CHAIN, raw, OFFERS, asked_only=True).values == {"free": True}
    assert questions.clean(CHAIN, raw, OFFERS, asked_only=True).errors == {}
    assert questions.clean(CHAIN, raw, OFFERS).values == {"free": True, "how": ["fee"]}


TABLED = version(
    ask("women", "number"),
    ask("men", "number"),
    ask("all", "sum", sum_of=["women", "men"]),
    ask(
        "trips",
        "table",
        columns=[ask("where", required=True), ask("cost", "money")],
        least=2,
    ),
    ask("travel", "sum", sum_of=["trips.cost", "budget.sought"]),
    ask("budget", "budget"),
)


def test_sums_add_up_answers_and_columns():
    values = {
        **{"women": 12, "trips": [{"where": "Hit", "cost": "10.50"}, {"cost": "1.00"}]},
        "budget": [{"sought": "100.00"}],
    }
    assert questions.sums(TABLED, values) == {"all": 12, "travel": Decimal("111.50")}
    assert questions.sums(TABLED, {}) == {"all": 0, "travel": Decimal("0.00")}


def test_a_table_says_which_row_lacks_what():
    faults = questions.missing(TABLED, {"trips": [{"cost": "1.00"}]}, [])
    assert [fault.message for fault in faults] == [
        "Write at least 2 rows: Trips.",
        "Fill in row 1, Where: Trips.",
    ]


def shown(kind, value, key="answer", **more):
    return questions.shown(version(ask(key, kind, **more)).questions[0], value, OFFERS)


def test_an_answer_is_read_as_people_read_it():
    with override("sv"):
        assert shown("money", "150000.00") == "150\u00a0000\u00a0kr"
        assert shown("number", 12400) == "12\u00a0400"
        assert shown("date", "2027-01-31") == "31 januari 2027"
    assert shown("money", Decimal("5.50")) == "SEK\u00a05.50"
    assert shown("yes_no", False) == "No"
    assert shown("number", 0) == "0"
    assert shown("one", "b", choices=choices("a", "b")) == "B"
    assert shown("several", ["b", "gone"], choices=choices("a", "b")) == "B, gone"
    assert shown("purposes", ["swedish"], "purposes") == "Språk"
    assert shown("long_text", None) == shown("several", [], choices=choices("a", "b")) == ""
    assert shown("money", "strange") == "strange"
    columns = [ask("what"), ask("cost", "money")]
    assert shown(
        "table", [{"what": "Kurs", "cost": "5.00"}, {"what": "Resa"}], columns=columns
    ) == ("What: Kurs; Cost: SEK\u00a05\nWhat: Resa")
    partner = {"name": "Vallås", "org_nr": "802400-1235", "part": "Leder"}
    assert shown("partners", [partner], "partners") == "Vallås (802400-1235): Leder"
    cost = {
        **{"category": "staff", "description": "Ledare", "year": 2027, "sought": "100.00"},
        **{"own": "0.00", "other": "50.00", "giver": "Kommunen", "monthly_pay": None},
    }
    assert shown("budget", [cost], "budget") == (
        "Personal: Ledare, 2027, from this grant SEK\u00a0100, "
        "other public money SEK\u00a050 (Kommunen)"
    )


# What changed, and what still fits

OLD = Version.parse(
    [
        section(
            ask("need", "long_text", most_words=100),
            ask("free", "yes_no"),
            ask("age", "one", choices=choices("young", "old")),
            ask("gone"),
            key="first",
        ),
        section(
            ask("trips", "table", columns=[ask("where"), ask("why")]),
            ask("hours", "number"),
            key="second",
        ),
    ]
)
NEW = Version.parse(
    [
        section(
            ask("need", "long_text", "Behovet", most_words=3, required=True, help_sv="Kort!"),
            ask("free", "yes_no"),
            ask("age", "one", choices=choices("old", "all"), when=WHEN),
            ask("added", required=True),
            key="first",
        ),
        section(
            ask("trips", "table", columns=[ask("where", most=10), ask("when", "date")]),
            key="second",
        ),
        section(ask("hours", "money", openness="internal"), key="third"),
    ]
)


def test_a_corrected_version_says_what_changed_in_each_question():
    assert questions.compare(OLD, OLD) == []
    assert questions.compare(OLD, NEW) == [
        Change(
            "need",
            "Behovet",
            "changed",
            (
                "The wording was “Need”.",
                "The help text has changed.",
                "It must be answered now.",
                "Limit of words: was 100, is now 3.",
            ),
        ),
        Change(
            "age",
            "Age",
            "changed",
            (
                "New choice: ALL.",
                "Choice taken away: YOUNG.",
                "It is asked only when “Free” is answered: No.",
            ),
        ),
        Change("added", "Added", "added", ("The question is new.", "It must be answered.")),
        Change(
            "trips",
            "Trips",
            "changed",
            (
                "New column: When.",
                "Column taken away: Why.",
                "Column “Where”: Greatest: was no limit, is now 10.",
            ),
        ),
        Change(
            "hours",
            "Hours",
            "changed",
            (
                "The kind of answer was whole number and is now amount of money.",
                "The answer is marked as internal now.",
                "It has moved to the section “Huvud”.",
            ),
        ),
        Change("gone", "Gone", "removed", ("The question is no longer asked.",)),
    ]
    assert [change.word for change in questions.compare(OLD, NEW)][-1] == "removed"


def test_answers_that_fit_the_new_version_stay_and_the_others_are_set_aside():
    values = {
        **{"need": "mycket mer än tre ord", "free": True, "age": "old", "gone": "bort"},
        **{"trips": [{"where": "Hit", "why": "Roligt"}, {"where": "Dit"}], "hours": 40},
    }
    kept, aside = questions.carry(values, OLD, NEW, OFFERS)
    assert kept == {
        **{"free": True, "age": "old", "hours": "40.00"},
        "trips": [{"where": "Hit"}, {"where": "Dit"}],
    }
    assert aside == {
        "need": {"label": "Need", "value": "mycket mer än tre ord"},
        "gone": {"label": "Gone", "value": "bort"},
        "trips": {"label": "Trips", "value": values["trips"]},
    }
    assert questions.carry({"age": "young"}, OLD, NEW, OFFERS)[0] == {}
    assert questions.carry(values, OLD, OLD, OFFERS) == (values, {})


# The standard forms


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_standard_form_is_whole(path):
    stored = json.loads(path.read_text())
    read = Version.parse(stored)
    assert read.as_json() == stored
    for one in read.sections:
        assert one.title_sv
        assert one.title_en
        assert bool(one.help_sv) == bool(one.help_en)
    for question in read.questions:
        assert question.label_en
        assert bool(question.help_sv) == bool(question.help_en)
        assert question.source.startswith(("L: ", "S: ")) or question.source == "D"
        if question.source.startswith("L: "):
            assert question.serves, f"{question.key} does not say which paragraph it serves"
        if question.kind == "long_text":
            assert question.most_words, f"{question.key} has no limit"
        for part in (*question.choices, *question.columns):
            assert part.label_en


@pytest.mark.parametrize(
    "path", [path for path in FORMS if path.stem.endswith("application")], ids=lambda p: p.stem
)
def test_an_application_form_asks_all_that_the_machine_needs(path):
    read = Version.parse(json.loads(path.read_text()))
    asked = {question.key: question for question in read.questions}
    for key, (kind, _most) in questions.BOUND.items():
        if key in asked or key != "earmark":
            assert asked[key].kind == kind
    for key in ("title", "amount", "budget", "purposes", "period_from", "period_to"):
        assert asked[key].required
    for key in ("summary", "need", "aims", "target_group", "activities"):
        assert asked[key].kind == "long_text"
    assert asked["contact_email"].openness == "internal"


def test_every_fund_has_both_forms():
    names = {path.stem for path in FORMS}
    assert {
        f"{fund}_{kind}" for fund in ("37", "37a", "tia") for kind in ("application", "report")
    } <= names
