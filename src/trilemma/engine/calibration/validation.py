"""Which tasks a candidate learns from and which later ones it is judged on, within the history alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from trilemma.engine.calibration.history import Floats, History, Integers

FEWEST: Final = 60
"""A shorter history is too short to judge candidates on."""
CUTS: Final = (0.5, 0.75, 1.0)
BLOCKS: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Positions in the history of the tasks to learn from and of those to judge on."""

    learn: Integers
    judge: Integers


def splits(history: History) -> tuple[Split, ...]:
    """Part a history so that it is always judged on what was not known.

    With dates (for at least half of the tasks) twice: the third quarter after the first two, the last quarter after
    the first three; tasks of one day stay together, tasks without a date are learnt from. Without dates three times:
    each third of the rows after the others, since neighbours in a file often belong together. Where forecasts are for
    labels that nobody knows yet, three times too: each third of the labels, by the number of their tasks, after the
    others. Empty where the history is too short.
    """
    if len(history) < FEWEST:
        return ()
    codes = history.unseen_codes
    if codes is not None:
        return usable(by_label(codes))
    days = history.tasks.days
    dated = np.flatnonzero(~np.isnan(days))
    if 2 * dated.size >= len(history) and np.unique(days[dated]).size > len(CUTS):
        return usable(by_time(days, dated))
    blocks = np.array_split(np.arange(len(history)), BLOCKS)
    return usable([Split(np.concatenate([b for b in blocks if b is not judge]), judge) for judge in blocks])


def by_label(codes: Integers) -> list[Split]:
    """Return splits that leave out some labels each: the largest first, each into the part with the fewest tasks."""
    counts = np.bincount(codes)
    part_of = np.zeros(counts.size, dtype=np.int64)
    sizes = np.zeros(BLOCKS)
    for label in np.argsort(-counts, kind="stable"):
        part_of[label] = np.argmin(sizes)
        sizes[part_of[label]] += counts[label]
    parts = part_of[codes]
    return [Split(np.flatnonzero(parts != part), np.flatnonzero(parts == part)) for part in range(BLOCKS)]


def by_time(days: Floats, dated: Integers) -> list[Split]:
    """Return the splits of a history with dates."""
    limits = np.quantile(days[dated], CUTS, method="inverted_cdf")
    undated = np.flatnonzero(np.isnan(days))
    found = []
    for start, finish in pairwise(limits):
        learn = np.concatenate([undated, dated[days[dated] <= start]])
        found.append(Split(np.sort(learn), dated[(days[dated] > start) & (days[dated] <= finish)]))
    return found


def usable(found: list[Split]) -> tuple[Split, ...]:
    """Leave out splits with nothing on one side."""
    return tuple(split for split in found if split.learn.size >= 2 and split.judge.size >= 1)
