"""Which files are let in, by what they hold, and how they are handed out. Knows no model.

The bytes say what a file is; the name is only mended or refused. `taken_in` is the one way in for
every floor: it checks, scans and hashes. `answer` is the one way out.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import FileResponse

from grants.files import content, refusals, scanner
from grants.files.limits import LARGEST, MOST
from grants.files.names import ACCEPT, KINDS, ending_of, mended, safe_name

__all__ = [
    "ACCEPT",
    "KINDS",
    "LARGEST",
    "MOST",
    "TakenIn",
    "answer",
    "check",
    "safe_name",
    "taken_in",
]


@dataclass(frozen=True)
class TakenIn:
    """A file that has been let in: the name to keep, its size in bytes, its SHA-256, its kind."""

    name: str
    size: int
    sha256: str
    kind: str


def taken_in(upload: Any) -> TakenIn:
    """Check, scan and hash the file, which is then at its beginning again.

    Raises ValidationError, in plain words. Asked again about the same upload, it answers from
    memory, so a form and a model may both ask.
    """
    known = getattr(upload, "_taken_in", None)
    if isinstance(known, TakenIn):
        return known
    name = safe_name(upload.name or "")
    if not upload.size:
        refusals.refuse(refusals.EMPTY, name)
    if upload.size > LARGEST:
        refusals.refuse(refusals.LARGE, name)
    upload.seek(0)
    try:
        kind = content.kind_of(upload, name)
        taken = TakenIn(mended(name, kind), *scanner.read_through(upload, name), kind)
    finally:
        upload.seek(0)
    upload._taken_in = taken
    return taken


def check(upload: Any) -> None:
    """Raises ValidationError, in plain words, when the file is not one that is let in."""
    taken_in(upload)


def answer(file: Any, name: str) -> FileResponse:
    """The stored file as a download that no browser runs or shows inside the site.

    It is read through whatever storage it lies in: no storage has an address of its own.
    """
    name = safe_name(name)
    kind = KINDS.get(ending_of(name), "application/octet-stream")
    response = FileResponse(file.open("rb"), content_type=kind)
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in name)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
