"""Assignment: who should assess what. Cases and people in, a proposal and its reasons out.

A proposal: a person assigns. Knows no model. The demands, in the order in which they count: nobody
reads a case in which they have a conflict; every case has its readers, as far as that can be; the
county mix; nobody above their capacity; even loads, the largest as small as can be; those who know
the municipality. Where all is equal, cases are mixed between readers, so that assessors meet in
common cases and can be compared (docs/decisions/0019-calibration.md).
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Key = Any  # hashable: a case, a person, a county or a municipality: whatever the caller calls it
Pair = tuple[Any, Any]  # (case, person)

SIDES = 64  # sides of the dice that mix cases between readers when all else is equal


@dataclass(frozen=True)
class Case:
    """What is to be read: where it belongs, and the municipalities where it will go on."""

    key: Key
    county: Key = None
    municipalities: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Person:
    """Who may read. `load` counts cases apart from those proposed for here; `capacity` counts all.

    None is no limit. `municipalities` are those that the person knows.
    """

    key: Key
    load: int = 0
    capacity: int | None = None
    county: Key = None
    municipalities: frozenset[Key] = frozenset()


class Mix(Enum):
    """What a joint call asks of the readers of each case."""

    ANY = "any"
    HOME = "home"  # at least one from the county of the case
    TWO = "two"  # at least two counties among them


class Cause(Enum):
    CONFLICT = "conflict"  # too few people without a conflict
    MIX = "mix"  # the county mix cannot be met
    CAPACITY = "capacity"  # those who could are full


@dataclass(frozen=True)
class Lack:
    """A case that does not get its readers: how many are missing (0: only the mix), and why."""

    case: Key
    missing: int
    cause: Cause
    possible: int  # people who may read it, those already assigned included
    wanted: int
    mix: Mix

    @property
    def why(self) -> str:
        if self.cause is Cause.CONFLICT:
            text = ngettext(
                "Only %(possible)d person without a conflict of interest; %(wanted)d are wanted.",
                "Only %(possible)d people without a conflict of interest; %(wanted)d are wanted.",
                self.possible,
            )
            return text % {"possible": self.possible, "wanted": self.wanted}
        if self.cause is Cause.MIX and not self.missing:
            return _("Its readers stand already, and do not meet the county mix.")
        if self.cause is Cause.MIX and self.mix is Mix.HOME:
            return _("Nobody from the county of the case is free to read it.")
        if self.cause is Cause.MIX:
            return _("Those who may read it all come from one county; two counties are wanted.")
        text = ngettext(
            "Lacks %(missing)d reader: everybody else who may read it is full.",
            "Lacks %(missing)d readers: everybody else who may read it is full.",
            self.missing,
        )
        return text % {"missing": self.missing}


@dataclass(frozen=True)
class Bottleneck:
    """The cases and the people between whom capacity does not suffice, by `places` readings."""

    cases: list[Key]
    people: list[Key]
    places: int
    everybody: bool  # the people are all there are

    @property
    def why(self) -> str:
        places = ngettext(
            "%(count)d place is missing.", "%(count)d places are missing.", self.places
        ) % {"count": self.places}
        if self.everybody:
            return _("The capacity of all assessors together is too small.") + " " + places
        cases = ngettext("%(count)d case", "%(count)d cases", len(self.cases)) % {
            "count": len(self.cases)
        }
        people = ngettext("%(count)d person", "%(count)d people", len(self.people)) % {
            "count": len(self.people)
        }
        text = _("For %(cases)s, %(people)s can be chosen from, and all are full.")
        return text % {"cases": cases, "people": people} + " " + places


@dataclass(frozen=True)
class Proposal:
    """New pairs (case, person), every person's load with them, and what is lacking, if anything.

    `clashes` are assignments that stand already although there is a conflict: they are not counted.
    """

    pairs: list[Pair]
    loads: dict[Key, int]
    known: int  # new pairs where the person knows a municipality of the case
    lacks: list[Lack] = field(default_factory=list)
    bottleneck: Bottleneck | None = None
    clashes: list[Pair] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return not self.lacks

    @property
    def largest_load(self) -> int:
        return max(self.loads.values(), default=0)


def propose(
    cases: Sequence[Case],
    people: Sequence[Person],
    *,
    readers: int,
    conflicts: Collection[Pair] = frozenset(),
    fixed: Iterable[Pair] = (),
    mix: Mix = Mix.ANY,
) -> Proposal:
    """Give every case its `readers`. The same input gives the same answer.

    `fixed` pairs stand already: they are kept and counted as readers and as load. When not every
    case can have its readers, as many readings as possible are given, spread evenly over the cases
    that go short. Raises ValueError for a fixed pair of a case or person that is not given, and
    for fewer than two readers where two counties are wanted.
    """
    if mix is Mix.TWO and readers < 2:
        raise ValueError(_("Two counties need at least two readers."))
    task = _Task(cases, people, readers, conflicts, fixed, mix)
    chosen = None if task.cannot_be() else _balanced(task, task.need)
    if chosen is None:
        wanted = _reachable(task)
        chosen = _balanced(task, wanted) or []
    lacks, bottleneck = _what_lacks(task, chosen)
    loads = Counter(person for _case, person in chosen)
    return Proposal(
        pairs=chosen,
        loads={key: base + loads[key] for key, base in task.base.items()},
        known=sum(pair in task.knows for pair in chosen),
        lacks=lacks,
        bottleneck=bottleneck,
        clashes=task.clashes,
    )


class _Task:
    """What is asked, with what stands already taken off.

    The people of a case fall into groups, by the mix: those from elsewhere, or those of one county.
    Of each group it may take so many that one reader is left for the others. Such limits, like
    needs and room, lie inside each other, so that the whole is a flow, and the linear programme
    has whole numbers for an answer.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        people: Sequence[Person],
        readers: int,
        conflicts: Collection[Pair],
        fixed: Iterable[Pair],
        mix: Mix,
    ) -> None:
        self.readers, self.mix = readers, mix
        self.cases = {case.key: case for case in cases}
        self.people = {person.key: person for person in people}
        barred = set(conflicts)
        standing = list(dict.fromkeys(fixed))
        for case, person in standing:
            if case not in self.cases or person not in self.people:
                raise ValueError(f"{(case, person)} is not among the cases and people given")
        self.clashes = [pair for pair in standing if pair in barred]
        self.standing = {pair for pair in standing if pair not in barred}
        self.base = {key: person.load for key, person in self.people.items()}
        has: Counter[Key] = Counter()
        used: Counter[tuple[Key, Key]] = Counter()
        for case, person in self.standing:
            self.base[person] += 1
            has[case] += 1
            used[case, self.group(case, person)] += 1
        self.has = has
        self.need = {key: max(0, readers - has[key]) for key in self.cases}
        self.room = {
            key: self.need_in_all if p.capacity is None else max(0, p.capacity - self.base[key])
            for key, p in self.people.items()
        }
        self.allowed = {
            case: [
                person
                for person in self.people
                if (case, person) not in barred and (case, person) not in self.standing
            ]
            for case in self.cases
        }
        self.knows = {
            (case, person)
            for case in self.cases
            for person in self.allowed[case]
            if self.cases[case].municipalities & self.people[person].municipalities
        }
        self.used = used
        self.groups = {case: self._grouped(case) for case in self.cases}

    @property
    def need_in_all(self) -> int:
        return sum(self.need.values())

    def group(self, case: Key, person: Key) -> Key:
        """The group of the case that the person is in."""
        county = self.people[person].county
        if self.mix is Mix.ANY:
            return ""
        if self.mix is Mix.HOME:
            return "home" if county == self.cases[case].county else "away"
        return ("county", county)

    def limit(self, case: Key, group: Key) -> int:
        """How many more readers the case may take from the group."""
        if group in ("", "home"):
            return self.need[case]
        return min(self.need[case], max(0, self.readers - 1 - self.used[case, group]))

    def may_have(self, case: Key) -> int:
        """How many more readers the case could have, were nobody ever full."""
        groups = self.groups[case].items()
        mixed = sum(min(self.limit(case, group), len(people)) for group, people in groups)
        return min(self.need[case], mixed)

    def cannot_be(self) -> bool:
        """Whether it shows without any search that not every case can have its readers."""
        if sum(self.room.values()) < self.need_in_all:
            return True
        return any(self.may_have(case) < need for case, need in self.need.items())

    def top(self, person: Key, ceiling: int) -> int:
        """The largest load the person may come to."""
        return min(ceiling, self.base[person] + self.room[person])

    def _grouped(self, case: Key) -> dict[Key, list[Key]]:
        found: dict[Key, list[Key]] = defaultdict(list)
        for person in self.allowed[case]:
            found[self.group(case, person)].append(person)
        return found


