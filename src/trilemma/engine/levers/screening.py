"""A first look at levers without simulating them, so that what cannot help costs no time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trilemma.engine.cost import mode_costs
from trilemma.engine.levers.generation import Course
from trilemma.engine.levers.lever import BY_MODE, Lever
from trilemma.engine.plan import NONE, PERMILLE, Mode, Plan
from trilemma.engine.quality import mode_vector, quality_arrays, quality_effects


@dataclass(frozen=True, slots=True)
class Guess:
    """What a lever may do, without simulation.

    ``promise`` is the sum of the relative improvements of finish, cost and escaped defects, each at least 0; levers
    that are no change of mode are always worth a simulation: theirs is infinite.
    """

    lever: Lever
    promise: float

    @property
    def worth_it(self) -> bool:
        """Whether anything may get better."""
        return self.promise > 0.0


def guesses(plan: Plan, levers: tuple[Lever, ...], course: Course) -> list[Guess]:
    """Return a guess for each lever, the most promising first.

    Parameters
    ----------
    plan
        The plan, with its rework written out.
    levers
        Its levers.
    course
        How it is likely to go.

    Notes
    -----
    A change of mode may move the finish by the change of its own time and of rework, as far as these are critical; and
    by the work that it takes from a team. Cost is at date-independent prices, defects are the expected ones.
    """
    screen = _Screen(plan, course)
    found = [Guess(lever, screen.promise(lever)) for lever in levers]
    return sorted(found, key=lambda guess: -guess.promise)


class _Screen:
    def __init__(self, plan: Plan, course: Course) -> None:
        self.plan = plan
        self.course = course
        self.quality = quality_arrays(plan)
        self.vector = mode_vector(plan)
        self.effects = quality_effects(self.quality, self.vector)
        self.cost = mode_costs(plan).typical
        self.slots = [int(plan.arrays.mode_activity[m]) if m != NONE else NONE for m in self.quality.slot_mode]
        self.price = [self._price(slot) for slot in self.slots]
        self.span = max(1.0, float(np.max(course.finish, initial=1) - np.min(course.start, initial=0)))
        self.total = max(1.0, float(self.cost[self.vector].sum()))

    def promise(self, lever: Lever) -> float:
        if lever.kind not in BY_MODE:
            return float("inf")
        arrays = self.plan.arrays
        row = arrays.activity_index[lever.activity]
        old, new = int(self.vector[row]), arrays.mode_index(lever.activity, lever.mode)
        vector = self.vector.copy()
        vector[row] = new
        effects = quality_effects(self.quality, vector)
        rework = effects.rework_minutes - self.effects.rework_minutes
        critical = self._critical(self.slots)
        later = self.course.criticality[row] * (self._time(lever.activity, new) - self._time(lever.activity, old))
        later += float((rework * critical).sum())
        relieved = self._effort(lever.activity, old) - self._effort(lever.activity, new) - float(rework.sum())
        dearer = float(self.cost[new] - self.cost[old]) + float((rework * np.array(self.price)).sum())
        worse = (effects.escaped_millidefects - self.effects.escaped_millidefects) / max(
            1.0, float(self.effects.escaped_millidefects)
        )
        better = (-later / self.span, relieved / self.span / PERMILLE, -dearer / self.total, -worse)
        return sum(max(0.0, part) for part in better)

    def _critical(self, rows: list[int]) -> np.typing.NDArray[np.float64]:
        return np.array([0.0 if row == NONE else self.course.criticality[row] for row in rows])

    def _time(self, activity: str, number: int) -> float:
        """Return the working minutes that a mode takes when everybody is there."""
        mode = self._mode(activity, number)
        minutes = float(self.plan.arrays.mode_minutes[number])
        return minutes * PERMILLE / _permille(mode) if mode.effort is not None else minutes

    def _effort(self, activity: str, number: int) -> float:
        """Return the minutes of people's time that a mode holds."""
        mode = self._mode(activity, number)
        minutes = float(self.plan.arrays.mode_minutes[number])
        return minutes if mode.effort is not None else minutes * _permille(mode) / PERMILLE

    def _mode(self, activity: str, number: int) -> Mode:
        return self.plan.activity_by_id[activity].mode(self.plan.arrays.mode_ids[number])

    def _price(self, row: int) -> float:
        """Return what a minute of rework costs, as far as its present effort tells, in minor units."""
        if row == NONE:
            return 0.0
        number = int(self.vector[row])
        minutes = int(self.plan.arrays.mode_minutes[number])
        return float(self.cost[number]) / minutes if minutes else 0.0


def _permille(mode: Mode) -> int:
    return sum(d.permille for d in mode.demands) + sum(p.permille * p.count for p in mode.picks)
