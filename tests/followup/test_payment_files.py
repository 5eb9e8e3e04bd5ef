"""The file to the bank: valid, exact, and in signs that the bank carries."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import sepaxml
from lxml import etree

from followup import iso20022

SCHEMA = etree.XMLSchema(
    etree.parse(Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.03.xsd")
)
PAYER = iso20022.Payer("Länsstyrelsen i Södermanlands län", "202100-2296", "991-2346", "SWEDSESS")
NS = {"p": iso20022.NAMESPACE}


def transfer(**changes):
    return iso20022.Transfer(
        **{
            "reference": "17/851-3-2026/1",
            "message": "851-3-2026/1",
            "name": "Flens språkvänner",
            "account_kind": "bankgiro",
            "account_number": "991-2346",
            "amount": Decimal("150000.00"),
            "day": date(2026, 11, 30),
            **changes,
        }
    )


def file_of(*transfers, message_id="BIFALL-04-261122150000-17"):
    return iso20022.credit_transfer(
        message_id=message_id,
        made_at=datetime(2026, 11, 22, 15, 0),
        payer=PAYER,
        transfers=list(transfers),
    )


def read(xml):
    document = etree.fromstring(xml.encode())
    SCHEMA.assertValid(document)
    return document


def texts(document, path):
    return [node.text for node in document.iterfind(path, NS)]


def test_a_bankgiro_and_a_plusgiro_on_two_days_are_valid_and_add_up():
    document = read(
        file_of(
            transfer(),
            transfer(
                reference="18/851-4-2026/1",
                account_kind="plusgiro",
                account_number="486501-0",
                amount=Decimal("0.50"),
                day=date(2026, 12, 1),
            ),
            transfer(reference="19/851-5-2026/1", amount=Decimal("1.25")),
        )
    )
    assert texts(document, ".//p:GrpHdr/p:NbOfTxs") == ["3"]
    assert texts(document, ".//p:GrpHdr/p:CtrlSum") == ["150001.75"]
    assert texts(document, ".//p:PmtInf/p:CtrlSum") == ["150001.25", "0.50"]
    assert texts(document, ".//p:PmtInf/p:NbOfTxs") == ["2", "1"]
    assert texts(document, ".//p:ReqdExctnDt") == ["2026-11-30", "2026-12-01"]
    assert texts(document, ".//p:CdtrAcct//p:Othr/p:Id") == ["9912346", "9912346", "4865010"]
    assert texts(document, ".//p:CdtrAgt//p:MmbId") == ["9900", "9900", "9960"]
    assert texts(document, ".//p:CdtrAcct//p:Prtry") == ["BGNR", "BGNR"]
    assert texts(document, ".//p:CdtrAcct//p:Cd") == ["BBAN"]


def test_the_totals_are_counted_anew_from_the_file():
    xml = file_of(transfer(), transfer(reference="2", amount=Decimal("0.01")))
    assert iso20022.totals(xml) == (2, Decimal("150000.01"))


@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("Flens språkvänner Åkersberga", "Flens språkvänner Åkersberga"),
        ("Café & Språk", "Cafe + Språk"),
        ("Ångström, ihopsatt", "Ångström, ihopsatt"),
        ('Föreningen "Møtesplatsen" – Łódź', "Föreningen 'Mötesplatsen' - Lodz"),
        ("<b>Kalles</b>\nförening\x0b", "b Kalles /b förening"),
        ("//Adress//Vägen/", "Adress/Vägen"),
        ("جمعية", "NOTPROVIDED"),
        ("Mötet 💬 i Flen", "Mötet i Flen"),
        ("å" * 200, "å" * 70),
    ],
)
def test_names_are_written_in_signs_that_the_banks_carry(name, carried):
    document = read(file_of(transfer(name=name)))
    assert texts(document, ".//p:Cdtr/p:Nm") == [carried]


def test_long_references_are_cut_and_groups_keep_different_names():
    long = "BIFALL-04-261122150000-123456789012345"
    document = read(
        file_of(transfer(), transfer(reference="2", day=date(2026, 12, 1)), message_id=long)
    )
    names = texts(document, ".//p:PmtInfId")
    assert len(set(names)) == 2
    assert max(map(len, names)) <= 35


@pytest.mark.parametrize(
    "wrong",
    [
        {"account_kind": "iban"},
        {"account_number": "-"},
        {"amount": Decimal(0)},
        {"amount": Decimal("1.005")},
    ],
)
def test_what_cannot_be_paid_is_refused(wrong):
    with pytest.raises(ValueError, match=r"account|amount"):
        file_of(transfer(**wrong))


def test_a_file_is_never_empty_and_never_says_a_reference_twice():
    with pytest.raises(ValueError, match="at least one"):
        file_of()
    with pytest.raises(ValueError, match="same reference"):
        file_of(transfer(), transfer())
