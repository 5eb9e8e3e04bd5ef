"""Any form and any answers: cleaning never raises, comes to rest, and agrees with the page."""

import datetime
import decimal

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grants import questions
from grants.questions import BOUND, Offers, Version
from grants.questions.version import IN_A_COLUMN

OFFERS = Offers(
    purposes=(("swedish", "Språk"), ("health", "Hälsa")),
    priorities=(("1", "Unga"), ("2", "Gamla")),
    municipalities=(("0580", "Linköping"), ("0581", "Norrköping")),
    earmarks=(("health", "Hälsa"),),
    categories=(("staff", "Personal"), ("other", "Övrigt")),
    years=(2027, 2028),
    first_day=datetime.date(2027, 1, 1),
    last_day=datetime.date(2028, 12, 31),
)
OFTEN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

# Questions

LABELS = st.text(alphabet="abcåäö §?", min_size=1).map(lambda text: f"F{text}"[:40])
LIMITS = st.none() | st.integers(0, 50)
CHOICES = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=2, max_size=4, unique=True).map(
    lambda keys: [{"key": key, "label_sv": key} for key in keys]
)


@st.composite
def asked(draw, key, kinds):
    kind = draw(st.sampled_from(kinds))
    question = {"key": key, "kind": kind, "label_sv": draw(LABELS)}
    question["required"] = kind != "sum" and draw(st.booleans())
    if kind in ("one", "several"):
        question["choices"] = draw(CHOICES)
    if kind in ("number", "money"):
        few, many = draw(LIMITS), draw(LIMITS)
        question["least"] = min(few, many) if None not in (few, many) else few
        question["most"] = max(few, many) if None not in (few, many) else many
    if kind in ("short_text", "long_text"):
        question["most_words"] = draw(st.none() | st.integers(1, 5))
        question["most"] = draw(st.none() | st.integers(1, 30))
    if kind == "table":
        keys = draw(st.lists(st.sampled_from("uvw"), min_size=1, max_size=3, unique=True))
        question["columns"] = [draw(asked(key, IN_A_COLUMN)) for key in keys]
    if kind in ("table", "budget", "partners"):
        question["most_rows"] = draw(st.none() | st.integers(1, 4))
    return question


PLAIN = [k for k in questions.KINDS if k != "sum" and k not in {kind for kind, _ in BOUND.values()}]
PLAIN += ["short_text", "number", "money", "date", "email"]
CALLED = ["purposes", "priorities", "municipalities", "earmark", "budget", "partners"]
CALLED += ["period_from", "period_to"]


@st.composite
def versions(draw):
    keys = draw(st.lists(st.sampled_from(["q", "r", "s", "t", *CALLED]), max_size=6, unique=True))
    found = []
    for key in keys:
        question = draw(asked(key, [BOUND[key][0]] if key in BOUND else PLAIN))
        before = [one for one in found if one["kind"] in ("yes_no", "one", "several")]
        if before and draw(st.booleans()):
            on = draw(st.sampled_from(before))
            among = ["yes", "no"] if on["kind"] == "yes_no" else [c["key"] for c in on["choices"]]
            question["when"] = {"question": on["key"], "among": [draw(st.sampled_from(among))]}
        found.append(question)
    counted = [one["key"] for one in found if one["kind"] == "number"]
    if counted:
        found.append({"key": "sum", "kind": "sum", "label_sv": "Summa", "sum_of": counted})
    return Version.parse([{"key": "main", "title_sv": "Huvud", "questions": found}])


# Answers

