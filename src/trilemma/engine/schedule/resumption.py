"""Which begun activities have to wait: where several hold the same people, they cannot all go on at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from trilemma.engine.errors import HorizonError
from trilemma.engine.plan.workforce import Presence
from trilemma.engine.schedule.variants import Variant
from trilemma.engine.units import PERMILLE


@dataclass(frozen=True, slots=True)
class Begun:
    """An activity in progress: its row, the minute from which it could go on, what is left to do, and by whom."""

    row: int
    since: int
    minutes: int
    variants: Sequence[Variant]


def waiting(begun: Iterable[Begun], presences: Sequence[Presence]) -> list[int]:
    """Return the rows of those that find their people taken by others before them.

    Parameters
    ----------
    begun
        In the order in which they may go on.
    presences
        When, and how much of, each resource is there.
    """
    held: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    found = []
    for activity in begun:
        for variant in activity.variants:
            span = _span(activity, variant)
            if all(_fits(held[who], presences[who], span, share) for who, share in variant.crew):
                for who, share in variant.crew:
                    held[who].append((*span, share))
                break
        else:
            found.append(activity.row)
    return found


def _span(activity: Begun, variant: Variant) -> tuple[int, int]:
    """Return when an activity goes on and finishes; where time runs out, that is said elsewhere."""
    try:
        return activity.since, variant.timeline.add(activity.since, activity.minutes * PERMILLE)
    except HorizonError:
        return activity.since, activity.since


def _fits(held: Sequence[tuple[int, int, int]], there: Presence, span: tuple[int, int], share: int) -> bool:
    """Return whether a share is free all the time; where there is less than somebody's share, they pause."""
    start, finish = span
    others = [(a, b, amount) for a, b, amount in held if a < finish and b > start]
    if not others:
        return True
    edges = {start, *(edge for a, b, _ in others for edge in (a, b)), *there.starts.tolist()}
    for minute in (edge for edge in edges if start <= edge < finish):
        amount = _there(there, minute)
        used = sum(taken for a, b, taken in others if a <= minute < b and taken <= amount)
        if share <= amount < used + share:
            return False
    return True


def _there(presence: Presence, minute: int) -> int:
    """Return how much of a resource is there at a minute."""
    place = int(np.searchsorted(presence.starts, minute, side="right")) - 1
    return int(presence.amounts[place]) if place >= 0 and minute < presence.finishes[place] else 0
