"""Weighing: what the scores of a call say of its assessors, its cases and its line, for one reader.

Made of the assessments that the reader may see and of nothing else: who has a conflict of interest
in a case gets the figures that there would be without it, and nobody is told how her fellows scored
a case that she has still to score. The figures are kept for as long as nothing they are made of has
changed, so a page seldom computes them; those of a large call are made by a job.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from applications.models import Application
from decisions import calibration as figures
from decisions.calibration import (
    Adjusted,
    Agreement,
    Calibration,
    CaseSpread,
    Chance,
    Rating,
    Scale,
)
from decisions.models.assessment import Assessment, Score
from decisions.models.ranking import Ranking, amounts_by_place, ranking
from grants.models import Call

AT_ONCE = 300  # cases that a page weighs while its reader waits
ENOUGH = 3  # cases that two have read, before any figure is shown
DRAWS, FEWER_DRAWS, MANY = 1000, 300, 2000  # the second when there are more cases than MANY
KEPT_FOR = 7 * 24 * 3600  # seconds


@dataclass(frozen=True)
class Weighing:
    """The figures, by primary keys: cases are applications. `shared` cases have two readers."""

    shared: int
    agreement: list[Agreement]
    calibration: Calibration
    spread: list[CaseSpread]
    adjusted: dict[Any, Adjusted]
    chances: dict[Any, Chance]

    @property
    def is_enough(self) -> bool:
        return self.shared >= ENOUGH


def scores_seen(call: Call, user: Any) -> Any:
    """The points handed in, in the cases that count, as far as the reader may see them."""
    cases = Application.objects.visible_to(user).without_interest_of(user).filter(call=call)
    seen = Assessment.objects.visible_to(user).finished().filter(application__in=cases.counted())
    return Score.objects.filter(assessment__in=seen, value__isnull=False)


def weighing(call: Call, user: Any, lines: Ranking | None = None) -> Weighing | None:
    """What is known; None when it must be computed by a job first (see `weigh`).

    `lines` is the reader's ranking, if the page has asked for it already.
    """
    lines = lines or ranking(call, user, per_page=0)
    found: Weighing | None = cache.get(_key(call, user, lines))
    if found is None and lines.count <= AT_ONCE:
        found = weigh(call, user)
    return found


def weigh(call: Call, user: Any) -> Weighing:
    """Compute the figures and keep them."""
    lines, amounts = amounts_by_place(call, user)
    rows = scores_seen(call, user).order_by("assessment", "criterion")
    ratings = [
        Rating(*row)
        for row in rows.values_list(
            "assessment__application", "assessment__assessor", "criterion", "value"
        )
    ]
    scales = {one.pk: Scale(one.scale, one.weight) for one in call.criteria.all()}
    fit = figures.severity(ratings, scales)
    fund = figures.down_the_list(amounts, call.frame.amount)
    totals = figures.totals(ratings, scales)
    draws = DRAWS if len(amounts) <= MANY else FEWER_DRAWS
    drawn = figures.chances(totals, list(amounts), fund, draws=draws) if amounts else None
    spread = figures.spread(ratings, scales)
    found = Weighing(
        shared=sum(len(one.total.values) > 1 for one in spread),
        agreement=figures.agreement(ratings),
        calibration=fit,
        spread=spread,
        adjusted={one.case: one for one in fit.cases},
        chances={one.case: one for one in drawn or ()},
    )
    cache.set(_key(call, user, lines), found, KEPT_FOR)
    return found


def _key(call: Call, user: Any, lines: Ranking) -> str:
    """The name under which the figures are kept: another as soon as anything they build on is."""
    parts = (call.pk, user.pk, call.frame.amount, lines.digest)
    return "weighing-" + hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()
