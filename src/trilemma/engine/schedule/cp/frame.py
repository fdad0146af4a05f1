"""The problem in compressed steps: variants of modes, windows and lags, ready to become variables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trilemma.engine.schedule.cp.durations import Durations
from trilemma.engine.schedule.cp.scale import Scale, scale_of
from trilemma.engine.schedule.problem import (
    FINISH_FINISH,
    FINISH_START,
    NEVER,
    START_START,
    Int1D,
    Problem,
    hopeless_activities,
    impossible_modes,
)

PIECES = 12
"""Most ranges of starts that one mode is cut into, at first."""

VARIANTS = 6000
"""About how many variants a whole model may have, at first."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A mode that takes ``size`` steps when it starts within ``[first, last]``."""

    mode: int
    size: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Windows:
    """Earliest and latest starts and finishes in steps, shape ``(n,)`` each."""

    first_start: Int1D
    last_start: Int1D
    first_finish: Int1D
    last_finish: Int1D

    @property
    def contradictory(self) -> bool:
        """Whether some activity has no room left."""
        return bool(np.any(self.first_start > self.last_start) or np.any(self.first_finish > self.last_finish))


@dataclass(frozen=True, slots=True)
class Frame:
    """A relaxation of a problem in compressed steps.

    Attributes
    ----------
    variants
        Of each activity, in the order of its modes.
    lag
        Of each link, shape ``(l,)``. [steps]
    stretchable
        Whether an activity may last longer than its variant says, since the persons picked have other hours,
        shape ``(n,)``.
    coarse
        Whether ranges of starts had to be joined, so that a finer frame would say more.
    """

    problem: Problem
    scale: Scale
    durations: Durations
    windows: Windows
    variants: tuple[tuple[Variant, ...], ...]
    lag: Int1D
    stretchable: tuple[bool, ...]
    coarse: bool = False

    @property
    def last(self) -> int:
        """The last step in which anything may finish."""
        return int(self.windows.last_finish.max(initial=0))


