"""The portfolio proposal of a large call, beside HiGHS alone on the very models that it was given.

In a process of its own, so that the memory counted is that of the proposal. What the figure
compares: everything that `propose` does (models, the answer counted again to the öre, pots, ties,
the ranking and the reasons) with nothing but handing the finished models to HiGHS. In seconds of
the processor, so that what else the machine does is not in it.
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
from decimal import Decimal
from pathlib import Path
from typing import Any

import highspy

from decisions.portfolio import Candidate, Earmark, Limit, Terms, propose

ROOT = Path(__file__).resolve().parent.parent
COUNTIES = 21
SECONDS = 120.0


@dataclass(frozen=True)
class Size:
    applications: int
    turns: int


FULL = Size(applications=2000, turns=3)
QUICK = Size(applications=400, turns=2)


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
    """The time and the memory of one proposal."""
    command = [sys.executable, "-m", "benchmarks.portfolio", json.dumps(asdict(size))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    yield from json.loads(done.stdout)


def measured(size: Size) -> list[dict[str, Any]]:
    """The figures, measured in this process."""
    empty = _peak()
    candidates, terms = instance(size)
    bare_highs, highspy.Highs = highspy.Highs, Keeping
    told = propose(candidates, terms, seconds=SECONDS)
    highspy.Highs = bare_highs
    references, turns = [], []
    for _turn in range(size.turns):
        begun = time.process_time()
        for model, options in Keeping.kept:
            _alone(model, options)
        between = time.process_time()
        propose(candidates, terms, seconds=SECONDS)
        references.append(between - begun)
        turns.append(time.process_time() - between)
    pairs = [turn / reference for turn, reference in zip(turns, references, strict=True)]
    return [
        {
            "figure": f"portfolio proposal for {size.applications} applications",
            "value": _rounded(statistics.median(turns)),
            "unit": "s of processor",
            "reference": "HiGHS alone on the same models",
            "reference_value": _rounded(statistics.median(references)),
            "ratio": _rounded(statistics.median(pairs)),
            "n": size.turns,
            "models": len(Keeping.kept),
            "status": told.status,
            "gap": float(told.gap),
            "chosen": len(told.choices),
            "points": float(told.points),
            "reasons": len(told.reasons),
            "points_above_the_ranking": float(told.points - told.ranking.points),
        },
        {
            "figure": "peak memory of the proposal",
            "value": _rounded(_peak()),
            "unit": "MiB",
            "reference": "before it",
            "reference_value": _rounded(empty),
            "ratio": _rounded(_peak() / empty),
            "n": 1,
        },
    ]


def instance(size: Size) -> tuple[list[Candidate], Terms]:
    """A joint call of 21 counties that has money for three in ten, with two earmarks, at most two
    grants an applicant, and a limit for each county that a few reach.
    """
    dice = random.Random(7)
    candidates = [
        Candidate(
            key,
            score=Decimal(dice.randrange(200, 1001)) / 10,
            sought=Decimal(dice.randrange(20_000, 800_000, 1000)),
            earmark=dice.choice([None] * 6 + ["health"] * 3 + ["children"]),
            applicant=dice.randrange(size.applications * 3 // 4),
            places=(dice.randrange(COUNTIES),),
        )
        for key in range(size.applications)
    ]
    frame = sum(candidate.sought for candidate in candidates) * 3 // 10
    marks = (
        Earmark("health", frame // 4, floor=frame * 4 // 10),
        Earmark("children", frame // 10),
    )
    county = Limit(frame * 6 // 100)
    return candidates, Terms(frame, marks, per_applicant=Limit(grants=2), per_place=county)


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
