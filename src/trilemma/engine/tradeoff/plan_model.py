"""A plan as a model in which rework, cost and escaped defects follow from the modes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import ceil
from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from trilemma.engine.cost.modes import mode_costs
from trilemma.engine.cost.rates import PriceTable, price_table
from trilemma.engine.cost.schedule_cost import mitigation_cost
from trilemma.engine.distributions import Estimate
from trilemma.engine.plan import NONE, Mode, Person, Plan, Team
from trilemma.engine.plan.arrays import PlanArrays
from trilemma.engine.quality import is_rework, with_rework
from trilemma.engine.schedule.compile import CompiledPlan, compile_plan
from trilemma.engine.schedule.cp.frame import frame_of
from trilemma.engine.schedule.cp.model import Model, Order
from trilemma.engine.schedule.cp.variables import Expression
from trilemma.engine.schedule.problem import Int1D, Problem, Solution, integers
from trilemma.engine.schedule.restricted import with_modes
from trilemma.engine.schedule.variants import Variant
from trilemma.engine.tradeoff.points import Axis
from trilemma.engine.tradeoff.quality_model import QualityModel, QualityTerms, quality_model
from trilemma.engine.units import MINUTES_PER_HOUR, PERMILLE

Float1D = npt.NDArray[np.float64]

SAMPLE_MINUTES: Final = 60
"""Rework that a plan is compiled with, to see who does it, on which calendar and at what price."""
FAR: Final = 1 << 45
ROUNDING: Final = 4
"""Minor units that the price of an hour of rework may be rounded by."""


@dataclass(frozen=True, slots=True)
class PlanTables:
    """A plan compiled for every vector of modes at once.

    ``slot_row`` is the activity of each rework slot that still varies, -1 of others; ``lower`` a bound on the cost of
    each mode of the problem.
    """

    plan: Plan
    compiled: CompiledPlan
    quality: QualityModel
    slot_row: tuple[int, ...]
    slot_price: tuple[float, ...]
    lower: Int1D
    constant: int

    @property
    def problem(self) -> Problem:
        """The integer problem, with an hour of rework in every slot."""
        return self.compiled.problem

    @property
    def least_cost(self) -> int:
        """What every schedule costs at least: each activity in its cheapest mode, no rework."""
        least = np.minimum.reduceat(self.lower, self.problem.mode_first[:-1])
        least[[row for row in self.slot_row if row >= 0]] = 0
        return int(least.sum()) + self.constant

    def with_minutes(self, minutes: Int1D) -> Problem:
        """Return the problem with the given minutes of rework in each slot."""
        problem = self.problem
        work, duration = problem.work.copy(), problem.duration.copy()
        for row, amount in zip(self.slot_row, minutes.tolist(), strict=True):
            if row < 0:
                continue
            modes = slice(int(problem.mode_first[row]), int(problem.mode_first[row + 1]))
            work[modes] = -(-problem.work[modes] * amount // SAMPLE_MINUTES)
            duration[modes] = -(-problem.duration[modes] * amount // SAMPLE_MINUTES)
        return replace(problem, work=integers(work), duration=integers(duration))

    def plan_modes(self, mode: Int1D) -> Int1D:
        """Return the plan's modes that modes of the problem stand for."""
        return integers([self.compiled.variants[number].mode for number in mode.tolist()])


def plan_tables(plan: Plan) -> PlanTables:
    """Compile a plan with its rework left open."""
    open_plan = _with_sample_rework(with_rework(plan))
    compiled = compile_plan(open_plan)
    quality = quality_model(open_plan)
    rows, begun = open_plan.arrays.activity_index, {a.id for a in open_plan.activities if a.progress is not None}
    slot_row = tuple(-1 if slot.id in begun else rows.get(slot.id, -1) for slot in quality.arrays.slots)
    constant = mitigation_cost(open_plan)
    unpriced = PlanTables(open_plan, compiled, quality, slot_row, (), integers(np.zeros(compiled.problem.m)), constant)
    since = _earliest(unpriced)
    lower = mode_costs(open_plan, since).lower
    first = open_plan.arrays.mode_first
    price = tuple(
        0.0 if row < 0 else max(0.0, float(lower[int(first[row])]) - ROUNDING) / SAMPLE_MINUTES for row in slot_row
    )
    by_variant = lower[[variant.mode for variant in compiled.variants]] + dearer_people(compiled, since)
    return replace(unpriced, slot_price=price, lower=integers(by_variant))


def _earliest(tables: PlanTables) -> Int1D:
    """Return times before which activities cannot begin, whatever rework there is."""
    frame = frame_of(tables.with_minutes(integers(np.zeros(len(tables.slot_row)))))
    return integers([frame.scale.earliest(int(step)) for step in frame.windows.first_start])


