"""Two answers to one question: what was taken away and what was added, by words and by rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from grants.questions.answers import shown
from grants.questions.version import CHOSEN, OFFERED, ROWS, TEXTS, Offers, Question, Version

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
ALIKE = 0.4  # share of words in common from which two texts are one text that was changed
MOST_PAIRS = 4_000_000  # words of the one times words of the other: above, only the whole is told

_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """Some words, and whether they stayed (same), came (added) or went (removed)."""

    how: str
    text: str


@dataclass(frozen=True)
class Row:
    """A row of a table, a budget or a list of partners: same, added, removed or changed."""

    how: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Difference:
    """What became of one answer. Rows have `rows`, everything else `pieces`."""

    question: Question
    pieces: tuple[Piece, ...] = ()
    rows: tuple[Row, ...] = ()


def differences(
    version: Version, old: Mapping[str, Any], new: Mapping[str, Any], offers: Offers
) -> list[Difference]:
    """The answers (JSON shape) that are not the same in both, in the order of the form."""
    return [
        difference(question, old.get(question.key), new.get(question.key), offers)
        for question in version.questions
        if (old.get(question.key) or None) != (new.get(question.key) or None)
    ]


def difference(question: Question, old: Any, new: Any, offers: Offers) -> Difference:
    """What became of one answer."""
    if question.kind in ROWS:
        lines = [
            [shown(question, [row], offers) for row in (value if isinstance(value, list) else [])]
            for value in (old, new)
        ]
        return Difference(question, rows=tuple(_rows(*lines)))
    if question.kind in (*OFFERED, *CHOSEN):
        parts = [
            [shown(question, [one], offers) for one in value]
            if isinstance(value, list)
            else [text for text in [shown(question, value, offers)] if text]
            for value in (old, new)
        ]
        return Difference(question, pieces=tuple(_chosen(*parts)))
    texts = [shown(question, value, offers) for value in (old, new)]
    by_words = question.kind in TEXTS
    return Difference(question, pieces=tuple(words(*texts) if by_words else _whole(*texts)))


def words(old: str, new: str) -> list[Piece]:
    """A text against an earlier one, word by word; as a whole when they have little in common."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if not before or not after or len(before) * len(after) > MOST_PAIRS:
        return _whole(old, new)
    matcher = SequenceMatcher(None, before, after)
    if matcher.ratio() < ALIKE:
        return _whole(old, new)
    found: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece(SAME, "".join(before[a:b])))
        else:
            found += _whole("".join(before[a:b]), "".join(after[c:d]))
    return found


def _whole(old: str, new: str) -> list[Piece]:
    if old == new:
        return [Piece(SAME, old)] if old else []
    return [Piece(how, text) for how, text in ((REMOVED, old), (ADDED, new)) if text]


def _chosen(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Choices: those that stayed, went and came."""
    yield from (Piece(SAME if one in new else REMOVED, one) for one in old)
    yield from (Piece(ADDED, one) for one in new if one not in old)


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """Row by row; a row that is rewritten in its place is shown with its words."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from (Row(SAME, (Piece(SAME, text),)) for text in old[a:b])
            continue
        together = min(b - a, d - c)
        for before, after in zip(old[a : a + together], new[c : c + together], strict=True):
            yield from _rewritten(before, after)
        yield from (Row(REMOVED, (Piece(REMOVED, text),)) for text in old[a + together : b])
        yield from (Row(ADDED, (Piece(ADDED, text),)) for text in new[c + together : d])


def _rewritten(before: str, after: str) -> Iterator[Row]:
    pieces = tuple(words(before, after))
    if any(piece.how == SAME for piece in pieces):
        yield Row(CHANGED, pieces)
    else:
        yield Row(REMOVED, (Piece(REMOVED, before),))
        yield Row(ADDED, (Piece(ADDED, after),))
