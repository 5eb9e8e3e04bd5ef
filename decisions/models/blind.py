"""The blind phase: an application as its assessor reads it before she may know who applies.

What names somebody is taken away (applicant, partners, contact, files), and what names somebody in
the texts is masked (`decisions.masking`). Case numbers are not shown either: the board's register
is public. See docs/decisions/0023-blind.md.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.models.answers import Answered, read_out
from decisions import masking
from grants.models import County, Municipality

# What stands in the place of a name. In brackets, so that it is seen also in plain text.
CALLED = {
    masking.APPLICANT: _("the applicant"),
    masking.PARTNER: _("a partner"),
    masking.PERSON: _("a person"),
    masking.ADDRESS: _("an address"),
    masking.TELEPHONE: _("a telephone number"),
    masking.NUMBER: _("an organisation number"),
    masking.WORD: _("masked"),
}
# Questions whose answer is a name or an address are left out whole, and so is the section that asks
# for a contact person: whoever is named there is no part of what is judged.
NAMING = ("_name", "_email", "_phone")
NAMES = (
    *("organisation__memberships__user", "partners__certificates", "signatures__user"),
    *("mandates__user", "masked_words"),
)


def called(kind: str) -> str:
    """What is written instead of a name of the kind."""
    return f"[{CALLED[kind]}]"


def masks_of(applications: Iterable[Application]) -> dict[int, masking.Mask]:
    """The mask of each application, by its key. The same number of queries however many."""
    rows = list(applications)
    if not rows:
        return {}
    prefetch_related_objects(rows, *NAMES)
    places = [*Municipality.objects.values_list("name", flat=True)]
    places += [*County.objects.values_list("name_sv", flat=True)]
    return {row.pk: _mask_of(row, places) for row in rows}


def _mask_of(application: Any, places: list[str]) -> masking.Mask:
    applicant, partners = application.organisation, list(application.partners.all())
    people = [application.contact_name]
    said = application.answers.items()
    people += [text for key, text in said if key.endswith("_name") and isinstance(text, str)]
    people += [member.user.name for member in applicant.memberships.all()]
    people += [one.user.name for one in application.signatures.all()]
    people += [one.user.name for one in application.mandates.all()]
    people += [one.name for partner in partners for one in partner.certificates.all()]
    kept = getattr(application, "masked_words", None)
    return masking.Mask(
        applicant=[applicant.name],
        partners=[partner.name for partner in partners],
        people=[name for name in people if name],
        more=kept.words.splitlines() if kept else (),
        places=places,
    )


@dataclass(frozen=True)
class Masked:
    """An application to be read without names: its title, and its answers by section."""

    title: str
    sections: list[tuple[Any, list[Answered]]]
    partners: list[str]
    files: int
    lines: list[Any]


def read_masked(application: Any) -> Masked:
    """The application as its assessor reads it in the blind phase, with the parts of its budget."""
    mask = masks_of([application])[application.pk]

    def hidden(text: str) -> str:
        return mask.words(text, called)

    sections = [
        (section, [_without_names(one, hidden) for one in answered if not _names(one.question)])
        for section, answered in read_out(application)
        if not any(one.question.key == "contact_name" for one in answered)
    ]
    lines = list(application.cost_lines.all())
    for line in lines:
        line.description, line.giver = hidden(line.description), hidden(line.giver)
    return Masked(
        title=hidden(application.title),
        sections=[(section, answered) for section, answered in sections if answered],
        partners=[hidden(partner.part) for partner in application.partners.all()],
        files=len(application.attachments.all()),
        lines=lines,
    )


def _names(question: Any) -> bool:
    """Whether the answer to the question is a name or an address."""
    return question.kind == "email" or question.key.endswith(NAMING)


def _without_names(one: Answered, hidden: Any) -> Answered:
    rows = tuple(tuple(hidden(cell) for cell in row) for row in one.rows)
    return replace(one, text=hidden(one.text), rows=rows)


def marked_parts(text: str) -> list[tuple[str, bool]]:
    """A masked text in parts, each with whether it stands in the place of a name."""
    words = "|".join(re.escape(called(kind)) for kind in CALLED)
    parts = re.split(f"({words})", text)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]