# --- The linear programme -------------------------------------------------------------------------


class _Programme:
    """A linear programme, built column by column, and solved by HiGHS."""

    def __init__(self) -> None:
        self.low: list[float] = []
        self.high: list[float] = []
        self.cost: list[float] = []
        self.most: list[float] = []
        self.starts = [0]
        self.rows: list[int] = []
        self.values: list[float] = []

    def row(self, low: float, high: float) -> int:
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1

    def column(self, cost: float, most: float, *entries: tuple[int, float]) -> int:
        """A variable between 0 and `most`, with its row and factor in each entry."""
        self.cost.append(cost)
        self.most.append(most)
        for row, value in entries:
            self.rows.append(row)
            self.values.append(value)
        self.starts.append(len(self.rows))
        return len(self.cost) - 1

    def solved(self) -> list[int] | None:
        """The values of the columns, whole numbers; None when there is no answer."""
        import highspy
        import numpy as np

        if not self.cost:
            return None if any(low > 0 for low in self.low) else []
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.cost), len(self.low)
        model.col_cost_ = np.array(self.cost)
        model.col_lower_ = np.zeros(len(self.cost))
        model.col_upper_ = np.array(self.most, dtype=float)
        model.row_lower_ = np.array(self.low, dtype=float)
        model.row_upper_ = np.array(self.high, dtype=float)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = np.array(self.starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(self.rows, dtype=np.int32)
        model.a_matrix_.value_ = np.array(self.values, dtype=float)
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("solver", "simplex")  # its answers are corners: whole numbers
        highs.passModel(model)
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS gave up: {highs.modelStatusToString(status)}")
        return [round(value) for value in highs.getSolution().col_value]


def _readings(
    task: _Task, programme: _Programme, rows: dict[Key, int], cost: Callable[[Pair], float]
) -> tuple[list[Pair], dict[Key, int]]:
    """A column for every pair that may be, a row for every person, and one for every limited group.

    The pairs are in the order of their columns, which are the first; the people's rows say how many
    cases each gets.
    """
    shares = {person: programme.row(0, room) for person, room in task.room.items()}
    pairs = []
    for case, row in rows.items():
        for group, people in task.groups[case].items():
            limit = task.limit(case, group)
            limits = limit < min(task.need[case], len(people))
            extra = [(programme.row(0, limit), 1.0)] if limits else []
            for person in people:
                pairs.append((case, person))
                entries = ((row, 1.0), (shares[person], 1.0), *extra)
                programme.column(cost((case, person)), 1, *entries)
    return pairs, shares


def _balanced(task: _Task, wanted: dict[Key, int]) -> list[Pair] | None:
    """The pairs that give every case what is wanted, loads evenest first; None if none do.

    First nobody may get more than an even share, then a little more, and so on. Once that succeeds
    no one would get more in the evenest answer of all either, and the programme is much smaller.
    """
    total = sum(wanted.values())
    if not total:
        return []
    even = -(-(total + sum(task.base.values())) // len(task.people))
    most = max(task.base[person] + room for person, room in task.room.items())
    slack = 1
    while even + slack < most:
        if chosen := _within(task, wanted, even + slack):
            return chosen
        slack *= 8
    return _within(task, wanted, most)


def _within(task: _Task, wanted: dict[Key, int], ceiling: int) -> list[Pair] | None:
    """The evenest pairs with no load raised above the ceiling; None if there are none.

    A person's next case costs more than the last, so evenness pays: the sum of the loads' squares
    is smallest exactly when no load can be lowered for a smaller one, and then the largest load is
    as small as it can be. One step of load outweighs all that knowing a municipality can gain, and
    one known municipality all that the dice can.
    """
    total = sum(wanted.values())
    programme = _Programme()
    rows = {case: programme.row(count, count) for case, count in wanted.items() if count}
    dice = random.Random(1)  # noqa: S311 - it mixes cases and keeps no secret

    def cost(pair: Pair) -> float:
        return dice.randrange(SIDES) / SIDES / (total + 1) - (pair in task.knows)

    pairs, shares = _readings(task, programme, rows, cost)
    lowest = min(task.base.values())
    for person, row in shares.items():
        programme.low[row] = programme.high[row] = 0  # cases less steps of load is nil
        for load in range(task.base[person] + 1, task.top(person, ceiling) + 1):
            programme.column((total + 2) * (load - lowest), 1, (row, -1.0))
    answer = programme.solved()
    if answer is None:
        return None
    return [pair for pair, taken in zip(pairs, answer, strict=False) if taken]


def _reachable(task: _Task) -> dict[Key, int]:
    """How many readers each case can get: as many in all as can be, and none much shorter."""
    total = task.need_in_all
    programme = _Programme()
    rows = {case: programme.row(need, need) for case, need in task.need.items() if need}
    _readings(task, programme, rows, lambda pair: 0)
    short: dict[Key, list[int]] = defaultdict(list)
    for case, row in rows.items():
        for missing in range(task.need[case]):
            # The second reader that a case lacks costs more than the first of another.
            column = programme.column(total * task.readers + 1 + missing, 1, (row, 1.0))
            short[case].append(column)
    answer = programme.solved()
    if answer is None:
        raise RuntimeError("a programme in which every case may go short has an answer")
    return {case: task.need[case] - sum(answer[c] for c in short[case]) for case in task.cases}


# --- Why not --------------------------------------------------------------------------------------


def _what_lacks(task: _Task, chosen: list[Pair]) -> tuple[list[Lack], Bottleneck | None]:
    """Each case that goes short, and where capacity does not suffice."""
    got = Counter(case for case, _person in chosen)
    lacks, full = [], {}
    for case, need in task.need.items():
        missing = need - got[case]
        free = len(task.allowed[case])
        if missing and free < need:
            cause = Cause.CONFLICT
        elif missing and task.may_have(case) < need:
            cause = Cause.MIX
        elif missing:
            cause = Cause.CAPACITY
        elif _mix_is_broken(task, case):
            cause = Cause.MIX
        else:
            continue
        possible = free + task.has[case]
        lacks.append(Lack(case, missing, cause, possible, task.readers, task.mix))
        # What conflicts or the mix take from a case, no capacity would give back.
        if beyond := missing - (need - task.may_have(case)):
            full[case] = beyond
    return lacks, _bottleneck(task, chosen, full) if full else None


def _mix_is_broken(task: _Task, case: Key) -> bool:
    """Whether those who stand already fill the case and do not meet the mix."""
    if task.need[case] or task.mix is Mix.ANY:
        return False
    groups = {task.group(case, person) for c, person in task.standing if c == case}
    return groups == {"away"} if task.mix is Mix.HOME else len(groups) < 2


def _bottleneck(task: _Task, chosen: list[Pair], full: dict[Key, int]) -> Bottleneck:
    """All that a case that goes short reaches by passing readings on: nobody there has room left.

    Were there room anywhere, a chain of exchanges would lead to it, and one more reading could have
    been given (the cut of the flow).
    """
    taken = set(chosen)
    of_person: dict[Key, list[Key]] = defaultdict(list)
    filled: Counter[tuple[Key, Key]] = Counter()
    for case, person in chosen:
        of_person[person].append(case)
        filled[case, task.group(case, person)] += 1
    cases, people = dict.fromkeys(full), dict[Key, None]()
    seen: set[tuple[Key, Key]] = set()
    waiting = list(full)
    while waiting:
        case = waiting.pop()
        for group, members in task.groups[case].items():
            # A case that is reached may take from any group with room left in it.
            if (case, group) in seen or filled[case, group] >= task.limit(case, group):
                continue
            seen.add((case, group))
            inner = [(case, person) for person in members if (case, person) not in taken]
            while inner:
                _case, person = inner.pop()
                if person in people:
                    continue
                people[person] = None
                for other in of_person[person]:
                    # Whoever is moved away leaves a place in the same group, and in the case.
                    cases[other] = None
                    waiting.append(other)
                    own = task.group(other, person)
                    if (other, own) not in seen:
                        seen.add((other, own))
                        fellows = task.groups[other][own]
                        inner += [(other, p) for p in fellows if (other, p) not in taken]
    everybody = len(people) == len(task.people)
    return Bottleneck(list(cases), list(people), sum(full.values()), everybody)