def dearer_people(compiled: CompiledPlan, since: Int1D) -> Int1D:
    """Return what the persons of each variant cost at least over the cheapest that its mode could have, shape ``(m,)``.

    Each person counts with the lowest price from the time on before which the activity cannot begin, as do those they
    are compared with.
    """
    plan, arrays = compiled.plan, compiled.plan.arrays
    owners: dict[str, Team | Person] = {**plan.team_by_id, **plan.person_by_id}
    tables = [price_table(plan, owners[name]) for name in arrays.resource_ids]
    driven = {(leaf.id, mode.id) for leaf in plan.leaves for mode in leaf.modes if mode.effort is not None}
    extra = np.zeros(compiled.problem.m)
    owner = np.repeat(np.arange(compiled.problem.n), np.diff(compiled.problem.mode_first))
    for number, variant in enumerate(compiled.variants):
        row = int(owner[number])
        if variant.people and arrays.actual_start[row] == NONE:
            name = (arrays.activity_ids[row], arrays.mode_ids[variant.mode])
            hours = int(arrays.mode_minutes[variant.mode]) / MINUTES_PER_HOUR
            price = np.array([_least_price(table, int(since[row])) for table in tables])
            extra[number] = hours * _dearer(arrays, variant, price, effort=name in driven)
    return integers(np.maximum(np.floor(extra) - ROUNDING, 0))


def _dearer(arrays: PlanArrays, variant: Variant, price: Float1D, *, effort: bool) -> float:
    """Return what an hour of the variant costs at least over the cheapest choice: of effort, all by its cheapest."""
    picks = range(int(arrays.pick_first[variant.mode]), int(arrays.pick_first[variant.mode + 1]))
    least = [
        float(price[arrays.eligible_resource[arrays.eligible_first[pick] : arrays.eligible_first[pick + 1]]].min())
        for pick in picks
        for _ in range(int(arrays.pick_count[pick]))
    ]
    named = variant.crew[: len(variant.crew) - len(variant.people)]
    if effort:
        others = [float(price[who]) for who, _ in named]
        return float(min([*others, *price[list(variant.people)].tolist()]) - min([*others, *least]))
    shares = [share / PERMILLE for _, share in variant.crew[len(named) :]]
    pairs = zip(variant.people, least, shares, strict=True)
    return sum((float(price[who]) - low) * share for who, low, share in pairs)


def _least_price(table: PriceTable, minute: int) -> float:
    """Return the lowest price of an hour at a minute or later, in minor units."""
    return min(float(min(prices.regular, prices.overtime)) for prices in table.from_on(minute))


def _with_sample_rework(plan: Plan) -> Plan:
    sample = Estimate.fixed(SAMPLE_MINUTES)
    activities = tuple(
        replace(a, modes=tuple(_lasting(mode, sample) for mode in a.modes))
        if is_rework(plan, a.id) and a.progress is None
        else a
        for a in plan.activities
    )
    return replace(plan, activities=activities)


def _lasting(mode: Mode, estimate: Estimate) -> Mode:
    return replace(mode, effort=estimate) if mode.effort is not None else replace(mode, duration=estimate)


