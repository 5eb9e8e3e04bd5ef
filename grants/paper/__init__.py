"""Page, fonts and tags of every PDF that Bifall makes: PDF/UA-1 and PDF/A-2a in one file.

A letter is given as plain values (`Heading`, `Text`, `TableBlock` and so on) and comes back as
bytes. reportlab draws the pages, and while it draws, every piece of content is marked with a
number that belongs to a node of a structure tree. Afterwards pikepdf writes that tree, the
language, the colour profile and the metadata into the file. Whoever listens to a letter hears it
in the order of the tree, which is the order of the blocks. The package knows no model.

Text may come from anybody. It is never read as mark-up, and a character that the font lacks is
printed as a visible box.

    paper.letter(
        title="Beslut om bidrag",
        sender="Länsstyrelsen i Dalarnas län",
        reference_lines=[("Datum", "22 november 2026"), ("Diarienummer", "851-12-2026")],
        recipient_lines=["Ängens vänner", "Åbyvägen 4", "791 30 Falun"],
        body=[Text(["Ni beviljas ", Bold("125 000 kr"), "."])],
        created=clock.now(),
    )
"""

import threading
from collections.abc import Sequence
from datetime import datetime

from grants.paper.blocks import (
    Block,
    Bold,
    Bullets,
    Heading,
    Inline,
    KeyValues,
    Link,
    Numbered,
    Space,
    TableBlock,
    Text,
    Together,
)

__all__ = [
    "Block",
    "Bold",
    "Bullets",
    "Heading",
    "Inline",
    "KeyValues",
    "Link",
    "Numbered",
    "Space",
    "TableBlock",
    "Text",
    "Together",
    "letter",
]

# One letter at a time: reportlab's fonts keep their place in the file while they are cut down.
_one_at_a_time = threading.Lock()


def letter(
    *,
    title: str,
    sender: str,
    body: Sequence[Block],
    created: datetime,
    reference_lines: Sequence[tuple[str, str]] = (),
    recipient_lines: Sequence[str] = (),
    contact_lines: Sequence[str] = (),
    subject: str = "",
    lang: str = "sv-SE",
) -> bytes:
    """Set a letter, a receipt or a report and return the PDF.

    reference_lines are pairs of label and value, shown to the right on the first page and, values
    only, at the head of each later page. recipient_lines may be left out, as in a report.
    contact_lines stand at the foot of the first page. created is the time written into the file
    and must be aware of its time zone: the same input gives the same bytes.

    Raises ValueError if the title is empty, created is naive or a table has no columns or more
    than ten.
    """
    if not title.strip():
        raise ValueError("A letter must have a title.")
    if created.tzinfo is None:
        raise ValueError("The time of a letter must know its time zone.")
    # reportlab and pikepdf are heavy: read when the first letter is set, not when Django starts.
    from grants.paper import layout, tags, text  # noqa: PLC0415

    with _one_at_a_time:
        letterhead = layout.Letterhead(sender, reference_lines, recipient_lines, contact_lines)
        tree = tags.Node("Document")
        drawn = layout.draw(letterhead, title, subject, body, tree)
    about = {"title": text.clean(title), "author": text.clean(sender), "lang": lang}
    return tags.tag(drawn, tree, created=created, **about)
