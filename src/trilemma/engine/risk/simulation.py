"""One run of blocks through the whole model: samples, risks, defects and rework, dates, cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trilemma.engine.quality import injected_defects, sampled_effects
from trilemma.engine.risk.dates import simulate_dates, trace_critical
from trilemma.engine.risk.dispatch import AT_ONCE, simulate_dispatch
from trilemma.engine.risk.hashing import BLOCK
from trilemma.engine.risk.model import ACTUAL_START, NO_ROW, Model, RiskRows
from trilemma.engine.risk.prices import add_cost
from trilemma.engine.risk.resources import MOST_PEOPLE
from trilemma.engine.risk.sampling import draw_values

Int1D = npt.NDArray[np.int64]
Int2D = npt.NDArray[np.int64]
Float1D = npt.NDArray[np.float64]
Float2D = npt.NDArray[np.float64]
Bool2D = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """What a run of draws gave.

    Attributes
    ----------
    finish
        Of the plan, shape ``(n_draws,)``. [elapsed minutes]
    cost, billed
        Cost, and what time and material are billed at, shape ``(n_draws,)``. [minor units]
    escaped
        Shape ``(n_draws,)``. [defects]
    watched
        Finish of what is watched, shape ``(n_watched, n_draws)``. [elapsed minutes]
    struck
        Whether each risk struck, shape ``(n_risks, n_draws)``.
    critical
        Draws in which each leaf held the finish, shape ``(n,)``.
    beyond
        Draws in which something was not finished within the horizon.
    measure
        Sampled measures of the leaves, shape ``(n, n_draws)``, or no rows where nobody asked. [minutes]
    """

    finish: Int1D
    cost: Float1D
    billed: Float1D
    escaped: Float1D
    watched: Int2D
    struck: Bool2D
    critical: Int1D
    beyond: int
    measure: npt.NDArray[np.float32]


def simulate(model: Model, seed: int, first_block: int, n_blocks: int, draws: int, *, keep: bool = False) -> Samples:
    """Simulate a run of blocks.

    Parameters
    ----------
    model
        The compiled plan.
    seed
        The same seed gives the same draws, whoever computes them.
    first_block, n_blocks
        Which blocks.
    draws
        How many draws of these blocks count; the last ones are left out.
    keep
        Whether to keep the sampled measures, for sensitivities.
    """
    values = draw_values(model.sampled, seed, first_block, n_blocks)[:, :draws]
    measure = values[: model.n].copy()
    struck = _strikes(model.risks, values)
    risk_cost = _apply_risks(model.risks, values, struck, measure)
    escaped = _apply_defects(model, values, struck, measure)
    work = np.rint(measure).astype(np.int64) * 1000
    start, finish, driver = run_network(model, work)
    beyond = int((finish > model.network.horizon).any(axis=0).sum())
    if beyond:
        np.minimum(finish, model.network.horizon, out=finish)
        np.minimum(start, model.network.horizon, out=start)
    critical = np.zeros(model.n, dtype=np.int64)
    trace_critical(driver, finish, model.network.release, draws, critical)
    cost = risk_cost + model.cost.fixed
    add_cost(*model.cost.lines.arrays, model.cost.row, model.cost.since, start, finish, cost)
    billed = np.full(draws, model.cost.billed_fixed)
    add_cost(*model.cost.lines.arrays, model.cost.billed_row, model.cost.since, start, finish, billed)
    return Samples(
        finish=finish[model.network.release] if model.network.release >= 0 else finish.max(axis=0),
        cost=cost,
        billed=billed,
        escaped=escaped,
        watched=_watched(model, finish),
        struck=struck,
        critical=critical,
        beyond=beyond,
        measure=(measure if keep else measure[:0]).astype(np.float32),
    )


def run_network(model: Model, work: Int2D, holders: Int2D | None = None) -> tuple[Int2D, Int2D, npt.NDArray[np.int32]]:
    """Return start, finish and driver of every leaf in every draw, shape ``(n, n_draws)`` each.

    Parameters
    ----------
    work
        Left to do, shape ``(n, n_draws)``. [permille-minutes]
    holders
        Filled with the resources that each leaf holds in the last draw, demanded ones before picked ones, shape
        ``(n, MOST_PEOPLE)``; only with resources.
    """
    net = model.network
    network = (*net.lines.arrays, net.order, net.leaf, net.link, net.status)
    start, finish = np.empty_like(work), np.empty_like(work)
    driver = np.empty(work.shape, dtype=np.int32)
    if model.resources is None:
        simulate_dates(*network, work, start, finish, driver)
        return start, finish, driver
    who = model.resources
    held = np.empty((0, 0), dtype=np.int64) if holders is None else holders
    space = (
        np.empty((AT_ONCE * len(who.supply[2]), 3), dtype=np.int64),
        np.empty(AT_ONCE * len(who.supply[1]), dtype=np.int64),
        np.empty(MOST_PEOPLE, dtype=np.int64),
        np.empty(MOST_PEOPLE, dtype=np.int64),
    )
    simulate_dispatch(*network, work, *who.demands, *who.picks, *who.supply, start, finish, driver, held, *space)
    return start, finish, driver


def _strikes(risks: tuple[RiskRows, ...], values: Float2D) -> Bool2D:
    struck = [values[risk.uniform] < risk.probability for risk in risks]
    return np.array(struck, dtype=np.bool_).reshape(len(risks), values.shape[1])


def _apply_risks(risks: tuple[RiskRows, ...], values: Float2D, struck: Bool2D, measure: Float2D) -> Float1D:
    """Stretch and delay what the risks affect; return what they cost [minor units]."""
    cost = np.zeros(values.shape[1])
    delay = np.zeros_like(measure) if any(risk.delay != NO_ROW for risk in risks) else None
    for risk, hits in zip(risks, struck, strict=True):
        if risk.stretch != NO_ROW:
            measure[risk.leaves] *= np.where(hits, 1.0 + (values[risk.stretch] - 1.0) * risk.left, 1.0)
        if risk.delay != NO_ROW and delay is not None:
            delay[risk.leaves] += np.where(hits, values[risk.delay] * risk.left, 0.0)
        if risk.cost != NO_ROW:
            cost += np.where(hits, values[risk.cost] * risk.left, 0.0)
    if delay is not None:
        measure += delay
    return cost


def _apply_defects(model: Model, values: Float2D, struck: Bool2D, measure: Float2D) -> Float1D:
    """Write the rework of every quality step into its activity; return the escaped defects."""
    rows = model.quality
    draws = values.shape[1]
    arrays = rows.arrays
    rates = values[rows.rate].T if len(rows.rate) else np.zeros((draws, 0))
    injected = injected_defects(arrays, model.mode, np.ascontiguousarray((measure + rows.done[:, None]).T), rates)
    for risk, hits in zip(model.risks, struck, strict=True):
        if risk.defects != NO_ROW:
            each = np.where(hits, values[risk.defects] * risk.left, 0.0) / len(risk.injecting)
            injected[:, risk.injecting] += each[:, None]
    removal = np.clip(_by_step(values, rows.removal), 0.0, 1.0)
    effects = sampled_effects(arrays, model.mode, injected, removal, _by_step(values, rows.fix))
    for slot, leaf in enumerate(rows.slot_leaf):
        if leaf >= 0 and model.network.leaf[leaf, ACTUAL_START] < 0:
            measure[leaf] = np.ceil(effects.rework_minutes[:, slot])
    return effects.escaped


def _by_step(values: Float2D, rows: Int2D) -> npt.NDArray[np.float64]:
    """Return sampled values by draw, step and kind, 0 where there is none."""
    padded = np.concatenate((values, np.zeros((1, values.shape[1]))))
    return np.ascontiguousarray(np.moveaxis(padded[rows], -1, 0))


def _watched(model: Model, finish: Int2D) -> Int2D:
    latest = [finish[rows].max(axis=0) for _, rows in model.watched]
    return np.array(latest, dtype=np.int64).reshape(len(latest), finish.shape[1])


def blocks_of(draws: int) -> int:
    """Return how many blocks hold a number of draws."""
    return -(-draws // BLOCK)
