"""Letters: what is in them, who can read them, and that no text can break them."""

import hashlib
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO

import page
import pikepdf
import pytest

from grants import paper
from grants.paper import (
    Bold,
    Bullets,
    Heading,
    KeyValues,
    Link,
    Numbered,
    Space,
    TableBlock,
    Text,
    Together,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NASTY = (
    "<b>fet</b> & <font color='red'>x</font> </para> <br/> &amp; <![CDATA[ ]]> **stjärnor** "
    "\u202eomvänt\u202c \x00\x07\x1b 😀 汉字 \ud800 e\u0301 \u200b \ufeff \u0600 " + "x" * 400
)
EVERY_BLOCK = [
    Heading("Beslut"),
    Text(["Ni beviljas ", Bold("125\u00a0000\u00a0kr"), "."]),
    KeyValues(
        [("Sökt belopp", "180\u00a0000\u00a0kr"), ("Beviljat", Bold("125\u00a0000\u00a0kr"))]
    ),
    Heading("Kostnader", 3),
    TableBlock(
        "Så fördelas bidraget",
        ["Kostnad", "Sökt (kr)"],
        [["Lön", "90\u00a0000"], ["Summa", "90\u00a0000"]],
        numeric_columns=[1],
        total=True,
    ),
    Numbered(["Använd pengarna som ni har skrivit.", "Redovisa i tid."]),
    Bullets(["Tre kommuner är med."]),
    Link("Så överklagar du", "https://www.example.org/överklaga"),
    Space(),
    Together([Text("Beslutet har fattats av Maria Berg.")]),
]


def a_letter(body=EVERY_BLOCK, **changes):
    given = {
        "title": "Beslut om bidrag",
        "subject": "Unga ledare i Sörmland",
        "sender": "Länsstyrelsen i Södermanlands län",
        "reference_lines": [("Datum", "22 november 2026"), ("Diarienummer", "851-12-2026")],
        "recipient_lines": ["Ängens vänner", "Åbyvägen 4", "791 30 Falun"],
        "contact_lines": ["Stora torget 13, 611 86 Nyköping"],
        "created": NOON,
    }
    return paper.letter(body=body, **given | changes)


def faults(letter):
    """What a validator finds against either standard."""
    standards = page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A
    reports = [page.validate_pdf_bytes(letter, profile=standard) for standard in standards]
    return [fault.message for report in reports for fault in report.failures]


def heard(letter):
    """The letter as assistive technology gets it: (role, text) in the order of the tree of tags."""
    with pikepdf.open(BytesIO(letter)) as pdf:
        marked = [_marked_text(sheet) for sheet in pdf.pages]
        place = {sheet.obj.objgen: number for number, sheet in enumerate(pdf.pages)}
        found = []

        def walk(element):
            words = []
            for kid in element.get("/K", []):
                if kid.get("/Type") == "/MCR":
                    words.append(marked[place[kid.Pg.objgen]][int(kid.MCID)])
                elif kid.get("/Type") == "/StructElem":
                    walk(kid)
            if words:
                found.append((str(element.S)[1:], " ".join(words)))

        walk(pdf.Root.StructTreeRoot.K)
        return found


def _marked_text(sheet):
    tables = {}
    for name, font in sheet.Resources.Font.items():
        listed = b"".join(
            re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.S)
        )
        tables[name] = {
            int(code, 16): bytes.fromhex(sign.decode()).decode("utf-16-be")
            for code, sign in re.findall(rb"<(\w+)> <(\w+)>", listed)
        }
    texts, number, font = {}, None, None
    for operands, operator in pikepdf.parse_content_stream(sheet):
        match str(operator):
            case "BDC":
                number = operands[1].get("/MCID")
                texts.setdefault(number, "")
            case "EMC":
                number = None
            case "Tf":
                font = tables[str(operands[0])]
            case "Tj":
                texts[number] = texts.get(number, "") + "".join(
                    font.get(code, "") for code in bytes(operands[0])
                )
            case "T*":
                texts[number] = texts.get(number, "") + " "
    return {key: " ".join(text.split()) for key, text in texts.items()}


