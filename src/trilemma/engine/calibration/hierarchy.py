"""A hierarchical model of the log ratio: everybody, then size, then each grouping, with a lump at exact hits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from trilemma.engine.calibration.features import CLIP, positions
from trilemma.engine.calibration.history import EXACT, Floats, History, Integers, Labels, Tasks

METHOD: Final = "calibration_hierarchy"
SHRINKAGE: Final = 15.0
SIZE_CLASSES: Final = 8
ROUNDS: Final = 4
RESIDUALS: Final = 200
LUMP_LIMITS: Final = (0.0, 0.98)
SPREAD_LIMITS: Final = (0.25, 4.0)
PARTS: Final = 3
"""Location, log spread and share of exact hits: the effects of each class of size and each label."""
CHUNK: Final = 2000


@dataclass(frozen=True, slots=True, eq=False)
class HierarchyModel:
    """Effects of classes of size and of labels on location, spread and exact hits.

    Attributes
    ----------
    common
        Location, log spread and share of exact hits of everybody, shape ``(3,)``.
    edges
        Log estimates that part the classes of size, shape ``(n_classes - 1,)``.
    size_effects
        Shape ``(n_classes, 3)``.
    labels, label_effects
        For each grouping its labels, ascending, and their effects, shape ``(n_labels + 1, 3)``; the last row is that
        of an unknown label, 0.
    residuals
        Quantiles of the standardised log ratios that were no exact hits, shape ``(n_residuals,)``.
    """

    method: ClassVar[str] = METHOD
    common: Floats
    edges: Floats
    size_effects: Floats
    labels: tuple[Labels, ...]
    label_effects: tuple[Floats, ...]
    residuals: Floats

    def quantiles(self, tasks: Tasks, probabilities: Floats) -> Floats:
        """Return quantiles of log(actual / estimate), shape ``(n_tasks, n_probabilities)``."""
        parts = self._parts(tasks)
        found = [
            mixed_quantiles(parts[start : start + CHUNK], self.residuals, probabilities)
            for start in range(0, len(tasks), CHUNK)
        ]
        return np.concatenate(found) if found else np.zeros((0, probabilities.size))

    def _parts(self, tasks: Tasks) -> Floats:
        parts = self.common + self.size_effects[np.searchsorted(self.edges, tasks.sizes)]
        for known, effects, labels in zip(self.labels, self.label_effects, tasks.groups, strict=True):
            parts = parts + effects[positions(known, labels)]
        parts[:, 1] = np.exp(
            np.clip(parts[:, 1], self.common[1] + np.log(SPREAD_LIMITS[0]), self.common[1] + np.log(SPREAD_LIMITS[1]))
        )
        parts[:, 2] = np.clip(parts[:, 2], *LUMP_LIMITS)
        return parts

    def to_json(self) -> dict[str, Any]:
        """Return plain lists and numbers."""
        return {
            "common": self.common.tolist(),
            "edges": self.edges.tolist(),
            "size_effects": self.size_effects.tolist(),
            "labels": [labels.tolist() for labels in self.labels],
            "label_effects": [effects.tolist() for effects in self.label_effects],
            "residuals": self.residuals.tolist(),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> HierarchyModel:
        """Read what ``to_json`` wrote."""
        common, edges, size_effects, residuals = (
            np.array(content[name], dtype=np.float64) for name in ("common", "edges", "size_effects", "residuals")
        )
        labels = tuple(np.array(names, dtype=np.str_) for names in content["labels"])
        effects = tuple(np.array(values, dtype=np.float64) for values in content["label_effects"])
        if common.shape != (PARTS,) or size_effects.shape != (edges.size + 1, PARTS) or residuals.size == 0:
            raise ValueError("the parts of a hierarchy do not fit together")
        if any(values.shape != (names.size + 1, PARTS) for names, values in zip(labels, effects, strict=True)):
            raise ValueError("the effects do not fit their labels")
        return cls(common, edges, size_effects, labels, effects, residuals)


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Fits location, spread and share of exact hits as sums of shrunken effects.

    An effect of a class with n tasks is its mean remainder times n / (n + 15): a class with few tasks says little. The
    effects are found by going through the classes of size and all groupings in turn, four times.

    Notes
    -----
    Method id ``calibration_hierarchy`` (docs/methods/calibration_hierarchy.md).

    References
    ----------
    Efron & Morris, "Data analysis using Stein's estimator and its generalizations", JASA 70 (1975).
    """

    shrinkage: float = SHRINKAGE

    def fit(self, history: History, generator: np.random.Generator) -> HierarchyModel:
        """Learn from a history of at least one task; nothing here is random."""
        del generator
        tasks, ratios = history.tasks, history.log_ratios
        edges = size_edges(tasks.sizes)
        classes = [np.searchsorted(edges, tasks.sizes)]
        labels = tuple(np.unique(names) for names in tasks.groups)
        classes += [np.searchsorted(known, names) for known, names in zip(labels, tasks.groups, strict=True)]
        counts = [edges.size + 1, *(known.size for known in labels)]
        common, effects, residuals = self._fit_parts(ratios, classes, counts)
        with_unknown = tuple(np.vstack([values, np.zeros(PARTS)]) for values in effects[1:])
        return HierarchyModel(common, edges, effects[0], labels, with_unknown, residuals)

    def _fit_parts(
        self, ratios: Floats, classes: list[Integers], counts: list[int]
    ) -> tuple[Floats, list[Floats], Floats]:
        exact = np.abs(ratios) < EXACT
        missed = np.flatnonzero(~exact)
        share, share_effects = self._fit_one(exact.astype(np.float64), classes, counts)
        if missed.size == 0:
            return np.array([0.0, 0.0, share]), _stacked([], [], share_effects, counts), np.zeros(1)
        values, where = ratios[missed], [codes[missed] for codes in classes]
        middle, location = self._fit_one(np.clip(values, -2 * CLIP, 2 * CLIP), where, counts)
        rest = values - middle - sum(effect[codes] for effect, codes in zip(location, where, strict=True))
        log_rest = np.log(np.maximum(np.abs(rest), 0.02))
        spread, spreads = self._fit_one(log_rest, where, counts)
        scale = np.exp(spread + sum(effect[codes] for effect, codes in zip(spreads, where, strict=True)))
        levels = (np.arange(RESIDUALS) + 0.5) / RESIDUALS
        # what the effects took from these very tasks is missing in their remainders
        spent = 1.0 + sum(float((sizes / (sizes + self.shrinkage)).sum()) for sizes in map(np.bincount, where))
        widening = np.sqrt(missed.size / max(missed.size - spent, missed.size / 4.0))
        residuals = widening * np.quantile(rest / np.maximum(scale, 1e-6), levels, method="weibull")
        return np.array([middle, spread, share]), _stacked(location, spreads, share_effects, counts), residuals

    def _fit_one(self, values: Floats, classes: list[Integers], counts: list[int]) -> tuple[float, list[Floats]]:
        common = float(values.mean())
        effects = [np.zeros(count) for count in counts]
        rest = values - common
        for _ in range(ROUNDS):
            for place, codes in enumerate(classes):
                rest += effects[place][codes]
                sums = np.bincount(codes, rest, minlength=counts[place])
                sizes = np.bincount(codes, minlength=counts[place])
                effects[place] = sums / (sizes + self.shrinkage)
                rest -= effects[place][codes]
        return common, effects


