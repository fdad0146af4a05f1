"""Variants of a plan simulated with the same luck: the same seed gives the same activity the same draws."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from trilemma.engine.levers.change import apply_lever
from trilemma.engine.levers.generation import Course
from trilemma.engine.levers.lever import BY_MODE, Lever, LeverKind
from trilemma.engine.plan import NONE, Plan, revise_plan
from trilemma.engine.promises import statement_outcomes
from trilemma.engine.quality import with_rework
from trilemma.engine.risk.forecasting import Resources, model_of
from trilemma.engine.risk.hashing import BLOCK
from trilemma.engine.risk.model import Model
from trilemma.engine.risk.simulation import run_network, simulate

Int1D = npt.NDArray[np.int64]
Float1D = npt.NDArray[np.float64]

_BLOCKS_AT_A_TIME = 4
_BESIDE_REWORK = {LeverKind.OVERTIME, LeverKind.MITIGATION}


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Joint samples of one variant, shape ``(n_draws,)`` each; ``met`` says by statement in which draws it is met."""

    finish: Int1D
    cost: Float1D
    billed: Float1D
    escaped_defects: Float1D
    milestones: Mapping[str, Int1D]
    met: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Setting:
    """How variants are simulated."""

    seed: int
    resources: Resources


def packed(plan: Plan) -> bytes:
    """Return a plan as bytes, to be sent to other processes."""
    return pickle.dumps({field.name: getattr(plan, field.name) for field in fields(plan)})


@lru_cache(maxsize=2)
def unpacked(data: bytes) -> tuple[Plan, Plan]:
    """Return the plan of `packed`, and the same with its rework written out."""
    plan = Plan(**pickle.loads(data))  # noqa: S301 - our own bytes, of the process that sends the work
    return plan, with_rework(plan)


def draw_levers(data: bytes, levers: Sequence[Lever | None], setting: Setting, draws: int) -> list[Drawn]:
    """Simulate a plan under each of some levers; None stands for the plan as it is.

    Parameters
    ----------
    data
        The plan, `packed`.
    levers
        Levers of this plan.
    setting
        Seed and treatment of resources.
    draws
        How many draws each.
    """
    return [_drawn(data, lever, setting, draws) for lever in levers]


def _drawn(data: bytes, lever: Lever | None, setting: Setting, draws: int) -> Drawn:
    plan, reworked = unpacked(data)
    variant, model = variant_of(plan, reworked, lever, setting.resources)
    return draw(variant, model, setting.seed, draws)


def variant_of(plan: Plan, reworked: Plan, lever: Lever | None, resources: Resources) -> tuple[Plan, Model]:
    """Return the changed plan and its model.

    Another mode needs no new plan: the activities, rework among them, are the same for all modes. Overtime and
    mitigations leave the rework as it is too.
    """
    if lever is None:
        return plan, model_of(reworked, resources=resources)
    if lever.kind in BY_MODE and not any(a.activity == lever.activity for a in plan.adopted.assignments):
        return plan, model_of(reworked, resources=resources, modes={lever.activity: lever.mode})
    changed = apply_lever(plan, lever)
    if lever.kind in _BESIDE_REWORK:
        return changed, model_of(revise_plan(reworked, adopted=changed.adopted), resources=resources)
    return changed, model_of(with_rework(changed), resources=resources)


def draw(plan: Plan, model: Model, seed: int, draws: int) -> Drawn:
    """Return joint samples of a model, and which statements they meet."""
    blocks = -(-draws // BLOCK)
    parts = []
    for first in range(0, blocks, _BLOCKS_AT_A_TIME):
        count = min(_BLOCKS_AT_A_TIME, blocks - first)
        parts.append(simulate(model, seed, first, count, min(draws - first * BLOCK, count * BLOCK)))
    watched = np.concatenate([part.watched for part in parts], axis=1)
    drawn = Drawn(
        finish=np.concatenate([part.finish for part in parts]),
        cost=np.concatenate([part.cost for part in parts]),
        billed=np.concatenate([part.billed for part in parts]),
        escaped_defects=np.concatenate([part.escaped for part in parts]),
        milestones={name: row for (name, _), row in zip(model.watched, watched, strict=True)},
        met=np.zeros((0, draws), dtype=np.bool_),
    )
    met = np.array(list(statement_outcomes(plan, drawn).values()), dtype=np.bool_).reshape(-1, draws)
    return Drawn(drawn.finish, drawn.cost, drawn.billed, drawn.escaped_defects, {}, met)


def likely_course(plan: Plan, model: Model, seed: int) -> Course:
    """Return when everything is likely to happen, and how critical it is in one block of draws.

    Parameters
    ----------
    plan
        The plan, with its rework written out.
    model
        The same plan, compiled.
    seed
        Of the block.
    """
    arrays = plan.arrays
    left = np.where(arrays.remaining != NONE, arrays.remaining, arrays.mode_minutes[model.mode])
    start, finish, _ = run_network(model, (left * 1000)[:, None])
    critical = simulate(model, seed, 0, 1, BLOCK).critical / BLOCK
    return Course(start[:, 0], finish[:, 0], critical)
