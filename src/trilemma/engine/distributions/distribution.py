"""What every uncertain quantity can tell."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Distribution(Protocol):
    """An uncertain quantity that is never negative."""

    @property
    def likely(self) -> float:
        """What deterministic methods use."""

    @property
    def certain(self) -> bool:
        """Whether there is nothing to draw."""

    @property
    def mean(self) -> float:
        """Expectation."""

    @property
    def variance(self) -> float:
        """Variance, in the unit squared."""

    def quantile(self, u: ArrayLike) -> NDArray[np.float64]:
        """Return the values that are not exceeded with probability ``u``, any shape."""

    def cdf(self, x: ArrayLike) -> NDArray[np.float64]:
        """Return the probabilities that the value is at most ``x``, any shape."""
