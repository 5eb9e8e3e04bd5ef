"""What a file holds, as its bytes say, and whether that is let in. Nothing is decoded."""

import re
import struct
from collections.abc import Callable
from typing import Any

import olefile
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

from grants.files import package, refusals
from grants.files.limits import PAGES, PIXELS
from grants.files.names import KINDS, ending_of, may_be_called

# What the first bytes say. Those that are let in come under their kind, the others under a name.
_SIGNS = [
    ("png", rb"\x89PNG\r\n\x1a\n"),
    ("jpg", rb"\xff\xd8\xff"),
    ("tif", rb"II\*\x00|MM\x00\*"),
    ("zip", rb"PK(\x03\x04|\x05\x06|\x07\x08)"),
    ("ole", rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("program", rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe"),
    ("archive", rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x1f\x8b|BZh|\xfd7zXZ\x00"),
    ("gif", rb"GIF8"),
    ("heic", rb".{4}ftyp(heic|heix|mif1|msf1|heim|avif)"),
    ("rtf", rb"\{\\rtf"),
    ("page", rb"(\xef\xbb\xbf)?\s*<(!|\?|html|head|body|script|svg|meta|title)"),
]
_WORDS = {
    "zip": _("a packed (zip) file"),
    "ole": _("an older Office file"),
    "program": _("a program"),
    "archive": _("a packed file"),
    "gif": _("a GIF picture"),
    "heic": _("a HEIC picture"),
    "rtf": _("an RTF text"),
    "page": _("a web page"),
}


def kind_of(upload: Any, name: str) -> str:
    """What the bytes say the file is, when that is let in and the name does not deny it."""
    content = _content(upload)
    if content in ("zip", "ole"):
        content = (package.office if content == "zip" else _old_office)(upload, name) or content
    claimed = ending_of(name)
    claims = {kind for kind in KINDS if claimed in may_be_called(kind)}
    if content not in KINDS:
        if not claims:
            refusals.refuse(refusals.OTHER, name)
        if content in _WORDS:
            held = _WORDS[content]
            refusals.refuse(refusals.LIES_AND_IS, name, content=held, kind=claimed.upper())
        refusals.refuse(refusals.LIES, name, kind=claimed.upper())
    if claimed and content not in claims:
        if not claims:
            refusals.refuse(refusals.OTHER, name)
        params = {"content": content.upper(), "kind": claimed.upper(), "ending": content}
        refusals.refuse(refusals.MISNAMED, name, **params)
    if content in _LOOKS:
        _LOOKS[content](upload, name)
        if _is_archive_too(upload):
            refusals.refuse(refusals.TWO, name, kind=content.upper())
    return content


def _content(upload: Any) -> str:
    """A kind, or one of the names in _SIGNS, or nothing. A PDF may begin within 1,024 bytes."""
    upload.seek(0)
    head = upload.read(1024)
    for content, sign in _SIGNS:
        if re.match(sign, head, re.DOTALL | re.IGNORECASE if content == "page" else re.DOTALL):
            return content
    return "pdf" if b"%PDF-" in head else ""


def _tail(upload: Any, length: int) -> bytes:
    upload.seek(max(0, upload.size - length))
    read: bytes = upload.read(length)
    return read


def _look_at_pdf(upload: Any, name: str) -> None:
    if b"%%EOF" not in _tail(upload, 2048):
        refusals.refuse(refusals.DAMAGED, name)


def _is_archive_too(upload: Any) -> bool:
    """Whether an archive's list of contents ends exactly where the file ends."""
    tail = _tail(upload, 22 + 0xFFFF)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        return False
    (comment,) = struct.unpack("<H", tail[place + 20 : place + 22])
    return place + 22 + int(comment) == len(tail)


def _look_at_picture(upload: Any, name: str) -> None:
    """Count the points of a picture from its header. Nothing is decoded."""
    upload.seek(0)
    try:
        picture = Image.open(upload, formats=("PNG", "JPEG", "TIFF"))
        points, pages = _points(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        refusals.refuse(refusals.POINTS, name)
    except Exception as error:  # Pillow's readers raise many kinds of error over a broken file
        raise ValidationError(refusals.DAMAGED, params={"name": name}) from error
    if points > PIXELS or pages > PAGES:
        refusals.refuse(refusals.POINTS, name)


def _points(picture: Image.Image) -> tuple[int, int]:
    """The points of the largest page, and the pages, counted to one more than are let in."""
    points, pages = picture.width * picture.height, 1
    while picture.format == "TIFF" and pages <= PAGES:
        try:
            picture.seek(pages)
        except EOFError:
            break
        points, pages = max(points, picture.width * picture.height), pages + 1
    return points, pages


_LOOKS: dict[str, Callable[[Any, str], None]] = {
    "pdf": _look_at_pdf,
    "png": _look_at_picture,
    "jpg": _look_at_picture,
    "tif": _look_at_picture,
}


def _old_office(upload: Any, name: str) -> str:
    """doc for a Word file of before 2007 without macros; nothing for its relatives.

    Excel's old files are not let in: their macros may hide in the cells, where only Excel's own
    reader finds them.
    """
    upload.seek(0)
    try:
        with olefile.OleFileIO(upload) as ole:
            parts = ["/".join(part).lower() for part in ole.listdir(storages=True)]
            is_doc = ole.exists("WordDocument")
            flags = ole.openstream("WordDocument").read(12)[10:12] if is_doc else b""
    except Exception as error:  # olefile raises many kinds of error over a broken file
        raise ValidationError(refusals.DAMAGED, params={"name": name}) from error
    if "encryptedpackage" in parts or (is_doc and len(flags) == 2 and flags[1] & 1):
        refusals.refuse(refusals.LOCKED, name)
    if is_doc and any("vba" in part or part.startswith("macros") for part in parts):
        refusals.refuse(refusals.MACROS, name)
    return "doc" if is_doc else ""
