"""The defect flow on samples: the same formula for every draw of a simulation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trilemma.engine.distributions import Estimate
from trilemma.engine.errors import ShapeError
from trilemma.engine.plan import Plan, QualityStep
from trilemma.engine.quality import kernels
from trilemma.engine.quality.arrays import Float1D, Float2D, Int1D, QualityArrays
from trilemma.engine.quality.effort import Modes, chosen_mode
from trilemma.engine.quality.expected import fix_estimates, removal_estimates
from trilemma.engine.quality.reach import ordered_steps
from trilemma.engine.units import MINUTES_PER_HOUR

Float3D = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class QualityEstimates:
    """What a simulation of the quality model draws; None where there is nothing to draw and the value is 0.

    ``rates`` by kind of work [defects per hour of effort]; ``removals`` and ``fixes`` by step and kind, in the order of
    `QualityArrays` [shares in 0 to 1; minutes].
    """

    rates: tuple[Estimate, ...]
    removals: tuple[tuple[Estimate | None, ...], ...]
    fixes: tuple[tuple[Estimate | None, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class SampledEffects:
    """Escaped defects, shape ``(n_draws,)``, and minutes of rework, shape ``(n_draws, n_slots)``."""

    escaped: Float1D
    rework_minutes: Float2D


def quality_estimates(plan: Plan, modes: Modes | None = None) -> QualityEstimates:
    """Return the estimates of the quality model for chosen modes, in the order of `QualityArrays`.

    Parameters
    ----------
    plan
        The plan.
    modes
        Chosen modes by activity id; otherwise the adopted mode, else the first.
    """
    kinds = [kind.id for kind in plan.quality.kinds]
    steps = ordered_steps(plan)
    removals = [_removals(plan, step, modes) for step in steps]
    fixes = [fix_estimates(plan, step) for step in steps]
    return QualityEstimates(
        rates=tuple(kind.defects_per_hour for kind in plan.quality.kinds),
        removals=tuple(tuple(row.get(kind) for kind in kinds) for row in removals),
        fixes=tuple(tuple(row.get(kind) for kind in kinds) for row in fixes),
    )


def _removals(plan: Plan, step: QualityStep, modes: Modes | None) -> dict[str, Estimate]:
    return removal_estimates(step, chosen_mode(plan, plan.activity_by_id[step.activity], modes))


def escaped_defects(injected: Float2D, removal: Float3D) -> Float1D:
    """Defects left at release after every quality step has taken its share.

    Parameters
    ----------
    injected
        Defects put in by each kind of work, shape ``(n_draws, n_kinds)``. [defects]
    removal
        Share that each step removes of what reaches it, shape ``(n_draws, n_steps, n_kinds)``, each in ``[0, 1]``.

    Returns
    -------
    Float1D
        Defects at release, shape ``(n_draws,)``. [defects] Never negative, never more than were injected.

    Raises
    ------
    ShapeError
        If the shapes do not fit together.

    Notes
    -----
    Method id ``defect_flow`` (docs/methods/defect_flow.md); assumes that steps act independently, that every step lies
    downstream of all work, and that no fix is bad. `sampled_effects` knows links and bad fixes.

    References
    ----------
    Chulani & Boehm, "Modeling Software Defect Introduction and Removal: COQUALMO", USC-CSE-99-510.
    """
    if injected.ndim != 2 or removal.ndim != 3 or (injected.shape[0], injected.shape[1]) != removal.shape[::2]:
        raise ShapeError(f"injected {injected.shape} and removal {removal.shape} must agree in draws and kinds")
    left: Float1D = (injected * np.prod(1.0 - removal, axis=1)).sum(axis=1)
    return left


def injected_defects(arrays: QualityArrays, modes: Int1D, minutes: Float2D, rates: Float2D) -> Float2D:
    """Defects that each activity puts in, in every draw.

    Parameters
    ----------
    arrays
        The quality model.
    modes
        Number of the mode of each leaf, shape ``(n,)``.
    minutes
        Sampled measure of each leaf in that mode, duration or effort, what lies behind included (``mode_done``),
        shape ``(n_draws, n)``. [minutes]
    rates
        Sampled rate of each kind of work, shape ``(n_draws, n_kinds)``. [defects per hour of effort]

    Returns
    -------
    Float2D
        Shape ``(n_draws, n)``. [defects]

    Raises
    ------
    ShapeError
        If the shapes do not fit together.
    """
    kinds = arrays.mode_kind[modes]
    if minutes.shape != (len(rates), len(modes)) or rates.shape[1] != len(arrays.kind_ids):
        raise ShapeError(f"minutes {minutes.shape} and rates {rates.shape} must agree with leaves and kinds")
    padded = np.concatenate((rates, np.zeros((len(rates), 1))), axis=1)
    per_minute = arrays.mode_share[modes] * arrays.mode_factor[modes] / MINUTES_PER_HOUR
    injected: Float2D = minutes * per_minute * padded[:, kinds]
    return injected


def sampled_effects(
    arrays: QualityArrays, modes: Int1D, injected: Float2D, removal: Float3D, fix_minutes: Float3D
) -> SampledEffects:
    """Escaped defects and rework in every draw.

    Parameters
    ----------
    arrays
        The quality model.
    modes
        Number of the mode of each leaf, shape ``(n,)``.
    injected
        Defects put in at each leaf, those of risks included, shape ``(n_draws, n)``. [defects]
    removal
        Share that each step removes in its mode, shape ``(n_draws, n_steps, n_kinds)``, not negative; a drawn share
        above 1, in the tail of an estimate, removes all.
    fix_minutes
        Effort to fix a defect found, shape ``(n_draws, n_steps, n_kinds)``. [minutes]

    Returns
    -------
    SampledEffects
        Not rounded. With one draw of means it is what `expected_defects` says.

    Raises
    ------
    ShapeError
        If the shapes do not fit together.

    Notes
    -----
    Method id ``defect_flow`` (docs/methods/defect_flow.md). Defects of a leaf without a kind of work escape: no step
    covers them.
    """
    draws = len(injected)
    wanted = (draws, len(arrays.step_ids), len(arrays.kind_ids))
    if injected.shape != (draws, len(modes)) or removal.shape != wanted or fix_minutes.shape != wanted:
        raise ShapeError(f"injected must be {(draws, len(modes))}, removal and effort to fix {wanted}")
    escaped = np.zeros(draws)
    rework = np.zeros((draws, len(arrays.slots)))
    kernels.sampled_flow(
        np.ascontiguousarray(modes, dtype=np.int64),
        np.ascontiguousarray(injected, dtype=np.float64),
        np.ascontiguousarray(removal, dtype=np.float64),
        np.ascontiguousarray(fix_minutes, dtype=np.float64),
        arrays.bad_fix,
        arrays.mode_group,
        arrays.step_activity,
        arrays.step_first,
        arrays.entry_group,
        arrays.entry_kind,
        arrays.entry_bad_group,
        arrays.entry_slot,
        arrays.mode_removal,
        arrays.group_count,
        escaped,
        rework,
    )
    return SampledEffects(escaped, rework)
