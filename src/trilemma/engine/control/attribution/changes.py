"""Which objects changed between two plans, by the cause that they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from trilemma.engine.control.attribution.causes import MoveCause
from trilemma.engine.control.attribution.network_changes import link_changes, order_changes, term_changes
from trilemma.engine.control.attribution.people_changes import people_changes, staffing_changes
from trilemma.engine.control.attribution.risk_changes import quality_changes, risk_changes
from trilemma.engine.control.attribution.wording import PlanChange
from trilemma.engine.control.attribution.work_changes import estimate_changes, progress_changes, scope_changes
from trilemma.engine.plan import Plan

__all__ = ["PlanChange", "changes_between"]


def changes_between(old: Plan, new: Plan) -> Mapping[MoveCause, tuple[PlanChange, ...]]:
    """Return what differs between two plans, in words, for each cause.

    Parameters
    ----------
    old, new
        Two states of one project; objects are matched by id.

    Returns
    -------
    Mapping[MoveCause, tuple[PlanChange, ...]]
        Every cause, with nothing where the plans agree. Names and notes do not count.
    """
    return MappingProxyType({cause: tuple(_changes(cause, old, new)) for cause in MoveCause})


def _changes(cause: MoveCause, old: Plan, new: Plan) -> Iterator[PlanChange]:
    match cause:
        case MoveCause.PROGRESS:
            yield from progress_changes(old, new)
        case MoveCause.ESTIMATES:
            yield from estimate_changes(old, new)
        case MoveCause.SCOPE:
            yield from scope_changes(old, new)
        case MoveCause.PEOPLE:
            yield from people_changes(old, new)
            yield from staffing_changes(old, new)
        case MoveCause.RISKS:
            yield from risk_changes(old, new)
            yield from quality_changes(old, new)
        case MoveCause.ORDER:
            yield from order_changes(old, new)
            yield from link_changes(old, new)
        case MoveCause.TERMS:
            yield from term_changes(old, new)
