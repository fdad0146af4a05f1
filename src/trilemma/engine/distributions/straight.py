"""Families whose density is made of straight lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trilemma.engine.distributions.standard import Floats, excess_over


@dataclass(frozen=True, slots=True)
class Triangular:
    """Triangle on [0, 1] with the given mode."""

    mode: float

    @staticmethod
    def limits(low_p: float, high_p: float) -> tuple[float, float]:
        """Return the modes that lie at the two quantiles: the mode splits the probability at itself."""
        return low_p, high_p

    @property
    def mean(self) -> float:
        """Its expectation."""
        return (1 + self.mode) / 3

    @property
    def variance(self) -> float:
        """Its variance."""
        return (1 - self.mode * (1 - self.mode)) / 18

    def quantile(self, u: Floats) -> Floats:
        """Return the values below which shares ``u`` of the draws lie."""
        return np.where(u < self.mode, np.sqrt(u * self.mode), 1 - np.sqrt((1 - u) * (1 - self.mode)))

    def cdf(self, x: Floats) -> Floats:
        """Return the shares of the draws up to ``x``."""
        inside = np.clip(x, 0.0, 1.0)
        left = inside**2 / self.mode if self.mode > 0 else np.zeros_like(inside)
        right = 1 - (1 - inside) ** 2 / (1 - self.mode) if self.mode < 1 else np.ones_like(inside)
        return np.where(inside < self.mode, left, right)

    def excess(self, floor: float) -> tuple[float, float]:
        """Return the means of ``max(S - floor, 0)`` and of its square."""
        if floor <= 0:
            return excess_over(self, floor, 0.0, 0.0)
        return excess_over(self, floor, floor**3 / (3 * self.mode), floor**4 / (6 * self.mode))


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value of [0, 1] alike."""

    @property
    def mode(self) -> float:
        """The middle, for want of a highest density."""
        return 0.5

    @property
    def mean(self) -> float:
        """Its expectation."""
        return 0.5

    @property
    def variance(self) -> float:
        """Its variance."""
        return 1 / 12

    def quantile(self, u: Floats) -> Floats:
        """Return the values below which shares ``u`` of the draws lie."""
        return u

    def cdf(self, x: Floats) -> Floats:
        """Return the shares of the draws up to ``x``."""
        return np.clip(x, 0.0, 1.0)

    def excess(self, floor: float) -> tuple[float, float]:
        """Return the means of ``max(S - floor, 0)`` and of its square."""
        below = max(floor, 0.0)
        return excess_over(self, floor, below**2 / 2, below**3 / 3)
