"""Escaped defects and rework as linear expressions of modes, by combinations of how the quality steps are done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from trilemma.engine.plan import Plan
from trilemma.engine.quality import QualityArrays, linear_effects, mode_vector, quality_arrays
from trilemma.engine.schedule.cp.variables import Expression, Literal

Float1D = npt.NDArray[np.float64]
Float2D = npt.NDArray[np.float64]

MOST_COMBINATIONS: Final = 1024
"""Of more, nothing is said about defects and rework but that they are not negative."""


@dataclass(frozen=True, slots=True)
class Combination:
    """One way of doing all quality steps: what each mode of the plan then adds.

    ``escaped`` in millidefects, shape ``(m,)``; ``rework`` in minutes, shape ``(m, n_slots)``.
    """

    modes: tuple[int, ...]
    escaped: Float1D
    rework: Float2D


@dataclass(frozen=True, slots=True)
class QualityModel:
    """All combinations of a plan; ``steps`` are the rows of the steps' activities that have a choice."""

    arrays: QualityArrays
    steps: tuple[int, ...]
    combinations: tuple[Combination, ...]
    known: bool

    def least_rework(self, mode_first: Sequence[int]) -> list[int]:
        """Return the least minutes of rework of each slot, rounded down."""
        if not self.known:
            return [0] * len(self.arrays.slots)
        rows = [
            np.minimum.reduceat(c.rework, np.asarray(mode_first[:-1]), axis=0).sum(axis=0) for c in self.combinations
        ]
        return [int(minutes) for minutes in np.min(rows, axis=0)]


def quality_model(plan: Plan) -> QualityModel:
    """Return what every combination of the plan's quality steps means for defects and rework."""
    arrays = quality_arrays(plan)
    first = plan.arrays.mode_first
    rows = sorted({int(row) for row in arrays.step_activity if first[row + 1] - first[row] > 1})
    choices = [range(int(first[row]), int(first[row + 1])) for row in rows]
    known = int(np.prod([len(choice) for choice in choices], dtype=float)) <= MOST_COMBINATIONS
    vector = mode_vector(plan)
    combinations = []
    for modes in product(*choices) if known else ():
        vector[rows] = modes
        effects = linear_effects(arrays, vector)
        combinations.append(Combination(modes, 1000 * effects.mode_escaped, effects.mode_rework))
    return QualityModel(arrays, tuple(rows), tuple(combinations), known)


class QualityTerms:
    """Literals of the combinations in a model, and lower bounds of any linear figure of theirs.

    Parameters
    ----------
    model
        Where the literals go.
    quality
        The combinations.
    mode_first
        Modes of each activity of the plan, rows as in ``plan.arrays``.
    taken
        1 where a mode of the plan is taken, of each of them.
    """

    def __init__(
        self, model: cp_model.CpModel, quality: QualityModel, mode_first: Sequence[int], taken: Sequence[Expression]
    ) -> None:
        self._model = model
        self._quality = quality
        self._first = np.asarray(mode_first)
        self._taken = taken
        self._literals: list[Literal] = [model.new_bool_var(f"steps_{k}") for k in range(len(quality.combinations))]
        self._tie()

    def _tie(self) -> None:
        """Exactly one combination holds, and it is that of the modes taken by the steps."""
        if not self._literals:
            return
        self._model.add_exactly_one(self._literals)
        for place, row in enumerate(self._quality.steps):
            for mode in range(self._first[row], self._first[row + 1]):
                having = [
                    literal
                    for literal, combination in zip(self._literals, self._quality.combinations, strict=True)
                    if combination.modes[place] == mode
                ]
                self._model.add(cp_model.LinearExpr.sum(having) == self._taken[mode])

    def hint(self, modes: Sequence[int]) -> None:
        """Hint at the combination that a vector of modes of the plan has."""
        chosen = tuple(modes[row] for row in self._quality.steps)
        for literal, combination in zip(self._literals, self._quality.combinations, strict=True):
            self._model.add_hint(literal, combination.modes == chosen)

    def at_least(self, variable: Expression, figures: Sequence[Float1D], *, exact: bool) -> None:
        """Let a variable be at least the sum of the figures of the modes taken, under the combination that holds.

        One row always holds: each combination's least, and what a mode adds in any combination. With ``exact`` there
        is a row for every combination too.
        """
        if not self._literals:
            return
        least = [np.minimum.reduceat(row, self._first[:-1]) for row in figures]
        bases = [int(np.floor(row.sum())) for row in least]
        lengths = np.diff(self._first)
        extra = [
            np.floor(row - np.repeat(low, lengths)).astype(np.int64) for row, low in zip(figures, least, strict=True)
        ]
        always = np.min(extra, axis=0)
        self._model.add(variable >= self._sum(always) + cp_model.LinearExpr.weighted_sum(self._literals, bases))
        if not exact:
            return
        for literal, base, row in zip(self._literals, bases, extra, strict=True):
            if np.any(row > always):
                self._model.add(variable >= self._sum(row) + base).only_enforce_if(literal)

    def _sum(self, extra: npt.NDArray[np.int64]) -> Expression:
        terms = [int(extra[mode]) * self._taken[mode] for mode in np.flatnonzero(extra).tolist()]
        return cp_model.LinearExpr.sum(terms)
