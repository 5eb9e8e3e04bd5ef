"""The sheet: measures, colours, styles, and the flowables that mark what they draw."""

from types import SimpleNamespace

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

from grants.paper.fonts import REGULAR, STRONG
from grants.paper.tags import Node

# All measures in points, 1/72 inch. The measure of the text gives about 80 characters a line.
MM = 72 / 25.4
PAGE = (210 * MM, 297 * MM)
LEFT, RIGHT, TOP, BOTTOM = 33 * MM, 30 * MM, 30 * MM, 28 * MM
TOP_FIRST = 20 * MM
MEASURE = PAGE[0] - LEFT - RIGHT
# On white: ink 17:1, soft ink 7:1, accent 9:1. WCAG AA asks for 4.5:1.
INK, SOFT, ACCENT = HexColor("#1b1f1f"), HexColor("#565c5c"), HexColor("#0b4f56")
LINE, SHADE = HexColor("#c3caca"), HexColor("#eef1f0")


class TaggedParagraph(Paragraph):
    """A paragraph whose text belongs to one node; a list item has its label in the margin."""

    node: Node
    label_node: Node
    label = address = ""
    once = False  # the head of a table is read once and is decoration on the pages after

    def split(self, width, height):
        parts = super().split(width, height)
        for place, part in enumerate(parts):
            part.node, part.address, part.once = self.node, self.address, self.once
            if place == 0 and self.label:
                part.label, part.label_node = self.label, self.label_node
        return parts

    def draw(self):
        canvas = self.canv
        if self.once and self.node.pieces:
            canvas.begin_artifact()
        else:
            if self.label:
                canvas.begin(self.label_node)
                canvas.setFont(self.style.fontName, self.style.fontSize)
                canvas.setFillColor(self.style.textColor)
                canvas.drawString(
                    self.style.leftIndent - 16, self.height - self.style.fontSize, self.label
                )
                canvas.end()
            canvas.begin(self.node)
        super().draw()
        canvas.end()
        if self.address:
            self.node.links.append((canvas.getPageNumber(), len(canvas._annotationrefs)))
            wide = max(self.getActualLineWidths0())
            canvas.linkURL(self.address, (0, 0, wide, self.height), relative=1)


class TaggedTable(Table):
    """A table whose lines and shades are decoration."""

    def _drawBkgrnd(self):
        self.canv.begin_artifact()
        super()._drawBkgrnd()
        self.canv.end()

    def _drawLines(self):
        self.canv.begin_artifact()
        super()._drawLines()
        self.canv.end()


class TaggingCanvas(Canvas):
    """A canvas that numbers the marked pieces of a page, and the pages once all are known."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.marks: dict[int, int] = {}
        self.waiting: list[dict] = []
        self.running_head = ("", "")

    def begin(self, node):
        page = self.getPageNumber()
        number = self.marks.get(page, 0)
        self.marks[page] = number + 1
        node.pieces.append((page, number))
        self._code.append(f"/{node.role} <</MCID {number}>> BDC")

    def begin_artifact(self, kind="Layout"):
        self._code.append(f"/Artifact <</Type /{kind}>> BDC")

    def end(self):
        self._code.append("EMC")

    def showPage(self):
        self.waiting.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        pages = self.waiting
        for page in pages:
            self.__dict__.update(page)
            self._draw_running_head(len(pages))
            super().showPage()
        super().save()

    def _draw_running_head(self, pages):
        sender, references = self.running_head
        high, right = PAGE[1] - 13 * MM, PAGE[0] - 18 * MM
        self.begin_artifact("Pagination")
        self.setFillColor(SOFT)
        self.setFont(REGULAR, 9)
        self.drawRightString(right, high, f"{self.getPageNumber()} ({pages})")
        if self.getPageNumber() > 1:
            self.drawString(LEFT, high, sender)
            self.drawRightString(right - 34, high, references)
        self.end()


def _style(size: float, leading: float, font: str = REGULAR, **more) -> ParagraphStyle:
    base = {"fontName": font, "fontSize": size, "leading": leading, "textColor": INK}
    return ParagraphStyle(f"{font}{size}", **base | {"splitLongWords": 1} | more)


STYLES = SimpleNamespace(
    sender=_style(13.5, 17, STRONG, textColor=ACCENT),
    reference=_style(10.5, 13.5, spaceAfter=5),
    recipient=_style(11, 14.5),
    contact=_style(8.5, 11.5, textColor=SOFT),
    title=_style(21, 26, STRONG, spaceAfter=5, textColor=ACCENT),
    subject=_style(12.5, 17, spaceAfter=12, textColor=SOFT),
    heading={
        2: _style(14, 18, STRONG, spaceBefore=13, spaceAfter=4),
        3: _style(11.5, 15.5, STRONG, spaceBefore=9, spaceAfter=2),
    },
    text=_style(11, 15.5, spaceAfter=7, allowWidows=0, allowOrphans=0),
    item=_style(11, 15.5, spaceAfter=3, leftIndent=18),
    link=_style(11, 15.5, spaceAfter=7, textColor=ACCENT),
    caption=_style(10.5, 14, STRONG, spaceBefore=8, spaceAfter=4),
    head=_style(9, 12.5, STRONG),
    head_figure=_style(9, 12.5, STRONG, alignment=2),
    cell=_style(9.5, 12.5),
    figure=_style(9.5, 12.5, alignment=2),
    label=_style(9.5, 12.5, textColor=SOFT),
)
