"""Assignment of a large call, beside HiGHS alone on the very programmes that it was given.

In a process of its own, so that the memory counted is that of the assignment. What the figure
compares: everything that `propose` does (what stands, programmes, answer, reasons) with nothing but
handing the finished programmes to HiGHS. In seconds of the processor, so that what else the machine
does is not in it.
"""

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import highspy

from decisions.assignment import Case, Mix, Person, propose

ROOT = Path(__file__).resolve().parent.parent
CONFLICTS = 0.05  # of all pairs of a case and a person
COUNTIES, MUNICIPALITIES, KNOWN = 21, 290, 14


@dataclass(frozen=True)
class Size:
    cases: int
    people: int
    readers: int
    turns: int


FULL = Size(cases=1000, people=40, readers=3, turns=3)
QUICK = Size(cases=200, people=20, readers=3, turns=2)


class Keeping(highspy.Highs):
    """HiGHS, which keeps what it was asked to solve, and with which options."""

    kept: list[tuple[Any, dict[str, Any]]] = []

    def __init__(self) -> None:
        super().__init__()
        self.options: dict[str, Any] = {}

    def setOptionValue(self, name: str, value: Any) -> Any:
        self.options[name] = value
        return super().setOptionValue(name, value)

    def passModel(self, model: Any) -> Any:
        self.kept.append((model, self.options))
        return super().passModel(model)


def figures(size: Size) -> Iterator[dict[str, Any]]:
    """The time and the memory of one assignment."""
    command = [sys.executable, "-m", "benchmarks.assignment", json.dumps(asdict(size))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    yield from json.loads(done.stdout)


def measured(size: Size) -> list[dict[str, Any]]:
    """The figures, measured in this process."""
    empty = _peak()
    cases, people, conflicts = instance(size)
    bare_highs, highspy.Highs = highspy.Highs, Keeping
    told = propose(cases, people, readers=size.readers, conflicts=conflicts, mix=Mix.TWO)
    highspy.Highs = bare_highs
    references, turns = [], []
    for _turn in range(size.turns):
        begun = time.process_time()
        for model, options in Keeping.kept:
            _alone(model, options)
        between = time.process_time()
        propose(cases, people, readers=size.readers, conflicts=conflicts, mix=Mix.TWO)
        references.append(between - begun)
        turns.append(time.process_time() - between)
    pairs = [turn / reference for turn, reference in zip(turns, references, strict=True)]
    loads = told.loads.values()
    return [
        {
            "figure": f"assignment of {size.cases} cases to {size.people} assessors",
            "value": _rounded(statistics.median(turns)),
            "unit": "s of processor",
            "reference": "HiGHS alone on the same programmes",
            "reference_value": _rounded(statistics.median(references)),
            "ratio": _rounded(statistics.median(pairs)),
            "n": size.turns,
            "programmes": len(Keeping.kept),
            "complete": told.complete,
            "loads": [min(loads), max(loads)],
        },
        {
            "figure": "peak memory of the assignment",
            "value": _rounded(_peak()),
            "unit": "MiB",
            "reference": "before it",
            "reference_value": _rounded(empty),
            "ratio": _rounded(_peak() / empty),
            "n": 1,
        },
    ]


def instance(size: Size) -> tuple[list[Case], list[Person], set[tuple[Any, Any]]]:
    """A joint call: cases all over the country, one in twenty pairs in conflict."""
    dice = random.Random(4)
    places = range(MUNICIPALITIES)
    cases = [
        Case(number, number % COUNTIES, frozenset({dice.choice(places)}))
        for number in range(size.cases)
    ]
    people = [
        Person(
            number,
            load=dice.randrange(5),
            county=number % COUNTIES,
            municipalities=frozenset(dice.sample(places, KNOWN)),
        )
        for number in range(size.people)
    ]
    conflicts = {
        (case.key, person.key) for case in cases for person in people if dice.random() < CONFLICTS
    }
    return cases, people, conflicts


def _alone(model: Any, options: dict[str, Any]) -> None:
    highs = highspy.Highs()
    highs.silent()
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(model)
    highs.run()


def _peak() -> float:
    """The most memory that this process has held, MiB. Linux tells it apart from its parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


def _rounded(number: float) -> float:
    return float(f"{number:.3g}")


if __name__ == "__main__":
    print(json.dumps(measured(Size(**json.loads(sys.argv[1])))))
