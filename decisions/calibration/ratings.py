"""What the calibration is made of: ratings, the scales they are given on, and totals."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Key = Any  # hashable: a case, an assessor or a criterion: whatever the caller calls it
Totals = Mapping[tuple[Key, Key], float]  # (case, assessor) -> per cent of the highest possible


@dataclass(frozen=True)
class Rating:
    """The points one assessor gave one case on one criterion. "Cannot judge" is no rating."""

    case: Key
    assessor: Key
    criterion: Key
    value: float


@dataclass(frozen=True)
class Scale:
    """A criterion's highest score (the lowest is 0) and its weight."""

    top: float
    weight: float = 1.0


def totals(ratings: Iterable[Rating], scales: Mapping[Key, Scale]) -> dict[tuple[Key, Key], float]:
    """What each assessor gave each case: the weighted mean of what was judged, per cent."""
    gained: dict[tuple[Key, Key], float] = defaultdict(float)
    weights: dict[tuple[Key, Key], float] = defaultdict(float)
    for rating in ratings:
        scale = scales[rating.criterion]
        gained[rating.case, rating.assessor] += scale.weight * rating.value / scale.top
        weights[rating.case, rating.assessor] += scale.weight
    return {pair: 100 * points / weights[pair] for pair, points in gained.items()}
