"""Agreement per criterion: Krippendorff's alpha, and what its size is taken to mean."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from decisions.calibration.ratings import Key, Rating

RELIABLE, TENTATIVE = 0.8, 0.667  # Krippendorff's conventional bounds; not a law of nature


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha of one criterion, over `cases` that two or more have scored.

    1 is full agreement, 0 what chance would give, below 0 is worse than chance. None when it
    cannot be computed: no case has two scores, or all scores are the same.
    """

    criterion: Key
    alpha: float | None
    cases: int
    ratings: int

    @property
    def words(self) -> str:
        """What the figure is taken to mean, said as the convention that it is."""
        if not self.cases:
            return _("No case has been scored by two assessors.")
        if self.alpha is None:
            return _("All scores are the same, so agreement cannot be told from habit.")
        if self.alpha >= RELIABLE:
            return _("High: by convention, agreement of 0.8 or more can be relied on.")
        if self.alpha >= TENTATIVE:
            return _("Fair: by convention, 0.667 to 0.8 carries tentative conclusions only.")
        if self.alpha > 0:
            return _("Low: by convention, less than 0.667 is too little to rely on.")
        return _("None: the assessors agree no more than chance would give.")


def agreement(ratings: Iterable[Rating], metric: str = "ordinal") -> list[Agreement]:
    """Krippendorff's alpha per criterion, in the order in which the criteria appear."""
    units: dict[Key, dict[Key, list[float]]] = defaultdict(lambda: defaultdict(list))
    for rating in ratings:
        units[rating.criterion][rating.case].append(rating.value)
    answers = []
    for criterion, cases in units.items():
        shared = [values for values in cases.values() if len(values) > 1]
        figure = alpha(shared, metric)
        answers.append(Agreement(criterion, figure, len(shared), sum(map(len, shared))))
    return answers


def alpha(units: Iterable[Sequence[float]], metric: str = "ordinal") -> float | None:
    """Krippendorff's alpha of the values that each unit was given; those with one do not count.

    `metric` is nominal, ordinal or interval (Krippendorff 2011). None where nothing can be paired
    or nothing varies. Raises ValueError for another metric.
    """
    coincidences: dict[tuple[float, float], float] = defaultdict(float)
    for values in units:
        if len(values) < 2:
            continue
        counts = Counter(values)
        for one, other in combinations(sorted(counts), 2):
            # Each pair of values counts 1 / (m - 1), so that every value of the unit counts once.
            coincidences[one, other] += counts[one] * counts[other] / (len(values) - 1)
        for one, count in counts.items():
            coincidences[one, one] += count * (count - 1) / (len(values) - 1)
    totals: dict[float, float] = defaultdict(float)
    for (one, other), weight in coincidences.items():
        totals[one] += weight
        if other != one:
            totals[other] += weight
    distance = _distance(metric, totals)
    pairs = list(combinations(sorted(totals), 2))
    observed = sum(coincidences[pair] * distance(*pair) for pair in pairs)
    expected = sum(totals[one] * totals[other] * distance(one, other) for one, other in pairs)
    if not expected:
        return None
    return 1 - (sum(totals.values()) - 1) * observed / expected


def _distance(metric: str, totals: Mapping[float, float]) -> Callable[[float, float], float]:
    """How far two values lie from each other, squared, by the metric."""
    if metric == "nominal":
        return lambda one, other: 1.0
    if metric == "interval":
        return lambda one, other: (one - other) ** 2
    if metric != "ordinal":
        raise ValueError(f"{metric} is no metric of agreement")
    # Ordinal: how many ratings lie between the two, half of those at either end included.
    middle: dict[float, float] = {}
    passed = 0.0
    for value in sorted(totals):
        middle[value] = passed + totals[value] / 2
        passed += totals[value]
    return lambda one, other: (middle[one] - middle[other]) ** 2
