"""Finish, cost and escaped defects of a plan: questions answered by CP-SAT, schedules made on its calendars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from trilemma.engine.cost import schedule_cost
from trilemma.engine.errors import PlanError
from trilemma.engine.plan import Plan, Schedule
from trilemma.engine.quality import quality_effects, with_rework
from trilemma.engine.schedule.cp.model import Order
from trilemma.engine.schedule.cp.run import Answer, Run, Settings, Verdict, run_until
from trilemma.engine.schedule.lateness import put_off
from trilemma.engine.schedule.objectives import FINISH, Limits
from trilemma.engine.schedule.portfolio.board import Board
from trilemma.engine.schedule.portfolio.decode import keeps_dates
from trilemma.engine.schedule.portfolio.searching import Span, search
from trilemma.engine.schedule.problem import NEVER, Int1D, Problem, Solution, integers, makespan
from trilemma.engine.schedule.restricted import with_modes
from trilemma.engine.schedule.search.general import GeneralSearch, generate, order_of
from trilemma.engine.tradeoff.plan_model import PlanModel, PlanTables, plan_tables
from trilemma.engine.tradeoff.points import Axis, Candidate
from trilemma.engine.tradeoff.problem_front import mixtures
from trilemma.engine.tradeoff.questions import Question, Reply
from trilemma.engine.watch import Clock, Stop

SUBSOLVERS: Final = {
    Axis.FINISH: ("objective_lb_search_max_lp", "quick_restart"),
    Axis.COST: ("max_lp", "core"),
    Axis.DEFECTS: ("max_lp", "core"),
}
PRESOLVE: Final = {"cp_model_probing_level": 0, "symmetry_level": 0}
"""The same model is asked many times, briefly: long preparations do not pay."""
FREE_SHARE: Final = 0.4
"""Share of the first schedules' time for a search that chooses the modes itself."""
POLISH_SECONDS: Final = 0.05
"""Search for an earlier finish once the modes are chosen."""
MOST_DECODED: Final = 2
"""Answers of one question that are decoded while none keeps its limits."""
FINER: Final = 4
"""How many times as many ranges of starts the next model of a question has."""
MOST_MODELS: Final = 32
ROOM: Final = 1.2
"""How much later than the latest first schedule anything may finish."""


