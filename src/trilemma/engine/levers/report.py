"""The levers of a plan, screened, simulated and ranked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from importlib import metadata
from typing import Final

from trilemma.engine.errors import InputError
from trilemma.engine.levers.effect import LeverEffect, lever_effect
from trilemma.engine.levers.generation import find_levers
from trilemma.engine.levers.lever import Lever
from trilemma.engine.levers.ranking import RankedLever, ranked
from trilemma.engine.levers.screening import guesses
from trilemma.engine.levers.simulation import Drawn, Setting, draw_levers, likely_course, packed
from trilemma.engine.plan import Plan
from trilemma.engine.quality import with_rework, without_rework
from trilemma.engine.risk.forecast import Summary, summarise
from trilemma.engine.risk.forecasting import Resources, model_of
from trilemma.engine.risk.hashing import BLOCK
from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Progress, Stop

METHOD: Final = "lever_effects"

DRAWS: Final = 2000
SCREENED: Final = 100
FINALISTS: Final = 12
_SHARE: Final = 4
"""Levers in one parcel of work: few enough to stop soon, enough that sending them costs little."""


@dataclass(frozen=True, slots=True, eq=False)
class LeverReport:
    """The levers of a plan in the order of what they buy.

    Attributes
    ----------
    levers
        With effect and place. ``effect.draws`` tells those that were simulated in full from those that were only
        screened.
    left_out
        Levers that promised nothing without simulation, or less than those simulated.
    finish, cost, escaped_defects
        The plan as it is: elapsed minutes from the origin, minor units, defects.
    draws, seed, seconds, method, version
        What it takes to judge or repeat the computation.
    stopped
        Whether it was stopped early; what is there then is what was done.
    """

    levers: tuple[RankedLever, ...]
    left_out: tuple[Lever, ...]
    finish: Summary
    cost: Summary
    escaped_defects: Summary
    draws: int
    seed: int
    seconds: float
    version: str
    stopped: bool = False
    method: str = METHOD


def rank_levers(
    plan: Plan,
    *,
    levers: Sequence[Lever] | None = None,
    draws: int = DRAWS,
    screened: int = SCREENED,
    finalists: int = FINALISTS,
    seed: int = 0,
    resources: Resources = True,
    executor: Executor | None = None,
    progress: Progress = NO_PROGRESS,
    stop: Stop = NEVER,
    clock: Clock | None = None,
) -> LeverReport:
    """Find, simulate and rank every single change that a plan allows.

    Parameters
    ----------
    plan
        The plan.
    levers
        Which levers; all of `find_levers` without it.
    draws
        Draws of the finalists and of the plan as it is.
    screened
        How many levers are simulated at all, the most promising by a guess first; changes of mode of which nothing can
        get better never are.
    finalists
        How many of them get all draws, the best by a single block of `BLOCK` draws; the others keep the effect of that
        block. With as many finalists as screened ones there is no such first round.
    seed
        The same seed gives the same luck to the same object in all variants, so that differences are small's own.
    resources
        As in `risk.forecast`.
    executor
        Does the simulations in parallel, in threads or other processes; here without one.
    progress, stop
        Who is told how far it is, and who may end it early.
    clock
        Monotonic seconds; without it no duration is recorded.

    Returns
    -------
    LeverReport
        Ranked levers and the plan as it is.

    Raises
    ------
    InputError
        If ``draws`` is not positive.

    Notes
    -----
    Method id ``lever_effects`` (docs/methods/lever_effects.md).

    References
    ----------
    Law, "Simulation Modeling and Analysis", 5th edition, 2015, section 11.2 (common random numbers).
    """
    if draws < 1:
        raise InputError(f"levers need at least one draw, not {draws}", "draws")
    began = clock() if clock else 0.0
    bare = without_rework(plan)
    written = with_rework(bare)
    course = likely_course(written, model_of(written, resources=resources), seed)
    wanted = find_levers(written, course) if levers is None else tuple(levers)
    promising = [guess.lever for guess in guesses(written, wanted, course) if guess.worth_it or levers is not None]
    chosen = promising[:screened] if levers is None else promising
    rounds = _Rounds(bare, Setting(seed, resources), executor, progress, stop)
    base, effects = rounds.run(chosen, draws, finalists)
    names = {lever.id for lever, _ in effects}
    return LeverReport(
        levers=ranked(bare, effects),
        left_out=tuple(lever for lever in wanted if lever.id not in names),
        finish=summarise(base.finish),
        cost=summarise(base.cost),
        escaped_defects=summarise(base.escaped_defects),
        draws=draws,
        seed=seed,
        seconds=clock() - began if clock else 0.0,
        version=metadata.version("trilemma"),
        stopped=rounds.stopped,
    )


class _Rounds:
    """Two rounds of simulation: one block for all, then all draws for the best."""

    def __init__(self, plan: Plan, setting: Setting, executor: Executor | None, progress: Progress, stop: Stop) -> None:
        self.plan = plan
        self.data = packed(plan)
        self.setting = setting
        self.executor = executor
        self.progress = progress
        self.stop = stop
        self.stopped = False
        self.statements = [statement.id for statement in plan.statements]

    def run(self, levers: Sequence[Lever], draws: int, finalists: int) -> tuple[Drawn, list[tuple[Lever, LeverEffect]]]:
        """Return the plan as it is, and each lever with the best effect that is known of it."""
        (base,) = draw_levers(self.data, [None], self.setting, draws)
        if len(levers) <= finalists or draws <= BLOCK:
            return base, self.effects(levers, base, draws, (0.0, 1.0))
        (small,) = draw_levers(self.data, [None], self.setting, BLOCK)
        first = self.effects(levers, small, BLOCK, (0.0, 0.6))
        best = [entry.lever for entry in ranked(self.plan, first)[:finalists]]
        last = self.effects(best, base, draws, (0.6, 1.0))
        final = {lever.id: (lever, effect) for lever, effect in last}
        return base, [final.get(lever.id, (lever, effect)) for lever, effect in first]

    def effects(
        self, levers: Sequence[Lever], base: Drawn, draws: int, span: tuple[float, float]
    ) -> list[tuple[Lever, LeverEffect]]:
        found: list[tuple[Lever, LeverEffect]] = []
        for parcel, drawn in self.parcels(levers, draws):
            found += [
                (lever, lever_effect(base, after, self.statements)) for lever, after in zip(parcel, drawn, strict=True)
            ]
            done = span[0] + (span[1] - span[0]) * len(found) / max(1, len(levers))
            self.progress.report(done, f"{len(found)} of {len(levers)} levers with {draws} draws")
        return found

    def parcels(self, levers: Sequence[Lever], draws: int) -> Iterator[tuple[Sequence[Lever], list[Drawn]]]:
        """Yield parcels of levers with their draws, in order, until asked to stop."""
        parcels = [levers[at : at + _SHARE] for at in range(0, len(levers), _SHARE)]
        waiting: list[Future[list[Drawn]]] = []
        if self.executor is not None:
            waiting = [self.executor.submit(draw_levers, self.data, parcel, self.setting, draws) for parcel in parcels]
        for number, parcel in enumerate(parcels):
            if self.stop():
                self.stopped = True
                for future in waiting[number:]:
                    future.cancel()
                return
            yield parcel, waiting[number].result() if waiting else draw_levers(self.data, parcel, self.setting, draws)
