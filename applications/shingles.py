"""How alike two texts are: their runs of words, what they share, and where. Knows no model.

A text is cut into overlapping runs of words (shingles), each a number of 64 bits. Longer runs are
rare, and some of them, chosen so that two texts with eight words in a row in common always share
one (winnowing), are kept to search by. Shorter runs are counted to measure by: they survive edits,
new names, and sentences in another order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

SEARCHED, WINDOW = 5, 4  # words in a run that is searched by; runs of which one is kept
MEASURED = 3  # words in a run that is counted
LEAST_WORDS = 30  # a shorter text is alike by chance
LEAST_SHARED = 20  # runs in common: more than a quoted sentence of the law has, and
LEAST_SHARE = 0.3  # their share of the shorter text, for two texts to be called alike
_WORD = re.compile(r"[^\W_]+")
_FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F


@dataclass(frozen=True)
class Word:
    """A word as it is compared, and where it stands in its text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Measure:
    """How alike two texts are. Shares from 0 to 1."""

    shared: int
    of_both: float  # shared runs among all runs of both (Jaccard)
    of_shorter: float  # shared runs among those of the shorter (containment)

    @property
    def is_alike(self) -> bool:
        """Whether a reader would want to see them side by side."""
        return self.shared >= LEAST_SHARED and self.of_shorter >= LEAST_SHARE


def words(text: str) -> list[Word]:
    """The words of a text in order; case does not matter, and a number is as good as another."""
    return [
        Word("#" if found[0].isdigit() else found[0].casefold(), found.start(), found.end())
        for found in _WORD.finditer(text)
    ]


@lru_cache(maxsize=50_000)
def _number(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big")


def runs(said: Sequence[Word], length: int = MEASURED) -> list[int]:
    """Each run of so many words as a signed number of 64 bits: the same on every machine."""
    numbers = [_number(word.text) for word in said]
    found = []
    for at in range(len(numbers) - length + 1):
        mixed = 0
        for number in numbers[at : at + length]:
            mixed = ((mixed ^ number) * _FIRST + _SECOND) & 0xFFFFFFFFFFFFFFFF
            mixed ^= mixed >> 29
        found.append(mixed - (1 << 63))
    return found


def marks(text: str) -> list[int]:
    """What a text is searched by, in order; empty for one that is too short to be compared."""
    said = words(text)
    if len(said) < LEAST_WORDS:
        return []
    numbers = runs(said, SEARCHED)
    windows = range(len(numbers) - WINDOW + 1)
    return sorted({min(numbers[at : at + WINDOW]) for at in windows})


def measure(mine: str, theirs: str) -> Measure:
    """How alike two texts are, counted exactly."""
    own, other = set(runs(words(mine))), set(runs(words(theirs)))
    if not own or not other:
        return Measure(0, 0.0, 0.0)
    shared = len(own & other)
    return Measure(shared, shared / len(own | other), shared / min(len(own), len(other)))


def pieces(text: str, other: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether its words stand in the other text too.

    Joined together the pieces are the text.
    """
    said, there = words(text), set(runs(words(other)))
    common = [False] * len(said)
    for at, run in enumerate(runs(said)):
        if run in there:
            common[at : at + MEASURED] = [True] * MEASURED
    found: list[tuple[str, bool]] = []
    done = 0
    at = 0
    while at < len(said):
        first = at
        while at + 1 < len(said) and common[at + 1] == common[first]:
            at += 1
        if common[first]:
            if said[first].start > done:
                found.append((text[done : said[first].start], False))
            found.append((text[said[first].start : said[at].end], True))
            done = said[at].end
        at += 1
    if done < len(text):
        found.append((text[done:], False))
    return found


def resemble(mine: str, theirs: str) -> bool:
    """Whether two short texts, as what a cost is for, say about the same: by threes of letters."""
    own, other = _threes(mine), _threes(theirs)
    return bool(own and other) and len(own & other) / len(own | other) >= 0.5


def _threes(text: str) -> set[str]:
    padded = f"  {' '.join(word.text for word in words(text))} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)} if padded.strip() else set()