def test_a_letter_with_every_block_follows_both_standards():
    assert faults(a_letter()) == []


def test_a_letter_is_heard_in_the_order_it_is_written():
    assert heard(a_letter()) == [
        ("P", "Länsstyrelsen i Södermanlands län"),
        ("P", "Datum 22 november 2026"),
        ("P", "Diarienummer 851-12-2026"),
        ("P", "Ängens vänner Åbyvägen 4 791 30 Falun"),
        ("H1", "Beslut om bidrag"),
        ("P", "Unga ledare i Sörmland"),
        ("H2", "Beslut"),
        ("P", "Ni beviljas 125 000 kr."),
        ("TH", "Sökt belopp"),
        ("TD", "180 000 kr"),
        ("TH", "Beviljat"),
        ("TD", "125 000 kr"),
        ("H3", "Kostnader"),
        ("Caption", "Så fördelas bidraget"),
        ("TH", "Kostnad"),
        ("TH", "Sökt (kr)"),
        ("TD", "Lön"),
        ("TD", "90 000"),
        ("TD", "Summa"),
        ("TD", "90 000"),
        ("Lbl", "1."),
        ("LBody", "Använd pengarna som ni har skrivit."),
        ("Lbl", "2."),
        ("LBody", "Redovisa i tid."),
        ("Lbl", "•"),
        ("LBody", "Tre kommuner är med."),
        ("Link", "Så överklagar du (www.example.org/överklaga)"),
        ("P", "Beslutet har fattats av Maria Berg."),
        ("P", "Stora torget 13, 611 86 Nyköping"),
    ]


def test_a_table_over_several_pages_shows_its_head_on_each_and_says_it_once():
    rows = [[f"Kostnad {number}", f"{number} kr"] for number in range(120)]
    letter = a_letter([TableBlock("Kostnader", ["Vad", "Hur mycket"], rows, [1])])
    assert faults(letter) == []
    told = heard(letter)
    assert [text for role, text in told if role == "TH"] == ["Vad", "Hur mycket"]
    assert [text for role, text in told if role == "TD"] == [cell for row in rows for cell in row]
    with pikepdf.open(BytesIO(letter)) as pdf:
        assert len(pdf.pages) >= 3
        # What is decoration stands under no number, and the head is there to see.
        assert all("Hur mycket" in _marked_text(sheet)[None] for sheet in pdf.pages[1:])
        assert f"3 ({len(pdf.pages)})" in _marked_text(pdf.pages[2])[None]
        assert "851-12-2026" in _marked_text(pdf.pages[2])[None]


def test_a_row_longer_than_a_page_goes_on_over_the_next():
    words = " ".join(f"ord{number}" for number in range(2500))
    letter = a_letter([TableBlock("Lång", ["Text", "Ja"], [[words, "1"], ["kort", "2"]])])
    assert faults(letter) == []
    assert heard(letter)[-5:-1] == [("TD", words), ("TD", "1"), ("TD", "kort"), ("TD", "2")]


@pytest.mark.parametrize("text", [NASTY, "", " \n\n ", "\u0301", "</b></para>", "&#0;", "a" * 5000])
def test_no_text_breaks_a_letter(text):
    body = [
        Heading(text),
        Text([text, Bold(text)]),
        Bullets([text, ""]),
        Numbered([]),
        Link(text, "https://example.org/" + text),
        Link(text, text),
        TableBlock(text, [text, text], [[text, Bold(text)], [], [text] * 5], [1], total=True),
        TableBlock("", ["Tom"], []),
        KeyValues([(text, text)]),
        KeyValues([]),
        Together([Text(text), Heading(text, 9)]),
    ]
    lines = [text, text]
    head = {"sender": text, "subject": text, "recipient_lines": lines, "contact_lines": lines}
    letter = a_letter(body, title="T" + text, reference_lines=[(text, text)], **head)
    assert faults(letter) == []


