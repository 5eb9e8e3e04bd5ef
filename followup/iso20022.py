"""Payment files for the bank: ISO 20022 pain.001.001.03 out. Knows no model.

Credit transfers in SEK to bankgiro and plusgiro, as the Nordic banks write them: the account goes
in `Othr` with the scheme BGNR, or with clearing number 9960 for plusgiro. Texts are written with
the letters, figures and signs that the banks promise to carry unchanged, and å, ä, ö.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree
from lxml.builder import ElementMaker

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})

# What stands in for a sign or a letter that the banks do not carry.
INSTEAD = str.maketrans(
    {
        **{"&": "+", "_": "-", ";": ",", "!": ".", "*": ".", "@": "(at)", "[": "(", "]": ")"},
        **{"–": "-", "—": "-", "−": "-", "‐": "-", "’": "'", "‘": "'", "´": "'", "`": "'"},
        **{"“": "'", "”": "'", '"': "'", "«": "'", "»": "'"},
        **{"æ": "ae", "Æ": "AE", "ø": "ö", "Ø": "Ö", "ß": "ss", "đ": "d", "Đ": "D", "ł": "l"},
        **{"Ł": "L", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "œ": "oe", "Œ": "OE", "ı": "i"},
    }
)
CARRIED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]")
NOT_CARRIED_IN_IDS = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


@dataclass(frozen=True)
class Payer:
    """The board that pays, and its account at the bank of the state's frame agreement."""

    name: str
    org_nr: str
    bankgiro: str
    bic: str


@dataclass(frozen=True)
class Transfer:
    """One payment. `amount` is SEK, two decimals.

    `reference` is the payment's own in the file and comes back in the bank's answer; `message` is
    what the recipient reads on the account statement.
    """

    reference: str
    message: str
    name: str
    account_kind: str
    account_number: str
    amount: Decimal
    day: date


def credit_transfer(
    *, message_id: str, made_at: datetime, payer: Payer, transfers: list[Transfer]
) -> str:
    """The file as text, valid against pain.001.001.03: one group of transfers per day.

    Raises ValueError for an empty list, an amount that is no money to pay, two transfers with one
    reference, or an account of an unknown kind.
    """
    if not transfers:
        raise ValueError("A payment file needs at least one payment.")
    if len({_reference(t.reference) for t in transfers}) < len(transfers):
        raise ValueError("Two payments in a file have the same reference.")
    days = sorted({transfer.day for transfer in transfers})
    groups = [
        _group(
            f"{_reference(message_id, 31)}-{number}",
            day,
            payer,
            [t for t in transfers if t.day == day],
        )
        for number, day in enumerate(days, start=1)
    ]
    header = E.GrpHdr(
        E.MsgId(_reference(message_id)),
        E.CreDtTm(f"{made_at:%Y-%m-%dT%H:%M:%S}"),
        E.NbOfTxs(str(len(transfers))),
        E.CtrlSum(_sum(transfers)),
        E.InitgPty(E.Nm(_text(payer.name, 70)), _org_id(payer)),
    )
    document = E.Document(E.CstmrCdtTrfInitn(header, *groups))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + etree.tostring(document, pretty_print=True, encoding="unicode")


def totals(xml: str) -> tuple[int, Decimal]:
    """How many transfers a file holds and their sum (SEK), counted and added anew from the file."""
    document = etree.fromstring(xml.encode())
    amounts = [Decimal(e.text or "0") for e in document.iter(f"{{{NAMESPACE}}}InstdAmt")]
    return len(amounts), sum(amounts, Decimal(0))


