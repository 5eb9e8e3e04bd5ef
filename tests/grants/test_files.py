"""Files: the bytes decide, the name is mended or refused, and attacks are told in plain words."""

import hashlib
import io
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from grants import files
from grants.files import limits

PDF = b"%PDF-1.7\n1 0 obj\nstadgar\nendobj\ntrailer\nstartxref\n9\n%%EOF\n"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(form: str, pages: int = 1) -> bytes:
    written = io.BytesIO()
    page = Image.new("RGB", (8, 6))
    more = {"save_all": True, "append_images": [page] * (pages - 1)} if pages > 1 else {}
    page.save(written, form, **more)
    return written.getvalue()


def archive(parts: dict[str, bytes | str], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", how) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return written.getvalue()


TYPES = {"[Content_Types].xml": "<Types/>"}
WORD = TYPES | {"word/document.xml": "<document/>"}
DOCX = archive(WORD)
XLSX = archive(TYPES | {"xl/workbook.xml": "<workbook/>"})
ODT = archive({"mimetype": files.KINDS["odt"], "content.xml": "<text/>"})
ODS = archive({"mimetype": files.KINDS["ods"], "content.xml": "<sheet/>"})
ZIP = archive({"stadgar.txt": "stadgar"})


def compound(*streams: str, flags: int = 0) -> bytes:
    """An Office file of before 2007 with these streams, each of one sector of its own."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    entries = [("Root Entry", 5, end, 0), *((name, 2, 0, 4096) for name in streams)]
    directories = -(-len(entries) // 4)
    first = 1 + directories
    chain = [fat, *[n + 2 for n in range(directories - 1)], end]
    laid = []
    for number, (name, kind, start, size) in enumerate(entries):
        if kind == 2:
            start = first + 8 * (number - 1)
            chain += [start + n + 1 for n in range(7)] + [end]
        wide = name.encode("utf-16-le")
        right = number + 1 if 0 < number < len(entries) - 1 else free
        child = 1 if kind == 5 and streams else free
        laid.append(
            wide.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(wide) + 2, kind, 1, free, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0
    )
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    body = (bytes(10) + struct.pack("<H", flags)).ljust(4096, b"\0")
    folder = b"".join(laid).ljust(512 * directories, b"\0")
    return header + table + folder + body * len(streams)


DOC = compound("WordDocument")

# --- what is let in -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kept", "kind"),
    [
        ("stadgar.pdf", PDF, "stadgar.pdf", "pdf"),
        ("STADGAR.PDF", PDF, "STADGAR.pdf", "pdf"),
        ("stadgar", PDF, "stadgar.pdf", "pdf"),
        ("protokoll nr 3.2026", PDF, "protokoll nr 3.2026.pdf", "pdf"),
        ("med skräp före.pdf", b"\r\n\r\n" + PDF, "med skräp före.pdf", "pdf"),
        ("a.jpeg", picture("JPEG"), "a.jpg", "jpg"),
        ("a.JPG", picture("JPEG"), "a.jpg", "jpg"),
        ("skärmbild.jpg", picture("PNG"), "skärmbild.png", "png"),
        ("a.tiff", picture("TIFF"), "a.tif", "tif"),
        ("a.tif", picture("TIFF", pages=3), "a.tif", "tif"),
        ("a.docx", DOCX, "a.docx", "docx"),
        ("a.doc", DOCX, "a.docx", "docx"),
        ("a.doc", DOC, "a.doc", "doc"),
        ("a.docx", DOC, "a.doc", "doc"),
        ("a.xlsx", XLSX, "a.xlsx", "xlsx"),
        ("a.odt", ODT, "a.odt", "odt"),
        ("budget", ODS, "budget.ods", "ods"),
    ],
)
def test_what_a_file_holds_decides_its_kind_and_mends_its_name(name, content, kept, kind):
    upload = file(name, content)
    digest = hashlib.sha256(content).hexdigest()
    assert files.taken_in(upload) == files.TakenIn(kept, len(content), digest, kind)
    assert upload.tell() == 0


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("tom.pdf", b"", "is empty"),
        ("stor.pdf", PDF + bytes(limits.LARGEST), "larger than 25 MB"),
        ("a.pdf", ZIP, "it is a packed (zip) file. Save it again as PDF"),
        ("a.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "it is a web page"),
        ("a.pdf", b"MZ\x90\x00program", "it is a program"),
        ("a.png", b"\x7fELF", "it is a program"),
        ("a.jpg", b"GIF89a", "it is a GIF picture"),
        ("IMG_1.jpg", b"\0\0\0\x18ftypheic\0\0\0\0", "it is a HEIC picture"),
        ("a.pdf", b"bara text", "does not hold what its name says. Save it again as PDF"),
        ("a.pdf", DOCX, "it is DOCX. Save it again as PDF, or let its name end with .docx"),
        ("a.docx", XLSX, "it is XLSX"),
        ("a.odt", DOCX, "it is DOCX"),
        ("a.png", PDF, "it is PDF"),
        ("a.docx", ZIP, "it is a packed (zip) file"),
        ("a.doc", compound("Workbook"), "it is an older Office file"),
        ("a.xls", compound("Workbook"), "it is an older Office file"),
        ("a.zip", ZIP, "not of a kind we take"),
        ("a", ZIP, "not of a kind we take"),
        ("a.html", b"<html>", "not of a kind we take"),
        ("stadgar.pdf.exe", PDF, "not of a kind we take"),
        ("stadgar.html", PDF, "not of a kind we take"),
        ("stadgar\u202efdp.exe", PDF, "not of a kind we take"),
        ("a.svg", b"<svg onload=alert(1)>", "not of a kind we take"),
        ("a.pdf", PDF.replace(b"%%EOF", b""), "damaged or cut off"),
        ("a.pdf", PDF + bytes(5000), "damaged or cut off"),
        ("a.png", picture("PNG")[:20], "damaged or cut off"),
        ("a.jpg", b"\xff\xd8\xff\xe0....", "damaged or cut off"),
        ("a.tif", b"II*\x00\xff\xff\xff\xff", "damaged or cut off"),
        ("a.docx", DOCX[:-30], "damaged or cut off"),
        ("a.docx", b"PK\x03\x04 avbruten", "damaged or cut off"),
        ("a.doc", DOC[:700], "damaged or cut off"),
        ("a.docx", compound("EncryptedPackage"), "locked with a password"),
        ("a.doc", compound("WordDocument", flags=0x100), "locked with a password"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_in_plain_words(name, content, said):
    with pytest.raises(ValidationError) as refusal:
        files.taken_in(file(name, content))
    assert said in refusal.value.messages[0]
    assert "\u202e" not in refusal.value.messages[0]


@pytest.mark.parametrize(
    "content",
    [
        archive(WORD | {"word/vbaProject.bin": "Sub AutoOpen()"}),
        archive(WORD | {"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled"}),
        archive({"mimetype": files.KINDS["odt"], "content.xml": "", "Basic/Standard/M.xml": ""}),
        compound("WordDocument", "Macros"),
        compound("WordDocument", "_VBA_PROJECT"),
    ],
)
def test_macros_are_refused(content):
    with pytest.raises(ValidationError, match="holds macros"):
        files.taken_in(file("a", content))


@pytest.mark.parametrize(
    ("name", "first"), [("a.pdf", PDF), ("a.png", picture("PNG")), ("a.jpg", picture("JPEG"))]
)
def test_a_file_that_is_an_archive_too_is_refused(name, first):
    ending = io.BytesIO(first)
    with zipfile.ZipFile(ending, "a") as made:
        made.writestr("virus.exe", "MZ")
        made.comment = b"%%EOF"
    with pytest.raises(ValidationError, match="two kinds of file in one"):
        files.taken_in(file(name, ending.getvalue()))


def test_an_archive_that_begins_with_the_words_of_a_pdf_is_an_archive():
    both = archive({"%PDF-1.7": "%%EOF"}, zipfile.ZIP_STORED)
    assert b"%PDF-" in both[:1024]
    with pytest.raises(ValidationError, match="it is a packed"):
        files.taken_in(file("a.pdf", both))


# --- bombs ----------------------------------------------------------------------------------


def refused_as_a_bomb(content: bytes) -> None:
    with pytest.raises(ValidationError, match="unpacks to far more than it should"):
        files.taken_in(file("a.docx", content))


def test_a_part_that_swells_is_refused():
    refused_as_a_bomb(archive(WORD | {"word/media/a.xml": bytes(3 * limits.MEGABYTE)}))


def test_a_document_that_says_it_unpacks_to_too_much_is_refused_unread(monkeypatch):
    monkeypatch.setattr("grants.files.package.UNPACKED", 10)
    refused_as_a_bomb(DOCX)


def test_a_part_that_hides_how_large_it_is_is_refused():
    content = b"".join(str(n).encode() for n in range(40_000))
    made = bytearray(archive(WORD | {"word/a.xml": content}))
    said = struct.pack("<II", len(zlib.compress(content)) - 6, len(content))
    short = struct.pack("<I", 100)
    for place in range(len(made)):  # in the part's own header, and in the list of contents
        if made[place : place + 4] == said[4:]:
            made[place : place + 4] = short
    crc = struct.pack("<I", zlib.crc32(content))
    made = made.replace(crc, struct.pack("<I", zlib.crc32(content[:100])))
    with zipfile.ZipFile(io.BytesIO(made)) as lying:
        assert len(lying.read("word/a.xml")) == 100  # Python believes it
    refused_as_a_bomb(bytes(made))


def test_too_many_parts_are_refused():
    refused_as_a_bomb(archive(WORD | {f"word/{n}.xml": "" for n in range(limits.PARTS)}))


def test_a_list_of_contents_that_would_fill_the_memory_is_refused():
    many = archive(WORD | {f"word/{'lång' * 40}{n}": "" for n in range(6000)})
    with pytest.raises(ValidationError, match="damaged"):
        files.taken_in(file("a.docx", many))


def test_a_document_may_embed_a_document_and_nothing_else_that_is_packed():
    files.taken_in(file("a.docx", archive(WORD | {"word/embeddings/Sheet1.xlsx": XLSX})))
    for part, content in {
        "word/embeddings/a.zip": ZIP,
        "word/media/a.xlsx": XLSX,
        "word/embeddings/a.docx": archive(WORD | {"word/embeddings/b.docx": DOCX}),
        "word/embeddings/a.rar": b"Rar!\x1a\x07\x00",
    }.items():
        with pytest.raises(ValidationError, match="other files packed inside"):
            files.taken_in(file("a.docx", archive(WORD | {part: content})))
    with pytest.raises(ValidationError, match="program inside"):
        files.taken_in(file("a.docx", archive(WORD | {"word/media/a.png": b"MZ" + bytes(80)})))


def test_parts_that_two_readers_would_read_differently_are_refused():
    twice = bytearray(archive(WORD | {"word/document.xmx": "<other/>"}))
    twice = twice.replace(b"word/document.xmx", b"word/document.xml")
    odd = archive(WORD | {"word/b.xml": "b"}, zipfile.ZIP_BZIP2)
    for content in (bytes(twice), odd):
        with pytest.raises(ValidationError, match="damaged"):
            files.taken_in(file("a.docx", content))


def test_a_part_that_is_locked_is_told():
    made = bytearray(DOCX)
    for sign, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        made[made.find(sign) + place] |= 1
    with pytest.raises(ValidationError, match="locked with a password"):
        files.taken_in(file("a.docx", bytes(made)))


def png_of(width: int, height: int) -> bytes:
    """A small PNG whose header says that it is large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


@pytest.mark.parametrize("side", [9_000, 12_000, 60_000])
def test_a_picture_of_too_many_points_is_refused_before_it_is_drawn(side):
    with pytest.raises(ValidationError, match="too many points"):
        files.taken_in(file("a.png", png_of(side, side)))


def test_a3_at_600_points_an_inch_is_let_in():
    assert files.taken_in(file("a.png", png_of(9_921, 7_016))).kind == "png"


def test_a_tif_of_too_many_pages_is_refused(monkeypatch):
    monkeypatch.setattr("grants.files.content.PAGES", 3)
    assert files.taken_in(file("a.tif", picture("TIFF", pages=3))).kind == "tif"
    with pytest.raises(ValidationError, match="too many points or pages"):
        files.taken_in(file("a.tif", picture("TIFF", pages=4)))


# --- whatever comes -------------------------------------------------------------------------

WHOLE = [PDF, DOCX, XLSX, ODT, DOC, picture("PNG"), picture("JPEG"), picture("TIFF", pages=2)]


@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=8)), max_size=6),
    st.integers(0, 20_000),
)
def test_a_broken_file_is_let_in_or_refused_and_never_an_error(whole, changes, cut):
    broken = bytearray(whole)
    for place, bytes_there in changes:
        at = place % len(broken)
        broken[at : at + len(bytes_there)] = bytes_there
    with suppress(ValidationError):
        assert files.taken_in(file("a", bytes(broken[: cut or None]))).kind in files.KINDS


