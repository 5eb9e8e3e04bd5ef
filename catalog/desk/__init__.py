"""What waits for a person, from all floors: sections of a few rows, the oldest day first.

Every queryset starts with `visible_to(user)`. A section costs one query, however many rows wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from applications.models import Application, Oversubscription
from catalog.desk.applicant import as_member
from catalog.desk.board import as_assessor, as_officer
from catalog.desk.deciding import as_auditor, as_decider, as_finance
from catalog.desk.rows import Row, Section
from grants.models import Call, County

__all__ = ["Pressure", "Row", "Section", "pressure", "waiting"]


@dataclass(frozen=True)
class Pressure:
    """Money sought over money available in a county's calls that are being handled."""

    county: County
    figures: Oversubscription


def waiting(user: Any) -> list[Section]:
    """All that waits for the user in any of her roles: the oldest first, empty sections last."""
    sections = [*as_member(user), *as_officer(user), *as_assessor(user)]
    sections += [*as_decider(user), *as_finance(user), *as_auditor(user)]
    return sorted(sections, key=lambda s: (not s.rows, s.news, min(_days(s), default=date.max)))


def pressure(user: Any) -> list[Pressure]:
    """Per county, the over-subscription of the published calls, for the national coordinator."""
    if not user.holds("coordinator", None):
        return []
    calls = Call.objects.visible_to(user).filter(state=Call.State.PUBLISHED)
    counties = County.objects.in_bulk()
    sought = Application.objects.oversubscription(calls, by="county", unseen_by=user)
    lines = [Pressure(counties[figures.key], figures) for figures in sought]
    return sorted(lines, key=lambda line: -(line.figures.ratio or 0))


def _days(section: Section) -> Iterable[date]:
    return (row.when for row in section.rows if row.when)
