"""Office documents, which are zip archives: what is in them, and how large they really are."""

import re
import struct
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import ValidationError

from grants.files import refusals
from grants.files.limits import DIRECTORY, MEGABYTE, PARTS, RATIO, UNPACKED
from grants.files.names import KINDS


class _Narrow:
    """A file that gives no more at a time than an archive's list of contents may be large.

    Python reads the whole list at once, and its length is the sender's to say.
    """

    def __init__(self, file: Any) -> None:
        self.file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        read: bytes = self.file.read(size if 0 <= size <= DIRECTORY else DIRECTORY + 1)
        if len(read) > DIRECTORY:
            raise zipfile.BadZipFile("The list of contents is too long.")
        return read


@dataclass
class _Measure:
    """What has been unpacked of a document and of what it embeds."""

    name: str
    parts: int = 0
    unpacked: int = 0  # bytes


def office(upload: Any, name: str) -> str:
    """docx, xlsx, odt or ods, by its parts, all of which have been unpacked and measured."""
    return _package(upload, _Measure(name), 0)


def _package(file: Any, measure: _Measure, level: int) -> str:
    try:
        with zipfile.ZipFile(cast(Any, _Narrow(file))) as archive:
            parts = archive.infolist()
            kind = _office_kind(archive)
            if not kind and not level:
                return ""
            _look_at_list(parts, measure)
            for part in parts:
                _unpack(archive, part, measure, level)
            return kind
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise ValidationError(refusals.DAMAGED, params={"name": measure.name}) from error
    except (KeyError, RuntimeError, UnicodeError, struct.error, zlib.error) as error:
        raise ValidationError(refusals.DAMAGED, params={"name": measure.name}) from error


def _office_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        if any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
            return "docx"
        return "xlsx" if "xl/workbook.xml" in names else ""
    if {"mimetype", "content.xml"} <= names:
        with archive.open("mimetype") as part:
            said = part.read(100).decode("ascii", "replace").strip()
        return next((kind for kind in ("odt", "ods") if KINDS[kind] == said), "")
    return ""


def _look_at_list(parts: list[zipfile.ZipInfo], measure: _Measure) -> None:
    """What the list of contents says already."""
    names = [part.filename for part in parts]
    measure.parts += len(parts)
    if measure.parts > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        refusals.refuse(refusals.BOMB, measure.name)
    if any(part.flag_bits & 0x1 for part in parts):
        refusals.refuse(refusals.LOCKED, measure.name)
    if any(re.search(r"vbaProject|^Basic/|^Scripts/", name, re.IGNORECASE) for name in names):
        refusals.refuse(refusals.MACROS, measure.name)
    plain = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if len(set(names)) != len(names) or any(part.compress_type not in plain for part in parts):
        refusals.refuse(refusals.DAMAGED, measure.name)


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, measure: _Measure, level: int) -> None:
    """Unpack a part, a piece at a time, to see what it is and how large it really is."""
    said, part.file_size = part.file_size, UNPACKED + 1  # read on beyond the size it says it has
    size, head = 0, b""
    with tempfile.SpooledTemporaryFile(MEGABYTE) as embedded, archive.open(part) as packed:
        while piece := packed.read(64 * 1024):
            head = head or piece[:1024]
            size += len(piece)
            measure.unpacked += len(piece)
            swells = size > MEGABYTE and size > RATIO * part.compress_size
            if swells or size > said or measure.unpacked > UNPACKED:
                refusals.refuse(refusals.BOMB, measure.name)
            if part.filename == "[Content_Types].xml" and b"macroEnabled" in piece:
                refusals.refuse(refusals.MACROS, measure.name)
            if head.startswith(b"PK\x03\x04"):
                embedded.write(piece)
        if size != said:
            refusals.refuse(refusals.DAMAGED, measure.name)
        _look_inside(head, part.filename, embedded, measure, level)


def _look_inside(head: bytes, part: str, embedded: Any, measure: _Measure, level: int) -> None:
    """A document may embed another (the sheet behind a chart), and nothing else that is packed."""
    if re.match(rb"MZ.{58,}|\x7fELF", head, re.DOTALL):
        refusals.refuse(refusals.PROGRAM, measure.name)
    if re.match(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c", head):
        refusals.refuse(refusals.PACKED, measure.name)
    if head.startswith(b"PK\x03\x04"):
        embedded.seek(0)
        if level or "embeddings/" not in part or not _package(embedded, measure, level + 1):
            refusals.refuse(refusals.PACKED, measure.name)
