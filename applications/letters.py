"""What the letters of this floor say: the receipt, with the whole application."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application
from grants import clock, paper
from grants.paper import Block, Bullets, Heading, KeyValues, TableBlock, Text
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
        body=[*_arrival(application), *_texts(application), *_money(application)],
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


def _texts(application: Application) -> list[Block]:
    """The answers, each under its question."""
    named = {f.name: str(f.verbose_name) for f in application._meta.concrete_fields}
    answers = [
        (named[name][:1].upper() + named[name][1:], getattr(application, name) or "–")
        for name in ("summary", "need", "aims", "target_group", "activities", "follow_up")
    ]
    blocks: list[Block] = [Heading(_("The application"))]
    for label, text in answers:
        blocks += [Heading(label, 3), Text(text)]
    for label, rows in (
        (_("Purposes"), application.purposes.all()),
        (_("Priorities"), application.priorities.all()),
        (_("Municipalities"), application.municipalities.all()),
    ):
        names = [str(row) for row in rows]
        if names:
            blocks += [Heading(label, 3), Bullets(names)]
    return [*blocks, _facts(application)]


def _facts(application: Application) -> Block:
    period = f"{day(application.period_from)} – {day(application.period_to)}"
    contact = [application.contact_name, application.contact_email, application.contact_phone]
    people = _("%(women)s women, %(men)s men") % {
        "women": application.women,
        "men": application.men,
    }
    pairs = [
        (_("Expected participants"), people),
        (_("Period"), period),
        (_("Contact person"), ", ".join(word for word in contact if word)),
    ]
    if application.earmark:
        pairs.append((_("Earmarked money"), application.earmark.name))
    return KeyValues(pairs)


def _money(application: Application) -> list[Block]:
    lines = application.cost_lines.all()
    rows = [
        [str(r.get_category_display()), r.description, str(r.year), kr(r.amount)] for r in lines
    ]
    blocks: list[Block] = [
        Heading(_("Costs and money")),
        TableBlock(
            _("Costs"),
            [_("Category"), _("What it is for"), _("Year"), _("Amount")],
            [*rows, [_("Sum"), "", "", kr(application.costs)]],
            numeric_columns=(3,),
            total=True,
        ),
        KeyValues(
            [
                (_("Amount sought"), kr(application.amount)),
                (_("Own money"), kr(application.own_funding)),
                (_("Other public money"), kr(application.other_funding)),
            ]
        ),
    ]
    return [*blocks, *_lists(application)]


def _lists(application: Application) -> list[Block]:
    """The partners, and the files that came with the application: not those of later answers."""
    blocks: list[Block] = []
    if partners := [[p.name, p.org_nr, p.part] for p in application.partners.all()]:
        head = [_("Name"), _("Organisation number"), _("Part in the activity")]
        blocks.append(TableBlock(_("Partners"), head, partners))
    sent_along = application.attachments.filter(uploaded_at__lte=application.submitted_at)
    if attached := [[a.name, a.sha256] for a in sent_along]:
        blocks.append(TableBlock(_("Attachments"), [_("File"), _("Checksum (SHA-256)")], attached))
    return blocks
