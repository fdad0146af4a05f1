"""Which links a hybrid has: those between activities of both plans by one cause, the others by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trilemma.engine.errors import PlanError
from trilemma.engine.plan import Activity, Link, Plan


def links_of(scope: Plan, order: Plan, other: Plan) -> tuple[Link, ...]:
    """Return the links of a hybrid.

    Parameters
    ----------
    scope, order
        The plans that scope and that links and order are taken from.
    other
        Of the two plans the one that scope is not taken from.

    Returns
    -------
    tuple[Link, ...]
        The links of ``order`` between activities of both plans, then those of ``scope`` that touch an activity of that
        plan only or bridge one of the other plan only. What would wait for its own summary or close a circle is left
        out, the links of ``order`` being kept before the others.
    """
    if scope is order:
        return tuple(sorted(scope.links, key=_place))
    shared = scope.activity_by_id.keys() & other.activity_by_id.keys()
    between = [link for link in order.links if {link.predecessor, link.successor} <= shared]
    bridges = bridging(order, scope)
    kept = sorted((link for link in between if link not in bridges), key=_place)
    brought = [link for link in scope.links if not {link.predecessor, link.successor} <= shared]
    brought.extend(bridging(scope, order))
    wanted = [*kept, *sorted(brought, key=_place)]
    return without_circles(scope, [link for link in wanted if not _related(scope, link)])


def bridging(plan: Plan, other: Plan) -> frozenset[Link]:
    """Return the links of a plan that only bridge activities which it does not have, and the other plan has.

    Such a link joins two activities of both plans that are not linked in the other plan, but follow one another there
    through activities of that plan only: who takes an activity out of a chain joins its neighbours.
    """
    linked = {(link.predecessor, link.successor) for link in other.links}
    shared = plan.activity_by_id.keys() & other.activity_by_id.keys()
    ahead: dict[str, list[str]] = {}
    for link in other.links:
        ahead.setdefault(link.predecessor, []).append(link.successor)
    return frozenset(
        link
        for link in plan.links
        if {link.predecessor, link.successor} <= shared
        and (link.predecessor, link.successor) not in linked
        and _reaches(ahead, link.predecessor, link.successor, shared)
    )


def _reaches(ahead: dict[str, list[str]], source: str, target: str, shared: set[str]) -> bool:
    """Return whether a path leads from source to target with none of the shared activities between."""
    seen: set[str] = set()
    waiting = [name for name in ahead.get(source, ()) if name not in shared]
    while waiting:
        current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        following = ahead.get(current, ())
        if target in following:
            return True
        waiting.extend(name for name in following if name not in shared)
    return False


def without_circles(plan: Plan, links: Sequence[Link]) -> tuple[Link, ...]:
    """Return links between a plan's activities, without each that closes a circle with those kept before it."""
    skeleton = Plan(
        projects=plan.projects[:1],
        start=plan.start,
        activities=tuple(Activity(activity.id, parent=activity.parent) for activity in plan.activities),
    )
    rest = list(links)
    sound = 0
    while not _holds(skeleton, rest):
        low, high = sound, len(rest)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _holds(skeleton, rest[:middle]) else (low, middle)
        del rest[high - 1]
        sound = low
    return tuple(rest)


def _holds(skeleton: Plan, links: Sequence[Link]) -> bool:
    try:
        replace(skeleton, links=tuple(links))
    except PlanError:
        return False
    return True


def _related(plan: Plan, link: Link) -> bool:
    return link.predecessor in plan.ancestors(link.successor) or link.successor in plan.ancestors(link.predecessor)


def _place(link: Link) -> tuple[str, str, str]:
    return link.predecessor, link.successor, link.type.value
