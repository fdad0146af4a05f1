"""Timelines made of timelines: several people at once, shares, absences, overtime.

All timelines that are combined count from the same origin; the result reaches as far as the nearest horizon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from trilemma.engine.calendars.timeline import Int1D, Timeline
from trilemma.engine.errors import ShapeError
from trilemma.engine.units import PERMILLE


def intersection(timelines: Sequence[Timeline]) -> Timeline:
    """Find the time in which all work, at the lowest of their rates."""
    return _combined(timelines, np.minimum)


def union(timelines: Sequence[Timeline]) -> Timeline:
    """Find the time in which at least one works, at the highest of their rates."""
    return _combined(timelines, np.maximum)


def summed(timelines: Sequence[Timeline]) -> Timeline:
    """Find the time in which at least one works, at the sum of their rates: several people share work."""
    horizon = _horizon(timelines)
    instants = np.concatenate([edge for line in timelines for edge in (line.starts, line.finishes)])
    changes = np.concatenate([change for line in timelines for change in (line.rates, -line.rates)])
    edges, position = np.unique(instants, return_inverse=True)
    # Bincount adds in floating point, which is exact for rates below 2**53.
    steps = np.bincount(position, weights=changes, minlength=edges.size).astype(np.int64)
    return Timeline.of(edges[:-1], edges[1:], np.cumsum(steps)[:-1], horizon)


def scaled(timeline: Timeline, permille: int) -> Timeline:
    """Keep the time at a share of the rate, rounded down to a whole permille.

    Raises
    ------
    ShapeError
        If the share is negative.
    """
    if permille < 0:
        raise ShapeError("a share must not be negative", "timeline")
    rates = timeline.rates * permille // PERMILLE
    return Timeline.of(timeline.starts, timeline.finishes, rates, timeline.horizon_minutes)


def masked(timeline: Timeline, off: ArrayLike) -> Timeline:
    """Take the intervals ``off`` out of the timeline.

    Parameters
    ----------
    timeline
        What is worked usually.
    off
        Intervals ``[start, finish)`` in any order, which may overlap, shape ``(n, 2)``. [elapsed minutes]

    Raises
    ------
    ShapeError
        If ``off`` has another shape.
    """
    absent = _covered(off, PERMILLE, timeline.horizon_minutes)
    edges = _edges([timeline, absent])
    rates = np.where(_rates(absent, edges) > 0, 0, _rates(timeline, edges))
    return Timeline.of(edges[:-1], edges[1:], rates[:-1], timeline.horizon_minutes)


def with_extra(timeline: Timeline, extra: ArrayLike, rate: int = PERMILLE) -> Timeline:
    """Add ``rate`` during the intervals ``extra``: overtime of a person, more units of a team.

    Parameters
    ----------
    timeline
        What is worked usually.
    extra
        Intervals ``[start, finish)`` in any order, shape ``(n, 2)``; where they overlap they count once. Inside usual
        working time the rates add. [elapsed minutes]
    rate
        Added rate. [permille]

    Raises
    ------
    ShapeError
        If ``extra`` has another shape or the rate is negative.
    """
    return summed([timeline, _covered(extra, rate, timeline.horizon_minutes)])


def _combined(timelines: Sequence[Timeline], merge: Callable[[Int1D, Int1D], Int1D]) -> Timeline:
    horizon = _horizon(timelines)
    edges = _edges(timelines)
    rates = _rates(timelines[0], edges)
    for timeline in timelines[1:]:
        rates = merge(rates, _rates(timeline, edges))
    return Timeline.of(edges[:-1], edges[1:], rates[:-1], horizon)


def _horizon(timelines: Sequence[Timeline]) -> int:
    if not timelines:
        raise ShapeError("at least one timeline is needed", "timeline")
    return min(timeline.horizon_minutes for timeline in timelines)


def _edges(timelines: Sequence[Timeline]) -> Int1D:
    return np.unique(np.concatenate([edge for line in timelines for edge in (line.starts, line.finishes)]))


def _rates(timeline: Timeline, instants: Int1D) -> Int1D:
    """Rate at each instant, 0 outside working time, shape of ``instants``."""
    if not timeline.starts.size:
        return np.zeros(instants.shape, np.int64)
    position = np.searchsorted(timeline.starts, instants, side="right") - 1
    inside = (position >= 0) & (instants < timeline.finishes[position])
    return np.where(inside, timeline.rates[position], 0)


def _covered(intervals: ArrayLike, rate: int, horizon_minutes: int) -> Timeline:
    """Intervals in any order as a timeline of one rate."""
    pairs = np.asarray(intervals, np.int64)
    if pairs.size == 0:
        pairs = pairs.reshape(0, 2)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ShapeError("intervals need the shape (n, 2)", "timeline")
    ordered = pairs[np.argsort(pairs[:, 0], kind="stable")]
    starts, finishes = ordered[:, 0], ordered[:, 1]
    reached = np.maximum.accumulate(finishes) if finishes.size else finishes
    starts = np.maximum(starts, np.concatenate((starts[:1], reached[:-1])))
    return Timeline.of(starts, finishes, rate, horizon_minutes)