NEARLY = st.sampled_from(
    [
        *("yes", "no", "a", "b", "swedish", "health", "0580", "1", "staff", "2027", "2027-03-01"),
        *("1 500,50 kr", "-1", "8024001235", "802400-1235", "anna@example.se", " ", "\x00"),
        *("\u202eabc", "19121212-1212", "ett två tre\r\nfyra", "=cmd|' /C calc'!A0", "٣", "1e9"),
        *("\ud800", "\x1c", "\u2028", "NaN", "x" * 300, "<script>"),
    ]
)
SCALARS = (
    NEARLY
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.decimals()
    | st.dates()
    | st.datetimes()
)
GOOD = {
    "short_text": st.sampled_from(["Vallås", "två\nrader", " x "]) | st.text(max_size=12),
    "long_text": st.sampled_from(["ett två", "ett\r\ntvå", "\x0b"]) | st.text(max_size=12),
    "number": st.integers(0, 60) | st.sampled_from(["1 2", 3.0, "07"]),
    "money": st.integers(0, 60) | st.sampled_from(["12,50", "5 kr", 1.5, decimal.Decimal("7.1")]),
    "date": st.dates(datetime.date(2026, 12, 1), datetime.date(2029, 1, 31))
    | st.sampled_from(["2027-3-1", "2028-02-29", datetime.datetime(2027, 1, 1, 12)]),
    "email": st.just("anna@example.se") | st.emails(),
    "one": st.sampled_from("abcd"),
    "several": st.lists(st.sampled_from("abcd"), max_size=5),
    "yes_no": st.booleans() | st.sampled_from(["yes", "no", "Ja"]),
    "purposes": st.lists(st.sampled_from(["swedish", "health"]), max_size=3),
    "priorities": st.lists(st.sampled_from(["1", 2]), max_size=3),
    "municipalities": st.lists(st.sampled_from(["0580", "0581"]), max_size=3),
    "earmark": st.just("health"),
    "file": st.none(),
}
COST = {
    "category": st.sampled_from(["staff", "other"]),
    "description": st.just("Ledare"),
    "year": st.sampled_from([2027, "2028"]),
    "sought": st.integers(0, 10**6) | st.just("1 000,50 kr"),
    "own": st.none() | st.integers(0, 10),
    "other": st.integers(0, 10),
    "giver": st.sampled_from(["Kommunen", "Kommunen", ""]),
    "monthly_pay": st.none() | st.just("30 000"),
}
PARTNER = {
    "name": st.just("Vallås"),
    "org_nr": st.sampled_from(["8024001235", "802400-1235", "202100-2452"]),
    "part": st.just("Leder"),
}
CELLS = {"budget": [*COST], "partners": [*PARTNER]}


def rows_of(question):
    """Rows that may fit the question, some of them with a cell that may not."""
    if question.kind == "table":
        cells = {column.key: column.kind for column in question.columns}
        good = st.fixed_dictionaries({}, optional={key: GOOD[k] for key, k in cells.items()})
    else:
        cells = CELLS[question.kind]
        good = st.fixed_dictionaries(COST if question.kind == "budget" else PARTNER)
    strange = st.dictionaries(st.sampled_from([*cells]), SCALARS, max_size=2)
    row = st.tuples(good, st.just({}) | strange).map(lambda both: {**both[0], **both[1]})
    return st.lists(good, max_size=3) | st.lists(row, max_size=4)


@st.composite
def answers(draw, version):
    """Answers to the questions of a version: most of them nearly right, some of them junk."""
    found = {}
    for question in version.questions:
        if question.kind == "sum":
            continue
        rows = question.kind in ("table", "budget", "partners")
        right = rows_of(question) if rows else GOOD[question.kind]
        found[question.key] = draw(right if draw(st.integers(0, 3)) else VALUES)
    if draw(st.integers(0, 5)) == 0:
        found[draw(st.sampled_from(["nope", "q", "DELETE"]))] = draw(VALUES)
    return found


@st.composite
def filled(draw):
    version = draw(versions())
    return version, draw(answers(version))


ROWS = st.lists(st.dictionaries(st.sampled_from("uvw"), SCALARS, max_size=3) | SCALARS, max_size=4)
VALUES = (
    SCALARS
    | st.lists(SCALARS, max_size=4)
    | ROWS
    | st.recursive(SCALARS, lambda inner: st.dictionaries(st.text(max_size=3), inner, max_size=3))
)


@OFTEN
@given(versions())
def test_any_version_is_stored_and_read_back(version):
    assert Version.parse(version.as_json()) == version
    assert questions.compare(version, version) == []


