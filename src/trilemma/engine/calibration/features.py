"""What is known of a task when it is estimated, as numbers that a learner can use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from trilemma.engine.calibration.history import EXACT, Floats, History, Integers, Labels, Tasks

SHRINKAGE: Final = 10.0
"""A group's own figures weigh as much as those of everybody when it has so many tasks."""
CLIP: Final = 2.5
"""Log ratios beyond are taken as this when groups are compared: one outlier must not mark a person."""
FOLDS: Final = 5
STEPS: Final = (0.25, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0)
LEARNT: Final = 3
"""Of the figures of a group so many are learnt from actuals; the others are known without them."""
FIGURES: Final = LEARNT + 2


@dataclass(frozen=True, slots=True, eq=False)
class GroupFigures:
    """Figures of every label of one grouping.

    Attributes
    ----------
    labels
        The labels in ascending order, shape ``(n_labels,)``.
    figures
        Shape ``(n_labels + 1, 5)``: mean log ratio, mean size of the log ratio, share of exact hits, mean log estimate
        (all shrunk towards everybody's) and log(1 + number of tasks); the last row is that of an unknown label.
    """

    labels: Labels
    figures: Floats

    def of(self, labels: Labels) -> Floats:
        """Return the figures of each label, shape ``(n_tasks, 5)``."""
        return self.figures[positions(self.labels, labels)]


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """Turns tasks into features, by what a history taught."""

    group_names: tuple[str, ...]
    groups: tuple[GroupFigures, ...]
    sizes: Floats
    """Log estimates that occurred, ascending, shape ``(n_sizes,)``."""
    uses: Floats
    """log(1 + how often) for each of them, the last entry for one that did not occur, shape ``(n_sizes + 1,)``."""
    first_day: float
    middle_day: float
    last_day: float

    def features(self, tasks: Tasks) -> Floats:
        """Return the features, shape ``(n_tasks, 4 + 6 * n_groupings)``."""
        sizes = tasks.sizes
        days = np.clip(np.where(np.isnan(tasks.days), self.middle_day, tasks.days), self.first_day, self.last_day)
        columns = [sizes, roundness(tasks.estimates), self.uses[positions(self.sizes, np.round(sizes, 6))], days]
        for figures, labels in zip(self.groups, tasks.groups, strict=True):
            own = figures.of(labels)
            columns += [*own.T, sizes - own[:, LEARNT]]
        return np.column_stack(columns)

    def to_json(self) -> dict[str, Any]:
        """Return plain lists and numbers."""
        groups = [
            {"name": name, "labels": group.labels.tolist(), "figures": np.round(group.figures, 6).tolist()}
            for name, group in zip(self.group_names, self.groups, strict=True)
        ]
        days = [self.first_day, self.middle_day, self.last_day]
        return {"groups": groups, "sizes": self.sizes.tolist(), "uses": self.uses.tolist(), "days": days}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Encoder:
        """Read what ``to_json`` wrote."""
        groups = tuple(
            GroupFigures(np.array(group["labels"], dtype=np.str_), np.array(group["figures"], dtype=np.float64))
            for group in content["groups"]
        )
        names = tuple(str(group["name"]) for group in content["groups"])
        sizes, uses = (np.array(content[key], dtype=np.float64) for key in ("sizes", "uses"))
        return cls(names, groups, sizes, uses, *(float(day) for day in content["days"]))


def learn_encoder(history: History, everybody: Encoder | None = None) -> Encoder:
    """Learn the figures of every group, how often each estimate is used, and the span of days.

    Groups are drawn towards the figures of everybody in the history, or in that of another encoder.
    """
    tasks, ratios = history.tasks, history.log_ratios
    sizes, counts = np.unique(np.round(tasks.sizes, 6), return_counts=True)
    uses = np.append(np.log1p(counts), 0.0)
    towards = [None] * len(tasks.groups) if everybody is None else [group.figures[-1] for group in everybody.groups]
    groups = tuple(
        group_figures(labels, ratios, tasks.sizes, overall)
        for labels, overall in zip(tasks.groups, towards, strict=True)
    )
    known = tasks.days[~np.isnan(tasks.days)]
    first, middle, last = (0.0, 0.0, 0.0) if known.size == 0 else np.quantile(known, (0.0, 0.5, 1.0))
    return Encoder(tasks.group_names, groups, sizes, uses, float(first), float(middle), float(last))


