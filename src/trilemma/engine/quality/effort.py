"""How much work an activity is, and who does it: what the quality model needs to know of a mode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trilemma.engine.plan import PERMILLE, Activity, Demand, Mode, Pick, Plan

Modes = Mapping[str, str]
"""Chosen modes by activity id; an activity that is not named has its adopted mode, else its first."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does a mode's work and therefore its rework: the mode's first demand, else its first pick, else its supplier.

    ``demand`` or ``pick`` is what one person of the crew takes; both are None for a supplier, who works out of sight.
    """

    label: str
    demand: Demand | None = None
    pick: Pick | None = None


def chosen_mode(plan: Plan, leaf: Activity, modes: Modes | None = None) -> Mode | None:
    """Return the mode in which a leaf is done: the one given, else adopted, else its first; None where there is none.

    Parameters
    ----------
    plan
        The plan of the leaf.
    leaf
        A task or milestone.
    modes
        Chosen modes by activity id.

    Raises
    ------
    PlanError
        If the activity has no mode of the given id.
    """
    if not leaf.modes or leaf.id in plan.dropped:
        return None
    given = (modes or {}).get(leaf.id) or plan.adopted.mode_of(leaf.id)
    return leaf.mode(given) if given else leaf.modes[0]


def work_share(mode: Mode) -> float:
    """Return the minutes of work in one minute of a mode's measure.

    1 where the measure is effort; else the sum of all shares that the mode demands. A supplier's mode that demands
    nobody counts as one person: what is bought has defects too.
    """
    if mode.effort is not None:
        return 1.0
    permille = sum(d.permille for d in mode.demands) + sum(p.count * p.permille for p in mode.picks)
    if not permille and mode.supplier is not None:
        return 1.0
    return permille / PERMILLE


def measure_done(leaf: Activity, mode: Mode) -> float:
    """Return how much of a mode's measure lies behind; 0 where the activity has not started, in minutes.

    The actual effort where it is stated, else what the estimate leaves beside the rest.
    """
    progress = leaf.progress
    if progress is None or not progress.started:
        return 0.0
    share = work_share(mode)
    if progress.actual_effort_minutes is not None and share:
        return progress.actual_effort_minutes / share
    return max(0.0, mode.estimate.likely - measure_left(leaf, mode))


def measure_left(leaf: Activity, mode: Mode) -> float:
    """Return how much of a mode's measure is still to do, most likely, in minutes."""
    progress = leaf.progress
    if progress is None or not progress.started:
        return float(mode.estimate.likely)
    if progress.finished:
        return 0.0
    if progress.remaining is not None:
        return float(progress.remaining.likely)
    return mode.estimate.likely * (PERMILLE - (progress.complete_permille or 0)) / PERMILLE


def effort_minutes(leaf: Activity, mode: Mode) -> float:
    """Return the whole effort of an activity in a mode: what was done and what is left, most likely, in minutes."""
    return (measure_done(leaf, mode) + measure_left(leaf, mode)) * work_share(mode)


def crew_of(plan: Plan, mode: Mode) -> Crew | None:
    """Return who does a mode's rework, None where nobody works on it."""
    if mode.demands:
        return _demanded(plan, mode.demands[0])
    if mode.picks:
        return _picked(plan, mode.picks[0])
    return None if mode.supplier is None else Crew(_as_id(mode.supplier))


def _demanded(plan: Plan, demand: Demand) -> Crew:
    """Return one person of a demanded resource; of a team with members, one of them."""
    name = demand.resource
    if name in plan.members_by_team:
        return _picked(plan, Pick(team=name, permille=min(PERMILLE, demand.permille)))
    owner = plan.person_by_id.get(name) or plan.team_by_id[name]
    share = _full_share([c.permille for c in owner.capacity], demand.permille)
    return Crew(name, demand=Demand(name, share))


def _picked(plan: Plan, pick: Pick) -> Crew:
    """Return one person for a pick; everyone eligible must be able to give the share that is asked."""
    able = [
        p
        for p in plan.people
        if pick.team in {None, p.team} and (pick.skill is None or p.level_of(pick.skill) >= pick.level)
    ]
    share = _full_share([c.permille for p in able for c in p.capacity], pick.permille)
    level = f".{pick.level}" if pick.level > 1 else ""
    label = pick.team if pick.skill is None else f"{pick.skill}{level}" + (f"@{pick.team}" if pick.team else "")
    return Crew(label or "", pick=Pick(1, pick.skill, pick.level, pick.team, share))


def _full_share(capacities: list[int], at_least: int) -> int:
    """Return a whole person, or as much as the least capacity offers, but not less than the work itself takes."""
    offered = min((c for c in capacities if c), default=PERMILLE)
    return min(PERMILLE, max(offered, at_least))


def _as_id(name: str) -> str:
    """Return a supplier's name without what an id must not hold."""
    return "".join("_" if c in ',\n\r\t"' else c for c in name.strip()) or "supplier"