@OFTEN
@given(filled(), st.booleans())
def test_cleaning_raises_nothing_and_comes_to_rest(both, asked_only):
    version, raw = both
    found = questions.clean(version, raw, OFFERS, asked_only=asked_only)
    assert set(found.values).isdisjoint(found.errors)
    assert set(found.values) <= {question.key for question in version.questions}
    assert all(texts and all(texts) for texts in found.errors.values())
    again = questions.clean(version, found.values, OFFERS, asked_only=asked_only)
    assert again.values == found.values
    assert again.errors == {}


@OFTEN
@given(filled())
def test_all_that_is_said_of_cleaned_answers_can_be_said(both):
    version, raw = both
    values = questions.clean(version, raw, OFFERS).values
    for key, value in values.items():
        assert questions.shown(version.question(key), value, OFFERS)
    for fault in questions.missing(version, values, []):
        assert str(fault.message)
    for key, total in questions.sums(version, values).items():
        assert total >= 0
        assert questions.shown(version.question(key), total, OFFERS)
    form = questions.form(version, values=values, offers=OFFERS)
    assert all(str(entry.field) for entry in form.entries if entry.field)


@OFTEN
@given(filled())
def test_answers_carried_to_the_same_version_all_stay(both):
    version, raw = both
    values = questions.clean(version, raw, OFFERS).values
    assert questions.carry(values, version, version, OFFERS) == (values, {})


@OFTEN
@given(filled(), versions())
def test_answers_carried_to_another_version_stay_or_are_set_aside(both, new):
    old, raw = both
    values = questions.clean(old, raw, OFFERS).values
    kept, aside = questions.carry(values, old, new, OFFERS)
    assert set(values) == set(kept) | set(aside)
    assert questions.clean(new, kept, OFFERS).values == kept
    for change in questions.compare(old, new):
        assert change.what in ("added", "removed", "changed")
        assert change.texts
        assert all(str(text) for text in change.texts)


def posted(version, raw):
    """The answers as a browser sends them, and the same answers as plain data."""
    sent, plain = QueryDict(mutable=True), {}
    for key, value in raw.items():
        question = version.question(key) if key in version else None
        if question is None:
            continue
        listed = value if isinstance(value, list) else []
        if question.kind in ("table", "budget", "partners"):
            columns = CELLS.get(question.kind) or [column.key for column in question.columns]
            rows = [row for row in listed if isinstance(row, dict)]
            plain[key] = [
                {c: text(cell) for c, cell in row.items() if c in columns} for row in rows
            ]
            for number, row in enumerate(plain[key]):
                for name, cell in row.items():
                    sent[f"{key}-{number}-{name}"] = cell
        elif question.kind in ("several", "purposes", "priorities", "municipalities"):
            plain[key] = [text(one) for one in listed]
            sent.setlist(key, plain[key])
        else:
            sent[key] = plain[key] = text(value)
    return sent, plain


def text(value):
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@OFTEN
@given(filled())
def test_a_page_and_plain_data_come_to_the_same(both):
    version, raw = both
    sent, plain = posted(version, raw)
    form = questions.form(version, keys=plain, data=sent, offers=OFFERS)
    found = questions.clean(version, plain, OFFERS)
    kept = {key: value for key, value in form.cleaned.items() if value is not None}
    assert kept == found.values
    assert {key: [str(one) for one in texts] for key, texts in form.errors.items()} == {
        key: texts for key, texts in found.errors.items() if key in form.fields
    }
    assert all(str(entry.field) for entry in form.entries if entry.field)


@OFTEN
@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_junk_is_refused_as_a_version_and_as_answers(junk):
    with pytest.raises(questions.version.ValidationError):
        Version.parse([junk])
    found = questions.clean(Version.parse([]), junk, OFFERS)
    assert found.values == {}


@OFTEN
@given(st.decimals(allow_nan=True) | st.floats() | st.integers() | st.text(max_size=30))
def test_an_amount_is_exact_or_refused(raw):
    version = Version.parse(
        [
            {
                "key": "a",
                "title_sv": "A",
                "questions": [{"key": "k", "kind": "money", "label_sv": "K"}],
            }
        ]
    )
    found = questions.clean(version, {"k": raw}, OFFERS).values
    if "k" in found and not isinstance(raw, str):
        assert decimal.Decimal(found["k"]) == decimal.Decimal(str(raw))
