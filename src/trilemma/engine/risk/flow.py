"""A fixed resource flow: who hands whom over to whom in the likely course of the plan, as links."""

from __future__ import annotations

import heapq

import numpy as np

from trilemma.engine.plan import NONE, Plan
from trilemma.engine.plan.arrays import Int1D, Int2D
from trilemma.engine.risk.model import LINK_END, LINK_FIRST, PREDECESSOR, Model
from trilemma.engine.risk.resources import MOST_PEOPLE
from trilemma.engine.risk.simulation import run_network


def resource_arcs(plan: Plan, model: Model) -> tuple[tuple[str, str], ...]:
    """Pairs of activities of which the second works with people that the first gave back.

    Parameters
    ----------
    plan
        The plan, with its rework written out.
    model
        The same plan compiled with resources.

    Returns
    -------
    tuple of pairs
        Ids: for every activity and resource those whose shares it takes over, latest given back first, in the course
        that the most likely values give. Kept as links they keep every team within its capacity of that course,
        whatever the durations turn out to be. Where a lead lets an activity come before what it waits for, an arc that
        goes against the links is left out.

    Notes
    -----
    Method id ``joint_forecast`` (docs/methods/joint_forecast.md). Of persons who are still to be
    picked, those count whom that course picks.

    References
    ----------
    Artigues, Michelon & Reusser, "Insertion techniques for static and dynamic resource-constrained project
    scheduling", European Journal of Operational Research 149 (2003) (resource flow networks).
    """
    arrays = plan.arrays
    left = np.where(arrays.remaining != NONE, arrays.remaining, arrays.mode_minutes[model.mode])
    holders = np.full((model.n, MOST_PEOPLE), NONE, dtype=np.int64)
    start, finish, _ = run_network(model, (left * 1000)[:, None], holders)
    return _handed_over(plan, model, start[:, 0], finish[:, 0], holders)


def _handed_over(plan: Plan, model: Model, start: Int1D, finish: Int1D, holders: Int2D) -> tuple[tuple[str, str], ...]:
    pools = _full_pools(model)
    names = plan.arrays.activity_ids
    arcs: dict[tuple[str, str], None] = {}
    places = _places(model, start)
    for i in np.lexsort((np.arange(model.n), finish, start)):
        if finish[i] <= start[i]:
            continue
        for resource, amount in held_by(model, int(i), holders[i]):
            for giver in _take(pools[resource], amount, int(start[i])):
                if places[giver] < places[i]:
                    arcs[names[giver], names[i]] = None
            pools[resource].append((int(finish[i]), int(i), amount))
    return tuple(arcs)


def _places(model: Model, start: Int1D) -> list[int]:
    """Return each leaf's place in an order by start in which every leaf comes after all that its links wait for."""
    net = model.network
    after: list[list[int]] = [[] for _ in range(model.n)]
    waiting = (net.leaf[:, LINK_END] - net.leaf[:, LINK_FIRST]).tolist()
    for i in range(model.n):
        for k in range(net.leaf[i, LINK_FIRST], net.leaf[i, LINK_END]):
            after[int(net.link[k, PREDECESSOR])].append(i)
    free = [(int(start[i]), i) for i in range(model.n) if not waiting[i]]
    heapq.heapify(free)
    places = [0] * model.n
    for place in range(model.n):
        _, i = heapq.heappop(free)
        places[i] = place
        for successor in after[i]:
            waiting[successor] -= 1
            if not waiting[successor]:
                heapq.heappush(free, (int(start[successor]), successor))
    return places


def _full_pools(model: Model) -> list[list[tuple[int, int, int]]]:
    """Return what each resource has to give before anybody has taken anything: its greatest capacity."""
    assert model.resources is not None  # noqa: S101 - compiled with resources by the caller
    first, count, _, amount = model.resources.supply
    most = [int(amount[a : a + k].max(initial=0)) for a, k in zip(first[:-1], count, strict=True)]
    return [[(-1, NONE, capacity)] for capacity in most]


def held_by(model: Model, leaf: int, holders: Int1D) -> list[tuple[int, int]]:
    """Return the resources that a leaf held, demanded and picked, with their amounts."""
    assert model.resources is not None  # noqa: S101 - compiled with resources by the caller
    demand_first, _, demand_amount = model.resources.demands
    pick_first, pick_count, pick_amount = model.resources.picks[:3]
    amounts = demand_amount[demand_first[leaf] : demand_first[leaf + 1]].tolist()
    for pick in range(pick_first[leaf], pick_first[leaf + 1]):
        amounts.extend([int(pick_amount[pick])] * int(pick_count[pick]))
    return [(int(r), a) for r, a in zip(holders, amounts, strict=False) if r != NONE]


def _take(pool: list[tuple[int, int, int]], amount: int, at: int) -> list[int]:
    """Take an amount out of a pool by an instant, from nobody's share first, then the latest given back."""
    ready = sorted((entry for entry in pool if entry[0] <= at), key=lambda entry: (entry[1] != NONE, -entry[0]))
    givers = []
    for entry in ready:
        if amount <= 0:
            break
        taken = min(amount, entry[2])
        amount -= taken
        pool.remove(entry)
        if entry[2] > taken:
            pool.append((entry[0], entry[1], entry[2] - taken))
        if entry[1] != NONE:
            givers.append(entry[1])
    return givers
