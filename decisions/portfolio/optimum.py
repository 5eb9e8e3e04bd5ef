"""The best choice under the terms, as a model for HiGHS, and its answer in whole öre again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from math import gcd, isfinite

from decisions.portfolio.books import Books
from decisions.portfolio.highs import CLOSE, Model
from decisions.portfolio.terms import THOUSAND, Case, Limit, Problem, ore, share

TRIES = 3
FEW = 150  # cases that have two pots to be paid by, up to which the pots are told apart


class Pots(Enum):
    """How the model pays a case that has an earmark. A decision is paid by one pot, never by two.

    TOGETHER lets the earmark and the rest share a case. HiGHS is then many times quicker, what it
    proves holds all the same, and most often the answer can be paid properly (Books.payable). FAR
    is the same, but where the rest pays for the purpose at all, it pays for some cases more than it
    must, so that there are many ways to divide them. APART has a column for each way to pay.
    """

    TOGETHER = 1
    FAR = 2
    APART = 3


@dataclass(frozen=True)
class Asks:
    """A case whose amount is itself searched: from `least` to `most` steps of `step` öre."""

    case: Case
    step: int
    least: int
    most: int


@dataclass(frozen=True)
class Found:
    """A choice, exact, with its pots, and what no other choice can pass (thousandths)."""

    books: Books
    bound: Fraction


@dataclass(frozen=True)
class Missed:
    """No choice was found. `proven` when there is none; else time was too short to say."""

    proven: bool


@dataclass(frozen=True)
class Part:
    """The columns of one case paid one way: taken whole, taken in part, and steps of the part."""

    case: Case
    whole: int | None
    part: int | None = None
    steps: int | None = None
    smallest: int = 0
    step: int = 0

    def taken(self) -> dict[int, float]:
        return {column: 1 for column in (self.whole, self.part) if column is not None}

    def money(self, unit: int = 1, parts: int = 0) -> dict[int, float]:
        """Its amount as a sum of columns, in units; with `parts`, one place's share of it."""
        terms: dict[int, float] = {}
        for column, amount in (
            (self.whole, self.case.sought),
            (self.part, self.smallest),
            (self.steps, self.step),
        ):
            if column is not None:
                terms[column] = (share(self.case, amount, parts) if parts else amount) / unit
        return terms

    def amount(self, values: Sequence[float]) -> int:
        """What the answer grants it, in öre."""
        if self.whole is not None and values[self.whole] > 0.5:
            return self.case.sought
        if self.part is not None and values[self.part] > 0.5:
            steps = 0 if self.steps is None else round(values[self.steps])
            return self.smallest + self.step * steps
        return 0


