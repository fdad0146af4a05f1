"""Quantile gradient boosting: one boosted model for each of nine levels, joined to a distribution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from trilemma.engine.calibration.features import Encoder, cross_fitted_features, learn_encoder
from trilemma.engine.calibration.history import Floats, History, Tasks
from trilemma.engine.calibration.trees import LEAF, Part, Trees, joined

METHOD: Final = "calibration_boosting"
LEVELS: Final = np.array([0.02, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.98])
ROUNDS: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class BoostingModel:
    """The boosted trees of each level.

    Attributes
    ----------
    starts
        Value of each level before its trees, shape ``(n_levels,)``.
    trees, values
        For each level its trees and what each node adds.
    """

    method: ClassVar[str] = METHOD
    encoder: Encoder
    starts: Floats
    trees: tuple[Trees, ...]
    values: tuple[Floats, ...]

    def quantiles(self, tasks: Tasks, probabilities: Floats) -> Floats:
        """Return quantiles of log(actual / estimate), shape ``(n_tasks, n_probabilities)``.

        Between the nine levels they are interpolated; beyond the outermost they are those.
        """
        features = self.encoder.features(tasks)
        columns = [
            start + values[trees.leaves(features)].sum(axis=1)
            for start, trees, values in zip(self.starts, self.trees, self.values, strict=True)
        ]
        known = np.sort(np.column_stack(columns), axis=1)
        return interpolated(known, probabilities)

    def to_json(self) -> dict[str, Any]:
        """Return plain lists and numbers."""
        return {
            "encoder": self.encoder.to_json(),
            "starts": self.starts.tolist(),
            "trees": [trees.to_json() for trees in self.trees],
            "values": [values.tolist() for values in self.values],
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> BoostingModel:
        """Read what ``to_json`` wrote."""
        trees = tuple(Trees.from_json(part) for part in content["trees"])
        values = tuple(np.array(part, dtype=np.float64) for part in content["values"])
        starts = np.array(content["starts"], dtype=np.float64)
        if not len(trees) == len(values) == starts.size == LEVELS.size:
            raise ValueError("a level has no trees")
        if any(part.size != tree.feature.size for part, tree in zip(values, trees, strict=True)):
            raise ValueError("the values do not fit the trees")
        return cls(Encoder.from_json(content["encoder"]), starts, trees, values)


@dataclass(frozen=True, slots=True)
class Boosting:
    """Fits scikit-learn's quantile gradient boosting at nine levels.

    Notes
    -----
    Method id ``calibration_boosting`` (docs/methods/calibration_boosting.md).

    References
    ----------
    Friedman, "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29 (2001).
    """

    rounds: int = ROUNDS
    rate: float = 0.08

    def fit(self, history: History, generator: np.random.Generator) -> BoostingModel:
        """Learn from a history of at least two tasks."""
        encoder, ratios = learn_encoder(history), history.log_ratios
        features = cross_fitted_features(encoder, history, generator)
        seed = int(generator.integers(2**31))
        starts, trees, values = [], [], []
        with threadpool_limits(1):  # waiting threads of small rounds cost more than they bring
            for level in LEVELS:
                start, parts, added = self._fit_level(features, ratios, float(level), seed)
                starts.append(start)
                trees.append(joined(parts))
                values.append(added)
        return BoostingModel(encoder, np.array(starts), tuple(trees), tuple(values))

    def _fit_level(self, features: Floats, ratios: Floats, level: float, seed: int) -> tuple[float, list[Part], Floats]:
        learner = HistGradientBoostingRegressor(
            loss="quantile",
            quantile=level,
            max_iter=self.rounds,
            learning_rate=self.rate,
            max_leaf_nodes=10,
            min_samples_leaf=30,
            l2_regularization=5.0,
            max_features=0.5,
            early_stopping=False,
            random_state=seed,
        ).fit(features, ratios)
        nodes = [round_[0].nodes for round_ in learner._predictors]  # noqa: SLF001 - its trees have no public name
        start = float(np.ravel(learner._baseline_prediction)[0])  # noqa: SLF001 - as above
        added = np.concatenate([np.where(part["is_leaf"] == 1, part["value"], 0.0) for part in nodes])
        return start, [plain(part) for part in nodes], added


def plain(nodes: Any) -> Part:  # noqa: ANN401 - scikit-learn's own record array
    """Return feature, threshold, left and right of a tree, -1 as the feature of a leaf."""
    leaf = nodes["is_leaf"] == 1
    feature = np.where(leaf, LEAF, nodes["feature_idx"].astype(np.int64))
    threshold = np.where(leaf, 0.0, nodes["num_threshold"])
    return feature, threshold, nodes["left"].astype(np.int64), nodes["right"].astype(np.int64)


def interpolated(known: Floats, probabilities: Floats) -> Floats:
    """Return quantiles between those at the nine levels, shape ``(n_tasks, n_probabilities)``."""
    right = np.clip(np.searchsorted(LEVELS, probabilities), 1, LEVELS.size - 1)
    share = np.clip((probabilities - LEVELS[right - 1]) / (LEVELS[right] - LEVELS[right - 1]), 0.0, 1.0)
    between: Floats = known[:, right - 1] * (1.0 - share) + known[:, right] * share
    return between
