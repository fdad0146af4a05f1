"""The member of the portfolio that proves: rounds of CP-SAT below the best known schedule."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from trilemma.engine.schedule.bounds import objective_bound
from trilemma.engine.schedule.cp.frame import frame_of
from trilemma.engine.schedule.cp.model import Model, Order
from trilemma.engine.schedule.cp.run import (
    CHOOSE_MODES,
    CORE,
    LINEAR,
    RAISE_BOUND,
    RAISE_BOUND_OF_MODES,
    Answer,
    Run,
    Settings,
    Verdict,
)
from trilemma.engine.schedule.objectives import Kind, Limits
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.portfolio.decode import decode
from trilemma.engine.schedule.portfolio.proof import Proof
from trilemma.engine.schedule.portfolio.relaxing import LOAD_PART, Relaxation, first_part, relaxable
from trilemma.engine.schedule.problem import NEVER
from trilemma.engine.schedule.result import Effort
from trilemma.engine.watch import Clock

SECONDS_PER_ITEM: Final = 6e-5
"""Time to build and load a model, for each mode, link and pick; generous."""

FINER: Final = 4
"""How many times as many ranges of starts the next model has, where one on calendars is solved and leaves a gap."""

FIRST_ROUND: Final = 1.0
"""Seconds before a round may be given up because the search has found something better meanwhile."""


class Prover:
    """Runs CP-SAT again and again, each time below the best known value, until the proof or the end of time."""

    def __init__(self, board: Board, proof: Proof, clock: Clock) -> None:
        self._board = board
        self._proof = proof
        self._clock = clock
        self._run: Run | None = None
        self._lock = threading.Lock()
        self._left = proof.deterministic
        self._patience = FIRST_ROUND
        self._round_began = 0.0
        self._round_value: int | None = None
        self._relaxed = False
        self._finer, self._coarse = 1, False

    def poke(self) -> None:
        """End the current round where the portfolio is through, or where it works on an outdated best value."""
        with self._lock:
            run = self._run
        if run is None:
            return
        over = self._board.cancelled.is_set() or self._board.closed or self._clock() >= self._proof.until
        if over or self._outdated():
            run.stop()

    def _outdated(self) -> bool:
        if self._proof.deterministic is not None or not self._proof.narrow:
            return False
        age = self._clock() - self._round_began
        return self._board.value != self._round_value and age > self._patience

    def prove(self) -> None:
        """Work until the board is closed, cancelled, or the time or effort is over."""
        if not self._goes_on():
            return
        frame = frame_of(self._board.problem, finish_limit=self._board.limits.finish)
        if frame.windows.contradictory:
            self._board.prove_best(None)
            return
        self._board.prove(objective_bound(self._board.problem, self._board.objective, frame))
        self.relax()
        while self._goes_on():
            verdict = self.round()
            if verdict is Verdict.OPTIMAL and self._coarse:
                self._finer *= FINER
            elif verdict in {Verdict.OPTIMAL, Verdict.INFEASIBLE} or not self._outdated():
                return
            else:
                self._patience *= 2

    def _goes_on(self) -> bool:
        board = self._board
        fits = self._clock() + self.building_seconds < self._proof.until
        return fits and not board.closed and not board.cancelled.is_set() and (self._left is None or self._left > 0)

    @property
    def building_seconds(self) -> float:
        """About how long it takes to build a model and to load it."""
        problem = self._board.problem
        works = len(np.unique(problem.mode_timeline * (1 << 40) + problem.work)) if problem.m else 0
        return SECONDS_PER_ITEM * (
            self._finer * (problem.m + works) + len(problem.link_lag) + len(problem.eligible_resource)
        )

    def round(self) -> Verdict:
        """Run once, and post what was found on the board."""
        board = self._board
        with self._lock:
            self._round_began, self._round_value = self._clock(), board.value
        known = board.value
        model = narrowed(board, known if self._proof.narrow else None, self._finer)
        self._coarse = model.frame.coarse
        if model.infeasible:
            board.prove_best(known)
            return Verdict.INFEASIBLE
        expression = model.expression(board.objective)
        if known is not None and self._proof.narrow and board.objective.kind is not Kind.FINISH:
            model.cp.add(expression <= known - 1)
        for held, value in board.held:
            model.cp.add(model.expression(held) <= model.steps(held, value))
        if board.bound is not None:
            model.cp.add(expression >= model.steps(board.objective, board.objective.sign * board.bound))
        model.cp.minimize(expression)
        begin = board.solution or self._proof.near
        if begin is not None:
            model.hint(begin)
        answer = self._go(model, self._settings(), self._offering(model), _bounding(board, model, known))
        self._post(model, answer, known)
        return answer.verdict

    def relax(self) -> None:
        """Choose modes without looking at who is busy when, once: for a bound, and for modes to search from."""
        if self._relaxed or not relaxable(self._board) or not self._goes_on():
            return
        self._relaxed = True
        known = self._board.value
        relaxation = Relaxation(self._board, self._proof.near)
        if relaxation.model.infeasible:
            self._board.prove_best(known)
            return
        self._round_value, self._patience = known, math.inf
        answer = self._run_relaxed(relaxation, first_part(self._board, deterministic=self._left is not None))
        if answer.verdict is Verdict.INFEASIBLE:
            self._board.prove_best(known)
        elif answer.bound is not None:
            _bounding(self._board, relaxation.model, known)(answer.bound)
        if answer.order is not None and self._goes_on():
            relaxation.ask_for_least_load(answer.order, answer.value)
            leaner = self._run_relaxed(relaxation, LOAD_PART)
            self._board.suggest((leaner.order or answer.order).mode)
        self._patience = FIRST_ROUND

    def _run_relaxed(self, relaxation: Relaxation, part: float) -> Answer:
        proof = self._proof
        settings = Settings(
            seconds=max(part * (proof.until - self._clock()), 0.001),
            seed=proof.seed,
            deterministic=None if self._left is None else part * self._left,
            parameters=CHOOSE_MODES,
        )
        return self._go(relaxation.model, settings)

    def _settings(self) -> Settings:
        proof = self._proof
        parameters = proof.parameters
        if parameters is None:
            parameters = usual_parameters(self._board) if proof.workers == 1 else {}
        return Settings(
            seconds=max(proof.until - self._clock(), 0.001),
            seed=proof.seed,
            workers=proof.workers,
            deterministic=self._left,
            subsolvers=proof.subsolvers,
            parameters=parameters,
        )

    def _go(
        self,
        model: Model,
        settings: Settings,
        found: Callable[[Order], None] | None = None,
        proven: Callable[[float], None] | None = None,
    ) -> Answer:
        run = Run(model, settings)
        with self._lock:
            self._run = run
        if self._board.cancelled.is_set():
            run.stop()
        answer = run(found, proven)
        with self._lock:
            self._run = None
        self._board.spend(Effort(deterministic=answer.deterministic))
        if self._left is not None:
            self._left -= answer.deterministic
        return answer

    def _post(self, model: Model, answer: Answer, known: int | None) -> None:
        board = self._board
        if answer.verdict is Verdict.INFEASIBLE:
            board.prove_best(known if self._proof.narrow else None)
        elif answer.bound is not None:
            _bounding(board, model, known)(answer.bound)
        if answer.order is not None:
            self._offering(model)(answer.order)

    def _offering(self, model: Model) -> Callable[[Order], None]:
        board = self._board

        def take(order: Order) -> None:
            solution = decode(board.problem, model, order, board.objective)
            if solution is not None and board.offer(solution):
                self._round_value = board.value  # what this round found itself does not outdate it

        return take


def narrowed(board: Board, known: int | None, finer: int = 1) -> Model:
    """Return a model of what is still of interest: below the best known finish, or all within the limits."""
    limits: Limits = board.limits
    below = NEVER
    if known is not None and board.objective.kind is Kind.FINISH:
        below = known - 1
    return Model(board.problem, limits=limits, finish_below=below, finer=finer)


def usual_parameters(board: Board) -> Mapping[str, object]:
    """Return the parameters of a single worker that suit an objective."""
    match board.objective.kind:
        case Kind.FINISH:
            return RAISE_BOUND_OF_MODES if board.problem.m > board.problem.n else RAISE_BOUND
        case Kind.TARDINESS | Kind.LOAD:
            return CORE
        case _:
            return LINEAR


def _bounding(board: Board, model: Model, known: int | None) -> Callable[[float], None]:
    """Return what notes a bound of a run that may have looked only for values below ``known``."""

    def take(proven: float) -> None:
        bound = model.bound(board.objective, proven)
        if known is not None:
            bound = board.objective.sign * min(board.objective.sign * bound, known)
        board.prove(bound)

    return take
