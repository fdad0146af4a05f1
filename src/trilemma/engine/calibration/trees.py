"""Decision trees as plain arrays: learnt by scikit-learn, kept, saved and walked without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.calibration.history import Floats, Integers

LEAF: Final = -1

Part = tuple[Integers, Floats, Integers, Integers]
"""One tree: feature (-1 at a leaf), threshold, left and right of each node, counted from its root."""


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """The nodes of all trees, one after the other, shape ``(n_nodes,)`` each; ``roots`` has one node per tree.

    A task goes left where its feature is at most the threshold; ``feature`` is -1 at a leaf.
    """

    feature: Integers
    threshold: Floats
    left: Integers
    right: Integers
    roots: Integers

    def leaves(self, features: npt.NDArray[Any]) -> Integers:
        """Return the node in which each task ends in each tree, shape ``(n_tasks, n_trees)``."""
        nodes = np.tile(self.roots, (features.shape[0], 1))
        rows, columns = (index.ravel() for index in np.indices(nodes.shape))
        flat = nodes.ravel()
        while rows.size:
            feature = self.feature[flat[columns + rows * self.roots.size]]
            inner = feature != LEAF
            rows, columns, feature = rows[inner], columns[inner], feature[inner]
            cells = columns + rows * self.roots.size
            at = flat[cells]
            goes_left = features[rows, feature] <= self.threshold[at]
            flat[cells] = np.where(goes_left, self.left[at], self.right[at])
        return flat.reshape(nodes.shape)

    def to_json(self) -> dict[str, Any]:
        """Return plain lists of numbers."""
        return {name: getattr(self, name).tolist() for name in ("feature", "threshold", "left", "right", "roots")}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Trees:
        """Read what ``to_json`` wrote; refuse nodes that lead nowhere or in a circle."""
        feature, left, right, roots = (
            np.array(content[name], dtype=np.int64) for name in ("feature", "left", "right", "roots")
        )
        threshold = np.array(content["threshold"], dtype=np.float64)
        inner = np.flatnonzero(feature != LEAF)
        for children in (left[inner], right[inner]):
            if np.any(children <= inner) or np.any(children >= feature.size):
                raise ValueError("a node of a tree leads outside of it")
        if not len(threshold) == len(left) == len(right) == len(feature):
            raise ValueError("the lists of a tree have different lengths")
        return cls(feature, threshold, left, right, roots)


def joined(parts: Sequence[Part]) -> Trees:
    """Put trees one after the other."""
    roots = np.cumsum([0, *(len(part[0]) for part in parts)])[:-1].astype(np.int64)
    feature = np.concatenate([part[0] for part in parts]).astype(np.int64)
    threshold = np.concatenate([part[1] for part in parts]).astype(np.float64)
    left, right = (
        np.concatenate([part[side] + root for part, root in zip(parts, roots, strict=True)]).astype(np.int64)
        for side in (2, 3)
    )
    return Trees(feature, threshold, left, right, roots)
