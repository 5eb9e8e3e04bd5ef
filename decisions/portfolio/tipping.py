"""What would tip it: the points, or the smaller amount, that would have brought an application in.

Both are found by solving again with the application in, so they are exact (to the tenth of a point,
and to the step of the amount) wherever the optimum is proven.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from decisions.portfolio.books import Books
from decisions.portfolio.choosing import Chosen
from decisions.portfolio.optimum import Asks, Draft, Found, Missed, best
from decisions.portfolio.proposal import SECONDS, Proposal
from decisions.portfolio.terms import THOUSAND, Candidate, Case, Problem, Terms, ore, sek, worth
from grants import money

TENTHS = 10
ASKED_STEP = Decimal(1_000)  # SEK between the smaller amounts that are tried
A_LITTLE = 1  # thousandth of a point: what counts as better

Why = Literal["", "must_not", "no_room", "full_marks", "time"]


@dataclass(frozen=True)
class Tipping:
    """For an application that the proposal leaves out.

    `points` is the least rise of its score, in tenths, with which every best choice has it; None
    when no rise to 100 does, and `why` then says if the terms leave it no room. `amount` (SEK) is
    the most that it could have sought, all or nothing, and been in every best choice; None when no
    amount that is of use does. `proven` is False where time ran out: then both are what was found.
    """

    key: int
    points: Decimal | None
    amount: Decimal | None
    why: Why = ""
    proven: bool = True

    def text(self) -> str:
        """One sentence in the language of the moment."""
        lang = get_language() or "sv"
        words = {
            "points": "" if self.points is None else number_format(self.points),
            "amount": "" if self.amount is None else money.kr(self.amount, lang),
        }
        if self.why == "must_not":
            return _("It is not to be taken, as has been determined.")
        if self.points is not None and self.amount is not None:
            told = _(
                "%(points)s points more would have brought it in, and so would seeking "
                "%(amount)s at most."
            )
        elif self.points is not None:
            told = _("%(points)s points more would have brought it in, but no smaller amount.")
        elif self.amount is not None:
            told = _("Seeking %(amount)s at most would have brought it in, but no more points.")
        elif self.why == "no_room":
            told = _("The terms leave no room for it, whatever its points.")
        elif self.why == "time":
            told = _("There was not enough time to find out.")
        else:
            told = _("Neither full marks nor a smaller amount would have brought it in.")
        return told % words


def tipping(
    candidates: Sequence[Candidate],
    terms: Terms,
    proposal: Proposal,
    key: int,
    *,
    seconds: float = SECONDS,
) -> Tipping:
    """What would have brought in an application that the proposal, for these terms, leaves out.

    Raises ValueError when it is proposed a grant.
    """
    problem = Problem(candidates, terms)
    return _tipping(problem, _as_chosen(problem, proposal), key, time.monotonic() + seconds)


def near_the_line(
    candidates: Sequence[Candidate],
    terms: Terms,
    proposal: Proposal,
    *,
    most: int = 10,
    seconds: float = SECONDS,
) -> list[Tipping]:
    """The same for the first `most` that are left out, in the order of the ranking."""
    until = time.monotonic() + seconds
    problem = Problem(candidates, terms)
    chosen = _as_chosen(problem, proposal)
    out = [c.key for c in problem.open if c.key not in chosen.books.amounts][:most]
    return [_tipping(problem, chosen, key, until) for key in out]


def _as_chosen(problem: Problem, proposal: Proposal) -> Chosen:
    """The proposal as it was chosen, with the demands that had to give way lowered."""
    books = Books.of(problem, {key: ore(amount) for key, amount in proposal.amounts.items()})
    musts = {case.key for case in problem.open if case.candidate.must_take}
    floors = [
        floor - ore(purpose.lacking)
        for floor, purpose in zip(problem.floors, proposal.purposes, strict=True)
    ]
    bound = books.worth + int(proposal.gap * THOUSAND)
    unfit = list(proposal.unfit)
    return Chosen(books, bound, floors, musts - set(unfit), unfit, proposal.proven)


def _tipping(problem: Problem, chosen: Chosen, key: int, until: float) -> Tipping:
    if key in chosen.books.amounts:
        raise ValueError(f"{key} is proposed a grant already.")
    case = problem.of_key[key]
    if case.candidate.must_not:
        return Tipping(key, None, None, "must_not")
    search = _Search(problem, chosen, case, until)
    by_points, why = search.points()
    amount = search.amount()
    return Tipping(key, by_points, amount, why, search.proven and chosen.sure)


class _Search:
    def __init__(self, problem: Problem, chosen: Chosen, case: Case, until: float) -> None:
        self.problem, self.chosen, self.case, self.until = problem, chosen, case, until
        self.to_pass = chosen.books.worth + A_LITTLE
        self.proven = True

    def points(self) -> tuple[Decimal | None, Why]:
        """The least rise that brings it in.

        Forced in, a choice has the worth of the others and that of the case, which rises in a
        straight line with its score; the best of all such lines is steepest to the right. So one
        starts at full marks, follows the best line there down to where it passes what was chosen,
        and solves again a tenth below that: until there is nothing better below.
        """
        tenths = int((100 - self.case.candidate.score) * TENTHS)
        lowest: int | None = None
        while tenths > 0:
            found = self._forced(tenths)
            if isinstance(found, Missed):
                if lowest is None:
                    return None, "no_room" if found.proven else "time"
                break
            books = found.books
            if books.worth < self.to_pass:
                break
            lowest = tenths
            granted = books.amounts[self.case.key]
            others = books.worth - books.problem.of_key[self.case.key].worth_of(granted)
            while lowest > 1 and others + self._worth(lowest - 1, granted) >= self.to_pass:
                lowest -= 1
            if not self.case.in_parts:
                break  # there is only one line
            tenths = lowest - 1
        if lowest is None:
            return None, "full_marks" if self.proven else "time"
        return Decimal(lowest) / TENTHS, ""

    def _risen(self, tenths: int) -> Candidate:
        candidate = self.case.candidate
        return replace(candidate, score=candidate.score + Decimal(tenths) / TENTHS)

    def _worth(self, tenths: int, granted: int) -> Fraction:
        risen = replace(self.case, worth=worth(self._risen(tenths), self.problem.terms))
        return risen.worth_of(granted)

    def _forced(self, tenths: int) -> Found | Missed:
        problem = _with(self.problem, self._risen(tenths))
        musts = self.chosen.musts | {self.case.key}
        found = best(problem, musts, self.chosen.floors, self.until)
        if isinstance(found, Missed):
            self.proven = self.proven and found.proven
        else:
            self.proven = self.proven and found.bound - found.books.worth < 1
        return found

    def amount(self) -> Decimal | None:
        """The most that it could have sought: its amount is itself what the solver makes largest,
        in a choice that is better than the one that was chosen.
        """
        case, problem = self.case, self.problem
        step = case.step if case.in_parts else ore(ASKED_STEP)
        least = -(-case.smallest // step) if case.in_parts else 1
        most = (case.sought - 1) // step
        if most < least:
            return None
        asks = Asks(case, step, least, most)
        musts = self.chosen.musts | {case.key}
        found = best(
            problem, musts, self.chosen.floors, self.until, asks=asks, aim=self._largest, close=0.5
        )
        if isinstance(found, Missed):
            self.proven = self.proven and found.proven
            return None
        granted = found.books.amounts[case.key]
        if found.bound / THOUSAND >= granted // step + 1:
            self.proven = False
        if not self._better(found.books, granted):
            return None
        return sek(granted)

    def _largest(self, draft: Draft) -> None:
        """Aim for the amount, and demand that the choice is worth more than what was chosen."""
        model, step = draft.model, draft.asks.step if draft.asks else 1
        terms = {column: value for column, value in enumerate(model.worth) if value}
        model.worth = [0.0] * len(model.worth)
        for _pot, part in draft.of_case[self.case.key]:
            if part.part is None or part.steps is None:
                raise RuntimeError("The amount of the case is not searched.")
            model.worth[part.steps] = 1.0
            if self.problem.terms.weigh == "money":
                terms[part.steps] = self.case.worth * step / self.case.sought / THOUSAND
            else:
                terms[part.part] = self.case.worth / THOUSAND
        model.row(terms, least=float(self.to_pass / THOUSAND))

    def _better(self, books: Books, granted: int) -> bool:
        """Whether the choice with the smaller amount really is worth more, counted exactly."""
        asked = replace(self.case.candidate, sought=sek(granted), smallest=None)
        others = books.worth - self.case.worth_of(granted)
        return others + worth(asked, self.problem.terms) >= self.to_pass


def _with(problem: Problem, candidate: Candidate) -> Problem:
    """The same problem with the candidate changed."""
    others = [c.candidate for c in problem.cases if c.key != candidate.key]
    return Problem([*others, candidate], problem.terms)
