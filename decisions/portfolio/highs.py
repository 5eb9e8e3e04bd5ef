"""A linear model with whole numbers in it, and HiGHS that solves it. The only importer of highspy.

One thread, a fixed seed and the columns in the order they came: the same model has the same answer,
unless time runs out.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CLOSE = 0.0005  # points: a bound so near is the optimum, since points come in thousandths
LEAST_SECONDS = 0.05
INFINITE = float("inf")


@dataclass(frozen=True)
class Answer:
    """What HiGHS answered. `values` by column, None when it found none, and the `worth` they have;
    `bound` is what no answer can pass; `impossible` says that it is proven that there is none.
    """

    values: list[float] | None
    bound: float
    worth: float = 0.0
    impossible: bool = False


class Model:
    """Columns and rows as they are added. What is asked for is always the largest worth."""

    def __init__(self) -> None:
        self.worth: list[float] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        self.least: list[float] = []
        self.most: list[float] = []
        self.starts = [0]
        self.index: list[int] = []
        self.value: list[float] = []

    def column(
        self, *, worth: float = 0.0, lower: float = 0, upper: float = 1, whole: bool = True
    ) -> int:
        """Add a column, yes or no unless said otherwise; returns its number."""
        self.worth.append(worth)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.worth) - 1

    def row(
        self, terms: Mapping[int, float], *, least: float = -INFINITE, most: float = INFINITE
    ) -> None:
        """Demand that the sum of value times column is within the bounds."""
        self.index.extend(terms.keys())
        self.value.extend(terms.values())
        self.starts.append(len(self.index))
        self.least.append(least)
        self.most.append(most)

    def _given(self, *, whole: bool) -> Any:
        """HiGHS with the model in it, quiet; `whole` says whether whole numbers are to be whole."""
        import highspy

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.worth), len(self.least)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.worth, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = self.least, self.most
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = self.starts, self.index
        lp.a_matrix_.value_ = self.value
        kinds = highspy.HighsVarType
        if whole:
            lp.integrality_ = [kinds.kInteger if each else kinds.kContinuous for each in self.whole]
        highs = highspy.Highs()
        highs.silent()
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("random_seed", 0)
        highs.passModel(lp)
        return highs

    def maximise(
        self, until: float, close: float = CLOSE, *, enough: float = INFINITE, nodes: int = 0
    ) -> Answer:
        """The best values, or the best found when `until` (of time.monotonic) has come.

        Stops earlier at a worth of `enough`, or (unless 0) after so many nodes of the search.
        """
        import highspy

        if not self.worth:
            possible = all(a <= 0 <= b for a, b in zip(self.least, self.most, strict=True))
            return Answer([] if possible else None, 0.0, impossible=not possible)
        highs = self._given(whole=True)
        options = {
            "mip_rel_gap": 0.0,
            "mip_abs_gap": close,
            "time_limit": max(until - time.monotonic(), LEAST_SECONDS),
        }
        if enough < INFINITE:
            options["objective_target"] = enough
        if nodes:
            options["mip_max_nodes"] = nodes
        for option, value in options.items():
            highs.setOptionValue(option, value)
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        statuses = highspy.HighsModelStatus
        if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
            return Answer(None, 0.0, impossible=True)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = list(highs.getSolution().col_value) if found else None
        return Answer(values, info.mip_dual_bound, info.objective_function_value)