def cross_fitted_features(encoder: Encoder, history: History, generator: np.random.Generator) -> Floats:
    """Return features for learning, in which no task's own actual went into the figures of its groups.

    What is learnt from actuals comes from the other folds; copies of one task share a fold. Without this a learner
    reads a task's own actual off its groups' figures and fails on every new task. Of labels that will be new, even how
    many tasks they have comes from the other folds: it is none.
    """
    features = encoder.features(history.tasks)
    folds = fold_of_each(history, generator)
    figures = range(LEARNT) if history.unseen_codes is None else range(FIGURES + 1)
    columns = [4 + 6 * group + figure for group in range(len(encoder.groups)) for figure in figures]
    learnt = np.array(columns, dtype=np.int64)
    # What the other folds have in common is the opposite of this one's: an unknown label must not show it.
    everybody = None if history.unseen_codes is None else encoder
    if len(np.unique(folds)) < 2 or not columns:
        return features
    for fold in range(FOLDS):
        inside = np.flatnonzero(folds == fold)
        others = learn_encoder(history.rows(np.flatnonzero(folds != fold)), everybody)
        features[np.ix_(inside, learnt)] = others.features(history.tasks.rows(inside))[:, learnt]
    return features


def fold_of_each(history: History, generator: np.random.Generator) -> Integers:
    """Deal tasks into folds at random, tasks with the same estimate, actual and day into the same one.

    Where forecasts are for labels that nobody knows yet, all tasks of a label share a fold: what is learnt from then
    looks like what will be asked.
    """
    codes = history.unseen_codes
    if codes is not None:
        dealt: Integers = generator.permutation(int(codes.max()) + 1)[codes] % FOLDS
        return dealt
    days = np.nan_to_num(history.tasks.days, nan=-1.0)
    keys = np.column_stack([history.tasks.estimates, history.actuals, days])
    _, which = np.unique(keys, axis=0, return_inverse=True)
    which = which.reshape(-1)
    order = generator.permutation(int(which.max()) + 1)
    folds: Integers = order[which] % FOLDS
    return folds


def group_figures(labels: Labels, ratios: Floats, sizes: Floats, everybody: Floats | None = None) -> GroupFigures:
    """Return the figures of every label, each shrunk towards those of all tasks or the given ones."""
    known, codes = np.unique(labels, return_inverse=True)
    counts = np.bincount(codes, minlength=known.size).astype(np.float64)
    clipped = np.clip(ratios, -CLIP, CLIP)
    columns = []
    for figure, values in enumerate((clipped, np.abs(clipped), (np.abs(ratios) < EXACT).astype(np.float64), sizes)):
        overall = values.mean() if everybody is None else everybody[figure]
        sums = np.bincount(codes, values, minlength=known.size)
        columns.append(np.append((sums + SHRINKAGE * overall) / (counts + SHRINKAGE), overall))
    columns.append(np.append(np.log1p(counts), 0.0))
    return GroupFigures(known, np.column_stack(columns))


def positions(known: Any, wanted: Any) -> Integers:  # noqa: ANN401 - arrays of text or of numbers
    """Return where each wanted value is in the ascending ``known``, ``len(known)`` where it is not."""
    if known.size == 0:
        return np.zeros(wanted.size, dtype=np.int64)
    places = np.minimum(np.searchsorted(known, wanted), known.size - 1)
    found: Integers = np.where(known[places] == wanted, places, known.size)
    return found


def roundness(estimates: Floats) -> Floats:
    """Return for each estimate how many of the usual steps (quarters to sixties) it is a multiple of, at the most.

    0 is a value that is no multiple of a quarter, such as one computed from size and rate; 7 a multiple of sixty.
    """
    rounds = np.zeros(estimates.size)
    for rank, step in enumerate(STEPS, start=1):
        steps = estimates / step
        rounds[np.abs(steps - np.round(steps)) < 1e-6] = rank
    return rounds
