"""The kinds of file that are let in, and what a file of a kind may be called."""

import mimetypes
import re
import unicodedata

from grants.files.limits import LONGEST_NAME

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
# The true ending of each kind that is let in, and its content type.
KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "tif": "image/tiff",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "doc": "application/msword",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
}
# Endings that may stand on a file of any kind of the family; they are mended to the true one.
_FAMILIES = [
    ({"png", "jpg", "tif"}, {"png", "jpg", "jpeg", "jpe", "jfif", "tif", "tiff"}),
    ({"docx", "doc"}, {"docx", "doc"}),
    ({"xlsx"}, {"xlsx", "xls"}),
]
ACCEPT = ",".join(f".{ending}" for ending in [*KINDS, "jpeg", "tiff"])  # for a file field
# What else a file may hold or be called. Other endings (“protokoll.2026”) are a part of the name.
_KNOWN = {ending[1:] for ending in mimetypes.MimeTypes(filenames=()).types_map[True]}
_KNOWN |= {"cmd", "com", "docm", "dotm", "heic", "jpeg", "jpg", "msg", "msi", "numbers", "pages"}
_KNOWN |= {"ps1", "rar", "rtf", "scr", "vbs", "xlsb", "xlsm", "7z"}


def safe_name(name: str) -> str:
    """The name without folders, without signs that cannot be seen or that turn the text around."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name).rstrip("/\\"))[-1]
    name = "".join(c if unicodedata.category(c)[0] != "C" else " " * c.isspace() for c in name)
    name = re.sub(r'[<>:"|?*]', "_", " ".join(name.split())).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 5:
        return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"
    return name[:LONGEST_NAME] or "fil"


def ending_of(name: str) -> str:
    """The ending that the name claims, in small letters; nothing when it is a part of the name."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return ending if ending in _KNOWN | set(KINDS) else ""


def may_be_called(kind: str) -> set[str]:
    """The endings that a file of the kind may come with."""
    return next((endings for kinds, endings in _FAMILIES if kind in kinds), {kind})


def mended(name: str, kind: str) -> str:
    """The name with the true ending of its kind."""
    stem = name.rpartition(".")[0] if ending_of(name) else name
    return f"{stem[: LONGEST_NAME - len(kind) - 1].rstrip('. ')}.{kind}"
