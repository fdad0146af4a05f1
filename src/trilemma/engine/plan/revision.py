"""A plan with some of its parts replaced, which takes over what the change leaves as it was."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final

import numpy as np

from trilemma.engine.plan.arrays import Int1D, PlanArrays, arrays_of, link_columns
from trilemma.engine.plan.leaf_columns import FIRSTS, FLAT, NONE, in_order, joined, leaf_columns, modes_of
from trilemma.engine.plan.plan import Plan, in_order_of_successors
from trilemma.engine.plan.timelines import near_horizon, revise_workforce
from trilemma.engine.plan.validation import (
    require_different,
    require_valid,
    require_valid_activities,
    require_valid_links,
    require_valid_records,
    require_valid_status_date,
)
from trilemma.engine.plan.work import Activity, Link

_REVISED: Final = {"activities", "links", "adopted", "status_date", "statuses"}
"""Fields whose change leaves most of what was compiled as it was; with another, everything is compiled anew."""
_BY_PEOPLE: Final = (
    "calendar_by_id",
    "team_by_id",
    "person_by_id",
    "deliverable_by_id",
    "risk_by_id",
    "members_by_team",
    "resource_index",
)


def revise_plan(plan: Plan, **changes: Any) -> Plan:  # noqa: ANN401 - any field of a plan
    """Return the plan with some fields replaced, as `dataclasses.replace` does, but fast where little has changed.

    Parameters
    ----------
    plan
        The plan as it was.
    changes
        New values of fields of the plan. Activities and links that have not changed should be the same objects as
        before: what differs is found by identity, and only that is checked and compiled again.

    Returns
    -------
    Plan
        Equal to the plan built from scratch, and so is everything computed from it.

    Raises
    ------
    PlanError
        If an object breaks a rule; the error names the object and the rule.
    """
    if not changes.keys() <= _REVISED:
        return replace(plan, **changes)
    revised = _unchecked(plan, changes)
    change = _Change.between(plan, revised)
    _take_over(plan, revised, change)
    _require_valid(plan, revised, change)
    if revised.origin == plan.origin and "arrays" in plan.__dict__:
        _compile(plan, revised, change)
    return revised


def _unchecked(plan: Plan, changes: Mapping[str, Any]) -> Plan:
    """Return a plan of the given fields that nobody has checked yet."""
    revised = object.__new__(Plan)
    for each in fields(Plan):
        object.__setattr__(revised, each.name, changes.get(each.name, getattr(plan, each.name)))
    return revised


@dataclass(frozen=True, slots=True)
class _Change:
    """What differs between two plans.

    ``activities`` are those that are new or differ and ``links`` those that are new; ``same_names`` says that the same
    activities stand in the same places, ``same_links`` that the links are the same in the same order.
    """

    activities: tuple[Activity, ...]
    links: tuple[Link, ...]
    same_names: bool
    same_links: bool

    @classmethod
    def between(cls, old: Plan, new: Plan) -> _Change:
        """Return what differs, found by identity."""
        known_activities = {id(activity) for activity in old.activities}
        activities = tuple(activity for activity in new.activities if id(activity) not in known_activities)
        known_links = {id(link) for link in old.links}
        links = tuple(link for link in new.links if id(link) not in known_links)
        return cls(
            activities,
            links,
            same_names=_same_names(old, new),
            same_links=len(new.links) == len(old.links) and all(map(operator.is_, new.links, old.links)),
        )


def _same_names(old: Plan, new: Plan) -> bool:
    if len(old.activities) != len(new.activities):
        return False
    pairs = zip(old.activities, new.activities, strict=True)
    return all(a is b or (a.id == b.id and a.parent == b.parent) for a, b in pairs)


def _take_over(plan: Plan, revised: Plan, change: _Change) -> None:
    """Give the revised plan the look-ups that are the same in both."""
    kept = list(_BY_PEOPLE)
    if change.same_names:
        kept += ["children", "leaf_position"]
    if change.same_names and change.same_links:
        kept += ["link_table", "leaf_links", "leaf_order", "topological_leaves"]
        object.__setattr__(revised, "links", plan.links)
    else:
        object.__setattr__(revised, "links", in_order_of_successors(revised))
    for name in kept:
        if name in plan.__dict__:
            revised.__dict__[name] = plan.__dict__[name]


def _require_valid(plan: Plan, revised: Plan, change: _Change) -> None:
    """Check the rules that the change could break."""
    if not change.same_names:
        require_valid(revised)
        revised.require_order()
        return
    require_valid_activities(revised, change.activities)
    require_valid_links(revised, change.links)
    if change.links:
        again = {(link.predecessor, link.successor) for link in change.links}
        require_different(link for link in revised.links if (link.predecessor, link.successor) in again)
    if change.activities or revised.adopted is not plan.adopted or revised.statuses is not plan.statuses:
        require_valid_records(revised)
    require_valid_status_date(revised)
    revised.require_order()


def _compile(plan: Plan, revised: Plan, change: _Change) -> None:
    """Compile the leaves that changed, and take over all others."""
    arrays, old_mode = _arrays(plan, revised, change)
    revised.__dict__["arrays"] = arrays
    if revised.adopted.overtime != plan.adopted.overtime:
        return
    same_dates = change.same_names and change.same_links and revised.status_date == plan.status_date
    if same_dates and (old_mode != NONE).all() and "workforce" in plan.__dict__:
        revised.__dict__["workforce"] = plan.__dict__["workforce"]
    known = plan.__dict__.get("near_workforce")
    if known is not None and known.horizon == near_horizon(arrays):
        revised.__dict__["near_workforce"] = revise_workforce(revised, arrays, known, old_mode)


def _arrays(plan: Plan, revised: Plan, change: _Change) -> tuple[PlanArrays, Int1D]:
    """Return the arrays of the revised plan, and the former number of each mode that is still the same."""
    old = plan.arrays
    renewed = _renewed(plan, revised, change)
    known = old.activity_index
    leaves = [leaf for leaf in revised.leaves if leaf.id in renewed or leaf.id not in known]
    own = {name: getattr(old, name) for name in (*FIRSTS, *FLAT)}
    columns = joined(own, leaf_columns(revised, leaves)) if leaves else own
    rows = {**known, **{leaf.id: old.n + number for number, leaf in enumerate(leaves)}}
    names = revised.topological_leaves
    columns, modes = in_order(columns, np.array([rows[name] for name in names], dtype=np.int64))
    every = [*old.mode_ids, *(mode.id if mode else "" for leaf in leaves for mode in modes_of(revised, leaf))]
    links = link_columns(revised.link_table, revised.leaf_order)
    arrays = arrays_of(revised, names, [every[number] for number in modes.tolist()], columns, links)
    return arrays, np.where(modes < old.m, modes, NONE)


def _renewed(plan: Plan, revised: Plan, change: _Change) -> set[str]:
    """Return ids of leaves that changed, lie below a summary that did, or were adopted otherwise."""
    names = {name for activity in change.activities for name in revised.leaves_below(activity.id)}
    if revised.adopted is not plan.adopted:
        old, new = plan.adopted, revised.adopted
        names.update(name for name, _ in new.mode_by_activity.items() ^ old.mode_by_activity.items())
        names.update(name for name, _ in new.people_by_activity.items() ^ old.people_by_activity.items())
        names.update(revised.dropped ^ plan.dropped)
    return names
