"""Blocks set on pages: letterhead, text, lists and tables, each tagged as it is drawn."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Spacer,
)

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
from grants.paper.fonts import REGULAR, STRONG, width
from grants.paper.press import (
    ACCENT,
    BOTTOM,
    INK,
    LEFT,
    LINE,
    MEASURE,
    MM,
    PAGE,
    SHADE,
    SOFT,
    STYLES,
    TOP,
    TOP_FIRST,
    TaggedParagraph,
    TaggedTable,
    TaggingCanvas,
)
from grants.paper.tags import Node
from grants.paper.text import clean, markup, paragraphs, plain, printable

MOST_COLUMNS = 10
MOST_CONTACT_LINES = 4
LONGEST_HEADING = 400  # characters
# A heading or a table that has less room than this, in points, begins on a new page. It does not
# hang on to what follows: a long table would then leave the rest of the page empty.
ROOM_UNDER_HEADING, ROOM_FOR_TABLE = 102, 68
RULED = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 5),
    ("RIGHTPADDING", (0, 0), (-1, -1), 5),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
    ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),  # or reportlab names one that is not in the file
]


@dataclass(frozen=True)
class Letterhead:
    sender: str
    reference_lines: Sequence[tuple[str, str]]
    recipient_lines: Sequence[str]
    contact_lines: Sequence[str]


def draw(
    letterhead: Letterhead, title: str, subject: str, body: Sequence[Block], tree: Node
) -> bytes:
    """Draw the pages and grow the tree; return reportlab's PDF, not yet tagged."""
    story = [NextPageTemplate("later"), _head(letterhead, tree)]
    story.append(_paragraph(_heading(title), STYLES.title, tree.add("H1")))
    if subject.strip():
        story.append(_paragraph(_heading(subject), STYLES.subject, tree.add("P")))
    for block, level in _with_levels(body):
        story.extend(_flow(block, tree, level))
    lines = [line for line in letterhead.contact_lines if line.strip()][:MOST_CONTACT_LINES]
    contact = [
        _paragraph(_shorten(line, MEASURE, 8.5), STYLES.contact, tree.add("P")) for line in lines
    ]
    foot = sum(part.wrap(MEASURE, PAGE[1])[1] for part in contact)

    def first_page(canvas, _document):
        references = "    ".join(printable(value) for _label, value in letterhead.reference_lines)
        canvas.running_head = (_shorten(letterhead.sender, 200), _shorten(references, 200))
        high = 14 * MM + foot
        for part in contact:
            part.canv = canvas
            part.wrapOn(canvas, MEASURE, PAGE[1])
            part.drawOn(canvas, LEFT, high - part.height)
            high -= part.height

    def frame(name, top, bottom):
        room = PAGE[1] - top - bottom
        return Frame(LEFT, bottom, MEASURE, room, 0, 0, 0, 0, id=name)

    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=PAGE,
        invariant=1,
        pageCompression=1,
        initialFontName=REGULAR,
        initialFontSize=11,
    )
    document.addPageTemplates(
        [
            PageTemplate(
                "first",
                [frame("first", TOP_FIRST, max(BOTTOM, 20 * MM + foot))],
                onPageEnd=first_page,
            ),
            PageTemplate("later", [frame("later", TOP, BOTTOM)]),
        ]
    )
    document.build(story, canvasmaker=TaggingCanvas)
    return out.getvalue()


def _shorten(text: str, points: float, size: float = 9) -> str:
    """Text for the head or the foot of a page, cut where it would leave its place."""
    text = printable(text[:300]).replace("\n", " ")
    if width(text, size) <= points:
        return text
    while text and width(text + "…", size) > points:
        text = text[:-1]
    return text.rstrip() + "…"


def _head(letterhead: Letterhead, tree: Node):
    """Sender to the left, references and recipient to the right: a layout, not a tagged table."""
    sender = [_paragraph(letterhead.sender, STYLES.sender, tree.add("P"))]
    references = []
    for label, value in letterhead.reference_lines:
        part = _paragraph("", STYLES.reference, tree.add("P"), made=_labelled(label, value))
        references.append(part)
    lines = [line for line in letterhead.recipient_lines if line.strip()]
    recipient = [_paragraph("\n".join(lines), STYLES.recipient, tree.add("P"))] if lines else []
    right = 64 * MM
    head = TaggedTable(
        [[sender, references], ["", recipient]],
        colWidths=[MEASURE - right, right],
        hAlign="LEFT",
        splitInRow=1,
    )
    head.setStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), REGULAR),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (0, -1), 14),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("LINEABOVE", (0, 0), (-1, 0), 1.5, ACCENT),
            ("TOPPADDING", (0, 0), (-1, 0), 8),
            ("TOPPADDING", (0, 1), (-1, 1), 12 if lines else 0),
            ("BOTTOMPADDING", (0, 1), (-1, 1), 34 if lines else 14),
        ]
    )
    return head


