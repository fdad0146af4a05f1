"""What every family of distributions knows in its standard form, without place and scale."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Standard(Protocol):
    """A distribution without place and scale."""

    @property
    def mode(self) -> float:
        """Where the density is highest."""

    @property
    def mean(self) -> float:
        """Its expectation."""

    @property
    def variance(self) -> float:
        """Its variance."""

    def quantile(self, u: Floats) -> Floats:
        """Return the values below which shares ``u`` of the draws lie."""

    def cdf(self, x: Floats) -> Floats:
        """Return the shares of the draws up to ``x``."""

    def excess(self, floor: float) -> tuple[float, float]:
        """Return the means of ``max(S - floor, 0)`` and of its square; ``floor`` is not above the mode."""


def excess_over(standard: Standard, floor: float, missing: float, missing_square: float) -> tuple[float, float]:
    """Take what lies below the floor, stated by its distance, out of the moments about the floor."""
    distance = standard.mean - floor
    return distance + missing, standard.variance + distance**2 - missing_square
