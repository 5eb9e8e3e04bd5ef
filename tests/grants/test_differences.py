"""Two answers to a question told apart: texts by words, numbers as a whole, rows row by row."""

import json

import pytest
from django.utils import translation

from grants import questions


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def pieces(kind, old, new, **more):
    question = questions.Question("x", kind, "X", **more)
    found = questions.difference(question, old, new, questions.Offers())
    return [(piece.how, piece.text.strip()) for piece in found.pieces]


def test_texts_are_told_apart_by_words_and_numbers_as_a_whole():
    old, new = "Vi ses varje måndag i Flen.", "Vi ses varje tisdag och onsdag i Flen."
    assert pieces("long_text", old, new) == [
        ("same", "Vi ses varje"),
        ("removed", "måndag"),
        ("added", "tisdag och onsdag"),
        ("same", "i Flen."),
    ]
    assert pieces("long_text", None, "Nytt.") == [("added", "Nytt.")]
    assert pieces("long_text", "Katt.", "En helt annan sak.") == [
        ("removed", "Katt."),
        ("added", "En helt annan sak."),
    ]
    assert pieces("number", 10, 12) == [("removed", "10"), ("added", "12")]
    assert pieces("yes_no", True, False) == [("removed", "Yes"), ("added", "No")]
    choices = (questions.Choice("a", "A"), questions.Choice("b", "B"), questions.Choice("c", "C"))
    assert pieces("several", ["a", "b"], ["b", "c"], choices=choices) == [
        ("removed", "A"),
        ("same", "B"),
        ("added", "C"),
    ]


def test_rows_are_told_apart_row_by_row():
    def row(name, part):
        return {"name": name, "org_nr": "212000-0001", "part": part}

    question = questions.Question("partners", "partners", "Parter")
    old = [row("Ett", "lokal i centrum"), row("Två", "ledare"), row("Tre", "mat")]
    new = [row("Ett", "lokal i Flen centrum"), row("Två", "ledare")]
    found = questions.difference(question, old, new, questions.Offers())
    assert [one.how for one in found.rows] == ["changed", "same", "removed"]


def test_a_very_long_text_is_told_apart_in_time():
    old, new = "a " * 9_000, "a b " * 4_500
    assert pieces("long_text", old, new)
    assert json.dumps(pieces("long_text", "x " * 900, "y x " * 900))
