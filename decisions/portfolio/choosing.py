"""From a problem to a choice: what is demanded, what gives way when it cannot be met, and ties."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from decisions.portfolio.books import ONE_UNIT, Books
from decisions.portfolio.optimum import Draft, Found, Missed, best
from decisions.portfolio.terms import THOUSAND, Case, Problem


@dataclass
class Chosen:
    """A choice and what it was held to: `floors` in öre, lowered where they could not be met, and
    `musts` without those that there was no room for. `bound` in thousandths of a point. `sure` says
    that what gave way had to.
    """

    books: Books
    bound: Fraction
    floors: list[int]
    musts: set[int]
    unfit: list[int]
    sure: bool = True

    @property
    def gap(self) -> Fraction:
        """How much more than this any choice could be worth at the very most."""
        return max(self.bound - self.books.worth, Fraction(0))


def choose(problem: Problem, until: float) -> Chosen:
    """The best choice. Always answers: when `until` (time.monotonic) has come, with the best found.

    Demands that cannot be met give way in this order: floors, the last earmark's first; then as
    few must-takes as possible, those of the least worth.
    """
    musts = {case.key for case in problem.open if case.candidate.must_take}
    floors, sure = list(problem.floors), True
    found = best(problem, musts, floors, until)
    if isinstance(found, Missed) and found.proven:
        kept, sure_of_musts = _most_musts(problem, musts, until)
        floors, sure = _met_floors(problem, kept, until)
        unfit, musts = sorted(musts - kept), kept
        sure = sure and sure_of_musts
        found = best(problem, musts, floors, until)
    else:
        unfit = []
    by_hand = down_the_list(problem, musts, floors)
    if isinstance(found, Missed):
        # Only when time was too short. What then is lacking is lacking in this choice.
        unfit += sorted(musts - by_hand.amounts.keys())
        musts &= by_hand.amounts.keys()
        floors = [min(floor, by_hand.toward[mark]) for mark, floor in enumerate(floors)]
        no_more = sum((Fraction(case.worth) for case in problem.open), Fraction(0))
        found, sure = Found(by_hand, no_more), False
    chosen = Chosen(found.books, found.bound, floors, musts, unfit, sure)
    if chosen.gap >= 1:
        _improve(chosen, problem, by_hand, until)
    _settle_ties(chosen, problem)
    return chosen


def down_the_list(problem: Problem, musts: set[int], floors: Sequence[int]) -> Books:
    """Must-takes first, then what the floors demand, then each that fits in order of rank."""
    books = Books(problem)
    for case in problem.open:
        if case.key in musts:
            _as_much_as_fits(books, case)
    for mark, floor in enumerate(floors):
        for case in problem.open:
            if case.mark == mark and books.toward[mark] < floor:
                books.try_to_add(case, case.sought)
    for case in problem.open:
        books.try_to_add(case, case.sought)
    return books


def plain_ranking(problem: Problem) -> Books:
    """Down the list in full until the first that the frame does not hold, and there it ends.

    As the page of the ranking draws its line: it looks at no earmark, limit, floor or must.
    """
    books = Books(problem)
    for case in problem.cases:
        if books.spent + case.sought > problem.frame:
            break
        books.add(case, case.sought, None)
    return books


def _as_much_as_fits(books: Books, case: Case) -> None:
    for amount in reversed(case.amounts()):
        if books.try_to_add(case, amount):
            return


def _most_musts(problem: Problem, musts: set[int], until: float) -> tuple[set[int], bool]:
    """As many of the must-takes as there is room for, those worth most; and if that is proven."""
    if not musts:
        return musts, True
    each = (1 + max(problem.of_key[key].worth for key in musts)) * len(musts) / THOUSAND

    def keep_them(draft: Draft) -> None:
        draft.model.worth = [0.0] * len(draft.model.worth)
        for key in musts:
            for _pot, part in draft.of_case[key]:
                for column in part.taken():
                    draft.model.worth[column] = each + problem.of_key[key].worth / THOUSAND

    nothing = [0] * len(problem.marks)
    found = best(problem, set(), nothing, until, aim=keep_them)
    if isinstance(found, Missed):
        return musts & down_the_list(problem, musts, nothing).amounts.keys(), False
    kept = musts & found.books.amounts.keys()
    worth = sum(
        (Fraction(each) * THOUSAND + problem.of_key[key].worth for key in kept), Fraction(0)
    )
    return kept, found.bound - worth < 1


def _met_floors(problem: Problem, musts: set[int], until: float) -> tuple[list[int], bool]:
    """Each floor lowered to what can be reached beside the earlier ones; and if it is proven."""
    reached, sure = [0] * len(problem.marks), True
    for mark, floor in enumerate(problem.floors):
        if not floor:
            continue
        found = best(
            problem, musts, reached, until, aim=_as_near_as_can_be(mark, floor), close=ONE_UNIT
        )
        if isinstance(found, Missed):
            return reached, False
        reached[mark] = min(floor, found.books.toward[mark])
        if reached[mark] < floor:
            most = found.bound / THOUSAND * problem.unit
            sure = sure and most < reached[mark] + problem.unit
    return reached, sure


def _as_near_as_can_be(mark: int, floor: int) -> Callable[[Draft], None]:
    def reach(draft: Draft) -> None:
        model = draft.model
        model.worth = [0.0] * len(model.worth)
        toward = draft.toward(mark)
        near = model.column(worth=1.0, upper=-(-floor // draft.unit), whole=False)
        model.row({**toward, near: -1.0}, least=0)

    return reach


def _improve(chosen: Chosen, problem: Problem, by_hand: Books, until: float) -> None:
    """What is not proven best is at least no worse than what one finds by hand."""
    for other in (by_hand, plain_ranking(problem)):
        if (
            other.worth > chosen.books.worth
            and not other.breaches(chosen.floors, chosen.musts)
            and other.payable(until)
        ):
            chosen.books = other
    for case in problem.open:
        chosen.books.try_to_add(case, case.sought)


def _settle_ties(chosen: Chosen, problem: Problem) -> None:
    """Of equals (same worth, earmark, and limits) those with the smaller amount, then key, get it;
    and of those that are equal in everything, the first get the most.

    HiGHS has no reason to choose one rather than the other; a person has.
    """
    books = chosen.books
    for cases in _alike(chosen, problem).values():
        cases.sort(key=lambda case: (case.sought, case.key))
        wholes = [c for c in cases if books.amounts.get(c.key, c.sought) == c.sought]
        taken = [case for case in wholes if case.key in books.amounts]
        first = wholes[: len(taken)]
        gone = [case for case in taken if case not in first]
        for new, old in zip([c for c in first if c not in taken], gone, strict=True):
            mark, less = old.mark, old.sought - new.sought
            if mark is None or books.toward[mark] - less >= chosen.floors[mark] or not less:
                _amount, pot = books.take_out(old)
                books.add(new, new.sought, pot)
        same: dict[tuple[int, int, int], list[Case]] = {}
        for case in cases:
            if case.in_parts:
                same.setdefault((case.sought, case.smallest, case.step), []).append(case)
        for equals in same.values():
            granted = [books.take_out(c) for c in equals if c.key in books.amounts]
            granted.sort(key=lambda grant: -grant[0])
            for case, (amount, pot) in zip(equals, granted, strict=False):
                books.add(case, amount, pot)


def _alike(chosen: Chosen, problem: Problem) -> dict[object, list[Case]]:
    """Those of the same worth that any term treats alike."""
    alike: dict[object, list[Case]] = {}
    for case in problem.open:
        if case.key not in chosen.musts:
            candidate = case.candidate
            held = candidate.applicant if candidate.applicant in problem.applicants else None
            places = frozenset(place for place in candidate.places if place in problem.places)
            like = (case.worth, case.mark, held, places, len(set(candidate.places)))
            alike.setdefault(like, []).append(case)
    return alike
