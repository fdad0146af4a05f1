"""Learn from a history: every candidate is judged on later tasks of the history, the best one learns from all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from trilemma.engine.calibration.baselines import one_lognormal, raw_ratios
from trilemma.engine.calibration.boosting import Boosting
from trilemma.engine.calibration.forest import Forest
from trilemma.engine.calibration.hierarchy import Hierarchy
from trilemma.engine.calibration.history import Floats, History, Tasks
from trilemma.engine.calibration.scores import PINBALL_LEVELS, Scores, coverage, crps_of_quantiles, grid, pinball_loss
from trilemma.engine.calibration.stretch import PERSISTENCE, conformal_stretch, levels_to_try, stretched
from trilemma.engine.calibration.validation import Split, splits
from trilemma.engine.errors import InputError, StoppedError
from trilemma.engine.watch import NEVER, NO_PROGRESS, Progress, Stop

MOST_TASKS: Final = 40_000
"""Of a longer history the latest so many are learnt from."""
QUICK_GRID: Final = 100
CHUNK: Final = 2000


class Model(Protocol):
    """Gives the distribution of log(actual / estimate) of any task."""

    def quantiles(self, tasks: Tasks, probabilities: Floats) -> Floats:
        """Return quantiles, shape ``(n_tasks, n_probabilities)``."""


class Calibrator(Protocol):
    """Learns a model from a history."""

    def fit(self, history: History, generator: np.random.Generator) -> Model:
        """Learn; the generator is the only source of chance."""


CANDIDATES: Final[Mapping[str, Calibrator]] = MappingProxyType(
    {
        "hierarchy": Hierarchy(),
        "boosting": Boosting(),
        "forest": Forest(smallest_leaf=4),
        "coarse forest": Forest(smallest_leaf=15),
    }
)
FALLBACK: Final = "hierarchy"


@dataclass(frozen=True, slots=True)
class AsKnown:
    """Lets a learner read labels as if they were known later too, though candidates are judged on labels left out.

    Who works for a new project is often known from another one: whether that carries over, the judging decides.
    """

    learner: Calibrator

    def fit(self, history: History, generator: np.random.Generator) -> Model:
        """Learn."""
        return self.learner.fit(replace(history, unseen=None), generator)


def with_known_labels(candidates: Mapping[str, Calibrator]) -> dict[str, Calibrator]:
    """Return the candidates, each also in the form that reads labels as known."""
    return {**candidates, **{f"{name}, known labels": AsKnown(learner) for name, learner in candidates.items()}}


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """What a history taught.

    Attributes
    ----------
    candidate
        Name of the candidate that scored best.
    model
        It, after learning from all of the history.
    stretch
        The conformal correction of its levels; 1 is none.
    judged
        For each candidate its mean CRPS on the tasks held out within the history; empty where that was too short.
    group_names
        The groupings that tasks must have.
    """

    candidate: str
    model: Model
    stretch: float
    judged: Mapping[str, float]
    group_names: tuple[str, ...]
    seed: int

    def quantiles(self, tasks: Tasks, probabilities: Floats) -> Floats:
        """Return quantiles of log(actual / estimate), shape ``(n_tasks, n_probabilities)``, ascending in each row."""
        if tasks.group_names != self.group_names:
            learnt, given = (", ".join(names) or "none" for names in (self.group_names, tasks.group_names))
            raise InputError(f"learnt were the groupings {learnt}; the tasks have {given}", "groups")
        return self.model.quantiles(tasks, stretched(probabilities, self.stretch))


def calibrate(
    history: History,
    *,
    candidates: Mapping[str, Calibrator] = CANDIDATES,
    seed: int = 1,
    progress: Progress = NO_PROGRESS,
    stop: Stop = NEVER,
) -> Calibration:
    """Learn the distribution of actual / estimate.

    Parameters
    ----------
    history
        Finished tasks, at least one; with days they are taken in that order, else in the order given.
    candidates
        Learners by name; the one with the lowest CRPS on held-out later tasks of the history is taken.
    seed
        Same seed, same numbers.

    Returns
    -------
    Calibration
        Distributions for new tasks.

    Raises
    ------
    InputError
        If the history is empty.
    StoppedError
        If ``stop`` said so before the end.
    """
    if len(history) == 0:
        raise InputError("there is no task with both an estimate and an actual above 0 to learn from", "history")
    known = latest(history)
    if known.unseen_codes is not None:
        candidates = with_known_labels(candidates)
    parts = splits(known)
    names = list(candidates) if parts else [FALLBACK if FALLBACK in candidates else next(iter(candidates))]
    steps = len(names) * len(parts) + 1
    judged, stretches = {}, {}
    for place, name in enumerate(names if parts else ()):
        crps, low_high, outcomes = [], [], []
        for turn, split in enumerate(parts):
            report(progress, stop, (place * len(parts) + turn) / steps, f"judging the {name}")
            scores, levels, ratios = judge(known, split, candidates[name], np.random.default_rng([seed, place, turn]))
            crps.append(scores)
            low_high.append(levels)
            outcomes.append(ratios)
        judged[name] = float(np.concatenate(crps).mean())
        lasting = PERSISTENCE if known.unseen_codes is None else 1.0
        stretches[name] = conformal_stretch(np.concatenate(low_high), np.concatenate(outcomes), lasting)
    best = min(judged, key=lambda name: judged[name]) if judged else names[0]
    report(progress, stop, (steps - 1) / steps, f"learning by the {best}")
    model = candidates[best].fit(known, np.random.default_rng([seed, len(names)]))
    return Calibration(best, model, stretches.get(best, 1.0), judged, history.tasks.group_names, seed)


def report(progress: Progress, stop: Stop, done: float, text: str) -> None:
    """Say how far it is, and end where that is wanted."""
    if stop():
        raise StoppedError("stopped before the history was learnt")
    progress.report(done, text)


def latest(history: History) -> History:
    """Return the latest tasks of a very long history; of tasks without days the last ones given."""
    if len(history) <= MOST_TASKS:
        return history
    order = np.argsort(np.nan_to_num(history.tasks.days, nan=-np.inf), kind="stable")
    return history.rows(np.sort(order[-MOST_TASKS:]))


def judge(
    history: History, split: Split, candidate: Calibrator, generator: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Return CRPS, quantiles at the levels of the stretches, and outcomes of the tasks held out."""
    later = history.rows(split.judge)
    model = candidate.fit(history.rows(split.learn), generator)
    crps = grid_scores(model, later, QUICK_GRID)
    return crps, model.quantiles(later.tasks, levels_to_try()), later.log_ratios