def test_text_is_never_read_as_markup():
    assert ("P", "<b>fet</b> & <i>x</i> **y**") in heard(
        a_letter([Text("<b>fet</b> & <i>x</i> **y**")])
    )


def test_a_character_that_the_font_lacks_is_seen_and_marks_of_direction_are_gone():
    told = heard(a_letter([Text("a😀b汉c\u202ed\u202c e\u0301 n\u00adn \U0001d400 ﬁ")]))
    assert ("P", "a☐b☐cd é nn A ﬁ") in told


def test_each_line_of_a_text_is_a_paragraph():
    told = heard(a_letter([Text(["ett\r\ntvå\n\n", Bold("tre"), " fyra\u2028fem"])]))
    assert told[6:-1] == [("P", "ett"), ("P", "två"), ("P", "tre fyra"), ("P", "fem")]


def test_headings_never_skip_a_level():
    told = heard(a_letter([Heading("a", 3), Heading("b", 1), Heading("c", 3), Heading("d", 6)]))
    assert [role for role, _text in told if role[0] == "H"] == ["H1", "H2", "H2", "H3", "H3"]


def test_only_addresses_of_the_web_and_of_mailboxes_can_be_pressed():
    addresses = ["javascript:alert(1)", "file:///etc/passwd", "https://", "", "http://[fel"]
    letter = a_letter([Link("Tryck", address) for address in addresses])
    assert faults(letter) == []
    assert [text for role, text in heard(letter) if role == "Link"] == ["Tryck ([fel)"]


def test_the_file_says_its_title_and_its_language():
    with pikepdf.open(BytesIO(a_letter(title="Beslut & <skäl>", lang="en-GB"))) as pdf:
        assert pdf.Root.Lang == "en-GB"
        assert pdf.docinfo["/Title"] == "Beslut & <skäl>"
        assert pdf.docinfo["/CreationDate"] == "D:20261122120000+00'00'"
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as about:
            assert about["dc:title"] == "Beslut & <skäl>"
            assert about["xmp:CreateDate"] == "2026-11-22T12:00:00+00:00"


def test_every_typeface_is_in_the_file():
    with pikepdf.open(BytesIO(a_letter())) as pdf:
        fonts = [thing for thing in pdf.objects if _is_font(thing)]
        assert len(fonts) == 2
        assert all("/FontFile2" in font.FontDescriptor for font in fonts)


def _is_font(thing):
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"


def test_the_same_letter_is_the_same_bytes_in_another_process():
    programme = (
        "import hashlib; from tests.grants.test_paper import a_letter; "
        "print(hashlib.sha256(a_letter()).hexdigest())"
    )
    seen = {hashlib.sha256(a_letter()).hexdigest()}
    for seed in ("1", "2"):
        told = subprocess.run(
            [sys.executable, "-c", programme],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(told.stdout.strip())
    assert len(seen) == 1


def test_the_interface_is_light_until_a_letter_is_set():
    programme = (
        "import sys; from grants import paper; "
        "print([name for name in ('reportlab', 'pikepdf') if name in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", programme], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": " "}, "title"),
        ({"created": datetime(2026, 11, 22)}, "time zone"),
        ({"body": [TableBlock("Bred", ["x"] * 11, [])]}, "11"),
        ({"body": [TableBlock("Smal", [], [])]}, "0"),
    ],
)
def test_a_letter_that_cannot_be_set_says_why(changes, reason):
    with pytest.raises(ValueError, match=reason):
        a_letter(**changes)


def test_how_fast_letters_are_set(capsys):
    start = datetime.now(UTC)
    for _letter in range(20):
        a_letter()
    each = (datetime.now(UTC) - start) / 20
    with capsys.disabled():
        print(f"\none letter of every block: {each.total_seconds() * 1000:.0f} ms")


def test_no_letter_breaks_the_standard_by_how_its_streams_happen_to_end():
    """A stream that ends with the sign for a new line is read as one sign too short."""
    letters = [a_letter([Text(f"Beslut nummer {number}")]) for number in range(100)]
    assert [fault for letter in letters for fault in faults(letter)] == []
