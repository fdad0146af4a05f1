"""What a plan takes over from a schedule: modes, order, persons, overtime, and who waits for whom."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from trilemma.engine.network import live_dates
from trilemma.engine.plan import PERMILLE, Adopted, Assignment, Mode, Plan, Schedule, ScheduledActivity
from trilemma.engine.quality import with_rework

METHOD: Final = "adopted_order"

Held = list[tuple[int, str, int]]
"""What a resource has given back: since when, by whom, how much [permille]; nobody's share has an empty name."""


def adopt_schedule(plan: Plan, schedule: Schedule) -> Plan:
    """Return the plan with a schedule adopted: from then on the passes of its network keep the schedule's order.

    Parameters
    ----------
    plan
        The plan as people see it, without rework written out.
    schedule
        A schedule of it, with the rework that its modes leave.

    Returns
    -------
    Plan
        Modes, order, persons and overtime are those of the schedule. An arc says that an activity starts with people
        whom another one gave back, the latest given back first, so that the network with its arcs stays within what
        teams and persons can do at the schedule's dates. What was dropped or mitigated before stays so.

    Notes
    -----
    Method id ``adopted_order`` (docs/methods/adopted_order.md).

    References
    ----------
    Artigues, Michelon & Reusser, "Insertion techniques for static and dynamic resource-constrained project
    scheduling", European Journal of Operational Research 149 (2003) (resource flow networks).
    """
    modes = {row.id: row.mode for row in schedule.activities if row.mode and row.id in plan.activity_by_id}
    written = with_rework(plan, modes)
    rows = sorted(
        (row for row in schedule.activities if row.id in written.activity_by_id),
        key=lambda row: (row.start, row.finish),
    )
    adopted = Adopted(
        modes=tuple((row.id, modes[row.id]) for row in rows if row.id in modes),
        order=tuple(row.id for row in rows),
        arcs=tuple(_arcs(written, rows)),
        assignments=tuple(Assignment(row.id, row.people) for row in rows if row.people),
        overtime=schedule.overtime,
        dropped=plan.adopted.dropped,
        mitigated=plan.adopted.mitigated,
    )
    return replace(plan, adopted=adopted)


def live_schedule(plan: Plan) -> tuple[Plan, Schedule]:
    """Return the plan with its rework written out, and its live dates as a schedule.

    Parameters
    ----------
    plan
        The plan as people see it.

    Returns
    -------
    tuple of Plan and Schedule
        In the adopted modes, else the first, with the adopted persons and overtime. Nobody is shared out anew, so teams
        may be overloaded; who is still to be picked is nobody yet, and costs nothing.

    Notes
    -----
    Method id ``adopted_order`` (docs/methods/adopted_order.md).
    """
    written = with_rework(plan)
    path = live_dates(written)
    modes = dict(written.adopted.modes)
    people = {entry.activity: entry.people for entry in written.adopted.assignments}
    return written, Schedule(
        tuple(
            ScheduledActivity(name, start, finish, _mode(written, name, modes), people.get(name, ()))
            for name, start, finish in zip(
                path.activity_ids, path.early_start.tolist(), path.early_finish.tolist(), strict=True
            )
        ),
        written.adopted.overtime,
    )


def _mode(plan: Plan, name: str, adopted: Mapping[str, str]) -> str:
    """Return the mode in force: none of milestones and of what was dropped."""
    modes = plan.activity_by_id[name].modes
    if not modes or name in plan.dropped:
        return ""
    return adopted.get(name, modes[0].id)


def _arcs(plan: Plan, rows: list[ScheduledActivity]) -> Iterator[tuple[str, str]]:
    """Yield each pair once, in the order of the schedule; what the links say anyway is left out."""
    linked = {(link.predecessor, link.successor) for link in plan.leaf_links}
    place = _places(plan, rows)
    pools: dict[str, Held] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if row.finish <= row.start or not row.mode:
            continue
        for resource, amount in crew(plan, plan.activity_by_id[row.id].mode(row.mode), row.people):
            pool = pools.setdefault(resource, [(-1, "", _most(plan, resource))])
            for giver in _take(pool, amount, row.start):
                pair = (giver, row.id)
                if pair not in seen and pair not in linked and place[giver] < place[row.id]:
                    seen.add(pair)
                    yield pair
            pool.append((row.finish, row.id, amount))


def _places(plan: Plan, rows: list[ScheduledActivity]) -> dict[str, int]:
    """Return each activity's place in an order by start in which all come after what their links wait for.

    Where a lead lets an activity come before what it waits for, an arc against the links would make a circle.
    """
    start = {row.id: row.start for row in rows}
    waiting = dict.fromkeys(start, 0)
    after: dict[str, list[str]] = {name: [] for name in start}
    for link in plan.leaf_links:
        if link.predecessor in start and link.successor in start:
            waiting[link.successor] += 1
            after[link.predecessor].append(link.successor)
    free = [(start[name], name) for name, count in waiting.items() if not count]
    heapq.heapify(free)
    places: dict[str, int] = {}
    while free:
        _, name = heapq.heappop(free)
        places[name] = len(places)
        for successor in after[name]:
            waiting[successor] -= 1
            if not waiting[successor]:
                heapq.heappush(free, (start[successor], successor))
    return places


def crew(plan: Plan, mode: Mode, people: tuple[str, ...]) -> list[tuple[str, int]]:
    """Return the teams and persons that work on a mode, each with the share demanded [permille].

    ``people`` are the persons chosen for its picks and, after them, for its demands on teams that have members.
    """
    alone = [(d.resource, d.permille) for d in mode.demands if d.resource not in plan.members_by_team]
    shares = [pick.permille for pick in mode.picks for _ in range(pick.count)]
    for demand in mode.demands:
        if demand.resource in plan.members_by_team:
            heads = -(-demand.permille // PERMILLE)
            shares += [-(-demand.permille // heads)] * heads
    return [*alone, *zip(people, shares, strict=False)]


def _most(plan: Plan, resource: str) -> int:
    """Return the most that a team or person ever has to give [permille]."""
    team = plan.team_by_id.get(resource)
    capacity = team.capacity if team is not None else plan.person_by_id[resource].capacity
    return max((entry.permille for entry in capacity), default=PERMILLE)


def _take(pool: Held, amount: int, at: int) -> list[str]:
    """Take an amount out of a pool by an instant: nobody's share first, then what was given back last."""
    ready = sorted((entry for entry in pool if entry[0] <= at), key=lambda entry: (entry[1] != "", -entry[0]))
    givers: list[str] = []
    for entry in ready:
        if amount <= 0:
            break
        taken = min(amount, entry[2])
        amount -= taken
        pool.remove(entry)
        if entry[2] > taken:
            pool.append((entry[0], entry[1], entry[2] - taken))
        if entry[1]:
            givers.append(entry[1])
    return givers
