"""The plan: the computed model of one project, or of several that share their teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from trilemma.engine.plan.arrays import PlanArrays, compile_arrays
from trilemma.engine.plan.content import PlanContent
from trilemma.engine.plan.expansion import Int1D, LeafLinks, expand_links, topological_order
from trilemma.engine.plan.records import OvertimeSlot
from trilemma.engine.plan.rules import require
from trilemma.engine.plan.timelines import Workforce, compile_workforce, horizon_of, near_horizon
from trilemma.engine.plan.validation import require_valid
from trilemma.engine.plan.work import Link


@dataclass(frozen=True)
class Plan(PlanContent):
    """Everything that a computation needs to know, validated as a whole when it is built.

    The first of ``projects`` is the plan's own; ``calendar`` names the calendar of whoever and whatever states none.
    ``release`` names the milestone whose finish is the plan's finish; without it the last activity's finish counts.
    ``links`` are put in the order of the activities that wait, so that plans that say the same are equal. Look-ups by
    id are cached; the objects themselves never change.

    Raises
    ------
    PlanError
        If an object breaks a rule; the error names the object and the rule.
    """

    def __post_init__(self) -> None:
        object.__setattr__(self, "links", in_order_of_successors(self))
        require_valid(self)
        self.require_order()

    def require_order(self) -> None:
        """Refuse links that form a circle: only the order of the leaves shows one, so it is looked for at once."""
        require(len(self.leaf_order) == len(self.leaves), "links", "they form a circle")

    @cached_property
    def link_table(self) -> LeafLinks:
        """The links between tasks and milestones as numbers, those of summaries written out."""
        return expand_links(self)

    @cached_property
    def leaf_links(self) -> tuple[Link, ...]:
        """The links between tasks and milestones, those of summaries written out."""
        return self.link_table.among(tuple(self.leaf_position), self.links)

    @cached_property
    def leaf_order(self) -> Int1D:
        """Positions of the leaves in an order in which each comes after all it waits for."""
        return topological_order(tuple(self.leaf_position), self.link_table.predecessor, self.link_table.successor)

    @cached_property
    def topological_leaves(self) -> tuple[str, ...]:
        """Ids of the tasks and milestones, each after all it waits for."""
        names = tuple(self.leaf_position)
        return tuple(names[position] for position in self.leaf_order.tolist())

    @cached_property
    def arrays(self) -> PlanArrays:
        """The plan as integer arrays, compiled once."""
        return compile_arrays(self, self.link_table, self.leaf_order)

    @cached_property
    def workforce(self) -> Workforce:
        """When work goes on, with the adopted overtime, compiled once."""
        return compile_workforce(self, self.arrays, self.adopted.overtime, horizon_of(self, self.arrays))

    @cached_property
    def near_workforce(self) -> Workforce:
        """The same up to a few years beyond the plan's dates: quicker to compile, and enough for most of its dates."""
        return compile_workforce(self, self.arrays, self.adopted.overtime, near_horizon(self.arrays))


def in_order_of_successors(plan: PlanContent) -> tuple[Link, ...]:
    """Return the plan's links in the order of the activities that wait."""
    position = {activity.id: index for index, activity in enumerate(plan.activities)}
    return tuple(sorted(plan.links, key=lambda link: position.get(link.successor, len(position))))


def workforce(
    plan: Plan, overtime: Sequence[OvertimeSlot] | None = None, horizon_minutes: int | None = None
) -> Workforce:
    """Return when work goes on, with the plan's adopted overtime unless other is given."""
    if overtime is None and horizon_minutes is None:
        return plan.workforce
    slots = plan.adopted.overtime if overtime is None else overtime
    return compile_workforce(plan, plan.arrays, slots, horizon_minutes or horizon_of(plan, plan.arrays))