def grid_scores(model: Model, history: History, size: int) -> Floats:
    """Return the CRPS of each task of a history, shape ``(n_tasks,)``."""
    levels, ratios = grid(size), history.log_ratios
    found = []
    for start in range(0, len(history), CHUNK):
        chosen = np.arange(start, min(start + CHUNK, len(history)))
        found.append(crps_of_quantiles(model.quantiles(history.tasks.rows(chosen), levels), ratios[chosen]))
    return np.concatenate(found)


def score(model: Model, later: History) -> Scores:
    """Score forecasts of tasks that were not learnt from.

    Coverage of the 80 % interval, pinball loss and CRPS of log(actual / estimate); method id ``proper_scores``.
    """
    if len(later) == 0:
        raise InputError("there is no task with both an estimate and an actual above 0 to score", "later")
    ratios = later.log_ratios
    quantiles = model.quantiles(later.tasks, PINBALL_LEVELS)
    return Scores(
        coverage_80=coverage(quantiles[:, 0], quantiles[:, -1], ratios),
        pinball=float(pinball_loss(quantiles, ratios, PINBALL_LEVELS).mean()),
        crps=float(grid_scores(model, later, 400).mean()),
    )


def baseline_scores(history: History, later: History) -> dict[str, Scores]:
    """Score what a calibration must beat: the raw ratios of all history, and one lognormal."""
    return {
        "raw_ratio": score(raw_ratios(history), later),
        "lognormal": score(one_lognormal(history), later),
    }
