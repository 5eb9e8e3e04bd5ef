"""Why a proposal differs from the plain ranking: one sentence for each application that it moves.

A reason keeps keys and amounts, and is put into words for the one who reads: in her language, and
with the names of those she may know of.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from decisions.portfolio.books import Books, Breach
from decisions.portfolio.choosing import Chosen
from decisions.portfolio.terms import Case, Problem, points, sek, written
from grants import money

NAMED = 3  # of a group; how many more there are is told as a number

SENTENCES = {
    "must": _("It is to be taken, as has been determined."),
    "must_not": _("It is not to be taken, as has been determined."),
    "unfit": _("It was to be taken, but there is no room for it beside the others that are."),
    "fits": _("It fits in the %(left)s that the ranking leaves over."),
    "freed": _("It fits in what the other differences leave over."),
    "floor": _(
        "It meets the earmark for %(mark)s, which is to get at least %(floor)s: the ranking gives "
        "it %(given)s."
    ),
    "earmarked": _(
        "It is paid by the earmark for %(mark)s, of which the ranking leaves %(left)s unused."
    ),
    "part": _("It is given a part, %(amount)s of %(sought)s, so that the money goes furthest."),
    "applicant": _("The limit for the applicant is reached, with what is given to %(came)s."),
    "place": _("The limit for its place is reached, with what is given to %(came)s."),
    "ceiling": _("At most %(ceiling)s may go to %(mark)s, and that is given to others."),
    "free": _(
        "The money outside the earmarks, %(free)s, is not enough for all that the ranking takes."
    ),
    "gave_way": _(
        "It gave way to the earmark for %(mark)s, to which the ranking gives %(by)s too little."
    ),
    "same": _("%(came)s instead of %(gone)s: %(points)s points more for the same money."),
    "less": _("%(came)s instead of %(gone)s: %(points)s points more for %(money)s less."),
    "more": _("%(came)s instead of %(gone)s: %(points)s points more for %(money)s more."),
    "whole": _("The choice as a whole gives %(points)s points more than the ranking."),
    "equal": _("The choice as a whole gives as many points as the ranking, for less money."),
    "terms": _("It follows from the terms, which the ranking does not look at."),
    # What the ranking breaks.
    "breaks_frame": _("It goes past the frame by %(by)s."),
    "breaks_free": _("It goes past the money outside the earmarks by %(by)s."),
    "breaks_pots": _(
        "No way was found to pay it without taking one grant out of both an earmark and the rest."
    ),
    "breaks_floor": _("It gives %(mark)s %(by)s too little."),
    "breaks_ceiling": _("It gives %(mark)s %(by)s too much."),
    "breaks_applicant": _("It passes the limit for one applicant or more."),
    "breaks_place": _("It passes the limit for one place or more."),
    "breaks_must": _("It leaves out %(gone)s, which is to be taken."),
    "breaks_must_not": _("It takes %(came)s, which is not to be taken."),
}


@dataclass(frozen=True)
class Reason:
    """One sentence: its kind, the keys it names, and its amounts (SEK) and points."""

    kind: str
    came: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    mark: str = ""
    sums: Mapping[str, Decimal] = field(default_factory=dict)

    def text(self, names: Mapping[int, str], marks: Mapping[str, str] | None = None) -> str:
        """The sentence in the language of the moment.

        `names` of applications and `marks` of earmarks by key. An application without a name there
        is one that the reader may not see: it is told as "another application".
        """
        words = {
            "came": _list(self.came, names),
            "gone": _list(self.gone, names),
            "mark": (marks or {}).get(self.mark, self.mark),
        }
        lang = get_language() or "sv"
        for name, amount in self.sums.items():
            in_points = name == "points"
            words[name] = _plainly(amount) if in_points else money.kr(amount, lang)
        return str(SENTENCES[self.kind]) % words

    def as_json(self) -> dict[str, Any]:
        plain: dict[str, Any] = written(asdict(self))
        return plain

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Reason":
        """What `as_json` wrote."""
        sums = {name: Decimal(amount) for name, amount in plain["sums"].items()}
        came, gone = tuple(plain["came"]), tuple(plain["gone"])
        return cls(plain["kind"], came, gone, plain["mark"], sums)


def _plainly(value: Decimal) -> str:
    """12.500 as 12.5, with the comma of the language."""
    short = value.quantize(Decimal("0.1")) if abs(value) >= 1 else value
    return number_format(f"{short:f}".rstrip("0").rstrip(".") if "." in f"{short:f}" else short)


def _list(keys: tuple[int, ...], names: Mapping[int, str]) -> str:
    """One, two and three; or one, two, three and 14 others."""
    told = [names.get(key, "") or str(_("another application")) for key in keys[:NAMED]]
    if (more := len(keys) - NAMED) > 0:
        told.append(ngettext("%(more)d other", "%(more)d others", more) % {"more": more})
    if len(told) < 2:
        return "".join(told)
    return str(_("%(some)s and %(last)s")) % {"some": ", ".join(told[:-1]), "last": told[-1]}


def of_breach(problem: Problem, breach: Breach) -> Reason:
    """The sentence on what the ranking breaks."""
    kind, which = breach.kind, breach.which
    key = (which,) if kind in ("must", "must_not") and isinstance(which, int) else ()
    mark = ""
    if kind in ("floor", "ceiling") and isinstance(which, int):
        mark = problem.marks[which].key
    return Reason(
        f"breaks_{kind}",
        came=key if kind == "must_not" else (),
        gone=key if kind == "must" else (),
        mark=mark,
        sums={"by": sek(breach.by)} if kind in ("frame", "free", "floor", "ceiling") else {},
    )


class Differences:
    """Goes through what the proposal takes and the ranking does not, and the other way round.

    Each reason is one that holds by the figures: what is said of money and points is counted, and
    where no smaller group accounts for an exchange, the sentence is on the larger one.
    """

    def __init__(self, problem: Problem, chosen: Chosen, ranking: Books) -> None:
        self.problem, self.chosen, self.ranking = problem, chosen, ranking
        self.books = chosen.books
        self.found: dict[int, Reason] = {}
        self.left = problem.frame - ranking.spent
        mine, theirs = self.books.amounts, ranking.amounts
        self.came = [c for c in problem.cases if c.key in mine and c.key not in theirs]
        self.gone = [c for c in problem.cases if c.key in theirs and c.key not in mine]

    def reasons(self) -> dict[int, Reason]:
        """One for each key that has another amount than in the ranking, or that did not fit."""
        for key in self.chosen.unfit:
            self.found[key] = Reason("unfit")
        for case in self.gone:
            if reason := self._out_by_the_terms(case):
                self.found.setdefault(case.key, reason)
        for case in self.came:
            if reason := self._in_by_the_terms(case):
                self.found[case.key] = reason
        self._in_parts()
        self._exchanges()
        return self.found

    def _in_by_the_terms(self, case: Case) -> Reason | None:
        problem, mark = self.problem, case.mark
        if case.key in self.chosen.musts:
            return Reason("must")
        if mark is not None and self.ranking.toward[mark] < problem.floors[mark]:
            return Reason(
                "floor",
                mark=problem.marks[mark].key,
                sums={
                    "floor": sek(problem.floors[mark]),
                    "given": sek(self.ranking.toward[mark]),
                },
            )
        if (amount := self.books.amounts[case.key]) <= self.left:
            self.left -= amount
            return Reason("fits", sums={"left": sek(problem.frame - self.ranking.spent)})
        if mark is not None and self.books.pots[case.key] == mark:
            unused = problem.set_aside[mark] - self.ranking.toward[mark]
            if unused >= amount:
                return Reason("earmarked", mark=problem.marks[mark].key, sums={"left": sek(unused)})
        return None

    def _out_by_the_terms(self, case: Case) -> Reason | None:
        problem, candidate = self.problem, case.candidate
        if candidate.must_not:
            return Reason("must_not")
        breach = self.books.obstacle(case, case.sought)
        if breach is None:
            outside = any(b.kind == "free" for b in self.ranking_breaches)
            if outside and not problem.has_pot(case.mark):
                return Reason("free", sums={"free": sek(problem.free)})
            return None
        if breach.kind == "ceiling" and case.mark is not None:
            ceiling = problem.ceilings[case.mark] or 0
            mark = problem.marks[case.mark].key
            return Reason("ceiling", mark=mark, sums={"ceiling": sek(ceiling)})
        rivals = tuple(
            key
            for key in self.books.amounts
            if (breach.kind == "applicant" and self._of(key).candidate.applicant == breach.which)
            or (breach.kind == "place" and breach.which in self._of(key).candidate.places)
        )
        return Reason(breach.kind, came=rivals) if rivals else None

    @property
    def ranking_breaches(self) -> list[Breach]:
        return self.ranking.breaches([0] * len(self.problem.marks), set())

    def _of(self, key: int) -> Case:
        return self.problem.of_key[key]

    def _in_parts(self) -> None:
        for key, amount in self.books.amounts.items():
            if amount < (in_full := self.ranking.amounts.get(key, 0)):
                self.left += in_full - amount
                sums = {"amount": sek(amount), "sought": sek(self._of(key).sought)}
                self.found[key] = Reason("part", sums=sums)

    def _exchanges(self) -> None:
        """Pair those who came with those who went: few with few where the sums allow it."""
        came = [case for case in self.came if case.key not in self.found]
        gone = [case for case in self.gone if case.key not in self.found]
        came.sort(key=lambda c: (-self._worth(c) / self._amount(c), c.key))
        for old in sorted(gone, key=lambda c: (self._worth(c) / self._amount(c), c.key)):
            new, room = [], old.sought + self.left
            for case in came:
                if self._amount(case) <= room:
                    new.append(case)
                    room -= self._amount(case)
            for few in range(1, len(new) + 1):
                if sum(map(self._worth, new[:few])) > self._worth(old):
                    taken = new[:few]
                    self.left += old.sought - sum(map(self._amount, taken))
                    came = [case for case in came if case not in taken]
                    gone.remove(old)
                    self._tell_exchange(taken, [old])
                    break
        if came or gone:
            self._tell_exchange(came, gone)

    def _tell_exchange(self, came: list[Case], gone: list[Case]) -> None:
        gain = sum(map(self._worth, came)) - sum(map(self._worth, gone), Fraction(0))
        dearer = sum(map(self._amount, came)) - sum(map(self._amount, gone))
        if came and gone and gain > 0:
            kind = "same" if not dearer else "more" if dearer > 0 else "less"
            reason = Reason(
                kind,
                tuple(case.key for case in came),
                tuple(case.key for case in gone),
                sums={"points": points(gain), "money": sek(abs(dearer))},
            )
        elif came and not gone and dearer <= self.left:
            reason = Reason("freed")
        else:
            reason = self._as_a_whole()
        for case in came:
            self.found[case.key] = reason
        short = self._lacks_most() if gain <= 0 else None
        for case in gone:
            if short is not None and case.mark != short:
                self.found[case.key] = self._gave_way(short)
            else:
                self.found[case.key] = reason

    def _lacks_most(self) -> int | None:
        """The earmark whose floor the ranking is furthest below, and the proposal nearer."""
        lacking = [
            (self.chosen.floors[mark] - self.ranking.toward[mark], -mark)
            for mark in range(len(self.problem.marks))
            if self.books.toward[mark] > self.ranking.toward[mark]
        ]
        most, mark = max(lacking, default=(0, 0))
        return -mark if most > 0 else None

    def _gave_way(self, mark: int) -> Reason:
        by = self.chosen.floors[mark] - self.ranking.toward[mark]
        return Reason("gave_way", mark=self.problem.marks[mark].key, sums={"by": sek(by)})

    def _as_a_whole(self) -> Reason:
        gain = self.books.worth - self.ranking.worth
        if gain > 0:
            return Reason("whole", sums={"points": points(gain)})
        if gain == 0 and self.books.spent < self.ranking.spent:
            return Reason("equal")
        return Reason("terms")

    def _amount(self, case: Case) -> int:
        return self.books.amounts.get(case.key, case.sought)

    def _worth(self, case: Case) -> Fraction:
        return case.worth_of(self._amount(case))


def what_it_breaks(problem: Problem, ranking: Books, until: float) -> tuple[Reason, ...]:
    """What the ranking breaks of the terms, so that the ledger or a limit would stop it."""
    musts = {case.key for case in problem.open if case.candidate.must_take}
    breaches: Iterable[Breach] = ranking.breaches(problem.floors, musts)
    if not breaches and not ranking.payable(until):
        breaches = [Breach("pots")]
    reasons = [of_breach(problem, breach) for breach in breaches]
    return tuple(r for place, r in enumerate(reasons) if r not in reasons[:place])
