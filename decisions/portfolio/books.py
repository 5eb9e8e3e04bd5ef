"""The books of a choice: what each pot, purpose, applicant and place has got, to the öre.

The solver counts with floating numbers; here everything it answers is counted again in whole ones.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from decisions.portfolio.highs import Model
from decisions.portfolio.terms import Case, Limit, Problem, ore, share

ONE_UNIT = 0.5  # when money is counted in whole units, a bound less than one away is the optimum
NODES = 200  # of the search for a way to fill an earmark: there are other ways to a good choice


@dataclass(frozen=True)
class Breach:
    """A term that a choice breaks, and by how many öre (or grants).

    `kind` is frame, free (the money outside the earmarks), pots (no decision can be paid half by
    an earmark and half by the rest), floor, ceiling, applicant, place, must or must_not; `which`
    is the place of the earmark, the applicant, the place or the key.
    """

    kind: str
    which: int | str | None = None
    by: int = 0


class Books:
    """What has been chosen so far, and whether there is room for one more."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.amounts: dict[int, int] = {}
        self.pots: dict[int, int | None] = {}
        self.spent = 0
        self.in_pot: Counter[int | None] = Counter()
        self.toward: Counter[int] = Counter()
        self.of_applicant: Counter[int | str] = Counter()
        self.of_place: Counter[int | str] = Counter()
        self.grants_of: Counter[tuple[str, int | str]] = Counter()

    @classmethod
    def of(cls, problem: Problem, amounts: Mapping[int, int]) -> "Books":
        """With these amounts (öre), whether they may be or not; the pots are still to be found."""
        books = cls(problem)
        for key, amount in amounts.items():
            books.add(problem.of_key[key], amount, None)
        return books

    @property
    def worth(self) -> Fraction:
        """Thousandths of a point."""
        of_key = self.problem.of_key
        return sum((of_key[k].worth_of(a) for k, a in self.amounts.items()), Fraction(0))

    def add(self, case: Case, amount: int, pot: int | None) -> None:
        self.amounts[case.key] = amount
        self.pots[case.key] = pot
        self._count(case, amount, 1)

    def take_out(self, case: Case) -> tuple[int, int | None]:
        """Undo `add`; returns the amount and the pot that it had."""
        pot, amount = self.pots[case.key], self.amounts[case.key]
        self._count(case, amount, -1)
        del self.pots[case.key], self.amounts[case.key]
        return amount, pot

    def _count(self, case: Case, amount: int, sign: int) -> None:
        candidate = case.candidate
        self.spent += sign * amount
        self.in_pot[self.pots[case.key]] += sign * amount
        if case.mark is not None:
            self.toward[case.mark] += sign * amount
        if (who := candidate.applicant) in self.problem.applicants and who is not None:
            self.of_applicant[who] += sign * amount
            self.grants_of["applicant", who] += sign
        for place in dict.fromkeys(candidate.places):
            if place in self.problem.places:
                parts = self.problem.parts_of(self.problem.places[place])
                self.of_place[place] += sign * share(case, amount, parts)
                self.grants_of["place", place] += sign

    def obstacle(self, case: Case, amount: int) -> Breach | None:
        """The limit or the ceiling, but not the money, that stands in the way of one more grant."""
        applicant = case.candidate.applicant
        if applicant in self.problem.applicants and applicant is not None:
            over = _over(
                self.problem.terms.per_applicant,
                self.of_applicant[applicant] + amount,
                self.grants_of["applicant", applicant] + 1,
            )
            if over:
                return Breach("applicant", applicant, over)
        for place in dict.fromkeys(case.candidate.places):
            if place in self.problem.places:
                parts = self.problem.parts_of(self.problem.places[place])
                over = _over(
                    self.problem.limit_of(place),
                    self.of_place[place] + share(case, amount, parts),
                    self.grants_of["place", place] + 1,
                    parts,
                )
                if over:
                    return Breach("place", place, over)
        ceiling = None if case.mark is None else self.problem.ceilings[case.mark]
        if ceiling is not None and case.mark is not None:
            over = self.toward[case.mark] + amount - ceiling
            if over > 0:
                return Breach("ceiling", case.mark, over)
        return None

    def try_to_add(self, case: Case, amount: int) -> bool:
        """Add it, paid by its earmark if that has enough left, else by the rest, if it fits."""
        if case.key in self.amounts or self.obstacle(case, amount):
            return False
        mark = case.mark
        if mark is not None and self.in_pot[mark] + amount <= self.problem.set_aside[mark]:
            self.add(case, amount, mark)
            return True
        if self.in_pot[None] + amount <= self.problem.free:
            self.add(case, amount, None)
            return True
        return False

    def breaches(self, floors: Sequence[int], musts: set[int]) -> list[Breach]:
        """Every term that the amounts break, whatever the pots: those are `payable`'s to find."""
        problem, found = self.problem, []
        if (over := self.spent - problem.frame) > 0:
            found.append(Breach("frame", by=over))
        elif (over := self._not_earmarked() - problem.free) > 0:
            found.append(Breach("free", by=over))
        for mark, ceiling in enumerate(problem.ceilings):
            if ceiling is not None and (over := self.toward[mark] - ceiling) > 0:
                found.append(Breach("ceiling", mark, over))
            if (lacking := floors[mark] - self.toward[mark]) > 0:
                found.append(Breach("floor", mark, lacking))
        for applicant, sum_ in self.of_applicant.items():
            grants = self.grants_of["applicant", applicant]
            if over := _over(problem.terms.per_applicant, sum_, grants):
                found.append(Breach("applicant", applicant, over))
        for place, sum_ in self.of_place.items():
            parts = problem.parts_of(problem.places[place])
            if over := _over(problem.limit_of(place), sum_, self.grants_of["place", place], parts):
                found.append(Breach("place", place, over))
        found += [Breach("must", key) for key in sorted(musts - self.amounts.keys())]
        chosen = (problem.of_key[key] for key in self.amounts)
        found += [Breach("must_not", c.key) for c in chosen if c.candidate.must_not]
        return found

    def _not_earmarked(self) -> int:
        """The least that must be paid by the money outside the earmarks, in öre."""
        aside = self.problem.set_aside
        return self.spent - sum(min(self.toward[m], aside[m]) for m in range(len(aside)))

    def paid_right(self) -> bool:
        """Whether no pot pays more than it holds."""
        aside = self.problem.set_aside
        if any(self.in_pot[mark] > aside[mark] for mark in range(len(aside))):
            return False
        return self.in_pot[None] <= self.problem.free

    def payable(self, until: float) -> bool:
        """Find the pot that pays each grant, if there is a way; tells whether there is one.

        A decision is paid by its earmark or by the rest of the frame, never by both. As much as
        there is room for goes under the earmark, the largest amounts first; only where that leaves
        too little outside is the fullest way searched. (False can therefore mean, for hundreds of
        odd amounts, that no way was found.)
        """
        problem = self.problem
        outside = self.spent
        kept: dict[int, set[int]] = {}
        for mark, aside in enumerate(problem.set_aside):
            own = [c for k in self.amounts if (c := problem.of_key[k]).mark == mark]
            own.sort(key=lambda case: (-self.amounts[case.key], case.key))
            left, kept[mark] = aside, set()
            for case in own:
                if self.amounts[case.key] <= left:
                    left -= self.amounts[case.key]
                    kept[mark].add(case.key)
            outside -= aside - left
        for mark, aside in enumerate(problem.set_aside):
            if outside <= problem.free:
                break
            now = sum(self.amounts[key] for key in kept[mark])
            if now < min(aside, self.toward[mark]):
                fuller = self._fullest(mark, now + outside - problem.free, until)
                gained = sum(self.amounts[key] for key in fuller) - now
                if gained > 0:
                    kept[mark], outside = fuller, outside - gained
        if outside > problem.free:
            return False
        for key, amount in list(self.amounts.items()):
            own_mark = problem.of_key[key].mark
            self.take_out(problem.of_key[key])
            self.add(
                problem.of_key[key],
                amount,
                own_mark if own_mark is not None and key in kept[own_mark] else None,
            )
        return True

    def _fullest(self, mark: int, enough: int, until: float) -> set[int]:
        """The grants that fill the earmark best, or with `enough` öre."""
        problem = self.problem
        own = sorted(k for k in self.amounts if problem.of_key[k].mark == mark)
        model = Model()
        columns = {
            model.column(worth=self.amounts[key] / problem.unit): (key, self.amounts[key])
            for key in own
        }
        room = problem.set_aside[mark] / problem.unit
        model.row({c: a / problem.unit for c, (_k, a) in columns.items()}, most=room)
        target = enough / problem.unit
        values = model.maximise(until, ONE_UNIT, enough=target, nodes=NODES).values or []
        kept = {key for c, (key, _a) in columns.items() if values and values[c] > 0.5}
        return kept if sum(self.amounts[k] for k in kept) <= problem.set_aside[mark] else set()


def _over(limit: Limit, amount: int, grants: int, parts: int = 1) -> int:
    """By how many öre (times parts), or else grants, the limit is passed. 0 when it is not."""
    over = 0 if limit.amount is None else amount - ore(limit.amount) * parts
    if over <= 0 and limit.grants is not None:
        over = grants - limit.grants
    return max(over, 0)