# --- names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Siv\\stadgar.pdf", "stadgar.pdf"),
        ("rapport\u202efdp.exe", "rapportfdp.exe"),
        ("å\u0308r\x00\x07.pdf", "å̈r.pdf"),
        ("Arsmo\u0308te.pdf", "Arsmöte.pdf"),
        ("två\nrader\t.pdf", "två rader.pdf"),
        ("noll\u200bbredd\ufeff.pdf", "nollbredd.pdf"),
        ('a<b>:"c"|?*.pdf', "a_b___c____.pdf"),
        ("...", "fil"),
        ("", "fil"),
        (".htaccess", "htaccess"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_what_could_fool_a_reader(name, safe):
    assert files.safe_name(name) == safe


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_can_be_kept_and_stays_so(name):
    safe = files.safe_name(name)
    assert 0 < len(safe) <= limits.LONGEST_NAME
    assert not set(safe) & set('/\\<>:"|?*\x00\n\r\u202e')
    assert files.safe_name(safe) == safe


# --- out ------------------------------------------------------------------------------------


def test_a_file_leaves_as_a_download_that_no_browser_runs():
    given_out = files.answer(file("lagrad", PDF), 'år\u202e "1";\r\nX-A: b\\rapport.pdf')
    assert b"".join(given_out.streaming_content) == PDF
    assert dict(given_out.items()) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": "attachment; filename=\"rapport.pdf\"; filename*=UTF-8''rapport.pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


@pytest.mark.parametrize(
    ("name", "plain", "coded", "kind"),
    [
        ("år 1; b.pdf", "_r 1_ b.pdf", "%C3%A5r%201%3B%20b.pdf", "application/pdf"),
        ("a.html", "a.html", "a.html", "application/octet-stream"),
        ("a\r\nX-A: b.pdf", "a X-A_ b.pdf", "a%20X-A_%20b.pdf", "application/pdf"),
    ],
)
def test_a_name_cannot_break_out_of_its_header(name, plain, coded, kind):
    given_out = files.answer(file("lagrad", PDF), name)
    header = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}"
    assert (given_out["Content-Disposition"], given_out["Content-Type"]) == (header, kind)


def test_the_file_field_shows_every_kind():
    assert files.ACCEPT == ".pdf,.png,.jpg,.tif,.docx,.doc,.xlsx,.odt,.ods,.jpeg,.tiff"
