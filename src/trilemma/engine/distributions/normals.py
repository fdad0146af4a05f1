"""Families made of the normal distribution: two unequal halves of it, and its exponential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from trilemma.engine.distributions.special import ndtr, ndtri
from trilemma.engine.distributions.standard import Floats, excess_over

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(96)
_FAR: Final = 12.0
"""Normal scores beyond this do not occur."""


@dataclass(frozen=True, slots=True)
class Normal:
    """Two halves of normal distributions that meet at 0; the deviation of one is ``left``, of the other ``1 - left``.

    With equal halves it is the normal distribution.
    """

    left: float

    @staticmethod
    def limits(low_p: float, high_p: float) -> tuple[float, float]:
        """Return the left deviations that put 0 at the two quantiles: the halves hold probability like widths."""
        return low_p, high_p

    @property
    def mode(self) -> float:
        """Where the density is highest."""
        return 0.0

    @property
    def mean(self) -> float:
        """Its expectation."""
        return float(np.sqrt(2 / np.pi)) * (1 - 2 * self.left)

    @property
    def variance(self) -> float:
        """Its variance."""
        return float((1 - 2 / np.pi) * (1 - 2 * self.left) ** 2 + self.left * (1 - self.left))

    def quantile(self, u: Floats) -> Floats:
        """Return the values below which shares ``u`` of the draws lie."""
        left, right = self.left, 1 - self.left
        lower = left * ndtri(np.minimum(u / (2 * left), 0.5)) if left > 0 else np.zeros_like(u)
        upper = -right * ndtri(np.minimum((1 - u) / (2 * right), 0.5)) if right > 0 else np.zeros_like(u)
        return np.where(u < left, lower, upper)

    def cdf(self, x: Floats) -> Floats:
        """Return the shares of the draws up to ``x``."""
        left, right = self.left, 1 - self.left
        lower = 2 * left * ndtr(np.minimum(x, 0) / left) if left > 0 else np.zeros_like(x)
        upper = 1 - 2 * right * ndtr(-np.maximum(x, 0) / right) if right > 0 else np.ones_like(x)
        return np.where(x < 0, lower, upper)

    def excess(self, floor: float) -> tuple[float, float]:
        """Return the means of ``max(S - floor, 0)`` and of its square."""
        if self.left == 0:
            return excess_over(self, floor, 0.0, 0.0)
        y = floor / self.left
        below, density = float(ndtr(y)), _density(y)
        first = 2 * self.left**2 * (y * below + density)
        return excess_over(self, floor, first, 2 * self.left**3 * ((y * y + 1) * below + y * density))


@dataclass(frozen=True, slots=True)
class Lognormal:
    """``(exp(skew * Z) - 1) / skew`` of a standard normal Z: a shifted lognormal with median 0.

    Skew 0 is the normal distribution; a negative skew is the mirror image, with its long tail on the left.
    """

    skew: float

    @staticmethod
    def limits(low_p: float, high_p: float) -> tuple[float, float]:
        """Return the skews that put the mode at the two quantiles."""
        return -float(ndtri(low_p)), -float(ndtri(high_p))

    @property
    def mode(self) -> float:
        """Where the density is highest."""
        return self._curved(-self.skew)

    @property
    def mean(self) -> float:
        """Its expectation."""
        return self._curved(self.skew / 2)

    @property
    def variance(self) -> float:
        """Its variance."""
        if self.skew == 0:
            return 1.0
        square = self.skew**2
        return float(np.exp(square) * np.expm1(square) / square)

    def quantile(self, u: Floats) -> Floats:
        """Return the values below which shares ``u`` of the draws lie."""
        return self._curve(np.asarray(ndtri(u), np.float64))

    def cdf(self, x: Floats) -> Floats:
        """Return the shares of the draws up to ``x``."""
        return np.asarray(ndtr(self._score(x)), np.float64)

    def excess(self, floor: float) -> tuple[float, float]:
        """Return the means of ``max(S - floor, 0)`` and of its square.

        They are integrated over the normal score on the side of the light tail, so that no large numbers cancel.
        """
        middle = float(self._score(np.array(floor)))
        if self.skew < 0:
            first, second = self._integrated(middle, max(_FAR, middle), floor)
            return first, second
        lower = -_FAR - 2 * self.skew
        if middle <= lower:
            return excess_over(self, floor, 0.0, 0.0)
        first, second = self._integrated(lower, middle, floor)
        return excess_over(self, floor, -first, second)

    def _integrated(self, low: float, high: float, floor: float) -> tuple[float, float]:
        """Integrate ``S - floor`` and its square over a range of scores."""
        half = (high - low) / 2
        score = low + half * (_NODES + 1)
        weight = _WEIGHTS * half * np.exp(-score * score / 2) / np.sqrt(2 * np.pi)
        distance = self._curve(score) - floor
        return float((weight * distance).sum()), float((weight * distance**2).sum())

    def _curve(self, score: Floats) -> Floats:
        return score if self.skew == 0 else np.expm1(self.skew * score) / self.skew

    def _score(self, x: Floats) -> Floats:
        if self.skew == 0:
            return x
        with np.errstate(divide="ignore"):
            score: Floats = np.log1p(np.maximum(self.skew * x, -1.0)) / self.skew
        return score

    def _curved(self, score: float) -> float:
        return score if self.skew == 0 else float(np.expm1(self.skew * score)) / self.skew


def _density(score: float) -> float:
    return float(np.exp(-score * score / 2) / np.sqrt(2 * np.pi))
