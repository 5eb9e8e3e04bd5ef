"""Spread per case: how far apart its readers are, and which cases are worth talking about."""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import ngettext

from decisions.calibration.ratings import Key, Rating, Scale, totals

APART = 25.0  # totals this far apart (points of 100) are worth talking about
HALF_THE_SCALE = 0.5  # and so are two points on one criterion half its scale apart


@dataclass(frozen=True)
class Spread:
    """How far apart the readers of a case are: points for a criterion, per cent for the total."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return statistics.fmean(self.values)

    @property
    def range(self) -> float:
        return max(self.values) - min(self.values)

    @property
    def deviation(self) -> float | None:
        """Standard deviation (of a sample, n - 1); None with one reader."""
        return statistics.stdev(self.values) if len(self.values) > 1 else None


@dataclass(frozen=True)
class CaseSpread:
    """The spread of one case, and why the readers should talk about it, if they should."""

    case: Key
    total: Spread
    criteria: dict[Key, Spread]
    torn: list[Key] = field(default_factory=list)  # criteria with half the scale between two
    far_apart: bool = False

    @property
    def worth_talking_about(self) -> bool:
        return self.far_apart or bool(self.torn)

    @property
    def why(self) -> str:
        """One sentence for the meeting; empty when there is nothing to say."""
        if self.far_apart:
            points = round(self.total.range)
            text = ngettext(
                "The totals lie %(points)d point of 100 apart.",
                "The totals lie %(points)d points of 100 apart.",
                points,
            )
            return text % {"points": points}
        if self.torn:
            text = ngettext(
                "On %(count)d criterion, two readers are half the scale or more apart.",
                "On %(count)d criteria, two readers are half the scale or more apart.",
                len(self.torn),
            )
            return text % {"count": len(self.torn)}
        return ""


def spread(
    ratings: Iterable[Rating], scales: Mapping[Key, Scale], *, apart: float = APART
) -> list[CaseSpread]:
    """The spread of every case, widest total first, then as the cases appear.

    A case is worth talking about when its totals are `apart` or more (points of 100), or when two
    readers are half the scale, and at least two steps, apart on a criterion.
    """
    rated = list(ratings)
    by_case: dict[Key, list[float]] = defaultdict(list)
    for (case, _assessor), total in totals(rated, scales).items():
        by_case[case].append(total)
    by_criterion: dict[Key, dict[Key, list[float]]] = defaultdict(lambda: defaultdict(list))
    for rating in rated:
        by_criterion[rating.case][rating.criterion].append(rating.value)
    answers = []
    for case, values in by_case.items():
        criteria = {key: Spread(tuple(points)) for key, points in by_criterion[case].items()}
        torn = [
            key
            for key, points in criteria.items()
            if points.range >= max(2, HALF_THE_SCALE * scales[key].top)
        ]
        whole = Spread(tuple(values))
        answers.append(CaseSpread(case, whole, criteria, torn, whole.range >= apart))
    return sorted(answers, key=lambda answer: -answer.total.range)