def frame_of(
    problem: Problem, *, finish_limit: int = NEVER, stretchable: Collection[int] = (), finer: int = 1
) -> Frame:
    """Return a problem in compressed steps.

    Parameters
    ----------
    problem
        Any problem.
    finish_limit
        Latest finish of the project that is of interest, for tighter windows. [problem's time]
    stretchable
        Activities that may last longer than their modes say.
    finer
        How many times as many ranges of starts as usual.

    Returns
    -------
    Frame
        Every schedule that respects the problem and the limit has its like in the frame, none of them later there.
    """
    scale = scale_of(problem)
    durations = Durations(problem, scale)
    shortest = np.array(
        [durations.shortest(int(t), int(d)) for t, d in zip(problem.mode_timeline, problem.work, strict=True)],
        dtype=np.int64,
    )
    possible = ~impossible_modes(problem)
    possible |= np.isin(np.repeat(np.arange(problem.n), np.diff(problem.mode_first)), hopeless_activities(problem))
    shortest[~possible] = NEVER
    lag = _lags(problem, durations)
    windows = _windows(problem, scale, _least(problem, shortest), lag, finish_limit)
    pieces = int(np.clip(finer * VARIANTS // max(problem.m, 1), 1, finer * PIECES))
    rows = range(problem.n)
    variants = tuple(_variants(problem, durations, windows, possible, activity, pieces) for activity in rows)
    stretched = _stretchable(problem, stretchable)
    return Frame(problem, scale, durations, windows, variants, lag, stretched, coarse=durations.joined)


def _least(problem: Problem, per_mode: Int1D) -> Int1D:
    return np.minimum.reduceat(per_mode, problem.mode_first[:-1]) if problem.n else per_mode


def _lags(problem: Problem, durations: Durations) -> Int1D:
    pairs = zip(problem.link_timeline, problem.link_lag, strict=True)
    return np.array([durations.lag(int(t), int(lag)) for t, lag in pairs], dtype=np.int64)


def _variants(
    problem: Problem,
    durations: Durations,
    windows: Windows,
    possible: npt.NDArray[np.bool_],
    activity: int,
    most: int,
) -> tuple[Variant, ...]:
    window = (int(windows.first_start[activity]), int(windows.last_start[activity]))
    return tuple(
        Variant(mode, size, first, last)
        for mode in range(problem.mode_first[activity], problem.mode_first[activity + 1])
        if possible[mode]
        for first, last, size in durations.pieces(
            int(problem.mode_timeline[mode]), int(problem.work[mode]), window, most
        )
    )


def _stretchable(problem: Problem, given: Collection[int]) -> tuple[bool, ...]:
    return tuple(
        activity in given
        or any(
            _has_other_hours(problem, mode)
            for mode in range(problem.mode_first[activity], problem.mode_first[activity + 1])
        )
        for activity in range(problem.n)
    )


def _has_other_hours(problem: Problem, mode: int) -> bool:
    picks = slice(problem.pick_first[mode], problem.pick_first[mode + 1])
    if picks.start == picks.stop:
        return False
    people = problem.eligible_resource[problem.eligible_first[picks.start] : problem.eligible_first[picks.stop]]
    return bool(np.any(problem.resource_timeline[people] != problem.mode_timeline[mode]))


def _windows(problem: Problem, scale: Scale, shortest: Int1D, lag: Int1D, finish_limit: int) -> Windows:
    late = scale.steps(min(problem.horizon, NEVER))
    windows = Windows(
        first_start=scale.position(np.maximum(problem.earliest_start, 0)) // scale.step,
        last_start=_latest(problem.latest_start, scale, late),
        first_finish=scale.position(np.maximum(problem.earliest_finish, 0)) // scale.step,
        last_finish=_latest(problem.latest_finish, scale, late),
    )
    _fix_started(problem, scale, windows)
    _limit_finish(problem, scale, windows, finish_limit)
    _pass_forward(problem, windows, shortest, lag)
    _pass_backward(problem, windows, shortest, lag)
    return windows


def _latest(dates: Int1D, scale: Scale, late: int) -> Int1D:
    inside = scale.position(np.minimum(dates, NEVER)) // scale.step
    return np.minimum(np.where(dates >= NEVER, late, inside), late)


def _fix_started(problem: Problem, scale: Scale, windows: Windows) -> None:
    started = problem.fixed_start >= 0
    position = scale.position(problem.fixed_start[started]) // scale.step
    windows.first_start[started] = position
    windows.last_start[started] = position
    windows.last_finish[started] = scale.steps(problem.horizon)


def _limit_finish(problem: Problem, scale: Scale, windows: Windows, finish_limit: int) -> None:
    limit = scale.steps(min(finish_limit, problem.horizon))
    held = slice(problem.release, problem.release + 1) if problem.release >= 0 else slice(None)
    windows.last_finish[held] = np.minimum(windows.last_finish[held], limit)


def _pass_forward(problem: Problem, windows: Windows, shortest: Int1D, lag: Int1D) -> None:
    start, finish = windows.first_start, windows.first_finish
    for activity in problem.order:
        for link in range(problem.predecessor_first[activity], problem.predecessor_first[activity + 1]):
            kind, predecessor = problem.link_type[link], problem.link_predecessor[link]
            from_finish = kind in {FINISH_START, FINISH_FINISH}
            event = (finish if from_finish else start)[predecessor] + lag[link]
            side = start if kind in {FINISH_START, START_START} else finish
            if side is finish or problem.fixed_start[activity] < 0:
                side[activity] = max(side[activity], event)
        finish[activity] = max(finish[activity], start[activity] + shortest[activity])


def _pass_backward(problem: Problem, windows: Windows, shortest: Int1D, lag: Int1D) -> None:
    start, finish = windows.last_start, windows.last_finish
    for activity in problem.order[::-1]:
        for link in problem.successor_link[problem.successor_first[activity] : problem.successor_first[activity + 1]]:
            kind, successor = problem.link_type[link], problem.link_successor[link]
            to_start = kind in {FINISH_START, START_START}
            if to_start and problem.fixed_start[successor] >= 0:
                continue  # what has started keeps its start, whatever its predecessors do
            event = (start if to_start else finish)[successor] - lag[link]
            side = finish if kind in {FINISH_START, FINISH_FINISH} else start
            side[activity] = min(side[activity], event)
        start[activity] = min(start[activity], finish[activity] - shortest[activity])
