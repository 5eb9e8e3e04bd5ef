"""What the letters of this floor say: the receipt with the whole application, and a draft to read.

Both are made from a frozen text, so a receipt stays what was submitted, whatever came afterwards.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application, Frozen, Signature, read_back, signatures_of
from applications.models.answers import Answered
from applications.models.snapshot import certificates_now, snapshot
from grants import clock, paper
from grants.paper import Block, Heading, KeyValues, TableBlock, Text, Together
from grants.templatetags.bifall import day, kr


def receipt(application: Application) -> bytes:
    """The receipt of a submitted application as PDF: when it arrived, and all that was submitted.

    In the language of the reader. The same application gives the same bytes.
    """
    frozen = read_back(application, application.as_submitted)
    signed = signatures_of(application)
    body = [
        *_arrival(application, frozen, signed),
        *_sections(frozen, application.certified),
        *_profile(frozen),
        *_attachments(frozen),
        *_signatures(signed),
        *_proof(application),
    ]
    return paper.letter(
        title=_("Receipt: your application has arrived"),
        sender=application.county.board_name,
        reference_lines=[
            (_("Date"), day(application.submitted_at)),
            (_("Registration number"), application.case_number),
        ],
        recipient_lines=[frozen.organisation["name"], *frozen.organisation["address"].splitlines()],
        body=body,
        created=application.submitted_at or clock.now(),
        subject=frozen.values["title"],
        lang=_language(),
    )


def draft(application: Application) -> bytes:
    """A draft to read on paper, marked on every page as not submitted."""
    frozen = read_back(application, snapshot(application))
    mark = _("DRAFT, not submitted")
    body = [
        Text(_("This is a draft. It has not been submitted, and the board has not received it.")),
        KeyValues(_asked(application, frozen)),
        *_sections(frozen, certificates_now(application)),
        *_profile(frozen),
        *_attachments(frozen),
    ]
    return paper.letter(
        title=_("Draft of an application"),
        sender=frozen.organisation["name"],
        reference_lines=[
            (_("State"), mark),
            (_("Last saved"), to_the_second(application.saved_at)),
        ],
        body=body,
        created=application.saved_at,
        subject=frozen.values.get("title", ""),
        lang=_language(),
    )


def file_name(application: Application, ending: str) -> str:
    """What a receipt or its signed text is called: kvitto-851-12-2026.pdf."""
    if not application.case_number:
        return f"{slugify(_('draft'))}-{slugify(application.title) or application.pk}.{ending}"
    word = _("receipt") if ending == "pdf" else _("signed text")
    return f"{slugify(word)}-{application.case_number}.{ending}"


def arrived(application: Application) -> str:
    """The moment of arrival to the second, in Swedish time."""
    return to_the_second(application.submitted_at)


def to_the_second(moment: datetime | None) -> str:
    """The zone is told where the clocks go back: that hour comes twice."""
    if moment is None:
        return ""
    local = moment.astimezone(clock.SWEDEN)
    other = local.replace(fold=1 - local.fold)
    twice = local.utcoffset() != other.utcoffset()
    return f"{local:%Y-%m-%d %H:%M:%S}" + (f" ({local:%Z})" if twice else "")


def certified(state: dict[str, Any]) -> str:
    """What a partner had certified, in words."""
    said = {
        "signed": _("Signed"),
        "changed": _("Signed, but its part was written anew afterwards"),
        "asked": _("Asked for, not signed"),
        "declined": _("Declined"),
        "withdrawn": _("The link was withdrawn"),
    }.get(state.get("state", ""), _("Not asked for"))
    if not state.get("at"):
        return said
    at = to_the_second(datetime.fromisoformat(state["at"]))
    return f"{said}: {state['name']}, {state['position']}, {at}"


def _language() -> str:
    return "en-GB" if (get_language() or "sv").startswith("en") else "sv-SE"


def _asked(application: Application, frozen: Frozen) -> list[tuple[str, Any]]:
    applicant = frozen.organisation
    return [
        (_("Activity"), frozen.values.get("title", "")),
        (_("Applicant"), f"{applicant['name']}, {applicant['org_nr']}"),
        (_("Call"), application.call.title),
        (_("Amount sought"), kr(Decimal(frozen.values.get("amount", "0")))),
    ]


def _arrival(application: Application, frozen: Frozen, signed: list[Signature]) -> list[Block]:
    pairs = [
        (_("Registration number"), application.case_number),
        (_("Arrived"), arrived(application)),
        *_asked(application, frozen),
        (_("Signed by"), ", ".join(one.name for one in signed) or str(application.signed_by)),
        (_("Checksum (SHA-256)"), application.checksum),
    ]
    blocks: list[Block] = [KeyValues(pairs)]
    if application.on_behalf:
        blocks.append(Text(_("The application came on paper. The board has entered it here.")))
    if application.is_late:
        blocks.append(Text(_("The paper arrived after the call had closed.")))
    return blocks


def _sections(frozen: Frozen, certificates: list[dict[str, Any]]) -> list[Block]:
    """Every question that was asked, under its section, with its answer."""
    blocks: list[Block] = []
    for section, answered in frozen.sections:
        blocks.append(Heading(section.title))
        for one in answered:
            blocks += _answer(frozen, one, certificates)
    return blocks


def _answer(frozen: Frozen, one: Answered, certificates: list[dict[str, Any]]) -> list[Block]:
    kind, label = one.question.kind, one.question.label
    if kind == "budget":
        return _budget(frozen, label)
    if kind == "partners" and frozen.values.get("partners"):
        states = {state["org_nr"]: state for state in certificates}
        rows = [
            [row["name"], row["org_nr"], row["part"], certified(states.get(row["org_nr"], {}))]
            for row in frozen.values["partners"]
        ]
        head = [_("Name"), _("Organisation number"), _("Its part"), _("Certificate")]
        return [TableBlock(label, head, rows)]
    if one.rows:
        return [TableBlock(label, list(one.head), [list(row) for row in one.rows])]
    if kind == "file":
        names = [file["name"] for file in frozen.files_of(one.question.key)]
        return [Heading(label, 3), Text(", ".join(names) or "–")]
    return [Heading(label, 3), Text(one.text or "–")]


def budget_of(frozen: Frozen) -> dict[str, Any]:
    """The cost lines of a frozen budget, and what they come to for each who pays. SEK."""
    names = dict(frozen.offers.choices("categories"))
    lines = frozen.values.get("budget", [])
    payers = ("sought", "own", "other")
    rows = [
        {name: Decimal(row[name]) for name in payers}
        | {"what": _what(row), "category": str(names.get(row["category"], row["category"]))}
        | {"year": row["year"], "giver": row["giver"]}
        for row in lines
    ]
    return {"rows": rows} | {name: sum((row[name] for row in rows), Decimal(0)) for name in payers}


def _what(row: dict[str, Any]) -> str:
    pay = row.get("monthly_pay")
    return (
        f"{row['description']} ({_('%s a month') % kr(Decimal(pay))})"
        if pay
        else row["description"]
    )


def _budget(frozen: Frozen, label: str) -> list[Block]:
    """The cost lines with who pays for them, and the sums. SEK."""
    budget = budget_of(frozen)
    if not budget["rows"]:
        return [Heading(label, 3), Text("–")]
    rows = [
        [
            *(line["category"], line["what"], str(line["year"])),
            *(kr(line["sought"]), kr(line["own"])),
            f"{kr(line['other'])} {line['giver']}".strip(),
        ]
        for line in budget["rows"]
    ]
    head = [
        *(_("Category"), _("What it is for"), _("Year")),
        *(_("From this grant"), _("Own money"), _("Other public money")),
    ]
    total = [_("Sum"), "", "", *(kr(budget[name]) for name in ("sought", "own", "other"))]
    return [TableBlock(label, head, [*rows, total], numeric_columns=(3, 4, 5), total=True)]


def _profile(frozen: Frozen) -> list[Block]:
    """What the application leans on of what the organisation keeps in Bifall."""
    pairs: list[tuple[str, Any]] = [
        (_("Kind of organisation"), frozen.kind),
        (_("Municipality"), frozen.municipality),
    ]
    if frozen.active_since:
        pairs.append((_("Active in Sweden since"), day(frozen.active_since)))
    blocks: list[Block] = [Heading(_("The applicant")), KeyValues(pairs)]
    if frozen.papers:
        head = [_("Paper"), _("File"), _("Checksum (SHA-256)")]
        rows = [list(row) for row in frozen.papers]
        blocks.append(TableBlock(_("Papers of the organisation"), head, rows))
    if frozen.statements:
        head = [_("Statement"), _("Answer"), _("Stated by"), _("Stated at")]
        rows = [
            [
                *(one["text"], _("Yes") if one["holds"] else _("No")),
                *(one["said_by"], to_the_second(one["said_at"])),
            ]
            for one in frozen.statements
        ]
        blocks.append(TableBlock(_("What the organisation has stated"), head, rows))
    return blocks


def _attachments(frozen: Frozen) -> list[Block]:
    if not frozen.attachments:
        return []
    version = frozen.form.read
    rows = [
        [
            file["name"],
            version.question(file["question"]).label if file["question"] in version else "–",
            file["sha256"],
        ]
        for file in frozen.attachments
    ]
    head = [_("File"), _("Answers"), _("Checksum (SHA-256)")]
    return [Heading(_("Attachments")), TableBlock(_("Files that came with it"), head, rows)]


def _signatures(signed: list[Signature]) -> list[Block]:
    blocks: list[Block] = [Heading(_("Signatures"))]
    for one in signed:
        pairs: list[tuple[str, Any]] = [
            (_("Name"), one.name),
            (_("Capacity"), str(one.get_capacity_display())),
            (_("Time"), to_the_second(one.signed_at)),
            (_("Declaration"), one.declaration),
        ]
        if one.mandate is not None:
            file = one.mandate.attachment
            pairs.append((_("Power of attorney"), f"{file.name}, SHA-256 {file.sha256}"))
        blocks.append(Together([KeyValues(pairs)]))
    return blocks


def _proof(application: Application) -> list[Block]:
    """How anybody can check that the checksum is that of the text that was signed."""
    name = file_name(application, "json")
    return [
        Heading(_("How to check this receipt")),
        Text(
            _(
                "Fetch the signed text from the page of the receipt. It holds every answer and the "
                "checksum of every file. Its own SHA-256 is the checksum in this receipt: nobody "
                "can change a sign in it without that being seen."
            )
        ),
        KeyValues(
            [
                (_("The file"), name),
                (_("On Linux and macOS"), f"sha256sum {name}"),
                (_("On Windows"), f"certutil -hashfile {name} SHA256"),
                (_("It shall give"), application.checksum),
            ]
        ),
    ]