def _stacked(location: list[Floats], spreads: list[Floats], shares: list[Floats], counts: list[int]) -> list[Floats]:
    nothing = [np.zeros(count) for count in counts]
    parts = zip(location or nothing, spreads or nothing, shares, strict=True)
    return [np.column_stack(columns) for columns in parts]


def size_edges(sizes: Floats) -> Floats:
    """Return the log estimates that part the tasks into at most eight classes of about equal number."""
    edges = np.unique(np.quantile(sizes, np.arange(1, SIZE_CLASSES) / SIZE_CLASSES))
    inner: Floats = edges[edges < sizes.max()]
    return inner


def mixed_quantiles(parts: Floats, residuals: Floats, probabilities: Floats) -> Floats:
    """Quantiles of a lump at 0 mixed with shifted and stretched residuals.

    ``parts`` holds location, spread and share of the lump, shape ``(n_tasks, 3)``; the result has the shape
    ``(n_tasks, n_probabilities)``.
    """
    atoms = np.column_stack([parts[:, :1] + parts[:, 1:2] * residuals, np.zeros(len(parts))])
    weights = np.column_stack([np.repeat((1.0 - parts[:, 2:]) / residuals.size, residuals.size, axis=1), parts[:, 2]])
    order = np.argsort(atoms, axis=1, kind="stable")
    atoms, weights = (np.take_along_axis(values, order, axis=1) for values in (atoms, weights))
    below = np.cumsum(weights, axis=1)
    below /= below[:, -1:]
    places = [np.searchsorted(row, probabilities - 1e-9) for row in below]
    return np.take_along_axis(atoms, np.minimum(places, atoms.shape[1] - 1), axis=1)
