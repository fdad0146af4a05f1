"""The door to the simulation: one call from a plan to its forecast, on any number of workers."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib import metadata
from typing import Final, Literal

import numpy as np

from trilemma.engine.calendars import compile_calendar
from trilemma.engine.errors import HorizonError, InputError, StoppedError
from trilemma.engine.plan import NONE, Plan
from trilemma.engine.plan.content import minute_of
from trilemma.engine.quality import with_rework
from trilemma.engine.risk.compilation import Modes, compile_model
from trilemma.engine.risk.flow import resource_arcs
from trilemma.engine.risk.forecast import LEVEL, Convergence, Forecast, error_of_quantile, quantile
from trilemma.engine.risk.hashing import BLOCK
from trilemma.engine.risk.influences import find_influences
from trilemma.engine.risk.model import Model
from trilemma.engine.risk.simulation import Samples, blocks_of, simulate
from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Progress, Stop

TOLERANCE: Final = 0.01
"""Standard error of P80 that is good enough, as a share of what it measures."""
FEWEST_DRAWS: Final = 2048
MOST_DRAWS: Final = 65536
CELLS: Final = 1 << 18
"""Activity-draws that one worker holds at a time: few enough to stay in cache, and for a stop to be quick."""
_MOST_BLOCKS: Final = 16
_LOST: Final = 0.01
"""Share of the draws that may run beyond the horizon before the forecast is refused."""

Resources = bool | Literal["flow"]


def forecast(
    plan: Plan,
    *,
    draws: int | None = None,
    seed: int = 0,
    resources: Resources = True,
    modes: Modes | None = None,
    watched: Sequence[str] = (),
    tolerance: float = TOLERANCE,
    executor: Executor | None = None,
    workers: int | None = None,
    influences: bool = True,
    progress: Progress = NO_PROGRESS,
    stop: Stop = NEVER,
    clock: Clock | None = None,
) -> Forecast:
    """Joint forecast of finish, cost and escaped defects.

    Parameters
    ----------
    plan
        The plan; rework is added where its quality steps will find something.
    draws
        How many imagined courses of the project. None makes as many as it takes for the standard error of P80 to fall
        below ``tolerance``, from `FEWEST_DRAWS` to `MOST_DRAWS`.
    seed
        Any integer. The same seed gives the same numbers on any number of workers, and the same activity the same luck
        in two plans.
    resources
        True shares teams and persons out in every draw, in the plan's order of priority; ``"flow"`` keeps the order of
        the adopted schedule, or of the likely one, as links; False leaves capacity aside.
    modes
        Chosen modes by activity id; otherwise the adopted mode, else the first.
    watched
        Ids of activities that keep their own samples of the finish, beside milestones and what statements name.
    tolerance
        Standard error of P80 that is good enough, as a share: of the time from the status date (or the plan's start)
        to P80 of the finish, and of P80 of the cost.
    executor
        Computes blocks of draws; threads of this process without one.
    workers
        How many shares are under way at a time; as many as there are processors without it.
    influences
        Whether to look for what moves finish and cost.
    progress, stop
        Who is told how far it is, and who may end it early with the draws made so far.
    clock
        Monotonic seconds; without it no duration is recorded.

    Returns
    -------
    Forecast
        The joint samples and what follows from them.

    Raises
    ------
    InputError
        If ``draws`` is not positive, or the plan has no activities.
    PlanError
        If ``watched`` names an unknown activity, or an activity holds more than 256 people at a time.
    HorizonError
        If more than 1 % of the draws run beyond the span of time that is computed.
    StoppedError
        If it was stopped before the first draws were made.

    Notes
    -----
    Method id ``joint_forecast`` (docs/methods/joint_forecast.md).

    References
    ----------
    NASA Cost Estimating Handbook, version 4.0, appendix J (joint confidence level). Van Slyke, "Monte Carlo methods and
    the PERT problem", Operations Research 11 (1963) (simulated networks, criticality).
    """
    if draws is not None and draws < 1:
        raise InputError(f"a forecast needs at least one draw, not {draws}", "draws")
    began = clock() if clock else 0.0
    reworked = with_rework(plan, modes)
    model = model_of(reworked, resources=resources, modes=modes, watched=watched)
    run = _Run(model, seed, progress, stop)
    count = workers or os.cpu_count() or 1
    own: AbstractContextManager[Executor | None] = (
        ThreadPoolExecutor(count) if executor is None and count > 1 else nullcontext(executor)
    )
    with own as pool:
        wanted = _next_draws(reworked, run, draws, tolerance)
        while wanted > run.draws and not run.stopped:
            run.extend(wanted, pool, count)
            wanted = _next_draws(reworked, run, draws, tolerance)
    seconds = clock() - began if clock else 0.0
    return _answer(reworked, model, run, tolerance, seconds, resources, influences=influences)


def model_of(
    plan: Plan, *, resources: Resources = True, modes: Modes | None = None, watched: Sequence[str] = ()
) -> Model:
    """Return a plan, its rework written out, compiled for one way of treating resources."""
    if not plan.leaves:
        raise InputError("a plan without activities has nothing to simulate", "activities")
    if resources != "flow":
        return compile_model(plan, modes=modes, resources=bool(resources), watched=watched)
    arcs: Iterable[tuple[str, str]] = plan.adopted.arcs or resource_arcs(plan, compile_model(plan, modes=modes))
    return compile_model(plan, modes=modes, resources=False, arcs=arcs, watched=watched)


@dataclass(slots=True)
class _Run:
    """Draws made so far; more can be added, as if all had been made at once."""

    model: Model
    seed: int
    progress: Progress
    stop: Stop
    parts: tuple[Samples, ...] = ()
    draws: int = 0
    stopped: bool = False

    def extend(self, draws: int, executor: Executor | None, workers: int) -> None:
        """Make draws until there are ``draws``; the blocks made before are whole."""
        shares = list(_shares(self.model, self.draws // BLOCK, draws))
        found = []
        for done, part in enumerate(_in_order(self.model, self.seed, shares, executor, workers, self.stop), 1):
            found.append(part)
            self.progress.report(done / len(shares), f"{self.draws + sum(len(p.finish) for p in found)} draws")
        self.stopped = len(found) < len(shares)
        self.parts = (*self.parts, *found)
        self.draws = sum(len(part.finish) for part in self.parts)
        if not self.draws:
            raise StoppedError("the forecast was stopped before its first draws were made")


def _shares(model: Model, first_block: int, draws: int) -> Iterator[tuple[int, int, int]]:
    """Yield first block, number of blocks and number of draws of each share."""
    size = min(_MOST_BLOCKS, max(1, CELLS // (max(1, model.n) * BLOCK)))
    last = blocks_of(draws)
    for first in range(first_block, last, size):
        count = min(size, last - first)
        yield first, count, min(count * BLOCK, draws - first * BLOCK)


def _in_order(
    model: Model,
    seed: int,
    shares: Sequence[tuple[int, int, int]],
    executor: Executor | None,
    workers: int,
    stop: Stop,
) -> Iterator[Samples]:
    """Yield the samples of each share in order; a share whose worker was lost is computed here."""
    waiting: deque[tuple[tuple[int, int, int], Future[Samples] | None]] = deque()
    upcoming = iter(shares)
    while not stop():
        while len(waiting) < 2 * workers:
            share = next(upcoming, None)
            if share is None:
                break
            waiting.append((share, _submit(executor, model, seed, share)))
        if not waiting:
            return
        share, future = waiting.popleft()
        yield _result(future, model, seed, share)
    for _, future in waiting:
        if future is not None:
            future.cancel()


def _submit(executor: Executor | None, model: Model, seed: int, share: tuple[int, int, int]) -> Future[Samples] | None:
    if executor is None:
        return None
    try:
        return executor.submit(simulate, model, seed, *share, keep=share[0] == 0)
    except BrokenExecutor:
        return None


def _result(future: Future[Samples] | None, model: Model, seed: int, share: tuple[int, int, int]) -> Samples:
    if future is not None:
        try:
            return future.result()
        except BrokenExecutor:
            pass  # its worker is gone, its numbers are not: they follow from seed and blocks
    return simulate(model, seed, *share, keep=share[0] == 0)


def _next_draws(plan: Plan, run: _Run, draws: int | None, tolerance: float) -> int:
    """Return how many draws there should be: those asked for, or twice as many until P80 is exact enough."""
    if draws is not None:
        return draws
    if not run.draws:
        return FEWEST_DRAWS
    if run.draws >= MOST_DRAWS or _convergence(plan, run, tolerance).reached:
        return run.draws
    return min(2 * run.draws, MOST_DRAWS)


def _convergence(plan: Plan, run: _Run, tolerance: float) -> Convergence:
    finish = np.concatenate([part.finish for part in run.parts])
    cost = np.concatenate([part.cost for part in run.parts])
    finish_error, cost_error = error_of_quantile(finish), error_of_quantile(cost)
    status = plan.arrays.status_minute
    since = minute_of(plan, plan.start) if status == NONE else status
    reached = (
        finish_error <= tolerance * max(quantile(finish, LEVEL) - since, 1.0)
        and cost_error <= tolerance * max(abs(quantile(cost, LEVEL)), 1.0)
    )  # fmt: skip
    return Convergence(len(finish) // BLOCK, finish_error, cost_error, tolerance, reached)


def _answer(
    plan: Plan,
    model: Model,
    run: _Run,
    tolerance: float,
    seconds: float,
    resources: Resources,
    *,
    influences: bool,
) -> Forecast:
    finish = np.concatenate([part.finish for part in run.parts])
    cost = np.concatenate([part.cost for part in run.parts])
    escaped = np.concatenate([part.escaped for part in run.parts])
    watched = np.concatenate([part.watched for part in run.parts], axis=1)
    struck = np.concatenate([part.struck for part in run.parts], axis=1)
    _refuse_lost(run)
    first = run.parts[0]
    early = len(first.finish)
    critical = sum((part.critical for part in run.parts), np.zeros(model.n, dtype=np.int64)) / run.draws
    threshold = model.quality.threshold
    return Forecast(
        finish=finish,
        cost=cost,
        billed=np.concatenate([part.billed for part in run.parts]),
        escaped_defects=escaped,
        milestones={name: row for (name, _), row in zip(model.watched, watched, strict=True)},
        risks={risk.id: row for risk, row in zip(model.risks, struck, strict=True)},
        criticality=dict(zip(model.leaf_ids, critical.tolist(), strict=True)),
        influences=find_influences(model, first.measure, first.struck, finish[:early].astype(np.float64), cost[:early])
        if influences
        else (),
        acceptance=None if threshold is None else float((escaped <= threshold).mean()),
        finish_sd_working_minutes=_working_deviation(plan, finish),
        origin=plan.origin,
        currency=plan.currency,
        draws=run.draws,
        seed=run.seed,
        seconds=seconds,
        version=metadata.version("trilemma"),
        resources={True: "dispatch", False: "none"}.get(resources, "flow") if isinstance(resources, bool) else "flow",
        convergence=_convergence(plan, run, tolerance),
        stopped=run.stopped,
    )


def _refuse_lost(run: _Run) -> None:
    lost = sum(part.beyond for part in run.parts)
    if lost > _LOST * run.draws:
        raise HorizonError(
            f"in {lost} of {run.draws} draws something is not finished within the span of time that is computed"
        )


def _working_deviation(plan: Plan, finish: np.typing.NDArray[np.int64]) -> float:
    """Return the standard deviation of the finish in working minutes of the plan's calendar."""
    line = compile_calendar(plan.calendar_by_id[plan.calendar], plan.origin, int(finish.max()) + 1)
    minutes = line.between(np.zeros_like(finish), finish) / 1000.0
    return float(minutes.std())
