"""Severity of each assessor, with its uncertainty, and each case's score with and without it."""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from decisions.calibration.ratings import Key, Rating, Scale, Totals, totals

SIZES = 60  # sizes of the difference between assessors that are tried, see `fitted`


@dataclass(frozen=True)
class Severity:
    """How strict one assessor is beside those who read the same cases. Points of 100.

    `severity` above 0 is strict: lower scores than the others would give. It is shrunk towards 0
    by how little is known, `low` and `high` hold about 95 % and `error` is the standard error. All
    four are None for one who has no case in common with anybody. `apart` is the plain figure: how
    far the fellow readers' mean lies above the assessor's own, over the `shared` cases.
    """

    assessor: Key
    group: int
    cases: int
    shared: int
    apart: float | None
    severity: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def differs(self) -> bool:
        """Whether the difference is larger than chance alone would explain."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    @property
    def words(self) -> str:
        if self.severity is None:
            return _("Has no case in common with another assessor: cannot be compared.")
        if not self.differs:
            return _("Does not differ from the others by more than chance would explain.")
        points = round(abs(self.severity))
        if self.severity > 0:
            text = ngettext(
                "Strict: about %(points)d point of 100 below the others on the same cases.",
                "Strict: about %(points)d points of 100 below the others on the same cases.",
                points,
            )
        else:
            text = ngettext(
                "Mild: about %(points)d point of 100 above the others on the same cases.",
                "Mild: about %(points)d points of 100 above the others on the same cases.",
                points,
            )
        return text % {"points": points}


@dataclass(frozen=True)
class Adjusted:
    """A case's mean score, per cent, and beside it what the readers' severity would make of it.

    `adjusted` may be compared with that of cases in the same `group` only; it is None where the
    readers cannot be compared with anybody, and it may fall outside 0 to 100.
    """

    case: Key
    group: int
    readers: int
    raw: float
    adjusted: float | None


@dataclass(frozen=True)
class Calibration:
    """Assessors, cases, and the groups that share no case with each other.

    `between` is the standard deviation of severity, `within` that of what is left when case and
    severity are taken away, both points of 100; None when nobody shares a case.
    """

    assessors: list[Severity]
    cases: list[Adjusted]
    groups: int
    between: float | None
    within: float | None

    @property
    def connected(self) -> bool:
        return self.groups <= 1

    @property
    def words(self) -> str:
        """What limits the comparison; empty when nothing does."""
        if self.connected:
            return ""
        text = ngettext(
            "The assessments fall into %(count)d group with no case in common.",
            "The assessments fall into %(count)d groups with no case in common. Compare within a "
            "group only; a common case that all score would join them.",
            self.groups,
        )
        return text % {"count": self.groups}


def severity(ratings: Iterable[Rating], scales: Mapping[Key, Scale]) -> Calibration:
    """How strict each assessor is, and each case's score with and without it.

    The model is score = criterion + case - severity + chance, fitted to the totals in per cent:
    least squares over the cases, severity shrunk by empirical Bayes. For one criterion alone, give
    its ratings only.
    """
    rated = list(ratings)
    raw = totals(rated, scales)
    group_of_case, group_of_assessor, count = _groups(raw)
    fit = fitted(_without_criteria(rated, scales))
    readers: dict[Key, list[Key]] = defaultdict(list)
    read: dict[Key, list[Key]] = defaultdict(list)
    for case, assessor in raw:
        readers[case].append(assessor)
        read[assessor].append(case)
    assessors = []
    for assessor, cases in read.items():
        gaps = [
            statistics.fmean(raw[case, fellow] for fellow in readers[case] if fellow != assessor)
            - raw[case, assessor]
            for case in cases
            if len(readers[case]) > 1
        ]
        apart = statistics.fmean(gaps) if gaps else None
        figures = fit.interval(assessor) if fit else ()
        group = group_of_assessor[assessor]
        assessors.append(Severity(assessor, group, len(cases), len(gaps), apart, *figures))
    lines = []
    for case, people in readers.items():
        mean = statistics.fmean(raw[case, person] for person in people)
        known = [fit.severity[p] for p in people if p in fit.severity] if fit else []
        adjusted = mean + statistics.fmean(known) if known else None
        lines.append(Adjusted(case, group_of_case[case], len(people), mean, adjusted))
    sizes = (fit.between, fit.within) if fit else (None, None)
    return Calibration(assessors, lines, count, *sizes)


def _groups(pairs: Iterable[tuple[Key, Key]]) -> tuple[dict[Key, int], dict[Key, int], int]:
    """The group of each case and of each assessor, and how many groups there are, from 1."""
    cases: dict[Key, list[Key]] = defaultdict(list)
    assessors: dict[Key, list[Key]] = defaultdict(list)
    for case, assessor in pairs:
        cases[case].append(assessor)
        assessors[assessor].append(case)
    of_case: dict[Key, int] = {}
    of_assessor: dict[Key, int] = {}
    count = 0
    for start in cases:
        if start in of_case:
            continue
        count += 1
        of_case[start] = count
        waiting = [start]
        while waiting:
            for assessor in cases[waiting.pop()]:
                if assessor not in of_assessor:
                    of_assessor[assessor] = count
                    new = [case for case in assessors[assessor] if case not in of_case]
                    of_case.update(dict.fromkeys(new, count))
                    waiting += new
    return of_case, of_assessor, count


def _without_criteria(rated: list[Rating], scales: Mapping[Key, Scale]) -> Totals:
    """The totals, had every criterion been equally easy: whoever left a hard one out is not mild.

    Least squares of rating = total + criterion, where the total of each case and assessor is
    absorbed. When nobody left anything out, every total moves by the same.
    """
    import numpy as np

    place = {key: number for number, key in enumerate({r.criterion: 0 for r in rated})}
    pairs: dict[tuple[Key, Key], list[tuple[int, float, float]]] = defaultdict(list)
    for r in rated:
        scale = scales[r.criterion]
        row = (place[r.criterion], scale.weight, 100 * r.value / scale.top)
        pairs[r.case, r.assessor].append(row)
    matrix, right = np.zeros((len(place), len(place))), np.zeros(len(place))
    for rows in pairs.values():
        numbers, weights, values = (np.array(column) for column in zip(*rows, strict=True))
        share = weights / weights.sum()
        matrix[numbers, numbers] += weights
        matrix[np.ix_(numbers, numbers)] -= np.outer(weights, share)
        right[numbers] += weights * (values - share @ values)
    effect = np.linalg.lstsq(matrix, right, rcond=None)[0]
    return {
        pair: sum(w * (value - float(effect[number])) for number, w, value in rows)
        / sum(w for _number, w, _value in rows)
        for pair, rows in pairs.items()
    }


@dataclass(frozen=True)
class Fit:
    """Severity and its standard error of all who share a case, and the two sizes of chance."""

    severity: dict[Key, float]
    error: dict[Key, float]
    between: float
    within: float
    reach: float  # standard errors to either side that hold about 95 %
    left: list[float]  # what case and severity do not explain

    def interval(self, assessor: Key) -> tuple[float, float, float, float] | tuple[()]:
        if assessor not in self.severity:
            return ()
        middle, error = self.severity[assessor], self.error[assessor]
        return middle, error, middle - self.reach * error, middle + self.reach * error


def fitted(scores: Totals) -> Fit | None:
    """The additive model, fitted; None when no case has two readers.

    The size of severity relative to chance is not known either. With few assessors one best guess
    would often be nil, and claim certainty; so `SIZES` of them are tried, from none to very large
    (half-Cauchy), and their answers weighed by how well they explain the scores.
    """
    import numpy as np

    by_case: dict[Key, list[tuple[Key, float]]] = defaultdict(list)
    for (case, assessor), score in scores.items():
        by_case[case].append((assessor, score))
    shared = [rows for rows in by_case.values() if len(rows) > 1]
    if not shared:
        return None
    place = {a: n for n, a in enumerate({a: 0 for rows in shared for a, _score in rows})}
    matrix, right, squares = np.zeros((len(place), len(place))), np.zeros(len(place)), 0.0
    for rows in shared:
        numbers = np.array([place[assessor] for assessor, _score in rows])
        values = np.array([score for _assessor, score in rows])
        gaps = values.mean() - values  # strict is positive
        matrix[numbers, numbers] += 1
        matrix[np.ix_(numbers, numbers)] -= 1 / len(rows)
        right[numbers] += gaps
        squares += float(gaps @ gaps)
    freedom = sum(len(rows) - 1 for rows in shared)
    roots, vectors = np.linalg.eigh(matrix)
    # A direction without a root is a whole group moving as one: nothing tells of it.
    roots, vectors = roots[roots > 1e-9], vectors[:, roots > 1e-9]
    along = vectors.T @ right
    ratios = np.tan((np.arange(SIZES) + 0.5) / SIZES * math.pi / 2)[:, None]
    shrunk = roots + ratios**-2
    rest = np.maximum(squares - (along**2 / shrunk).sum(axis=1), 1e-12)
    fits = -0.5 * (np.log1p(ratios**2 * roots).sum(axis=1) + freedom * np.log(rest))
    weights = np.exp(fits - fits.max())
    weights /= weights.sum()
    variance = rest / freedom
    each = (along / shrunk) @ vectors.T
    found = weights @ each
    spread_of = variance[:, None] * ((1 / shrunk) @ (vectors**2).T) + each**2
    errors = np.sqrt(np.maximum(weights @ spread_of - found**2, 0))
    severity_of = {assessor: float(found[number]) for assessor, number in place.items()}
    left = []
    for rows in shared:
        freed = [score + severity_of[assessor] for assessor, score in rows]
        left += [value - statistics.fmean(freed) for value in freed]
    return Fit(
        severity=severity_of,
        error={assessor: float(errors[number]) for assessor, number in place.items()},
        between=float(weights @ (ratios[:, 0] * np.sqrt(variance))),
        within=float(np.sqrt(weights @ variance)),
        reach=_reach(freedom),
        left=left,
    )


def _reach(freedom: int) -> float:
    """Student's t for 95 %, by its expansion (Abramowitz and Stegun 26.7.5); too small below 3."""
    z = statistics.NormalDist().inv_cdf(0.975)
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
