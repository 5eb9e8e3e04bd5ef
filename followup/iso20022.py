"""Payment files for the bank: ISO 20022 pain.001.001.03 out. Knows no model.

Credit transfers in SEK to bankgiro and plusgiro, as the Nordic banks write them: the account goes
in `Othr` with the scheme BGNR, or with clearing number 9960 for plusgiro.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lxml import etree
from lxml.builder import ElementMaker

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"
E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


@dataclass(frozen=True)
class Payer:
    """The board that pays, and its account at the bank of the state's frame agreement."""

    name: str
    org_nr: str
    bankgiro: str
    bic: str


@dataclass(frozen=True)
class Transfer:
    """One payment. `reference` comes back in the bank's answer; `amount` is SEK, two decimals."""

    reference: str
    name: str
    account_kind: str
    account_number: str
    amount: Decimal
    day: date


def credit_transfer(
    *, message_id: str, made_at: datetime, payer: Payer, transfers: list[Transfer]
) -> str:
    """The file as text, valid against pain.001.001.03: one group of transfers per day.

    Raises ValueError for an empty list or an account of an unknown kind.
    """
    if not transfers:
        raise ValueError("A payment file needs at least one payment.")
    days = sorted({transfer.day for transfer in transfers})
    groups = [
        _group(f"{message_id}-{number}", day, payer, [t for t in transfers if t.day == day])
        for number, day in enumerate(days, start=1)
    ]
    header = E.GrpHdr(
        E.MsgId(message_id),
        E.CreDtTm(f"{made_at:%Y-%m-%dT%H:%M:%S}"),
        E.NbOfTxs(str(len(transfers))),
        E.CtrlSum(_sum(transfers)),
        E.InitgPty(E.Nm(payer.name[:70]), _org_id(payer)),
    )
    document = E.Document(E.CstmrCdtTrfInitn(header, *groups))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + etree.tostring(document, pretty_print=True, encoding="unicode")


def _group(name: str, day: date, payer: Payer, transfers: list[Transfer]) -> etree._Element:
    return E.PmtInf(
        E.PmtInfId(name[:35]),
        E.PmtMtd("TRF"),
        E.NbOfTxs(str(len(transfers))),
        E.CtrlSum(_sum(transfers)),
        E.PmtTpInf(E.SvcLvl(E.Cd("NURG")), E.CtgyPurp(E.Cd("GOVT"))),
        E.ReqdExctnDt(f"{day:%Y-%m-%d}"),
        E.Dbtr(E.Nm(payer.name[:70]), E.PstlAdr(E.Ctry("SE")), _org_id(payer)),
        E.DbtrAcct(_account("bankgiro", payer.bankgiro), E.Ccy("SEK")),
        E.DbtrAgt(E.FinInstnId(E.BIC(payer.bic))),
        *(_transfer(transfer) for transfer in transfers),
    )


def _transfer(transfer: Transfer) -> etree._Element:
    return E.CdtTrfTxInf(
        E.PmtId(E.EndToEndId(transfer.reference[:35])),
        E.Amt(E.InstdAmt(f"{transfer.amount:.2f}", Ccy="SEK")),
        E.CdtrAgt(_agent(transfer.account_kind)),
        E.Cdtr(E.Nm(transfer.name[:70]), E.PstlAdr(E.Ctry("SE"))),
        E.CdtrAcct(_account(transfer.account_kind, transfer.account_number)),
        E.RmtInf(E.Ustrd(transfer.reference[:140])),
    )


def _agent(kind: str) -> etree._Element:
    """The clearing member behind the account: Bankgirot, or Plusgirot's clearing number."""
    member = {"bankgiro": "9900", "plusgiro": "9960"}.get(kind)
    if member is None:
        raise ValueError(f"Unknown kind of account: {kind}")
    return E.FinInstnId(E.ClrSysMmbId(E.ClrSysId(E.Cd("SESBA")), E.MmbId(member)))


def _account(kind: str, number: str) -> etree._Element:
    digits = "".join(c for c in number if c.isdigit())
    scheme = E.SchmeNm(E.Prtry("BGNR")) if kind == "bankgiro" else E.SchmeNm(E.Cd("BBAN"))
    return E.Id(E.Othr(E.Id(digits), scheme))


def _org_id(payer: Payer) -> etree._Element:
    digits = payer.org_nr.replace("-", "")
    return E.Id(E.OrgId(E.Othr(E.Id(digits), E.SchmeNm(E.Prtry("ORGNR")))))


def _sum(transfers: list[Transfer]) -> str:
    return f"{sum((t.amount for t in transfers), Decimal(0)):.2f}"
