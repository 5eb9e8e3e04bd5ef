"""The portfolio proposal (urvalsförslag): the best choice, beside the plain ranking, with reasons.

It is a proposal: nothing here decides, and a person does.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from decisions.portfolio.books import Books
from decisions.portfolio.choosing import Chosen, choose, plain_ranking
from decisions.portfolio.reasons import Differences, Reason, what_it_breaks
from decisions.portfolio.terms import (
    Candidate,
    Problem,
    Terms,
    points,
    read_sek,
    sek,
    written,
)

SECONDS = 30.0
A_MILLION = Decimal(1_000_000)  # SEK

Status = Literal["optimal", "gap", "infeasible"]


@dataclass(frozen=True)
class Choice:
    """One application that is proposed a grant of `amount` (SEK), and the earmark that pays it.

    None for the money outside the earmarks. The ledger takes a decision written like this.
    """

    key: int
    amount: Decimal
    earmark: str | None


@dataclass(frozen=True)
class Purpose:
    """What becomes of an earmark, in SEK.

    `paid` is decided under the earmark and never above `amount`; `given` is all that goes to its
    purpose, also by the rest of the frame; `lacking` is what cannot be reached of the floor.
    """

    key: str
    amount: Decimal
    paid: Decimal
    given: Decimal
    floor: Decimal
    ceiling: Decimal | None
    lacking: Decimal


@dataclass(frozen=True)
class Ranking:
    """The plain ranking for comparison: in full, best score first, until the frame ends.

    `breaks` says which of the terms it does not hold to; without any it could be decided as it is.
    """

    amounts: dict[int, Decimal]
    spent: Decimal
    left: Decimal
    points: Decimal
    breaks: tuple[Reason, ...]

    @property
    def holds(self) -> bool:
        return not self.breaks


@dataclass(frozen=True)
class Proposal:
    """What is proposed, best score first, and how good it is.

    `status` is infeasible when the terms as they were given cannot be met: `purposes` then says
    what lacks of a floor, and `unfit` names the must-takes that there is no room for; what is
    proposed is the best with those lowered. Else it is optimal when `proven`, and gap when no
    choice can have more than `gap` points more, but some may have.
    """

    status: Status
    proven: bool
    choices: tuple[Choice, ...]
    spent: Decimal
    left: Decimal
    purposes: tuple[Purpose, ...]
    points: Decimal
    gap: Decimal
    unfit: tuple[int, ...]
    ranking: Ranking
    reasons: dict[int, Reason]

    @property
    def amounts(self) -> dict[int, Decimal]:
        """SEK by key, for those who get anything."""
        return {choice.key: choice.amount for choice in self.choices}

    @property
    def lacking(self) -> tuple[Purpose, ...]:
        """The earmarks whose floor cannot be met."""
        return tuple(purpose for purpose in self.purposes if purpose.lacking)

    def as_json(self) -> dict[str, Any]:
        """For a JSON column; `Proposal.read` makes the same proposal of it."""
        plain: dict[str, Any] = written(asdict(self))
        plain["reasons"] = [[key, reason.as_json()] for key, reason in self.reasons.items()]
        plain["ranking"]["amounts"] = [[k, str(a)] for k, a in self.ranking.amounts.items()]
        return plain

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Proposal":
        """The proposal that `as_json` wrote. Raises KeyError for what it did not write."""
        ranking = plain["ranking"]
        return cls(
            status=plain["status"],
            proven=plain["proven"],
            choices=tuple(
                Choice(each["key"], Decimal(each["amount"]), each["earmark"])
                for each in plain["choices"]
            ),
            purposes=tuple(_read_purpose(each) for each in plain["purposes"]),
            unfit=tuple(plain["unfit"]),
            ranking=Ranking(
                amounts={key: Decimal(amount) for key, amount in ranking["amounts"]},
                breaks=tuple(Reason.read(each) for each in ranking["breaks"]),
                **{name: Decimal(ranking[name]) for name in ("spent", "left", "points")},
            ),
            reasons={key: Reason.read(reason) for key, reason in plain["reasons"]},
            **{name: Decimal(plain[name]) for name in ("spent", "left", "points", "gap")},
        )


def _read_purpose(plain: Mapping[str, Any]) -> Purpose:
    sums = {name: Decimal(plain[name]) for name in ("amount", "paid", "given", "floor", "lacking")}
    return Purpose(key=plain["key"], ceiling=read_sek(plain["ceiling"]), **sums)


@dataclass(frozen=True)
class More:
    """What more money would do: who comes in, who goes out, who gets another amount, and the
    points won. `amount` in SEK.
    """

    amount: Decimal
    proposal: Proposal
    came: tuple[Choice, ...]
    gone: tuple[Choice, ...]
    changed: tuple[Choice, ...]
    points: Decimal


def propose(candidates: Sequence[Candidate], terms: Terms, *, seconds: float = SECONDS) -> Proposal:
    """The best choice under the terms, beside the ranking, with a reason for each difference.

    The worth of a choice is the sum of its points: a full grant has its score (blended with need
    as the terms say), a part its share of that less a hundredth. The same input in any order gives
    the same proposal, unless `seconds` run out; then it is the best found, with its gap. Raises
    ValueError for candidates or terms that do not hold together.
    """
    until = time.monotonic() + seconds
    problem = Problem(candidates, terms)
    chosen = choose(problem, until)
    return _told(problem, chosen, until)


def with_more(
    candidates: Sequence[Candidate],
    terms: Terms,
    before: Proposal,
    *,
    amount: Decimal = A_MILLION,
    seconds: float = SECONDS,
) -> More:
    """What so much (SEK) more outside the earmarks would change in the proposal `before`."""
    after = propose(candidates, terms.with_more(amount), seconds=seconds)
    had, has = before.amounts, after.amounts
    return More(
        amount=amount,
        proposal=after,
        came=tuple(choice for choice in after.choices if choice.key not in had),
        gone=tuple(choice for choice in before.choices if choice.key not in has),
        changed=tuple(c for c in after.choices if had.get(c.key, c.amount) != c.amount),
        points=after.points - before.points,
    )


def _told(problem: Problem, chosen: Chosen, until: float) -> Proposal:
    books, ranking = chosen.books, plain_ranking(problem)
    purposes = tuple(_purpose(problem, chosen, mark) for mark in range(len(problem.marks)))
    proven = chosen.sure and chosen.gap < 1
    lowered = chosen.unfit or any(purpose.lacking for purpose in purposes)
    breaks = what_it_breaks(problem, ranking, until)
    return Proposal(
        status="infeasible" if lowered else "optimal" if proven else "gap",
        proven=proven,
        choices=tuple(
            _choice(problem, books, case.key) for case in problem.cases if case.key in books.amounts
        ),
        spent=sek(books.spent),
        left=sek(problem.frame - books.spent),
        purposes=purposes,
        points=points(books.worth),
        gap=Decimal(0) if proven else points(chosen.gap + Fraction(1, 2)),
        unfit=tuple(chosen.unfit),
        ranking=Ranking(
            {key: sek(amount) for key, amount in ranking.amounts.items()},
            sek(ranking.spent),
            sek(problem.frame - ranking.spent),
            points(ranking.worth),
            breaks,
        ),
        reasons=Differences(problem, chosen, ranking).reasons(),
    )


def _choice(problem: Problem, books: Books, key: int) -> Choice:
    pot = books.pots[key]
    return Choice(key, sek(books.amounts[key]), None if pot is None else problem.marks[pot].key)


def _purpose(problem: Problem, chosen: Chosen, mark: int) -> Purpose:
    ceiling, books = problem.ceilings[mark], chosen.books
    given = books.toward[mark]
    return Purpose(
        key=problem.marks[mark].key,
        amount=sek(problem.set_aside[mark]),
        paid=sek(books.in_pot[mark]),
        given=sek(given),
        floor=sek(problem.floors[mark]),
        ceiling=None if ceiling is None else sek(ceiling),
        lacking=sek(max(problem.floors[mark] - given, 0)),
    )
