"""The whole model of a problem, with the bounds of its objectives translated back to the problem's own units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from trilemma.engine.schedule.cp import constraints, objective
from trilemma.engine.schedule.cp.constraints import Use
from trilemma.engine.schedule.cp.frame import Frame, frame_of
from trilemma.engine.schedule.cp.profile import before_release
from trilemma.engine.schedule.cp.variables import Expression, Variables
from trilemma.engine.schedule.objectives import Kind, Limits, Objective
from trilemma.engine.schedule.problem import NEVER, Int1D, Problem, Solution, integers


@dataclass(frozen=True, slots=True)
class Order:
    """What CP-SAT answered: starts in steps, modes, and persons picked by activity; to be decoded on calendars."""

    start: Int1D
    mode: Int1D
    picked: tuple[tuple[int, ...], ...]


class Model:
    """A CP-SAT model of a problem under limits.

    Parameters
    ----------
    problem
        Any problem.
    limits
        Limits on finish and cost.
    finish_below
        Latest finish of interest, usually one below or at the best known; tightens every window.
    stretchable
        Activities that may last longer than their modes say, by ``variables.stretch``.
    timed
        Whether renewable resources are kept at every time; else only their whole work has to fit before the finish.
    finer
        How many times as many ranges of starts as usual a mode is cut into.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        limits: Limits | None = None,
        finish_below: int = NEVER,
        stretchable: Collection[int] = (),
        timed: bool = True,
        finer: int = 1,
    ) -> None:
        self.problem = problem
        self.limits = limits or Limits()
        self.frame: Frame = frame_of(
            problem, finish_limit=min(finish_below, self.limits.finish), stretchable=stretchable, finer=finer
        )
        self.infeasible = self.frame.windows.contradictory
        self.cp = cp_model.CpModel()
        if self.infeasible:
            return
        self.variables = Variables(self.cp, self.frame)
        self.uses: Mapping[int, list[Use]] = self._constrain(timed=timed)
        self.finish: Expression = objective.project_finish(self.cp, self.variables)
        self.cost: Expression = objective.total_cost(self.variables)
        self._bind_finish()
        if self.limits.cost < NEVER:
            self.cp.add(self.cost <= self.limits.cost)

    def _constrain(self, *, timed: bool) -> dict[int, list[Use]]:
        model, variables = self.cp, self.variables
        constraints.one_variant(model, variables)
        constraints.starts_of_variants(model, variables)
        constraints.finish_windows(model, variables)
        constraints.links(model, variables)
        constraints.enough_people(model, variables)
        constraints.budgets(model, variables)
        uses: dict[int, list[Use]] = defaultdict(list)
        for source in (constraints.resource_uses(variables), constraints.pick_uses(model, variables)):
            for resource, of_resource in source.items():
                uses[resource] += of_resource
        for resource, of_resource in sorted(uses.items()) if timed else ():
            constraints.capacity(model, self.frame, resource, of_resource)
        return uses

    def _bind_finish(self) -> None:
        inside = set(before_release(self.problem))
        first = int(self.frame.windows.first_finish.max(initial=0))
        if self.problem.release >= 0:
            first = int(self.frame.windows.first_finish[self.problem.release])
        for resource, of_resource in sorted(self.uses.items()):
            mine = [use for use in of_resource if use.activity in inside]
            if mine:
                constraints.energy(self.cp, self.frame, resource, mine, self.finish, first)

    def expression(self, goal: Objective) -> Expression:
        """Return what is to be made small for an objective; variables that it needs are added to the model."""
        match goal.kind:
            case Kind.FINISH:
                return self.finish
            case Kind.COST:
                return self.cost
            case Kind.TARDINESS:
                return objective.total_tardiness(self.cp, self.variables)
            case Kind.LOAD:
                return objective.total_load(self.cp, self.variables, self.uses)
            case Kind.MARGIN:
                return self.cost - objective.revenue_of(self.cp, self.variables, self.finish, goal.revenue)

    @property
    def load(self) -> Expression:
        """How long the modes taken keep the resources busy, the rarer a resource the dearer, all together."""
        return objective.total_work(self.frame, self.uses)

    def bound(self, goal: Objective, proven: float) -> int:
        """Return what a proven bound of the expression says in the objective's own unit and sign."""
        whole = int(np.ceil(proven - 1e-6))
        if goal.kind is Kind.FINISH:
            return self.frame.scale.earliest(whole)
        return goal.sign * whole

    def steps(self, goal: Objective, value: int) -> int:
        """Return a value of an objective, in its own unit and sign, as one of its expression."""
        return self.frame.scale.steps(value) if goal.kind is Kind.FINISH else goal.sign * value

    def hint(self, solution: Solution) -> None:
        """Let the search begin at a known schedule."""
        scale = self.frame.scale
        self.hint_steps(scale.position(solution.start) // scale.step, solution.mode)
        self._hint_people(solution)

    def hint_steps(self, start: Int1D, mode: Int1D) -> None:
        """Let the search begin at known starts in steps, and modes."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        starts = start.tolist()
        for activity, variable in enumerate(self.variables.start):
            self.cp.add_hint(variable, starts[activity])
            taken = False
            for choice in self.variables.choices[activity]:
                if choice.literal is None:
                    continue
                v = choice.variant
                fits = v.mode == mode[activity] and v.first <= starts[activity] <= v.last and not taken
                taken = taken or fits
                if choice.literal.index >= 0:  # the other one of two is its negation, and a hint is given once
                    self.cp.add_hint(choice.literal, fits)

    def _hint_people(self, solution: Solution) -> None:
        if not len(solution.picked_first):
            return
        for pick in self.variables.picks:
            row = slice(solution.picked_first[pick.activity], solution.picked_first[pick.activity + 1])
            people = solution.picked[row].tolist() if solution.mode[pick.activity] == pick.mode else []
            self.cp.add_hint(pick.literal, pick.resource in self._of_pick(pick.mode, pick.pick, people))

    def _of_pick(self, mode: int, pick: int, people: list[int]) -> list[int]:
        """Return the persons of one pick out of those of all picks of a mode."""
        counts = self.problem.pick_count[self.problem.pick_first[mode] : pick + 1].tolist()
        before = sum(counts[:-1])
        return people[before : before + counts[-1]]

    def read(self, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Order:
        """Return the answer that a solver, or its callback, holds."""
        start = [value.value(variable) for variable in self.variables.start]
        mode = [self._mode(value, activity) for activity in range(self.problem.n)]
        people: list[list[int]] = [[] for _ in range(self.problem.n)]
        for pick in self.variables.picks:
            if value.boolean_value(pick.literal):
                people[pick.activity].append(pick.resource)
        return Order(integers(start), integers(mode), tuple(tuple(row) for row in people))

    def _mode(self, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback, activity: int) -> int:
        for choice in self.variables.choices[activity]:
            if choice.literal is None or value.boolean_value(choice.literal):
                return choice.variant.mode
        return self.variables.choices[activity][0].variant.mode
