"""How alike texts are: what is found, what is not, and what the search may never miss."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications import shingles
from tests.applications import likeness_texts as texts

DIFFERENT = {
    name: getattr(texts, name)
    for name in ("CAFE", "SAME_TOPIC", "SAME_TOPIC_TOO", "QUOTES_ONE", "QUOTES_TOO")
}


@pytest.mark.parametrize("name", ["CAFE", "RENAMED", "REORDERED", "WITHIN"])
def test_near_the_same_text_is_alike(name):
    other = getattr(texts, name)
    assert shingles.measure(texts.CAFE, other).is_alike
    assert shingles.measure(other, texts.CAFE).is_alike
    assert len(set(shingles.marks(texts.CAFE)) & set(shingles.marks(other))) >= 2


@pytest.mark.parametrize("pair", [*combinations(DIFFERENT, 2)], ids="-".join)
def test_the_same_topic_and_the_same_quotation_are_not_alike(pair):
    mine, theirs = (DIFFERENT[name] for name in pair)
    assert not shingles.measure(mine, theirs).is_alike


def test_the_measure_is_what_one_counts_by_hand():
    found = shingles.measure("ett två tre fyra fem", "noll ett två tre fyra")
    # Runs of three: {123, 234, 345} and {012, 123, 234}, where 1 is "ett".
    assert (found.shared, found.of_both, found.of_shorter) == (2, 0.5, 2 / 3)
    assert shingles.measure("", "ett två tre") == shingles.Measure(0, 0.0, 0.0)


def test_case_signs_and_numbers_do_not_make_a_text_another():
    assert shingles.measure("Vi möts 3 dagar, i veckan!", "vi MÖTS 4 dagar i veckan").of_both == 1


def test_a_short_answer_is_not_searched():
    assert shingles.marks(texts.SHORT) == []
    assert len(shingles.words(texts.QUOTES_ONE)) >= shingles.LEAST_WORDS
    assert shingles.marks(texts.QUOTES_ONE)


def test_the_pieces_are_the_text_and_what_is_common_is_marked():
    found = shingles.pieces(texts.WITHIN, texts.CAFE)
    assert "".join(text for text, _common in found) == texts.WITHIN
    marked = [text for text, common in found if common]
    assert any("fyra samtalsledare vid var sitt bord" in text for text in marked)
    assert not any("folkhälsostrateg" in text for text in marked)
    assert shingles.pieces("Helt olika ord här", "Något annat står där") == [
        ("Helt olika ord här", False)
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_pieces_of_any_text_are_the_text(mine, theirs):
    assert "".join(text for text, _common in shingles.pieces(mine, theirs)) == mine


KNOWN = 2861679551317652696
WORDS = [f"ord{letter}{other}" for letter in "abcdefghij" for other in "klmnopqrst"]


@given(st.randoms(use_true_random=False), st.integers(8, 40))
def test_two_texts_with_eight_words_in_a_row_in_common_share_a_mark(chance: random.Random, length):
    row = chance.choices(WORDS, k=length)
    mine, theirs = (
        " ".join([*chance.choices(WORDS, k=40), *row, *chance.choices(WORDS, k=40)])
        for _turn in range(2)
    )
    assert set(shingles.marks(mine)) & set(shingles.marks(theirs))


def test_the_marks_are_the_same_on_every_machine():
    assert shingles.runs(shingles.words("ett två tre"))[0] == KNOWN


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        ("Samtalsledare, 4 timmar i veckan", "Samtalsledare 6 timmar per vecka", True),
        ("Hyra av lokal i Folkets hus", "Hyra av lokal, Folkets hus", True),
        ("Hyra av lokal", "Resor med buss", False),
        ("", "", False),
    ],
)
def test_what_two_costs_are_for(mine, theirs, same):
    assert shingles.resemble(mine, theirs) is same
