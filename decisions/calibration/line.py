"""The line: each case's chance of being funded, had other assessors read it."""

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decisions.calibration.ratings import Key, Totals
from decisions.calibration.severity import fitted

BAND = (0.1, 0.9)  # chances of being funded between which the meeting should talk


@dataclass(frozen=True)
class Chance:
    """How often a case is funded when its readers are drawn anew; None when it has no score.

    `place` is where the ranking has it (from 1); nine draws of ten put it from `best` to `worst`.
    """

    case: Key
    score: float | None
    chance: float | None
    place: int | None = None
    best: int | None = None
    worst: int | None = None

    @property
    def in_the_band(self) -> bool:
        """Whether the meeting should talk about it: neither safely in nor safely out."""
        return self.chance is not None and BAND[0] <= self.chance <= BAND[1]


FundingRule = Callable[[Sequence[Any]], Iterable[Any]]


def down_the_list(amounts: Mapping[Any, Decimal], frame: Decimal) -> FundingRule:
    """Fund from the top until the first that the frame (SEK) cannot hold, as the ranking does."""

    def fund(ranking: Sequence[Any]) -> list[Any]:
        left, funded = frame, []
        for case in ranking:
            left -= amounts[case]
            if left < 0:
                break
            funded.append(case)
        return funded

    return fund


def chances(
    scores: Totals, order: Collection[Key], fund: FundingRule, *, draws: int = 1000, seed: int = 1
) -> list[Chance] | None:
    """Each case's chance of being funded, in the order given. None when no case has two readers.

    In every draw each assessor is as strict as one drawn from all, and each score is off by what
    another one was; the mean of a case moves by what its own readers then make of it. `order` holds
    every case and settles equal scores; `fund` picks from a ranking, best first. The same seed
    gives the same answer.
    """
    import numpy as np

    fit = fitted(scores)
    if fit is None:
        return None
    by_case: dict[Key, list[tuple[Key, float]]] = defaultdict(list)
    for (case, assessor), score in scores.items():
        by_case[case].append((assessor, score))
    ranked = [case for case in order if case in by_case]
    if not ranked:
        return [Chance(case, None, None) for case in order]
    people = {assessor: n for n, assessor in enumerate({assessor: 0 for _c, assessor in scores})}
    means = np.array([statistics.fmean(score for _a, score in by_case[c]) for c in ranked])
    counts = np.array([len(by_case[case]) for case in ranked])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    who = np.array([people[assessor] for case in ranked for assessor, _score in by_case[case]])
    strict = np.array(_at_size(list(fit.severity.values()), fit.between))
    off = np.array(_at_size(fit.left, fit.within))
    dice = np.random.default_rng(seed)
    funded: Counter[Key] = Counter()
    places = np.empty((draws, len(ranked)), dtype=np.int32)
    for draw in range(draws):
        # Scores that differ in the last bit only are equal, as they are on the page.
        moved = dice.choice(off, len(who)) - dice.choice(strict, len(people))[who]
        drawn = (means + np.add.reduceat(moved, starts) / counts).round(9)
        best_first = np.argsort(-drawn, kind="stable")
        places[draw, best_first] = np.arange(1, len(ranked) + 1)
        funded.update(fund([ranked[number] for number in best_first]))
    standing = np.empty(len(ranked), dtype=int)
    standing[np.argsort(-means.round(9), kind="stable")] = np.arange(1, len(ranked) + 1)
    best, worst = np.quantile(places, [0.05, 0.95], axis=0, method="inverted_cdf")
    found = {
        case: Chance(
            case,
            float(means[n]),
            funded[case] / draws,
            int(standing[n]),
            int(best[n]),
            int(worst[n]),
        )
        for n, case in enumerate(ranked)
    }
    return [found.get(case, Chance(case, None, None)) for case in order]


def _at_size(values: list[float], size: float) -> list[float]:
    """The values, centred and stretched to the standard deviation `size`.

    Estimates lie closer together than the truth does, because fitting has pulled at them.
    """
    middle = statistics.fmean(values)
    length = math.sqrt(statistics.fmean((value - middle) ** 2 for value in values))
    stretch = size / length if length > 1e-6 else 0.0
    return [(value - middle) * stretch for value in values]