def _labelled(label: str, value: str) -> str:
    return (
        f'<font size="8.5" color="#{SOFT.hexval()[2:]}">{markup(label)}</font><br/>{markup(value)}'
    )


def _heading(text: str) -> str:
    """A heading short enough to stand on one page with what it heads."""
    return text if len(text) <= LONGEST_HEADING else text[:LONGEST_HEADING].rstrip() + "…"


def _paragraph(inline: Inline, style, node: Node, *, made: str = "", **marks):
    part = TaggedParagraph(made or markup(inline), style)
    part.node = node
    for name, value in marks.items():
        setattr(part, name, value)
    return part


def _with_levels(body: Sequence[Block], last: int = 1):
    """Each block with the level its heading gets: 2 or 3, and never 3 before a first 2."""
    for block in body:
        if isinstance(block, Heading):
            last = min(max(block.level, 2), last + 1, 3)
        yield block, last


def _flow(block: Block, parent: Node, level: int) -> list:
    """The flowables of one block; its nodes are added to the parent. None without text."""
    match block:
        case Heading(text):
            style, role = STYLES.heading[max(level, 2)], f"H{level}"
            if not text.strip():
                return []
            heading = _paragraph(_heading(text), style, parent.add(role))
            return [CondPageBreak(ROOM_UNDER_HEADING), heading]
        case Text(text):
            return [_paragraph(line, STYLES.text, parent.add("P")) for line in paragraphs(text)]
        case Bullets(items):
            return _list(items, "Disc", lambda _place: "•", parent)
        case Numbered(items, start):
            return _list(items, "Decimal", lambda place: f"{start + place}.", parent)
        case TableBlock():
            return _table(block, parent.add("Table"))
        case KeyValues(pairs):
            return _key_values(pairs, parent.add("Table")) if pairs else []
        case Link(text, url):
            return _link(text, url, parent)
        case Space(points):
            return [Spacer(1, points)]
        case Together(blocks):
            inner = _with_levels(blocks, level)
            parts = [part for one, deep in inner for part in _flow(one, parent, deep)]
            return [KeepTogether([part for part in parts if not isinstance(part, CondPageBreak)])]
    raise TypeError(f"Not a block: {block!r}")


def _list(items: Sequence[Inline], numbering: str, label_of, parent: Node) -> list:
    items = [item for item in items if plain(item).strip()]
    if not items:
        return []
    node = parent.add("L", O="List", ListNumbering=numbering)
    parts = []
    for place, text in enumerate(items):
        item = node.add("LI")
        marks = {"label": label_of(place), "label_node": item.add("Lbl")}
        parts.append(_paragraph(text, STYLES.item, item.add("LBody"), **marks))
    return [*parts, Spacer(1, 5)]


def _link(text: str, url: str, parent: Node) -> list:
    address, text = "".join(clean(url).split()), text.strip()
    shown = re.sub(r"^(https?://|mailto:)", "", address).rstrip("/")
    words = text if shown in text else f"{text} ({shown})" if text else shown
    if not re.match(r"(https?://|mailto:)\S", address):
        # Nothing but an address of the web or of a mailbox becomes something to press.
        return _flow(Text(words), parent, 2)
    node = parent.add("P").add("Link")
    node.spoken = clean(words)
    escaped = quote(address, safe="%/:=&?~#+!$,;'@()*[]")
    return [_paragraph("", STYLES.link, node, made=f"<u>{markup(words)}</u>", address=escaped)]


