"""Which files are let in, by name and by content, and how they are handed out. Knows no model."""

import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

LARGEST = 25 * 1024 * 1024  # bytes
MOST = 20  # files of one application
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}


def kind_of(name: str) -> str:
    """The ending of a file's name, in small letters: pdf."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def check(upload: Any) -> None:
    """Raises ValidationError, in plain words, when the file is not one that is let in."""
    name, kind = upload.name or "", kind_of(upload.name or "")
    if kind not in KINDS:
        raise ValidationError(
            _("“%(name)s” is not of a kind we take. Send PDF, PNG, JPEG, DOCX, XLSX or ODT."),
            params={"name": name},
        )
    if not upload.size:
        raise ValidationError(
            _("“%(name)s” is empty (0 bytes). Choose the file again."), params={"name": name}
        )
    if upload.size > LARGEST:
        raise ValidationError(
            _("“%(name)s” is larger than 25 MB. Make it smaller, or divide it."),
            params={"name": name},
        )
    if not _SIGNS[kind](upload):
        raise ValidationError(
            _("“%(name)s” does not hold what its name says. Save it again as %(kind)s."),
            params={"name": name, "kind": kind.upper()},
        )


def _begins(*signs: bytes) -> Callable[[Any], bool]:
    def test(upload: Any) -> bool:
        upload.seek(0)
        head = upload.read(16)
        upload.seek(0)
        return head.startswith(signs)

    return test


def _package(part: str) -> Callable[[Any], bool]:
    """An office document: a zip archive with its list of contents and the part of its kind."""

    def test(upload: Any) -> bool:
        return part in _names(upload) and "[Content_Types].xml" in _names(upload)

    return test


def _names(upload: Any) -> list[str]:
    try:
        upload.seek(0)
        with zipfile.ZipFile(upload) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []
    finally:
        upload.seek(0)


def _open_text(upload: Any) -> bool:
    """An OpenDocument text: a zip archive whose first words name its kind."""
    if "content.xml" not in _names(upload):
        return False
    upload.seek(0)
    head = upload.read(120)
    upload.seek(0)
    return b"mimetype" + KINDS["odt"].encode() in head


_SIGNS: dict[str, Callable[[Any], bool]] = {
    "pdf": _begins(b"%PDF-"),
    "png": _begins(b"\x89PNG\r\n\x1a\n"),
    "jpg": _begins(b"\xff\xd8\xff"),
    "jpeg": _begins(b"\xff\xd8\xff"),
    "docx": _package("word/document.xml"),
    "xlsx": _package("xl/workbook.xml"),
    "odt": _open_text,
}


def answer(file: Any, name: str) -> FileResponse:
    """The stored file as a download that no browser runs or shows inside the site."""
    kind = KINDS.get(kind_of(name), "application/octet-stream")
    response = FileResponse(file.open("rb"), content_type=kind)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in name)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
