"""What the letters of this floor say: the receipt, with the whole application."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application
from applications.models.answers import Answered, read_out
from grants import clock, paper
from grants.paper import Block, Heading, KeyValues, TableBlock, Text
from grants.templatetags.bifall import day, kr


def receipt(application: Application) -> bytes:
    """The receipt of a submitted application as PDF: when it arrived, and all that it says.

    In the language of the reader. The same application gives the same bytes.
    """
    english = (get_language() or "sv").startswith("en")
    board, organisation = application.county, application.organisation
    return paper.letter(
        title=_("Receipt: your application has arrived"),
        sender=board.board_name,
        reference_lines=[
            (_("Date"), day(application.submitted_at)),
            (_("Registration number"), application.case_number),
        ],
        recipient_lines=[organisation.name, *organisation.address.splitlines()],
        body=[*_arrival(application), *_sections(application), *_lists(application)],
        created=application.submitted_at or clock.now(),
        subject=application.title,
        lang="en-GB" if english else "sv-SE",
    )


def arrived(application: Application) -> str:
    """The moment of arrival to the second, in Swedish time."""
    moment = application.submitted_at
    return f"{moment.astimezone(clock.SWEDEN):%Y-%m-%d %H:%M:%S}" if moment else ""


def _arrival(application: Application) -> list[Block]:
    return [
        KeyValues(
            [
                (_("Activity"), application.title),
                (_("Applicant"), f"{application.organisation} {application.organisation.org_nr}"),
                (_("Call"), application.call.title),
                (_("Arrived"), arrived(application)),
                (_("Signed by"), str(application.signed_by)),
                (_("Amount sought"), kr(application.amount)),
                (_("Checksum (SHA-256)"), application.checksum),
            ]
        ),
        Text(_("The checksum proves what was sent. Keep this receipt.")),
    ]


def _sections(application: Application) -> list[Block]:
    """Every question that was asked, under its section, with its answer."""
    blocks: list[Block] = []
    for section, answered in read_out(application):
        blocks.append(Heading(section.title))
        for one in answered:
            blocks += _answer(application, one)
    return blocks


def _answer(application: Application, one: Answered) -> list[Block]:
    if one.question.kind == "budget":
        return _budget(application)
    if one.question.kind == "partners":
        head = [_("Name"), _("Organisation number"), _("Part in the activity")]
        rows = [[p.name, p.org_nr, p.part] for p in application.partners.all()]
        return [TableBlock(one.question.label, head, rows)] if rows else []
    if one.rows:
        return [TableBlock(one.question.label, list(one.head), [list(row) for row in one.rows])]
    if one.question.kind == "file":
        names = [f.name for f in application.attachments.all() if f.question == one.question.key]
        return [Heading(one.question.label, 3), Text(", ".join(names) or "–")]
    return [Heading(one.question.label, 3), Text(one.text or "–")]


def _budget(application: Application) -> list[Block]:
    """The cost lines with who pays for them, and the sums. SEK."""
    rows = [
        [
            *(str(line.category), line.description, str(line.year)),
            *(kr(line.sought), kr(line.own), f"{kr(line.other)} {line.giver}".strip()),
        ]
        for line in application.cost_lines.all()
    ]
    sought = sum((line.sought for line in application.cost_lines.all()), Decimal(0))
    total = [kr(sought), kr(application.own_funding), kr(application.other_funding)]
    head = [
        *(_("Category"), _("What it is for"), _("Year")),
        *(_("From this grant"), _("Own money"), _("Other public money")),
    ]
    return [
        TableBlock(
            _("Costs"),
            head,
            [*rows, [_("Sum"), "", "", *total]],
            numeric_columns=(3, 4, 5),
            total=True,
        )
    ]


def _lists(application: Application) -> list[Block]:
    """The files that came with the application: not those of later answers."""
    blocks: list[Block] = []
    sent_along = application.attachments.filter(uploaded_at__lte=application.submitted_at)
    if attached := [[a.name, a.sha256] for a in sent_along]:
        blocks.append(TableBlock(_("Attachments"), [_("File"), _("Checksum (SHA-256)")], attached))
    return blocks