def _group(name: str, day: date, payer: Payer, transfers: list[Transfer]) -> etree._Element:
    return E.PmtInf(
        E.PmtInfId(name),
        E.PmtMtd("TRF"),
        E.NbOfTxs(str(len(transfers))),
        E.CtrlSum(_sum(transfers)),
        E.PmtTpInf(E.SvcLvl(E.Cd("NURG")), E.CtgyPurp(E.Cd("GOVT"))),
        E.ReqdExctnDt(f"{day:%Y-%m-%d}"),
        E.Dbtr(E.Nm(_text(payer.name, 70)), E.PstlAdr(E.Ctry("SE")), _org_id(payer)),
        E.DbtrAcct(_account("bankgiro", payer.bankgiro), E.Ccy("SEK")),
        E.DbtrAgt(E.FinInstnId(E.BIC(payer.bic))),
        *(_transfer(transfer) for transfer in transfers),
    )


def _transfer(transfer: Transfer) -> etree._Element:
    if transfer.amount <= 0 or transfer.amount != round(transfer.amount, 2):
        raise ValueError(f"Not an amount to pay: {transfer.amount}")
    return E.CdtTrfTxInf(
        E.PmtId(E.EndToEndId(_reference(transfer.reference))),
        E.Amt(E.InstdAmt(f"{transfer.amount:.2f}", Ccy="SEK")),
        E.CdtrAgt(_agent(transfer.account_kind)),
        E.Cdtr(E.Nm(_text(transfer.name, 70)), E.PstlAdr(E.Ctry("SE"))),
        E.CdtrAcct(_account(transfer.account_kind, transfer.account_number)),
        E.RmtInf(E.Ustrd(_text(transfer.message, 140))),
    )


def _agent(kind: str) -> etree._Element:
    """The clearing member behind the account: Bankgirot, or Plusgirot's clearing number."""
    member = {"bankgiro": "9900", "plusgiro": "9960"}.get(kind)
    if member is None:
        raise ValueError(f"Unknown kind of account: {kind}")
    return E.FinInstnId(E.ClrSysMmbId(E.ClrSysId(E.Cd("SESBA")), E.MmbId(member)))


def _account(kind: str, number: str) -> etree._Element:
    digits = "".join(c for c in number if c.isdigit())
    if not digits:
        raise ValueError(f"Not an account number: {number}")
    scheme = E.SchmeNm(E.Prtry("BGNR")) if kind == "bankgiro" else E.SchmeNm(E.Cd("BBAN"))
    return E.Id(E.Othr(E.Id(digits), scheme))


def _org_id(payer: Payer) -> etree._Element:
    digits = payer.org_nr.replace("-", "")
    return E.Id(E.OrgId(E.Othr(E.Id(digits), E.SchmeNm(E.Prtry("ORGNR")))))


def _text(words: str, longest: int) -> str:
    """The words in signs that the banks carry, not longer than `longest` and never empty."""
    # An å that was typed as an a and a ring is an å.
    whole = unicodedata.normalize("NFC", words).translate(INSTEAD)
    written = " ".join("".join(_carried(c) for c in whole).split())
    return _without_odd_slashes(written)[:longest].strip() or "NOTPROVIDED"


def _carried(sign: str) -> str:
    """The sign itself, its letter without the accent, or a space where nothing of it is carried."""
    if sign in "åäöÅÄÖ" or CARRIED.fullmatch(sign):
        return sign
    bare = "".join(c for c in unicodedata.normalize("NFKD", sign) if CARRIED.fullmatch(c))
    # A loose accent vanishes; any other sign leaves a gap between the words beside it.
    return bare or ("" if unicodedata.combining(sign) else " ")


def _reference(words: str, longest: int = 35) -> str:
    """An identity: the same signs without å, ä, ö."""
    return _without_odd_slashes(NOT_CARRIED_IN_IDS.sub("-", words))[:longest] or "NOTPROVIDED"


def _without_odd_slashes(words: str) -> str:
    """No slash first or last and never two in a row: the banks refuse the whole file for one."""
    return re.sub(r"/{2,}", "/", words).strip("/ ")


def _sum(transfers: list[Transfer]) -> str:
    return f"{sum((t.amount for t in transfers), Decimal(0)):.2f}"
