"""What there is to choose from, and on what terms. Money in SEK, scores in per cent.

Plain rows without any model: whoever asks for a proposal makes them from applications and a frame.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import Any, Literal

ORE = 100  # in a krona
THOUSAND = 1000  # thousandths in a point
STEP = Decimal(10_000)  # SEK between the amounts of a partial grant
# What a partial grant is worth less than its share of the points. It only breaks ties: of two ways
# to the same points, the one with fewer applications cut down is better. In thousandths.
CUT_DOWN = 10
PER_MONEY = Decimal(100_000)  # SEK that give the score once when money is what counts

Weigh = Literal["application", "money"]


@dataclass(frozen=True)
class Candidate:
    """One application to choose or not. `key` also settles ties, the smaller first.

    `score` 0–100, `need` 0–1 or None when it is not known. `sought` SEK. `smallest` is the least
    that a partial grant may be, then in steps of `step` up to the whole; None is all or nothing.
    `earmark` names the purpose that it serves, `places` its municipalities (or counties).
    """

    key: int
    score: Decimal
    sought: Decimal
    need: Decimal | None = None
    smallest: Decimal | None = None
    step: Decimal = STEP
    earmark: str | None = None
    applicant: int | str | None = None
    places: tuple[int | str, ...] = ()
    must_take: bool = False
    must_not: bool = False


@dataclass(frozen=True)
class Earmark:
    """A purpose with money of its own.

    `amount` (SEK) is the part of the frame that is set aside, as in the ledger: decisions under
    the earmark never exceed it, and no other decision touches it. It may be 0 for a purpose that
    has only a `floor` or a `ceiling`: at least, and at most, so much (SEK) to the applications
    that serve the purpose, whichever money they are paid with.
    """

    key: str
    amount: Decimal
    floor: Decimal = Decimal(0)
    ceiling: Decimal | None = None


@dataclass(frozen=True)
class Limit:
    """At most so much (SEK), and so many grants. None is no limit."""

    amount: Decimal | None = None
    grants: int | None = None


@dataclass(frozen=True)
class Terms:
    """The money, and what must hold for those who get it.

    `frame` is the money that may be decided, the earmarks' included (SEK). `per_place` holds for
    every place that `places` does not name. A grant for several places counts as a grant in each,
    and its money in equal parts. `need_weight` 0–1 is how much of the worth is need; an application
    whose need is not known has its score alone. With `weigh` "application" a full grant is worth
    its points; with "money" it is worth its points for every 100 000 SEK.
    """

    frame: Decimal
    earmarks: tuple[Earmark, ...] = ()
    per_applicant: Limit = Limit()
    per_place: Limit = Limit()
    places: Mapping[int | str, Limit] = field(default_factory=dict)
    need_weight: Decimal = Decimal(0)
    weigh: Weigh = "application"

    def with_more(self, amount: Decimal) -> "Terms":
        """The same with so much (SEK) more outside the earmarks."""
        return replace(self, frame=self.frame + amount)

    def as_json(self) -> dict[str, Any]:
        """In words and lists that a JSON column takes; `Terms.read` makes the same terms of it."""
        plain: dict[str, Any] = written(asdict(self))
        plain["places"] = [[key, written(asdict(limit))] for key, limit in self.places.items()]
        return plain

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Terms":
        """The terms that `as_json` wrote. Raises KeyError for what it did not write."""
        return cls(
            frame=Decimal(plain["frame"]),
            earmarks=tuple(
                Earmark(
                    each["key"],
                    Decimal(each["amount"]),
                    Decimal(each["floor"]),
                    read_sek(each["ceiling"]),
                )
                for each in plain["earmarks"]
            ),
            per_applicant=_read_limit(plain["per_applicant"]),
            per_place=_read_limit(plain["per_place"]),
            places={key: _read_limit(limit) for key, limit in plain["places"]},
            need_weight=Decimal(plain["need_weight"]),
            weigh=plain["weigh"],
        )


def _read_limit(plain: Mapping[str, Any]) -> Limit:
    return Limit(read_sek(plain["amount"]), plain["grants"])


def read_sek(written_amount: str | None) -> Decimal | None:
    """The amount that `written` wrote, or None."""
    return None if written_amount is None else Decimal(written_amount)


def written(thing: Any) -> Any:
    """The thing with every Decimal as text and every tuple as a list, for JSON."""
    if isinstance(thing, Decimal):
        return str(thing)
    if isinstance(thing, dict):
        return {key: written(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [written(value) for value in thing]
    return thing


# What is counted with: whole öre and whole thousandths of a point, so that nothing is rounded.


def ore(amount: Decimal) -> int:
    """The amount (SEK) in öre. Raises ValueError when it is negative or has parts of an öre."""
    whole = Decimal(amount) * ORE
    if not whole.is_finite() or whole < 0 or whole != whole.to_integral_value():
        raise ValueError(f"Not an amount in SEK and öre: {amount}")
    return int(whole)


def sek(amount: int) -> Decimal:
    """Öre in SEK, with two decimals."""
    return Decimal(amount).scaleb(-2)


def points(worth: Fraction | int) -> Decimal:
    """Thousandths of a point in points, three decimals, half up."""
    thousandths = Fraction(worth)
    exact = Decimal(thousandths.numerator) / Decimal(thousandths.denominator)
    return exact.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-3)


@dataclass(frozen=True)
class Case:
    """A candidate in whole numbers: öre, and `worth` of a full grant in thousandths of a point.

    `mark` is the place of its earmark among the terms', None when they name none for it.
    """

    candidate: Candidate
    sought: int
    smallest: int
    step: int
    worth: int
    mark: int | None

    @property
    def key(self) -> int:
        return self.candidate.key

    @property
    def in_parts(self) -> bool:
        """Whether less than the whole may be granted."""
        return self.smallest < self.sought

    @property
    def steps(self) -> int:
        """How many steps there are from the smallest part to the largest below the whole."""
        return (self.sought - 1 - self.smallest) // self.step if self.in_parts else 0

    def amounts(self) -> list[int]:
        """Every amount (öre) that it may be granted, smallest first."""
        parts = range(self.steps + 1) if self.in_parts else ()
        return [*(self.smallest + n * self.step for n in parts), self.sought]

    def worth_of(self, amount: int) -> Fraction:
        """What a grant of so many öre is worth, in thousandths of a point."""
        if amount == self.sought:
            return Fraction(self.worth)
        if amount == 0:
            return Fraction(0)
        return Fraction(self.worth * amount, self.sought) - CUT_DOWN


def worth(candidate: Candidate, terms: Terms) -> int:
    """What a full grant is worth, in whole thousandths of a point (half up)."""
    of_points = Decimal(candidate.score)
    if candidate.need is not None:
        weight = Decimal(terms.need_weight)
        of_points = (1 - weight) * of_points + weight * Decimal(candidate.need) * 100
    if terms.weigh == "money":
        of_points = of_points * candidate.sought / PER_MONEY
    return int((of_points * THOUSAND).quantize(Decimal(1), ROUND_HALF_UP))


class Problem:
    """The candidates and the terms in whole numbers, in the order of the ranking.

    Raises ValueError when a key comes twice, an amount is not in öre or not above 0, a score or a
    need is out of bounds, one both must and must not be taken, or more is set aside than there is.
    """

    def __init__(self, candidates: Sequence[Candidate], terms: Terms) -> None:
        self.terms = terms
        self.frame = ore(terms.frame)
        self.marks = terms.earmarks
        self.set_aside = [ore(mark.amount) for mark in self.marks]
        self.free = self.frame - sum(self.set_aside)
        self.floors = [ore(mark.floor) for mark in self.marks]
        self.ceilings = [None if m.ceiling is None else ore(m.ceiling) for m in self.marks]
        if self.free < 0:
            raise ValueError("More is set aside in earmarks than the frame holds.")
        if not 0 <= terms.need_weight <= 1:
            raise ValueError("The weight of need is a share between 0 and 1.")
        number = {mark.key: place for place, mark in enumerate(self.marks)}
        ranked = sorted(candidates, key=best_first)
        self.cases = [self._case(candidate, number) for candidate in ranked]
        self.of_key = {case.key: case for case in self.cases}
        if len(self.of_key) < len(self.cases) or len(number) < len(self.marks):
            raise ValueError("A key comes twice.")

    def _case(self, candidate: Candidate, number: Mapping[str, int]) -> Case:
        if not 0 <= candidate.score <= 100 or not 0 <= (candidate.need or 0) <= 1:
            raise ValueError(f"The score or the need of {candidate.key} is out of bounds.")
        if candidate.must_take and candidate.must_not:
            raise ValueError(f"{candidate.key} both must and must not be taken.")
        sought = ore(candidate.sought)
        smallest = sought if candidate.smallest is None else min(ore(candidate.smallest), sought)
        step = ore(candidate.step)
        if not (sought and smallest and step):
            raise ValueError(f"The amounts of {candidate.key} must be above 0.")
        mark = number.get(candidate.earmark) if candidate.earmark is not None else None
        return Case(candidate, sought, smallest, step, worth(candidate, self.terms), mark)

    @cached_property
    def open(self) -> list[Case]:
        """Those that may be chosen."""
        return [case for case in self.cases if not case.candidate.must_not]

    @cached_property
    def unit(self) -> int:
        """The öre that every possible amount is a multiple of."""
        unit = 0
        for case in self.open:
            unit = gcd(unit, case.sought)
            if case.in_parts:
                unit = gcd(unit, case.smallest, case.step if case.steps else 0)
        return unit or 1

    def has_pot(self, mark: int | None) -> bool:
        """Whether money is set aside for the earmark."""
        return mark is not None and self.set_aside[mark] > 0

    @cached_property
    def applicants(self) -> dict[int | str, list[Case]]:
        """The cases of each applicant that a limit could hold back."""
        found: dict[int | str, list[Case]] = {}
        for case in self.open:
            if case.candidate.applicant is not None:
                found.setdefault(case.candidate.applicant, []).append(case)
        return {k: c for k, c in found.items() if self._could_pass(self.terms.per_applicant, c, 1)}

    @cached_property
    def places(self) -> dict[int | str, list[Case]]:
        """The cases in each place that a limit could hold back."""
        found: dict[int | str, list[Case]] = {}
        for case in self.open:
            for place in dict.fromkeys(case.candidate.places):
                found.setdefault(place, []).append(case)
        return {
            place: cases
            for place, cases in found.items()
            if self._could_pass(self.limit_of(place), cases, self.parts_of(cases))
        }

    @staticmethod
    def _could_pass(limit: Limit, cases: list[Case], parts: int) -> bool:
        if limit.grants is not None and len(cases) > limit.grants:
            return True
        if limit.amount is None:
            return False
        if parts == 1:
            return sum(case.sought for case in cases) > ore(limit.amount)
        return sum(share(case, case.sought, parts) for case in cases) > ore(limit.amount) * parts

    def limit_of(self, place: int | str) -> Limit:
        return self.terms.places.get(place, self.terms.per_place)

    @staticmethod
    def parts_of(cases: list[Case]) -> int:
        """The number that the money of every case here can be divided by its places after."""
        return lcm(*(len(set(case.candidate.places)) for case in cases))


def share(case: Case, amount: int, parts: int) -> int:
    """One place's share of the amount, in öre times `parts`, so that it is a whole number."""
    return amount * parts // len(set(case.candidate.places))


def best_first(candidate: Candidate) -> tuple[Decimal, Decimal, int]:
    """The order of the ranking: the best score, then the smaller amount, then the key."""
    return (-Decimal(candidate.score), candidate.sought, candidate.key)
