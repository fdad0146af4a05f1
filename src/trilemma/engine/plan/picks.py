"""Persons to be chosen by whoever schedules: the picks of a mode, and who could be chosen."""

from __future__ import annotations

from functools import lru_cache

from trilemma.engine.plan.content import PlanContent
from trilemma.engine.plan.people import PERMILLE
from trilemma.engine.plan.work import Demand, Mode, Pick


def picks_of(plan: PlanContent, mode: Mode) -> tuple[Pick, ...]:
    """Return the picks of a mode, its demands on teams with members among them."""
    members = plan.members_by_team
    if not members:
        return mode.picks
    return (*mode.picks, *[_as_pick(d) for d in mode.demands if d.resource in members])


def eligible(plan: PlanContent, pick: Pick) -> tuple[str, ...]:
    """Return ids of the persons who could be chosen for a pick."""
    return tuple(
        person.id
        for person in plan.people
        if (pick.team in (None, person.team)) and (pick.skill is None or person.level_of(pick.skill) >= pick.level)
    )


@lru_cache(maxsize=4096)
def _as_pick(demand: Demand) -> Pick:
    count = -(-demand.permille // PERMILLE)
    return Pick(count=count, team=demand.resource, permille=-(-demand.permille // count))
