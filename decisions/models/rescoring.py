"""Scores that were given anew: what was, what is, and when; read from the row history."""

from dataclasses import dataclass
from datetime import datetime

from decisions.models.assessment import Assessment, Score
from grants.models import Criterion


@dataclass(frozen=True)
class Given:
    """Points (None: could not be judged) and a reason, and when they were given."""

    value: int | None
    reason: str
    at: datetime


@dataclass(frozen=True)
class Rescored:
    """A criterion that was scored anew: all that was given for it, the first on top."""

    criterion: Criterion
    given: list[Given]


def changes_of(assessment: Assessment) -> list[Rescored]:
    """The criteria whose points or reason were changed after they had been handed in. One query."""
    kind = Score.pgh_event_model  # type: ignore[attr-defined]  # made by pghistory
    rows = kind.objects.filter(assessment_id=assessment.pk).order_by("pgh_id")
    criteria = {score.criterion_id: score.criterion for score in assessment.scores.all()}
    found: dict[int, list[Given]] = {}
    for row in rows:
        found.setdefault(row.criterion_id, []).append(Given(row.value, row.reason, row.at))
    return [
        Rescored(criteria[key], given)
        for key, given in found.items()
        if len(given) > 1 and key in criteria
    ]
