"""Which quality steps lie downstream of an activity, as bits of an integer."""

from __future__ import annotations

from collections.abc import Mapping

from trilemma.engine.plan import Plan, QualityStep


def ordered_steps(plan: Plan) -> tuple[QualityStep, ...]:
    """Return the quality steps of activities that are not dropped, in topological order of these activities."""
    position = {name: row for row, name in enumerate(plan.topological_leaves)}
    live = [step for step in plan.steps if step.activity not in plan.dropped]
    return tuple(sorted(live, key=lambda step: position[step.activity]))


def steps_downstream(plan: Plan, steps: tuple[QualityStep, ...]) -> Mapping[str, int]:
    """Return for each leaf the steps that a path of links leads to, whatever the types of the links.

    Parameters
    ----------
    plan
        The plan.
    steps
        The steps, in the order in which they get bits: bit ``i`` of an answer stands for ``steps[i]``.

    Returns
    -------
    Mapping[str, int]
        Bits by leaf id; the step of the leaf's own activity is not downstream of it.
    """
    bit = {step.activity: 1 << row for row, step in enumerate(steps)}
    successors: dict[str, list[str]] = {}
    for link in plan.leaf_links:
        successors.setdefault(link.predecessor, []).append(link.successor)
    reached: dict[str, int] = {}
    for name in reversed(plan.topological_leaves):
        bits = 0
        for successor in successors.get(name, ()):
            bits |= reached[successor] | bit.get(successor, 0)
        reached[name] = bits
    return reached
