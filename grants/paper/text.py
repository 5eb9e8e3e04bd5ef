"""Text from anybody made fit to print: clean, all of it in the font, never read as mark-up."""

import re
import unicodedata
from xml.sax.saxutils import escape

from grants.paper.blocks import Bold, Inline, Run
from grants.paper.fonts import KNOWN, MISSING

# reportlab takes quadratic time to break a word over lines, and anybody may send a long one.
ENDLESS_WORD = re.compile(r"\S{250}(?=\S)")


def clean(text: str) -> str:
    """Text without control characters, turns of direction and half characters."""
    text = unicodedata.normalize("NFC", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    kept = []
    for sign in text:
        kind = unicodedata.category(sign)
        if sign == "\n":
            kept.append(sign)
        elif sign == "\t" or kind in ("Zl", "Zp"):
            kept.append(" " if sign == "\t" else "\n")
        elif sign in "\u00a0\u2007\u202f":
            kept.append("\u00a0")
        elif kind == "Zs":
            kept.append(" ")
        elif kind in ("Cs", "Co", "Cn"):
            kept.append("\ufffd")
        elif kind not in ("Cc", "Cf"):
            kept.append(sign)
    return "".join(kept)


def printable(text: str) -> str:
    """Clean text in which every character is in the font and no word goes on for ever."""
    signs = []
    for sign in clean(text).replace("\u2011", "-").replace("\u2010", "-"):
        if sign == "\n" or sign in KNOWN:
            signs.append(sign)
        elif unicodedata.category(sign) in ("Mn", "Me"):
            continue  # a mark above or below a letter that the font cannot put together
        else:
            plain = unicodedata.normalize("NFKD", sign)
            signs.append(plain if all(part in KNOWN for part in plain) else MISSING)
    return ENDLESS_WORD.sub(r"\g<0> ", "".join(signs))


def runs(inline: Inline) -> list[Run]:
    return [inline] if isinstance(inline, str | Bold) else list(inline)


def plain(inline: Inline) -> str:
    return "".join(run.text if isinstance(run, Bold) else run for run in runs(inline))


def markup(inline: Inline) -> str:
    """The mark-up reportlab reads, made of text that cannot be taken for mark-up."""
    parts = []
    for run in runs(inline):
        words = escape(printable(run.text if isinstance(run, Bold) else run)).replace("\n", "<br/>")
        parts.append(f"<b>{words}</b>" if isinstance(run, Bold) else words)
    return "".join(parts)


def paragraphs(inline: Inline) -> list[list[Run]]:
    """Each line of the text as runs of its own; empty lines are left out."""
    lines: list[list[Run]] = [[]]
    for run in runs(inline):
        first, *later = clean(run.text if isinstance(run, Bold) else run).split("\n")
        lines[-1].append(Bold(first) if isinstance(run, Bold) else first)
        lines.extend([Bold(line) if isinstance(run, Bold) else line] for line in later)
    return [line for line in lines if plain(line).strip()]
