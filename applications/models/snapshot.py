"""What the applicant says, frozen: the text that is signed, kept and summed, and read back from it.

A receipt shows what was submitted, whatever has become of the application since: it is made from
the frozen text and the version of the form that it answers, never from the living rows.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from applications.models.answers import Answered, read_version, values_of
from applications.models.certificate import Certificate
from applications.models.parts import MANDATE
from grants import clock, questions
from grants.models import (
    ApplicantType,
    CostCategory,
    Earmark,
    Municipality,
    OrganisationPaper,
    Questionnaire,
)
from grants.models.offers import pairs

# The sets and rows in it. What is missing is found in them too, so they are read once for both.
SIGNED = ("purposes", "priorities", "municipalities", "cost_lines", "partners", "attachments")


def snapshot(application: Any) -> str:
    """All of the application as JSON in a fixed order: the same content gives the same text.

    With what it leans on in the organisation's profile. A power of attorney is no part of it: the
    second signatory may need one after the first has signed.
    """
    received = application.received_at if application.on_behalf else None
    said: dict[str, Any] = {
        "call": application.call_id,
        "form": [application.questionnaire_id, application.questionnaire.version],
        "organisation": _profile(application.organisation),
        "paper_arrived": received.astimezone(clock.UTC).isoformat() if received else None,
        "values": values_of(application),
        "attachments": [
            [file.name, file.size, file.sha256, file.question]
            for file in application.attachments.all()
            if file.question != MANDATE
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1)


def checksum_of(text: str) -> str:
    """SHA-256 of the frozen text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _profile(applicant: Any) -> dict[str, Any]:
    """Who applies, with its papers and what it has stated, as they stand now."""
    since = applicant.active_since
    return {
        "org_nr": applicant.org_nr,
        "name": applicant.name,
        "kind": applicant.applicant_type_id,
        "municipality": applicant.municipality_id,
        "address": applicant.address,
        "active_since": since.isoformat() if since else None,
        "papers": [
            [paper.kind, paper.year, paper.name, paper.sha256] for paper in applicant.papers_now()
        ],
        "statements": [
            {
                "key": key,
                "text": one.text,
                "holds": one.holds,
                "said_by": str(one.said_by),
                "said_at": one.said_at.isoformat(),
            }
            for key, one in sorted(applicant.statements_now().items())
        ],
    }


def certificates_now(application: Any) -> list[dict[str, Any]]:
    """What each partner has certified so far, as it stands: kept beside the text at submission.

    It is the partner's own word and no part of what the applicant signs.
    """
    partners = list(application.partners.all())
    if not partners:
        return []
    rows = Certificate.objects.filter(partner__in=partners).select_related("partner")
    last = {row.partner_id: row for row in rows.order_by("pk")}
    return [_certified(partner, last.get(partner.pk)) for partner in partners]


def _certified(partner: Any, one: Certificate | None) -> dict[str, Any]:
    state = "missing" if one is None else str(one.state)
    if one is not None and state == "signed" and not one.covers:
        state = "changed"
    said: dict[str, Any] = {"org_nr": partner.org_nr, "state": state}
    if one is not None and one.answered_at:
        said |= {"name": one.name, "position": one.position}
        said["at"] = one.answered_at.isoformat()
    return said


@dataclass(frozen=True)
class Frozen:
    """A frozen application, to be read: who, what, with which files, papers and statements."""

    form: Questionnaire
    organisation: dict[str, Any]
    kind: str
    municipality: str
    values: dict[str, Any]
    offers: questions.Offers
    attachments: list[dict[str, Any]]
    papers: list[tuple[str, str, str]]
    statements: list[dict[str, Any]]
    paper_arrived: datetime | None

    @property
    def sections(self) -> list[tuple[questions.Section, list[Answered]]]:
        """Each question that is asked, with its answer, by section."""
        return read_version(self.form.read, self.values, self.offers)

    @property
    def active_since(self) -> date | None:
        since = self.organisation.get("active_since")
        return date.fromisoformat(since) if since else None

    def files_of(self, question: str) -> list[dict[str, Any]]:
        """The files that answer a question (empty: those only sent along)."""
        return [file for file in self.attachments if file["question"] == question]


def read_back(application: Any, text: str) -> Frozen:
    """The frozen text, with its answers readable in the reader's language.

    The words of the questions are those of the version it answers, which never changes; names of
    purposes, places and categories are looked up by their keys.
    """
    said = json.loads(text)
    form = Questionnaire.objects.select_related("call").get(pk=said["form"][0])
    profile, values = said["organisation"], said["values"]
    kind = ApplicantType.objects.filter(pk=profile["kind"]).first()
    home = Municipality.objects.filter(pk=profile["municipality"]).first()
    kinds = dict(OrganisationPaper.Kind.choices)
    arrived = said["paper_arrived"]
    return Frozen(
        form=form,
        organisation=profile,
        kind=str(kind or profile["kind"]),
        municipality=str(home or profile["municipality"]),
        values=values,
        offers=_offers(application, values),
        attachments=[
            dict(zip(("name", "size", "sha256", "question"), row, strict=True))
            for row in said["attachments"]
        ],
        papers=[
            (f"{kinds.get(key, key)} {year}", name, sha256)
            for key, year, name, sha256 in profile["papers"]
        ],
        statements=[
            one | {"said_at": datetime.fromisoformat(one["said_at"])}
            for one in profile["statements"]
        ],
        paper_arrived=datetime.fromisoformat(arrived) if arrived else None,
    )


def _offers(application: Any, values: dict[str, Any]) -> questions.Offers:
    """What the frozen answers have chosen, with names."""
    call = application.call
    purposes = call.terms.purposes.filter(key__in=values.get("purposes", []))
    priorities = call.priorities.filter(pk__in=values.get("priorities", []))
    places = Municipality.objects.filter(code__in=values.get("municipalities", []))
    marks = Earmark.objects.filter(frame=call.frame_id, key=values.get("earmark", ""))
    keys = {row["category"] for row in values.get("budget", [])}
    categories = CostCategory.objects.filter(fund=call.fund_id, key__in=keys)
    return questions.Offers(
        purposes=pairs(purposes, "key"),
        priorities=pairs(priorities, "pk"),
        municipalities=pairs(places, "code"),
        earmarks=pairs(marks, "key"),
        categories=pairs(categories, "key"),
    )
