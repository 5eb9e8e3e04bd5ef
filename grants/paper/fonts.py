"""The typeface, Source Sans Pro: registered with reportlab when this module is first read."""

from pathlib import Path

import font_source_sans_pro  # type: ignore[import-untyped]  # it has no types
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, STRONG = "BifallRegular", "BifallStrong"
MISSING = "\u2610"  # an empty box, the usual sign for a character the font lacks


def _register() -> set[str]:
    """Register the two weights; return the characters that both can print."""
    faces = []
    for name, weight in ((REGULAR, "Regular"), (STRONG, "Semibold")):
        file = Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{weight}.ttf"
        # asciiReadable would put all of ASCII in each file, used or not.
        font = TTFont(name, file, asciiReadable=False, shapable=False)
        pdfmetrics.registerFont(font)
        faces.append(set(font.face.charToGlyph))
    for name in (REGULAR, STRONG):
        family = {"normal": name, "bold": STRONG, "italic": name, "boldItalic": STRONG}
        pdfmetrics.registerFontFamily(name, **family)
    return {chr(code) for code in faces[0] & faces[1] if code >= 0x20}


KNOWN = _register()


def width(text: str, size: float, font: str = REGULAR) -> float:
    """How wide the text is on paper, in points."""
    return pdfmetrics.stringWidth(text, font, size)
