"""The families of constraints, one function each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from trilemma.engine.schedule.cp.frame import Frame
from trilemma.engine.schedule.cp.profile import Block, Profile, profile_of
from trilemma.engine.schedule.cp.variables import Expression, Literal, Variables
from trilemma.engine.schedule.problem import (
    CONTINUOUS,
    FINISH_FINISH,
    FINISH_START,
    NEVER,
    START_START,
)


@dataclass(frozen=True, slots=True)
class Use:
    """An interval that takes ``amount`` of a resource for ``size`` steps where its literal holds, on a timeline."""

    interval: cp_model.IntervalVar
    amount: int
    size: int
    taken: Literal | int
    activity: int
    timeline: int


def one_variant(model: cp_model.CpModel, variables: Variables) -> None:
    """Each activity takes exactly one variant."""
    for row in variables.choices:
        if len(row) > 2:
            model.add_exactly_one(choice.literal for choice in row if choice.literal is not None)


def starts_of_variants(model: cp_model.CpModel, variables: Variables) -> None:
    """A variant is taken only within its range of starts."""
    windows = variables.frame.windows
    for activity, row in enumerate(variables.choices):
        low, high = int(windows.first_start[activity]), int(windows.last_start[activity])
        for choice in row:
            inside = choice.variant.first <= low and choice.variant.last >= high
            if choice.literal is None or inside:
                continue
            domain = cp_model.Domain(choice.variant.first, choice.variant.last)
            model.add_linear_expression_in_domain(variables.start[activity], domain).only_enforce_if(choice.literal)


def finish_windows(model: cp_model.CpModel, variables: Variables) -> None:
    """Each activity finishes within its window."""
    windows = variables.frame.windows
    for activity, finish in enumerate(variables.finish):
        low, high = int(windows.first_finish[activity]), int(windows.last_finish[activity])
        model.add_linear_constraint(finish, low, high)


def links(model: cp_model.CpModel, variables: Variables) -> None:
    """The second event of each link happens at least its lag after the first."""
    problem = variables.frame.problem
    for link, lag in enumerate(variables.frame.lag.tolist()):
        kind = problem.link_type[link]
        predecessor, successor = int(problem.link_predecessor[link]), int(problem.link_successor[link])
        to_start = kind in {FINISH_START, START_START}
        if to_start and problem.fixed_start[successor] >= 0:
            continue  # what has started keeps its start, whatever its predecessors do
        before = variables.finish if kind in {FINISH_START, FINISH_FINISH} else variables.start
        after = variables.start if to_start else variables.finish
        model.add(after[successor] >= before[predecessor] + lag)


def resource_uses(variables: Variables) -> dict[int, list[Use]]:
    """Return what each renewable resource is used for by stated demands, picks apart."""
    problem = variables.frame.problem
    uses: dict[int, list[Use]] = defaultdict(list)
    for activity, row in enumerate(variables.choices):
        for choice, interval in zip(row, variables.intervals[activity], strict=True):
            size = choice.variant.size
            if not size:
                continue
            mode = choice.variant.mode
            for demand in range(problem.demand_first[mode], problem.demand_first[mode + 1]):
                amount = int(problem.demand_amount[demand])
                use = Use(interval, amount, size, choice.taken, activity, int(problem.mode_timeline[mode]))
                uses[int(problem.demand_resource[demand])].append(use)
    return uses


def pick_uses(model: cp_model.CpModel, variables: Variables) -> dict[int, list[Use]]:
    """A picked person is held by an optional interval that spans the activity."""
    problem = variables.frame.problem
    uses: dict[int, list[Use]] = defaultdict(list)
    for pick in variables.picks:
        amount = int(problem.pick_amount[pick.pick])
        sizes = [c.variant.size for c in variables.choices[pick.activity] if c.variant.mode == pick.mode]
        least, most = min(sizes), max(sizes)
        if not most:
            continue
        start = variables.start[pick.activity]
        if least == most and not variables.frame.stretchable[pick.activity]:
            interval = model.new_optional_fixed_size_interval_var(start, least, pick.literal, "picked")
        else:
            end = model.new_int_var(0, variables.frame.last, "picked_end")
            length = model.new_int_var(least, variables.frame.last, "picked_length")
            model.add(end == variables.finish[pick.activity]).only_enforce_if(pick.literal)
            interval = model.new_optional_interval_var(start, length, end, pick.literal, "picked")
        timeline = int(problem.mode_timeline[pick.mode])
        uses[pick.resource].append(Use(interval, amount, least, pick.literal, pick.activity, timeline))
    return uses


def enough_people(model: cp_model.CpModel, variables: Variables) -> None:
    """Each pick of the mode taken gets as many different persons as it asks for, nobody serves two picks of a mode."""
    problem = variables.frame.problem
    by_pick: dict[tuple[int, int, int], list[Literal]] = defaultdict(list)
    by_person: dict[tuple[int, int], list[Literal]] = defaultdict(list)
    for pick in variables.picks:
        by_pick[pick.activity, pick.mode, pick.pick].append(pick.literal)
        by_person[pick.mode, pick.resource].append(pick.literal)
    for (activity, mode, pick_number), literals in by_pick.items():
        needed = int(problem.pick_count[pick_number])
        model.add(sum(literals) == needed * variables.mode_taken(activity, mode))
    for literals in by_person.values():
        if len(literals) > 1:
            model.add_at_most_one(literals)


@dataclass(frozen=True, slots=True)
class Group:
    """Uses that pause for want of a resource in the same spans.

    ``still`` tells that none of them starts, works or finishes there: then what holds just before such a span holds
    in it too. Otherwise nothing is said about those spans.
    """

    uses: tuple[Use, ...]
    spans: frozenset[int]
    still: bool

    def top(self, profile: Profile) -> int:
        """Return the highest capacity that counts for the group."""
        return max((value for k, value in enumerate(profile.value) if k not in self.spans), default=0)


def groups_of(frame: Frame, profile: Profile, uses: list[Use]) -> list[Group]:
    """Return the uses grouped by the spans in which they pause."""
    table: dict[frozenset[int], list[Use]] = defaultdict(list)
    for use in uses:
        table[profile.paused(use.amount)].append(use)
    return [
        Group(
            tuple(row), spans, all(_closed(frame, profile, timeline, spans) for timeline in {u.timeline for u in row})
        )
        for spans, row in table.items()
    ]


def _closed(frame: Frame, profile: Profile, timeline: int, spans: frozenset[int]) -> bool:
    """Return whether a timeline never works in the given spans."""
    if not spans:
        return True
    if timeline == CONTINUOUS:
        return False
    step = frame.scale.step
    edge = np.array(profile.edge, dtype=np.int64) * step
    done = frame.durations.rows(timeline).work_before(edge)
    return all(done[k] == done[k + 1] for k in spans)


def capacity(model: cp_model.CpModel, frame: Frame, resource: int, uses: list[Use]) -> None:
    """At no time is more of a resource used than there is by those who do not pause for want of it."""
    profile = profile_of(frame, resource)
    groups = groups_of(frame, profile, uses)
    for group in groups:
        if group.still:
            top = group.top(profile)
            _limit(model, group.uses, top, profile.blocks(top, group.spans))
    somebody_pauses = frozenset[int]().union(*(group.spans for group in groups))
    if len(groups) > 1 or not all(group.still for group in groups):
        top = sum(use.amount for use in uses)
        _limit(model, uses, top, profile.blocks(top, somebody_pauses))


def _limit(model: cp_model.CpModel, uses: Sequence[Use], top: int, blocks: list[Block]) -> None:
    if sum(use.amount for use in uses) <= top and not blocks:
        return
    shut = [model.new_fixed_size_interval_var(b.start, b.finish - b.start, "blocked") for b in blocks]
    intervals = [*(use.interval for use in uses), *shut]
    amounts = [*(use.amount for use in uses), *(block.amount for block in blocks)]
    least, most = min(use.amount for use in uses), max(use.amount for use in uses)
    if 2 * least > top:
        whole = all(block.amount + least > top for block in blocks)
        model.add_no_overlap(intervals if whole else intervals[: len(uses)])
        if whole and most <= top:
            return
    model.add_cumulative(intervals, amounts, top)


def energy(
    model: cp_model.CpModel, frame: Frame, resource: int, uses: list[Use], finish: Expression, first: int
) -> None:
    """What a resource has to give until the finish covers all that is asked of it."""
    profile = profile_of(frame, resource)
    for group in groups_of(frame, profile, uses):
        if len(group.uses) < 2 or not group.still:
            continue
        top = group.top(profile)
        blocks = profile.blocks(top, group.spans)
        missing = sum(block.amount * max(0, min(block.finish, first) - block.start) for block in blocks)
        work = sum(use.amount * use.size * use.taken for use in group.uses)
        model.add(work <= top * finish - missing)


def budgets(model: cp_model.CpModel, variables: Variables) -> None:
    """The modes taken stay within each nonrenewable limit."""
    problem = variables.frame.problem
    for budget, limit in enumerate(problem.budget_limit.tolist()):
        if limit < NEVER:
            model.add(weighed(variables, problem.budget_use[:, budget].tolist()) <= limit)


def weighed(variables: Variables, per_mode: list[int]) -> Expression:
    """Return the sum of a figure of the modes taken, as extra over each activity's least."""
    base, terms = 0, []
    for row in variables.choices:
        figures = [per_mode[choice.variant.mode] for choice in row]
        least = min(figures)
        base += least
        terms += [(f - least) * c.taken for f, c in zip(figures, row, strict=True) if f > least]
    return base + sum(terms)