def _key_values(pairs: Sequence[tuple[str, Inline]], node: Node) -> list:
    rows = []
    for label, value in pairs:
        row = node.add("TR")
        name = _paragraph(label, STYLES.label, row.add("TH", O="Table", Scope="Row"))
        rows.append([[name], [_paragraph(value, STYLES.cell, row.add("TD"))]])
    longest = max(width(printable(label), 9.5) for label, _value in pairs)
    left = min(longest + 22, MEASURE * 0.42)
    places = {"colWidths": [left, MEASURE - left], "spaceBefore": 4, "spaceAfter": 12}
    table = TaggedTable(rows, hAlign="LEFT", splitInRow=1, **places)
    table.setStyle([*RULED, ("LINEABOVE", (0, 0), (-1, 0), 0.5, LINE)])
    return [table]


def _table(block: TableBlock, node: Node) -> list:
    wide = len(block.head)
    if not 1 <= wide <= MOST_COLUMNS:
        raise ValueError(f"A table has 1 to {MOST_COLUMNS} columns, not {wide}.")
    numeric = {column % wide for column in block.numeric_columns}
    rows = [[*row, *[""] * wide][:wide] for row in block.rows]
    flow: list = [CondPageBreak(ROOM_FOR_TABLE)]
    if block.caption.strip():
        flow.append(_paragraph(_heading(block.caption), STYLES.caption, node.add("Caption")))
    # Groups of rows come in pairs or not at all.
    tagged = (node.add("THead") if rows else node).add("TR")
    lines: list[list] = [[]]
    for column, text in enumerate(block.head):
        style = STYLES.head_figure if column in numeric else STYLES.head
        cell = tagged.add("TH", O="Table", Scope="Column")
        lines[0].append([_paragraph(text, style, cell)])
    widths = _widths(block.head, rows, numeric)
    # A head that would fill the page is not repeated; only so can it run over to the next.
    cells = [(cell, wide) for [cell], wide in zip(lines[0], widths, strict=True)]
    repeated = max(cell.wrap(wide - 10, PAGE[1])[1] for cell, wide in cells) < PAGE[1] / 4
    for cell, _wide in cells:
        cell.once = repeated
    body = node.add("TBody") if rows else node
    for place, values in enumerate(rows, 1):
        tagged = body.add("TR")
        last = block.total and place == len(rows)
        lines.append([])
        for column, value in enumerate(values):
            style = STYLES.figure if column in numeric else STYLES.cell
            shown = Bold(plain(value)) if last else value
            lines[place].append([_paragraph(shown, style, tagged.add("TD"))])
    commands = [
        *RULED,
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, INK),
    ]
    if block.total and rows:
        commands.append(("LINEABOVE", (0, -1), (-1, -1), 0.9, INK))
    places = {"colWidths": widths, "spaceAfter": 12, "repeatRows": int(repeated)}
    table = TaggedTable(lines, hAlign="LEFT", splitInRow=1, **places)
    table.setStyle(commands)
    return [*flow, table]


def _widths(
    head: Sequence[str], rows: Sequence[Sequence[Inline]], numeric: set[int]
) -> list[float]:
    """Widths of columns that fill the measure: figures stay whole, words share the rest."""
    padding, narrowest = 12, 26
    least, wished = [], []
    for column, name in enumerate(head):
        lines = [line for row in rows for line in printable(plain(row[column])).split("\n")]
        words = {word for line in [*lines, printable(name)] for word in line.split(" ")}
        longest = max(width(line, 9.5, STRONG) for line in [*lines, printable(name)])
        word = max(width(word, 9.5, STRONG) for word in words)
        if column in numeric:
            figure = max([word, *(width(line, 9.5, STRONG) for line in lines)])
            whole = min(figure, MEASURE / 2)
        else:
            whole = min(word, MEASURE / 4)
        least.append(whole + padding)
        wished.append(max(min(longest, MEASURE * 0.7), whole) + padding)
    if sum(least) >= MEASURE:  # not even the words fit: they will be broken
        over = [max(low - narrowest, 0) for low in least]
        share = (MEASURE - narrowest * len(least)) / (sum(over) or 1)
        return [narrowest + part * share for part in over]
    if sum(wished) >= MEASURE:
        more = [wish - low for wish, low in zip(wished, least, strict=True)]
        share = (MEASURE - sum(least)) / sum(more)
        return [low + part * share for low, part in zip(least, more, strict=True)]
    stretched = {column for column in range(len(head)) if column not in numeric} or numeric
    share = (MEASURE - sum(wished)) / sum(wished[column] for column in stretched)
    return [wish * (1 + share * (column in stretched)) for column, wish in enumerate(wished)]