class Draft:
    """The model of a problem.

    `tight` units are kept from every limit, for when a floating number came out beside it.
    """

    def __init__(
        self,
        problem: Problem,
        musts: Collection[int],
        floors: Sequence[int],
        pots: Pots,
        *,
        tight: int = 0,
        asks: Asks | None = None,
        without: Collection[int] = (),
    ) -> None:
        self.problem, self.tight = problem, tight
        self.unit = gcd(problem.unit, asks.step) if asks else problem.unit
        self.asks = asks
        self.model = Model()
        self.of_case: dict[int, list[tuple[int | None, Part]]] = {}
        for case in problem.open:
            if case.key in without:
                continue
            ways: list[int | None] = [None]
            if problem.has_pot(case.mark):
                ways = [case.mark, None] if pots == Pots.APART else [case.mark]
            parts = [(pot, self._part(case)) for pot in ways]
            self.of_case[case.key] = parts
            together = {c: v for _pot, part in parts for c, v in part.taken().items()}
            if case.key in musts:
                self.model.row(together, least=1, most=1)
            elif len(together) > 1:
                self.model.row(together, most=1)
        self._money(pots)
        self._purposes(floors)
        self._limits(problem.applicants, "applicant")
        self._limits(problem.places, "place")

    def _part(self, case: Case) -> Part:
        model = self.model
        if self.asks and self.asks.case.key == case.key:
            part = model.column()
            steps = model.column(lower=0, upper=self.asks.most)
            model.row({steps: 1, part: -self.asks.most}, most=0)
            model.row({steps: 1, part: -self.asks.least}, least=0)
            return Part(case, None, part, steps, 0, self.asks.step)
        whole = model.column(worth=case.worth / THOUSAND)
        if not case.in_parts:
            return Part(case, whole)
        worth = float(case.worth_of(case.smallest) / THOUSAND)
        part = model.column(worth=worth)
        if not case.steps:
            return Part(case, whole, part, None, case.smallest)
        a_step = case.worth * case.step / case.sought / THOUSAND
        steps = model.column(worth=a_step, upper=case.steps)
        model.row({steps: 1, part: -case.steps}, most=0)
        return Part(case, whole, part, steps, case.smallest, case.step)

    def _parts(self, cases: Collection[Case]) -> list[Part]:
        return [part for c in cases for _pot, part in self.of_case.get(c.key, ())]

    def _most(self, limit: int) -> int:
        return limit // self.unit - self.tight

    def _money(self, pots: Pots) -> None:
        problem = self.problem
        in_pot: dict[int | None, dict[int, float]] = {None: {}}
        for mark in range(len(problem.marks)):
            in_pot[mark] = {}
        for parts in self.of_case.values():
            for pot, part in parts:
                in_pot[pot].update(part.money(self.unit))
        for mark, aside in enumerate(problem.set_aside):
            if not in_pot[mark]:
                continue
            if pots != Pots.APART:
                rest = self._rest(mark, pots)
                in_pot[mark][rest] = -1
                in_pot[None][rest] = 1
            self.model.row(in_pot[mark], most=self._most(aside))
        if in_pot[None]:
            self.model.row(in_pot[None], most=self._most(problem.free))

    def _rest(self, mark: int, pots: Pots) -> int:
        """The column of what the money outside pays for the purpose: nothing, or one grant at
        least.
        """
        most = self.problem.free // self.unit
        own = [case for case in self.problem.open if case.mark == mark]
        least = min(case.smallest for case in own) / self.unit
        if self.asks and self.asks.case in own:
            least = min(least, self.asks.least * self.asks.step / self.unit)
        if pots == Pots.FAR:
            least = 2 * max(case.sought for case in own) / self.unit
        some = self.model.column(upper=1 if least <= most else 0)
        rest = self.model.column(upper=most, whole=False)
        self.model.row({rest: 1, some: -most}, most=0)
        self.model.row({rest: 1, some: -least}, least=0)
        return rest

    def _purposes(self, floors: Sequence[int]) -> None:
        for mark, ceiling in enumerate(self.problem.ceilings):
            toward = self.toward(mark)
            if floors[mark]:
                self.model.row(toward, least=-(-floors[mark] // self.unit) + self.tight)
            if ceiling is not None and toward:
                self.model.row(toward, most=self._most(ceiling))

    def toward(self, mark: int) -> dict[int, float]:
        """The money that the earmark's purpose gets, as a sum of columns, in units."""
        own = [case for case in self.problem.open if case.mark == mark]
        return {c: v for part in self._parts(own) for c, v in part.money(self.unit).items()}

    def _limits(self, held: Mapping[int | str, list[Case]], kind: str) -> None:
        for which, cases in held.items():
            of_place = kind == "place"
            limit: Limit = self.problem.terms.per_applicant
            parts = 0
            if of_place:
                limit, parts = self.problem.limit_of(which), self.problem.parts_of(cases)
            columns = self._parts(cases)
            if limit.amount is not None:
                self.model.row(
                    {c: v for p in columns for c, v in p.money(self.unit, parts).items()},
                    most=self._most(ore(limit.amount) * (parts or 1)),
                )
            if limit.grants is not None:
                self.model.row(
                    {c: v for p in columns for c, v in p.taken().items()}, most=limit.grants
                )

    def read(self, values: Sequence[float]) -> Books:
        """The answer as amounts in öre."""
        amounts: dict[int, int] = {}
        for key, parts in self.of_case.items():
            if amount := sum(part.amount(values) for _pot, part in parts):
                amounts[key] = amount
        return Books.of(self.problem, amounts)


def best(
    problem: Problem,
    musts: set[int],
    floors: Sequence[int],
    until: float,
    *,
    without: Collection[int] = (),
    asks: Asks | None = None,
    aim: Callable[[Draft], None] | None = None,
    close: float = CLOSE,
) -> Found | Missed:
    """The choice of the most worth, or why there is none.

    `floors` (öre, one an earmark) and `musts` are demands here; what to do when they cannot be met
    is for whoever asks. `aim` may give the model another aim; the bound is then of that.
    """
    bound: Fraction | None = None
    kept: Found | None = None
    most_worth = 0.0
    for pots in (Pots.TOGETHER, Pots.FAR, Pots.APART):
        if pots == Pots.APART and kept and sum(map(_two_ways(problem), problem.open)) > FEW:
            break
        for tight in range(TRIES):
            draft = Draft(problem, musts, floors, pots, tight=tight, without=without, asks=asks)
            if aim:
                aim(draft)
            answer = draft.model.maximise(until, close)
            # What is shown of more than the problem allows is shown of the problem.
            if not tight and pots != Pots.FAR:
                if answer.impossible:
                    return Missed(proven=True)
                if isfinite(answer.bound):
                    known = Fraction(answer.bound) * THOUSAND
                    bound = known if bound is None else min(bound, known)
            if answer.values is None:
                break
            books = draft.read(answer.values)
            if books.breaches(floors, musts):
                continue
            if (kept is None or answer.worth > most_worth) and books.payable(until):
                most_worth = answer.worth
                kept = Found(books, books.worth if bound is None else bound)
            break
        if (
            kept
            and bound is not None
            and bound - Fraction(most_worth) * THOUSAND < 2 * close * THOUSAND
        ):
            break
    if kept is None:
        return Missed(proven=False)
    return replace(kept, bound=kept.bound if bound is None else bound)


def _two_ways(problem: Problem) -> Callable[[Case], bool]:
    return lambda case: problem.has_pot(case.mark)
