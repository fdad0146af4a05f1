"""Leave a plan only modes that keep a limit of escaped defects, whichever of them are combined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from trilemma.engine.errors import InfeasibleError
from trilemma.engine.plan import Plan
from trilemma.engine.quality import expected_defects, linear_effects, mode_vector, quality_arrays, without_rework

Choices = dict[str, list[tuple[float, str]]]
"""For each activity that has a choice its modes with the defects that they add, the fewest first."""


def careful_plan(plan: Plan, most: float) -> Plan:
    """Return the plan without the modes that could break a limit of escaped defects.

    Parameters
    ----------
    plan
        The plan.
    most
        Highest expected number of defects left at release. [defects]

    Returns
    -------
    Plan
        Its quality steps stay as they are where the limit can be kept so; else they are done in the modes that let the
        fewest defects escape. Of the other activities the modes that put in most are taken away, those with the largest
        step down first, until every combination of what is left keeps the limit.

    Raises
    ------
    InfeasibleError
        If the most careful modes of all break the limit.

    Notes
    -----
    With the modes of the steps fixed, escaped defects are a sum over activities (method id ``defect_flow``), so the
    least and the most that the remaining modes can add up to are known exactly.
    """
    bare = without_rework(plan)
    for candidate in (_without_choice_of_steps(bare, {}), _without_choice_of_steps(bare, _best_steps(bare))):
        choices = _choices(candidate)
        least = expected_defects(candidate, {name: modes[0][1] for name, modes in choices.items()}).escaped
        if least <= most:
            worst = expected_defects(candidate, {name: modes[-1][1] for name, modes in choices.items()}).escaped
            _drop_until(choices, worst - most)
            return restricted(candidate, {name: [mode for _, mode in modes] for name, modes in choices.items()})
    text = f"even the most careful modes leave {least:.1f} defects, at most {most:g} may escape"
    raise InfeasibleError("no choice of modes keeps the limit of escaped defects", (text,))


def restricted(plan: Plan, modes: Mapping[str, list[str]]) -> Plan:
    """Return the plan in which some activities can only be done in some of their modes."""
    activities = tuple(
        replace(each, modes=tuple(mode for mode in each.modes if mode.id in modes[each.id]))
        if each.id in modes
        else each
        for each in plan.activities
    )
    adopted = tuple(
        (name, mode if mode in modes.get(name, [mode]) else modes[name][0]) for name, mode in plan.adopted.modes
    )
    return replace(plan, activities=activities, adopted=replace(plan.adopted, modes=adopted))


def _without_choice_of_steps(plan: Plan, chosen: Mapping[str, str]) -> Plan:
    """Return the plan whose quality steps can only be done in the chosen modes, else in their usual ones."""
    steps = {step.activity for step in plan.steps if len(plan.activity_by_id[step.activity].modes) > 1}
    usual = {name: plan.adopted.mode_of(name) or plan.activity_by_id[name].modes[0].id for name in steps}
    return restricted(plan, {name: [chosen.get(name, mode)] for name, mode in usual.items()})


def _best_steps(plan: Plan) -> dict[str, str]:
    """Return the modes of the steps that let the fewest defects escape; removing more never lets more escape."""
    best: dict[str, str] = {}
    for step in plan.steps:
        activity = plan.activity_by_id[step.activity]
        if len(activity.modes) > 1 and not (activity.progress and activity.progress.started):
            found = [(expected_defects(plan, best | {activity.id: m.id}).escaped, m.id) for m in activity.modes]
            best[activity.id] = min(found)[1]
    return best


def _choices(plan: Plan) -> Choices:
    arrays = plan.arrays
    escaped = linear_effects(quality_arrays(plan), mode_vector(plan, None)).mode_escaped
    found: Choices = {}
    for leaf in plan.leaves:
        if len(leaf.modes) > 1 and not (leaf.progress and leaf.progress.started):
            row = arrays.activity_index[leaf.id]
            numbers = range(int(arrays.mode_first[row]), int(arrays.mode_first[row + 1]))
            found[leaf.id] = sorted((float(escaped[number]), arrays.mode_ids[number]) for number in numbers)
    return found


def _drop_until(choices: Choices, excess: float) -> None:
    """Take away the worst modes until the worst combination is within the limit."""
    while excess > 0.0:
        steps = {name: modes[-1][0] - modes[-2][0] for name, modes in choices.items() if len(modes) > 1}
        name = max(steps, key=lambda each: (steps[each], each))
        choices[name].pop()
        excess -= steps[name]
