"""The defect flow as kernels: one mode vector in microseconds, or many draws at once.

They take the fields of `QualityArrays` and repeat, over groups of defects, what `expected_defects` does activity by
activity.
"""

from __future__ import annotations

from math import ceil
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.kernels import kernel

Int1D = npt.NDArray[np.int64]
Float1D = npt.NDArray[np.float64]
Float2D = npt.NDArray[np.float64]
Float3D = npt.NDArray[np.float64]

TOLERANCE: Final = 1e-6
"""Of a unit: what floating-point sums may be off without being rounded up to the next whole unit."""


@kernel(size_of=0)
def flow(
    modes: Int1D,
    mode_injected: Float1D,
    mode_group: Int1D,
    step_activity: Int1D,
    step_first: Int1D,
    entry_group: Int1D,
    entry_kind: Int1D,
    entry_bad_group: Int1D,
    entry_slot: Int1D,
    mode_removal: Int1D,
    removal: Float2D,
    fix_minutes: Float2D,
    bad_fix: float,
    uncaught: Float1D,
    minutes: Float1D,
) -> None:
    """Fill ``uncaught`` (defects by group) and ``minutes`` (rework by slot) for a mode vector."""
    uncaught[:] = 0.0
    minutes[:] = 0.0
    for activity in range(modes.shape[0]):
        mode = modes[activity]
        uncaught[mode_group[mode]] += mode_injected[mode]
    for step in range(step_activity.shape[0]):
        row = mode_removal[modes[step_activity[step]]]
        if row < 0:
            continue
        for entry in range(step_first[step], step_first[step + 1]):
            group = entry_group[entry]
            kind = entry_kind[entry]
            found = uncaught[group] * removal[row, kind]
            uncaught[group] -= found
            if bad_fix > 0.0:
                uncaught[entry_bad_group[entry]] += found * bad_fix
            if entry_slot[entry] >= 0:
                minutes[entry_slot[entry]] += found * fix_minutes[step, kind]


@kernel()
def rounded_up(value: float) -> np.int64:
    """Return the next whole number, forgiving the error of floating-point sums."""
    return np.int64(ceil(value - TOLERANCE))


@kernel(size_of=0)
def effects(
    modes: Int1D,
    mode_injected: Float1D,
    mode_group: Int1D,
    step_activity: Int1D,
    step_first: Int1D,
    entry_group: Int1D,
    entry_kind: Int1D,
    entry_bad_group: Int1D,
    entry_slot: Int1D,
    mode_removal: Int1D,
    removal: Float2D,
    fix_minutes: Float2D,
    bad_fix: float,
    uncaught: Float1D,
    minutes: Float1D,
    rework: Int1D,
) -> np.int64:
    """Fill ``rework`` (whole minutes by slot) and return the escaped millidefects, both rounded up.

    ``uncaught`` and ``minutes`` are work space of as many entries as there are groups and slots.
    """
    flow(
        modes,
        mode_injected,
        mode_group,
        step_activity,
        step_first,
        entry_group,
        entry_kind,
        entry_bad_group,
        entry_slot,
        mode_removal,
        removal,
        fix_minutes,
        bad_fix,
        uncaught,
        minutes,
    )
    for slot in range(minutes.shape[0]):
        rework[slot] = rounded_up(minutes[slot])
    escaped: np.int64 = rounded_up(uncaught.sum() * 1000.0)
    return escaped


@kernel(at_once=True)
def sampled_flow(
    modes: Int1D,
    injected: Float2D,
    removal: Float3D,
    fix_minutes: Float3D,
    bad_fix: float,
    mode_group: Int1D,
    step_activity: Int1D,
    step_first: Int1D,
    entry_group: Int1D,
    entry_kind: Int1D,
    entry_bad_group: Int1D,
    entry_slot: Int1D,
    mode_removal: Int1D,
    group_count: int,
    escaped: Float1D,
    minutes: Float2D,
) -> None:
    """Fill ``escaped`` (by draw) and ``minutes`` (rework by draw and slot) from sampled defects and shares."""
    uncaught = np.zeros(group_count)
    for draw in range(injected.shape[0]):
        uncaught[:] = 0.0
        for activity in range(modes.shape[0]):
            uncaught[mode_group[modes[activity]]] += injected[draw, activity]
        for step in range(step_activity.shape[0]):
            if mode_removal[modes[step_activity[step]]] < 0:
                continue
            for entry in range(step_first[step], step_first[step + 1]):
                group = entry_group[entry]
                kind = entry_kind[entry]
                found = uncaught[group] * min(1.0, removal[draw, step, kind])
                uncaught[group] -= found
                uncaught[entry_bad_group[entry]] += found * bad_fix
                if entry_slot[entry] >= 0:
                    minutes[draw, entry_slot[entry]] += found * fix_minutes[draw, step, kind]
        escaped[draw] = uncaught.sum()
