"""What one more defect means while the quality steps keep their modes: the flow is linear in what is put in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trilemma.engine.plan import NONE
from trilemma.engine.quality.arrays import Float1D, Float2D, Int1D, QualityArrays


@dataclass(frozen=True, slots=True, eq=False)
class LinearEffects:
    """Coefficients of each mode, for solvers with linear constraints.

    Attributes
    ----------
    mode_escaped
        Defects at release that choosing a mode adds, shape ``(m,)``. [defects]
    mode_rework
        Rework that it adds in each slot, shape ``(m, n_slots)``. [minutes]
    """

    mode_escaped: Float1D
    mode_rework: Float2D


def linear_effects(arrays: QualityArrays, modes: Int1D) -> LinearEffects:
    """Coefficients of escaped defects and rework while the quality steps are done as in a mode vector.

    Parameters
    ----------
    arrays
        The quality model.
    modes
        Number of the mode of each leaf, shape ``(n,)``; only the modes of the steps' activities are read.

    Returns
    -------
    LinearEffects
        Their sums over the chosen modes are the expected escaped defects and rework, not rounded.

    Notes
    -----
    Method id ``defect_flow`` (docs/methods/defect_flow.md). One pass over the steps from the last to the first.
    """
    escaped = np.ones(arrays.group_count)
    rework = np.zeros((arrays.group_count, len(arrays.slots)))
    for step in reversed(range(len(arrays.step_ids))):
        row = int(arrays.mode_removal[modes[arrays.step_activity[step]]])
        for entry in range(int(arrays.step_first[step]), int(arrays.step_first[step + 1])):
            group, kind = int(arrays.entry_group[entry]), int(arrays.entry_kind[entry])
            bad, slot = int(arrays.entry_bad_group[entry]), int(arrays.entry_slot[entry])
            found = float(arrays.removal[row, kind])
            escaped[group] += found * (arrays.bad_fix * escaped[bad] - escaped[group])
            rework[group] += found * (arrays.bad_fix * rework[bad] - rework[group])
            if slot != NONE:
                rework[group, slot] += found * arrays.fix_minutes[step, kind]
    by_mode = arrays.mode_group
    return LinearEffects(
        mode_escaped=arrays.mode_injected * escaped[by_mode],
        mode_rework=arrays.mode_injected[:, None] * rework[by_mode],
    )
