"""A forest whose leaves hold distributions: each task is compared with the past tasks that fell beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.ensemble import ExtraTreesRegressor

from trilemma.engine.calibration.features import Encoder, cross_fitted_features, learn_encoder
from trilemma.engine.calibration.history import Floats, History, Integers, Tasks
from trilemma.engine.calibration.trees import LEAF, Part, Trees, joined

METHOD: Final = "calibration_forest"
TREES: Final = 100
THRESHOLDS: Final = 16
SUPPORT: Final = 512
CHUNK: Final = 1000
DEALS: Final = 4
"""The folds of the cross-fitting are dealt anew so often, for a part of the trees each."""


@dataclass(frozen=True, slots=True, eq=False)
class ForestModel:
    """Trees and, for each leaf, which of the supported log ratios its past tasks had.

    Attributes
    ----------
    support
        Log ratios that a forecast can take, ascending, shape ``(n_support,)``.
    members
        Past tasks in each node by their position in the support; those of node ``i`` are
        ``members[starts[i]:starts[i + 1]]``.
    """

    method: ClassVar[str] = METHOD
    encoder: Encoder
    trees: Trees
    support: Floats
    starts: Integers
    members: Integers

    def quantiles(self, tasks: Tasks, probabilities: Floats) -> Floats:
        """Return quantiles of log(actual / estimate), shape ``(n_tasks, n_probabilities)``."""
        shares = self._leaf_shares()
        features = self.encoder.features(tasks).astype(np.float32)
        found = [
            self._of_chunk(features[start : start + CHUNK], shares, probabilities)
            for start in range(0, len(tasks), CHUNK)
        ]
        return np.concatenate(found) if found else np.zeros((0, probabilities.size))

    def _leaf_shares(self) -> Any:  # noqa: ANN401 - a sparse matrix
        counts = np.diff(self.starts)
        weights = np.repeat(1.0 / np.maximum(counts, 1), counts)
        shares = csr_matrix((weights, self.members, self.starts), shape=(counts.size, self.support.size))
        shares.sum_duplicates()
        return shares

    def _of_chunk(self, features: Any, shares: Any, probabilities: Floats) -> Floats:  # noqa: ANN401 - sparse, float32
        leaves = self.trees.leaves(features)
        n_tasks, n_trees = leaves.shape
        starts = np.arange(0, n_tasks * n_trees + 1, n_trees)
        chosen = csr_matrix(
            (np.full(leaves.size, 1.0 / n_trees), leaves.ravel(), starts), shape=(n_tasks, shares.shape[0])
        )
        below = np.cumsum((chosen @ shares).toarray(), axis=1)
        below /= below[:, -1:]
        places = [np.searchsorted(row, probabilities - 1e-9) for row in below]
        return self.support[np.minimum(places, self.support.size - 1)]

    def to_json(self) -> dict[str, Any]:
        """Return plain lists and numbers."""
        return {
            "encoder": self.encoder.to_json(),
            "trees": self.trees.to_json(),
            "support": self.support.tolist(),
            "starts": self.starts.tolist(),
            "members": self.members.tolist(),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> ForestModel:
        """Read what ``to_json`` wrote."""
        trees = Trees.from_json(content["trees"])
        support = np.array(content["support"], dtype=np.float64)
        starts, members = (np.array(content[name], dtype=np.int64) for name in ("starts", "members"))
        if starts.size != trees.feature.size + 1 or starts[-1] != members.size or np.any(np.diff(starts) < 0):
            raise ValueError("the leaves do not fit the trees")
        if members.size and not 0 <= members.min() <= members.max() < support.size:
            raise ValueError("a leaf has a value outside the support")
        return cls(Encoder.from_json(content["encoder"]), trees, support, starts, members)


@dataclass(frozen=True, slots=True)
class Forest:
    """Learns a forest of extremely randomised trees that split so that the distributions differ most.

    Every tree predicts, for 16 thresholds, whether the log ratio lies below; the squared error of these indicators is
    the continuous ranked probability score on that grid. A forecast is the average over the trees of the distribution
    of the past tasks in the leaf, so exact hits stay a lump and nothing has to be assumed about shape.

    Notes
    -----
    Method id ``calibration_forest`` (docs/methods/calibration_forest.md).

    References
    ----------
    Geurts, Ernst & Wehenkel, "Extremely randomized trees", Machine Learning 63 (2006); Meinshausen, "Quantile
    Regression Forests", Journal of Machine Learning Research 7 (2006).
    """

    smallest_leaf: int = 4
    share_of_features: float = 0.9
    trees: int = TREES

    def fit(self, history: History, generator: np.random.Generator) -> ForestModel:
        """Learn from a history of any length."""
        encoder, ratios = learn_encoder(history), history.log_ratios
        wanted = indicators(ratios)
        parts: list[Part] = []
        leaves: list[Integers] = []
        for trees in np.diff(np.linspace(0, self.trees, DEALS + 1).astype(int)):
            features = cross_fitted_features(encoder, history, generator).astype(np.float32)
            grown = self._grow(features, wanted, int(trees), int(generator.integers(2**31)))
            leaves.append(joined(grown).leaves(features) + sum(len(part[0]) for part in parts))
            parts += grown
        trees_of_all, support = joined(parts), support_of(ratios)
        places = nearest(support, ratios)
        starts, members = members_of(np.hstack(leaves), places, trees_of_all.feature.size)
        return ForestModel(encoder, trees_of_all, support, starts, members)

    def _grow(self, features: npt.NDArray[np.float32], wanted: Floats, trees: int, seed: int) -> list[Part]:
        learner = ExtraTreesRegressor(
            trees,
            min_samples_leaf=self.smallest_leaf,
            max_features=self.share_of_features,
            bootstrap=True,
            max_samples=max(1, len(features) * 7 // 10),
            random_state=seed,
        )
        learner.fit(features, wanted)
        return [plain(tree.tree_) for tree in learner.estimators_]


def indicators(ratios: Floats) -> Floats:
    """Return whether each ratio is at most each threshold, shape ``(n_tasks, n_thresholds)``, as 0 and 1."""
    levels = (np.arange(THRESHOLDS) + 0.5) / THRESHOLDS
    thresholds = np.unique(np.append(np.quantile(ratios, levels), (-1e-9, 0.0)))
    return (ratios[:, None] <= thresholds).astype(np.float64)


def plain(tree: Any) -> Part:  # noqa: ANN401 - scikit-learn's own tree
    """Return feature, threshold, left and right of a tree, -1 as the feature of a leaf."""
    leaf = tree.children_left < 0
    feature = np.where(leaf, LEAF, tree.feature).astype(np.int64)
    left, right = (side.astype(np.int64) for side in (tree.children_left, tree.children_right))
    return feature, np.where(leaf, 0.0, tree.threshold), left, right


def support_of(ratios: Floats) -> Floats:
    """Return the distinct log ratios, or so many of their quantiles where there are too many; 0 is one of them."""
    known = np.unique(ratios)
    if known.size > SUPPORT:
        levels = (np.arange(SUPPORT) + 0.5) / SUPPORT
        ends = (0.0, known[0], known[-1])
        known = np.unique(np.append(np.quantile(ratios, levels, method="inverted_cdf"), ends))
    return known


def nearest(support: Floats, ratios: Floats) -> Integers:
    """Return the position of the support that is nearest to each ratio; of two equally near the lower."""
    above = np.clip(np.searchsorted(support, ratios), 1, max(support.size - 1, 1))
    if support.size == 1:
        return np.zeros(ratios.size, dtype=np.int64)
    lower = np.abs(ratios - support[above - 1]) <= np.abs(support[above] - ratios)
    return above - lower


def members_of(leaves: Integers, places: Integers, n_nodes: int) -> tuple[Integers, Integers]:
    """Return ``starts`` and ``members`` of every node, from the leaf of each task in each tree."""
    counts = np.bincount(leaves.ravel(), minlength=n_nodes)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    order = np.argsort(leaves.ravel(), kind="stable")
    return starts, np.repeat(places, leaves.shape[1])[order]
