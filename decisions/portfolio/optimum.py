"""The best choice under the terms, as a model for HiGHS, and its answer in whole öre again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, isfinite

from decisions.portfolio.books import Books
from decisions.portfolio.highs import CLOSE, Model
from decisions.portfolio.terms import THOUSAND, Case, Limit, Problem, ore, share

TRIES = 3
FEW = 150  # cases that have two pots to be paid by, up to which the pots are told apart


NODES = 1_000  # of the search for what is still better, when a choice is found and can be paid
LOOSER = (0.5, 2)  # usual amounts that the rest then pays for a purpose, if it pays at all
LOOSELY = 0.00001  # of the points: how near is near enough for a choice that is loosely used
A_LITTLE = 500_000  # what is left of the rest when it is loosely used: one in so many

# The pots that may pay each case. None in place of them lets an earmark and the rest of the frame
# share a case, which no decision may. HiGHS is then many times quicker, what it proves holds all
# the same, and most often the answer can be paid properly (Books.payable).
Ways = Mapping[int, Sequence[int | None]]


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

    `loose` makes the earmarks' cases easy to pay: the rest pays for none of a purpose, or for so
    many of a usual size at least and not for a sliver of one; and a little of it is left. `tight`
    units are kept from every limit, for when a floating number came out beside it.
    """

    def __init__(
        self,
        problem: Problem,
        musts: Collection[int],
        floors: Sequence[int],
        ways: Ways | None,
        *,
        tight: int = 0,
        loose: float = 0,
        asks: Asks | None = None,
    ) -> None:
        self.problem, self.ways, self.tight, self.loose = problem, ways, tight, loose
        self.unit = gcd(problem.unit, asks.step) if asks else problem.unit
        self.asks = asks
        self.model = Model()
        self.of_case: dict[int, list[tuple[int | None, Part]]] = {}
        for case in problem.open:
            pots: Sequence[int | None] = [None]
            if problem.has_pot(case.mark):
                pots = [case.mark] if ways is None else ways[case.key]
            parts = [(pot, self._part(case)) for pot in pots]
            self.of_case[case.key] = parts
            together = {c: v for _pot, part in parts for c, v in part.taken().items()}
            if case.key in musts:
                self.model.row(together, least=1, most=1)
            elif len(together) > 1:
                self.model.row(together, most=1)
        self._money()
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

    def _money(self) -> None:
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
            if self.ways is None:
                rest = self._rest(mark)
                in_pot[mark][rest] = -1
                in_pot[None][rest] = 1
            self.model.row(in_pot[mark], most=self._most(aside))
        if in_pot[None]:
            little = problem.free // A_LITTLE // self.unit if self.loose else 0
            self.model.row(in_pot[None], most=self._most(problem.free) - little)

    def _rest(self, mark: int) -> int:
        """The column of what the money outside pays for the purpose: nothing, or one grant at
        least.
        """
        most = self.problem.free // self.unit
        own = [case for case in self.problem.open if case.mark == mark]
        least = min(case.smallest for case in own) / self.unit
        if self.asks and self.asks.case in own:
            least = min(least, self.asks.least * self.asks.step / self.unit)
        if self.loose:
            least = self.loose * sum(case.sought for case in own) / len(own) / self.unit
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
        """The answer as amounts in öre, and the pots if there was a plan for them."""
        books = Books(self.problem)
        for key, parts in self.of_case.items():
            for pot, part in parts:
                if amount := part.amount(values):
                    books.add(self.problem.of_key[key], amount, pot if self.ways else None)
        return books


class _Search:
    """One search for the best choice, in up to three goes.

    First with earmarks and the rest sharing cases. If that cannot be paid, the same more loosely.
    And if a better choice is not ruled out then, and the earmarks have few cases (or there is still
    no choice), each case with both its pots.
    """

    def __init__(
        self,
        problem: Problem,
        musts: set[int],
        floors: Sequence[int],
        until: float,
        asks: Asks | None,
        aim: Callable[[Draft], None] | None,
        close: float,
    ) -> None:
        self.problem, self.musts, self.floors, self.until = problem, musts, floors, until
        self.asks, self.aim, self.close = asks, aim, close
        self.bound: float | None = None
        self.impossible = False
        self.books: Books | None = None
        self.worth = 0.0

    def run(self) -> Found | Missed:
        two_ways = [c.key for c in self.problem.open if self.problem.has_pot(c.mark)]
        self._go(None)
        if two_ways and not self.done:
            for loose in LOOSER:
                if self.books is None and self.bound is not None:
                    self._go(None, loose=loose)
            if not self.done and (len(two_ways) <= FEW or self.books is None):
                of_key = self.problem.of_key
                self._go({key: (of_key[key].mark, None) for key in two_ways})
        if self.books is None:
            return Missed(proven=self.impossible)
        books = self.books
        return Found(books, books.worth if self.bound is None else Fraction(self.bound) * THOUSAND)

    @property
    def done(self) -> bool:
        """Whether what was found cannot be bettered, or nothing can be found."""
        if self.impossible or self.books is None or self.bound is None:
            return self.impossible
        return self.bound - self.worth < 2 * self.close

    def _go(self, ways: Ways | None, *, loose: float = 0) -> None:
        """Solve, and keep the answer if it holds to the öre; else again, a unit within limits."""
        close = max(self.close, LOOSELY * (self.bound or 0)) if loose else self.close
        for tight in range(TRIES):
            draft = Draft(
                *(self.problem, self.musts, self.floors, ways),
                tight=tight,
                loose=loose,
                asks=self.asks,
            )
            if self.aim:
                self.aim(draft)
            nodes = NODES if ways and self.books else 0
            answer = draft.model.maximise(self.until, close, nodes=nodes)
            # What is shown of more than the problem allows is shown of the problem, not of less.
            if not tight and not loose:
                self.impossible = answer.impossible
                if isfinite(answer.bound) and not answer.impossible:
                    self.bound = (
                        answer.bound if self.bound is None else min(self.bound, answer.bound)
                    )
            if answer.values is None:
                return
            books = draft.read(answer.values)
            if not books.breaches(self.floors, self.musts):
                if self.books is None or answer.worth > self.worth:
                    payable = books.payable(self.until) if ways is None else books.paid_right()
                    if payable:
                        self.books, self.worth = books, answer.worth
                return


def best(
    problem: Problem,
    musts: set[int],
    floors: Sequence[int],
    until: float,
    *,
    asks: Asks | None = None,
    aim: Callable[[Draft], None] | None = None,
    close: float = CLOSE,
) -> Found | Missed:
    """The choice of the most worth, or why there is none.

    `floors` (öre, one an earmark) and `musts` are demands here; what to do when they cannot be met
    is for whoever asks. `aim` may give the model another aim; the bound is then of that.
    """
    return _Search(problem, musts, floors, until, asks, aim, close).run()
