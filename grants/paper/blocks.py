"""What a letter is made of: plain values, frozen, that know nothing of how they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bold:
    """A run of text in bold, as in ["Ni beviljas ", Bold("125 000 kr"), "."]."""

    text: str


Run = str | Bold
Inline = Run | Sequence[Run]


@dataclass(frozen=True)
class Heading:
    """A heading under the title: level 2 or 3. A level that would skip one is lifted."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    """Running text. Each line of it is a paragraph of its own."""

    text: Inline


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: Sequence[Inline]


@dataclass(frozen=True)
class Numbered:
    """A list in order, numbered from `start`."""

    items: Sequence[Inline]
    start: int = 1


@dataclass(frozen=True)
class TableBlock:
    """A table. The head is repeated on each page; a row too short is filled with empty cells.

    numeric_columns are indexes of columns set flush right; total=True sets the last row in bold.
    At most ten columns.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Inline]]
    numeric_columns: Sequence[int] = ()
    total: bool = False


@dataclass(frozen=True)
class KeyValues:
    """Facts as pairs of a label and a value, one a row."""

    pairs: Sequence[tuple[str, Inline]]


@dataclass(frozen=True)
class Link:
    """A link on a line of its own. The address is printed too, for whoever holds the paper."""

    text: str
    url: str


@dataclass(frozen=True)
class Space:
    """An empty line, or as many points as asked for."""

    points: float = 14


@dataclass(frozen=True)
class Together:
    """Blocks that stay on one page if they fit on one: a closing and its names."""

    blocks: Sequence["Block"]


Block = Heading | Text | Bullets | Numbered | TableBlock | KeyValues | Link | Space | Together