class PlanModel:
    """CP-SAT model of a plan: the axes as expressions, and limits on them that can be moved.

    Parameters
    ----------
    tables
        The plan.
    latest
        Finish beyond which nothing is of interest, in elapsed minutes from the origin.
    finer
        How many times as many ranges of starts as usual a mode is cut into.
    """

    def __init__(self, tables: PlanTables, latest: int, finer: int = 1) -> None:
        self.tables = tables
        self._price_rows = [row for row in tables.slot_row if row >= 0]
        relaxed, self._kept = self._relaxed()
        self.model = Model(relaxed, finish_below=latest, stretchable=frozenset(self._price_rows), finer=finer)
        if self.model.infeasible:
            return
        self._terms = self._quality_terms()
        self.axes: dict[Axis, Expression] = {
            Axis.FINISH: self.model.finish,
            Axis.COST: self._cost(),
            Axis.DEFECTS: self._defects(),
        }
        self._bind_rework()
        self._ceiling = {axis: self.model.cp.new_int_var(0, FAR, f"most_{axis}") for axis in self.axes}
        for axis, expression in self.axes.items():
            self.model.cp.add(expression <= self._ceiling[axis])

    def _relaxed(self) -> tuple[Problem, Int1D]:
        """Return the problem with least rework that anybody may do at any time, and which modes it kept.

        Who does rework is decided on the calendars later; here it only takes time and money.
        """
        tables, varying = self.tables, set(self._price_rows)
        least = tables.quality.least_rework(tables.plan.arrays.mode_first.tolist())
        problem = tables.with_minutes(integers([max(0, minutes - 1) for minutes in least]))
        cost = tables.lower.copy()
        kept: list[int] = []
        first = [0]
        for row in range(problem.n):
            modes = range(int(problem.mode_first[row]), int(problem.mode_first[row + 1]))
            if row in varying:
                cost[modes[0]] = 0  # it follows from the minutes
            kept += [modes[0]] if row in varying else list(modes)
            first.append(len(kept))
        fewer = with_modes(replace(problem, mode_cost=integers(cost)), integers(kept), integers(first))
        return _without_demands(fewer, varying), integers(kept)

    def original(self, order: Order) -> Order:
        """Return an answer with modes numbered as in the tables' problem."""
        return replace(order, mode=integers(self._kept[order.mode]))

    def _own_modes(self, mode: Int1D) -> Int1D:
        """Return modes of the tables' problem as this model numbers them; rework has one."""
        row_of = {int(number): place for place, number in enumerate(self._kept)}
        first = self.model.problem.mode_first
        return integers([row_of.get(int(number), int(first[row])) for row, number in enumerate(mode)])

    def _quality_terms(self) -> QualityTerms:
        plan_modes = len(self.tables.plan.arrays.mode_ids)
        taken: list[list[Expression]] = [[] for _ in range(plan_modes)]
        for row in self.model.variables.choices:
            for choice in row:
                taken[self.tables.compiled.variants[self._kept[choice.variant.mode]].mode].append(choice.taken)
        sums: list[Expression] = [cp_model.LinearExpr.sum(literals) if literals else 0 for literals in taken]
        first = self.tables.plan.arrays.mode_first.tolist()
        return QualityTerms(self.model.cp, self.tables.quality, first, sums)

    def _defects(self) -> Expression:
        escaped = self.model.cp.new_int_var(0, 1 << 40, "escaped")
        self._terms.at_least(escaped, [c.escaped for c in self.tables.quality.combinations], exact=True)
        return escaped

    def _cost(self) -> Expression:
        rework = self.model.cp.new_int_var(0, 1 << 40, "rework_cost")
        price = np.array(self.tables.slot_price)
        self._terms.at_least(rework, [c.rework @ price for c in self.tables.quality.combinations], exact=True)
        return self.model.cost + rework + self.tables.constant

    def _bind_rework(self) -> None:
        """Rework lasts at least as long as its minutes, done at the highest rate there is."""
        problem, scale = self.tables.problem, self.model.frame.scale
        for slot, row in enumerate(self.tables.slot_row):
            if row < 0:
                continue
            modes = slice(int(problem.mode_first[row]), int(problem.mode_first[row + 1]))
            pace = int(problem.duration[modes].min()) / SAMPLE_MINUTES
            length = self.model.variables.finish[row] - self.model.variables.start[row]
            figures = [c.rework[:, slot] * pace for c in self.tables.quality.combinations]
            if figures and max(float(row_.max()) for row_ in figures) > 0:
                self._terms.at_least(scale.step * length + scale.step, figures, exact=False)

    def limit(self, axis: Axis, most: int | None) -> None:
        """Move the limit of an axis, in its own unit; None takes it away."""
        if most is None:
            ceiling = FAR
        elif axis is Axis.FINISH:
            ceiling = self.model.frame.scale.steps(most)
        else:
            ceiling = most
        domain = self.model.cp.proto.variables[self._ceiling[axis].index].domain
        domain[0] = domain[1] = ceiling

    def hint(self, solution: Solution) -> None:
        """Let the search begin at a known schedule, its combination of quality steps and its stretches included."""
        self.model.hint(replace(solution, mode=self._own_modes(solution.mode)))
        scale = self.model.frame.scale
        steps = (scale.position(solution.finish) - scale.position(solution.start)) // scale.step
        for row in self._price_rows:
            stretch = self.model.variables.stretch[row]
            if not isinstance(stretch, int):
                least = min(choice.variant.size for choice in self.model.variables.choices[row])
                self.model.cp.add_hint(stretch, max(0, int(steps[row]) - least))
        self._terms.hint(self.tables.plan_modes(solution.mode).tolist())

    def bound(self, axis: Axis, proven: float) -> int:
        """Return what a proven bound of an axis's expression says in the axis's own unit."""
        whole = ceil(proven - 1e-6)
        return self.model.frame.scale.earliest(whole) if axis is Axis.FINISH else whole


def _without_demands(problem: Problem, rows: Collection[int]) -> Problem:
    """Return a problem in which some activities need nobody."""
    owner = np.repeat(np.arange(problem.n), np.diff(problem.mode_first))
    lengths = np.where(np.isin(owner, list(rows)), 0, np.diff(problem.demand_first))
    kept = np.repeat(~np.isin(owner, list(rows)), np.diff(problem.demand_first))
    return replace(
        problem,
        demand_first=integers(np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))),
        demand_resource=integers(problem.demand_resource[kept]),
        demand_amount=integers(problem.demand_amount[kept]),
    )