class PlanOracle:
    """Answers questions about the finish, the cost and the escaped defects of a plan.

    Parameters
    ----------
    plan
        The plan; its rework follows from the modes of each answer.
    clock
        Monotonic seconds.
    workers, seed
        Of CP-SAT and the search.
    """

    def __init__(self, plan: Plan, clock: Clock, *, workers: int = 2, seed: int = 0) -> None:
        self.plan = plan
        self.tables: PlanTables = plan_tables(plan)
        self._clock = clock
        self._workers = workers
        self._seed = seed
        self._models: dict[tuple[int, int], PlanModel] = {}
        self._finer: dict[tuple[object, ...], int] = {}
        self._solved = False
        self._latest = 0
        self._known: dict[bytes, Candidate] = {}

    @property
    def axes(self) -> tuple[Axis, ...]:
        """Finish and cost, and escaped defects where the plan has a quality model."""
        everything = (Axis.FINISH, Axis.COST, Axis.DEFECTS)
        return everything if self.tables.quality.arrays.mode_injected.any() else everything[:2]

    def first(self, seconds: float, stop: Stop) -> tuple[Candidate, ...]:
        """Return schedules with modes between the cheapest and the shortest."""
        found = []
        rows = mixtures(self.tables.problem)
        rows += [self._thorough(mode) for mode in rows[:1]]
        until = self._clock() + (1 - FREE_SHARE) * seconds
        for number, mode in enumerate(rows):
            if stop():
                break
            share = max(until - self._clock(), 0.0) / (len(rows) - number)
            candidate = self._made(mode, None, share)
            if candidate is not None:
                found.append(candidate)
        if found:
            found += self._freely(min(found, key=lambda c: c.values[Axis.FINISH]), FREE_SHARE * seconds)
        latest = max((c.values[Axis.FINISH] for c in found), default=self.tables.problem.horizon)
        self._latest = min(int(latest * ROOM), self.tables.problem.horizon)
        return tuple(found)

    def _thorough(self, mode: Int1D) -> Int1D:
        """Return modes with every quality step done in its longest way."""
        problem, longest = self.tables.problem, mode.copy()
        for row in self.tables.quality.steps:
            first, last = int(problem.mode_first[row]), int(problem.mode_first[row + 1])
            longest[row] = first + int(np.argmax(problem.duration[first:last]))
        return integers(longest)

    def _freely(self, best: Candidate, seconds: float) -> list[Candidate]:
        """Search for the earliest finish over modes too, with the rework of the best so far."""
        effects = quality_effects(self.tables.quality.arrays, self.tables.plan_modes(best.solution.mode))
        problem = self.tables.with_minutes(effects.rework_minutes)
        solution = self._searched(problem, None, seconds)
        if solution is None:
            return []
        candidate = self._made(solution.mode, order_of(problem, solution), POLISH_SECONDS)
        return [] if candidate is None else [candidate]

    @property
    def scope(self) -> Mapping[Axis, int]:
        """The finish beyond which nothing is asked."""
        return {Axis.FINISH: self._latest}

    def ask(self, question: Question, stop: Stop) -> Reply:
        """Answer one question: CP-SAT chooses modes and order, the calendars say what they come to.

        Where the model is solved and leaves a gap, a finer one is asked while there is time.
        """
        until = self._clock() + question.seconds
        reply = self._ask_once(question, until, stop)
        while self._goes_on(question, reply, until, stop):
            self._finer[_key(question)] = FINER * self._finer.get(_key(question), 1)
            reply = _both(reply, self._ask_once(_sharper(question, reply), until, stop))
        return reply

    def _goes_on(self, question: Question, reply: Reply, until: float, stop: Stop) -> bool:
        """Return whether a finer model could say more, and there is time for it."""
        best = _sharper(question, reply).known
        closed = best is not None and reply.bound is not None and best.values[question.minimised] <= reply.bound
        return self._solved and not (reply.final or reply.impossible or closed or stop()) and self._clock() < until

    def _ask_once(self, question: Question, until: float, stop: Stop) -> Reply:
        self._solved = False
        model = self._prepared(question)
        orders: list[Order] = []
        infeasible = model.model.infeasible
        if not infeasible:
            answer = self._run(model, question.minimised, until, orders, stop)
            infeasible = answer.verdict is Verdict.INFEASIBLE
        if infeasible and question.known is not None:
            best = question.known.values[question.minimised]
            return Reply((), best if self._says_all(question) else None, final=True)
        if infeasible:
            return Reply((), None, impossible=self._says_all(question))
        found = self._last_that_keeps(model, orders, question)
        bound = None if answer.bound is None else model.bound(question.minimised, answer.bound)
        if bound is not None and question.minimised is Axis.COST:
            bound = max(bound, self.tables.least_cost)
        if not self._says_all(question):
            bound = None
        self._solved = answer.verdict is Verdict.OPTIMAL and model.model.frame.coarse
        return Reply(tuple(found), bound, final=answer.verdict is Verdict.OPTIMAL and not self._solved)

    def _last_that_keeps(self, model: PlanModel, orders: list[Order], question: Question) -> list[Candidate]:
        """Decode the best answers, from the last on, until one keeps the limits on the calendars too."""
        found: list[Candidate] = []
        for order in orders[: -MOST_DECODED - 1 : -1]:
            candidate = self._decoded(model.original(order))
            if candidate is not None:
                found.append(candidate)
                if candidate.keeps(question.limits):
                    break
        return found

    def _says_all(self, question: Question) -> bool:
        """Return whether the model's bound holds for the plan: it leaves out no persons and no later finish of use."""
        return self.tables.compiled.complete and (
            question.minimised is Axis.FINISH
            or not self._latest
            or question.limits.get(Axis.FINISH, 1 << 60) <= self._latest
        )

    def _prepared(self, question: Question) -> PlanModel:
        model = self._model_for(question)
        if model.model.infeasible:
            return model
        for axis in model.axes:
            model.limit(axis, question.limits.get(axis))
        if question.known is not None:  # only what is better is of interest, and the model never says more than is true
            model.limit(question.minimised, question.known.values[question.minimised] - 1)
        model.model.cp.minimize(model.axes[question.minimised])
        near = question.known or question.near
        if near is not None:
            model.hint(near.solution)
        return model

    def _model_for(self, question: Question) -> PlanModel:
        """Return a model of what may still answer a question, as fine as it has come to be; kept for the next."""
        latest = min(self._latest or self.tables.problem.horizon, question.limits.get(Axis.FINISH, NEVER))
        if question.minimised is Axis.FINISH and question.known is not None:
            latest = min(latest, question.known.values[Axis.FINISH] - 1)
        key = (latest, self._finer.get(_key(question), 1))
        if key not in self._models:
            if len(self._models) >= MOST_MODELS:
                self._models.clear()
            self._models[key] = PlanModel(self.tables, *key)
        return self._models[key]

    def _run(self, model: PlanModel, minimised: Axis, until: float, orders: list[Order], stop: Stop) -> Answer:
        settings = Settings(
            seconds=max(until - self._clock(), 0.01),
            seed=self._seed,
            workers=self._workers,
            subsolvers=SUBSOLVERS[minimised],
            parameters=PRESOLVE,
        )
        run = Run(model.model, settings)
        return run_until(run, orders.append, stop)

    def _decoded(self, order: Order) -> Candidate | None:
        sketch = Solution(order.start, order.start + self.tables.problem.duration[order.mode], order.mode)
        return self._made(order.mode, order_of(self.tables.problem, sketch), POLISH_SECONDS)

    def _made(self, mode: Int1D, order: Int1D | None, seconds: float) -> Candidate | None:
        """Return the schedule in given modes with the rework that they leave: in an order, then improved by search."""
        tables = self.tables
        effects = quality_effects(tables.quality.arrays, tables.plan_modes(mode))
        problem, kept = self._with_free_rework(tables.with_minutes(effects.rework_minutes), mode)
        known = None
        if order is not None:
            known = generate(problem, order, problem.mode_first[:-1].copy())
        solution = self._searched(problem, known, seconds)
        if solution is None:
            return None
        solution = put_off(problem, solution, tables.compiled.late)
        whole = replace(solution, mode=integers(kept[solution.mode]))
        cost = self._cost(whole)
        values = {
            Axis.FINISH: makespan(tables.problem, whole),
            Axis.COST: cost,
            Axis.DEFECTS: effects.escaped_millidefects,
        }
        return Candidate(values, whole)

    def _with_free_rework(self, problem: Problem, mode: Int1D) -> tuple[Problem, Int1D]:
        """Return the problem in given modes, where only who does rework is still open, and which modes it kept."""
        varying = set(self.tables.slot_row)
        kept: list[int] = []
        first = [0]
        for row, chosen in enumerate(mode.tolist()):
            modes = range(int(problem.mode_first[row]), int(problem.mode_first[row + 1]))
            kept += list(modes) if row in varying else [chosen]
            first.append(len(kept))
        return with_modes(problem, integers(kept), integers(first)), integers(kept)

    def _searched(self, problem: Problem, known: Solution | None, seconds: float) -> Solution | None:
        board = Board(problem, FINISH, Limits(), self._clock)
        if known is not None and keeps_dates(problem, known):
            board.offer(known)
        begun = self._clock()
        searcher = GeneralSearch(problem, self._seed, known=known)
        search(board, searcher, Span(begun, begun + max(seconds, 0.001)), self._clock)
        return board.solution

    def _cost(self, solution: Solution) -> int:
        return schedule_cost(self.settled(solution), self.schedule(solution)).total

    def settled(self, solution: Solution) -> Plan:
        """Return the plan with the rework that a solution's modes leave."""
        return with_rework(self.plan, self.modes(solution))

    def modes(self, solution: Solution) -> dict[str, str]:
        """Return the chosen mode of each leaf of the plan as it was given."""
        arrays = self.tables.plan.arrays
        chosen = self.tables.plan_modes(solution.mode).tolist()
        pairs = zip(arrays.activity_ids, (arrays.mode_ids[number] for number in chosen), strict=True)
        given = {leaf.id for leaf in self.plan.leaves}
        return {name: mode for name, mode in pairs if mode and name in given}

    def schedule(self, solution: Solution) -> Schedule:
        """Return the schedule of the plan that a solution stands for."""
        return self.tables.compiled.schedule(solution)


def plan_oracle(plan: Plan, clock: Clock, *, workers: int = 2, seed: int = 0) -> PlanOracle:
    """Return what answers questions about a plan.

    Raises
    ------
    PlanError
        If the plan has no activities.
    """
    if not plan.leaves:
        raise PlanError("a front needs at least one task or milestone", "plan")
    return PlanOracle(plan, clock, workers=workers, seed=seed)


def _key(question: Question) -> tuple[object, ...]:
    return (question.minimised, *question.limits.items())


def _sharper(question: Question, reply: Reply) -> Question:
    """Return a question with the best that is known by now."""
    known = [c for c in (question.known, *reply.found) if c is not None and c.keeps(question.limits)]
    best = min(known, key=lambda c: c.values[question.minimised], default=None)
    return replace(question, known=best)


def _both(earlier: Reply, later: Reply) -> Reply:
    """Return what two models of one question say together."""
    bounds = [bound for bound in (earlier.bound, later.bound) if bound is not None]
    return Reply((*earlier.found, *later.found), max(bounds, default=None), later.impossible, later.final)
