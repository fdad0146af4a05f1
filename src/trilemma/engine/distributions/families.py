"""Families of distributions in their standard form: no place and no scale, at most one parameter of skewness.

Each family knows the range of its parameter for which the most likely value lies between two stated quantiles. Over
that range the share ``(mode - Q(low_p)) / (Q(high_p) - Q(low_p))`` runs monotonically between 0 and 1, so that three
points fix a member of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, ndtr, ndtri

from trilemma.engine.distributions.root import root

Floats = NDArray[np.float64]
PERT_WEIGHT: Final = 4.0
"""How much more the most likely value weighs than each end in the mean of a PERT distribution."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(96)
_FAR: Final = 12.0


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


@dataclass(frozen=True, slots=True)
class Pert:
    """Beta distribution on [0, 1] with the given mode, by the PERT rule."""

    mode: float

    @staticmethod
    def limits(low_p: float, high_p: float) -> tuple[float, float]:
        """Return the modes that lie at the two quantiles."""
        return _pert_mode_at(low_p), _pert_mode_at(high_p)

    @property
    def mean(self) -> float:
        """Its expectation."""
        return (1 + PERT_WEIGHT * self.mode) / (2 + PERT_WEIGHT)

    @property
    def variance(self) -> float:
        """Its variance."""
        return self.mean * (1 - self.mean) / (3 + PERT_WEIGHT)

    def quantile(self, u: Floats) -> Floats:
        """Return the values below which shares ``u`` of the draws lie."""
        return np.asarray(betaincinv(*self._shapes, u), np.float64)

    def cdf(self, x: Floats) -> Floats:
        """Return the shares of the draws up to ``x``."""
        return np.asarray(betainc(*self._shapes, np.clip(x, 0.0, 1.0)), np.float64)

    def excess(self, floor: float) -> tuple[float, float]:
        """Return the means of ``max(S - floor, 0)`` and of its square."""
        a, b = self._shapes
        if floor <= 0:
            return _excess(self, floor, 0.0, 0.0)
        second_moment = self.variance + self.mean**2
        below, mean_below = float(betainc(a, b, floor)), self.mean * float(betainc(a + 1, b, floor))
        square_below = second_moment * float(betainc(a + 2, b, floor))
        first = floor * below - mean_below
        return _excess(self, floor, first, floor**2 * below - 2 * floor * mean_below + square_below)

    @property
    def _shapes(self) -> tuple[float, float]:
        return 1 + PERT_WEIGHT * self.mode, 1 + PERT_WEIGHT * (1 - self.mode)


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
            return _excess(self, floor, 0.0, 0.0)
        return _excess(self, floor, floor**3 / (3 * self.mode), floor**4 / (6 * self.mode))


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
            return _excess(self, floor, 0.0, 0.0)
        y = floor / self.left
        below, density = float(ndtr(y)), _density(y)
        first = 2 * self.left**2 * (y * below + density)
        return _excess(self, floor, first, 2 * self.left**3 * ((y * y + 1) * below + y * density))


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
            return _excess(self, floor, 0.0, 0.0)
        first, second = self._integrated(lower, middle, floor)
        return _excess(self, floor, -first, second)

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
        return _excess(self, floor, below**2 / 2, below**3 / 3)


Skewed = Pert | Triangular | Normal | Lognormal
_FAMILIES: Final[dict[str, type[Skewed]]] = {
    "pert": Pert,
    "triangular": Triangular,
    "normal": Normal,
    "lognormal": Lognormal,
}


@lru_cache(maxsize=16384)
def member(shape: str, low_p: float, high_p: float, share: float) -> Standard:
    """Return the member of a family whose mode divides the way from one quantile to the other in a given share.

    Parameters
    ----------
    shape
        Name of a family with a parameter, or ``uniform``, which has only one member.
    low_p, high_p
        Probabilities of the two quantiles.
    share
        ``(mode - Q(low_p)) / (Q(high_p) - Q(low_p))`` in [0, 1].
    """
    if shape == "uniform":
        return Uniform()
    family = _FAMILIES[shape]
    ends = np.array([low_p, high_p])

    def surplus(parameter: float) -> float:
        standard = family(parameter)
        low, high = standard.quantile(ends)
        return float((standard.mode - low) / (high - low)) - share

    first, last = family.limits(low_p, high_p)
    if share in {0.0, 1.0}:
        return family(first if share == 0.0 else last)
    return family(root(surplus, first, last))


@lru_cache(maxsize=256)
def _pert_mode_at(p: float) -> float:
    """Return the mode of the PERT distribution on [0, 1] that has the probability ``p`` below it."""
    if p in {0.0, 1.0}:
        return p
    return root(lambda mode: float(betainc(1 + PERT_WEIGHT * mode, 5 - PERT_WEIGHT * mode, mode)) - p, 0.0, 1.0)


def _density(score: float) -> float:
    return float(np.exp(-score * score / 2) / np.sqrt(2 * np.pi))


def _excess(standard: Standard, floor: float, missing: float, missing_square: float) -> tuple[float, float]:
    """Take what lies below the floor, stated by its distance, out of the moments about the floor."""
    distance = standard.mean - floor
    return distance + missing, standard.variance + distance**2 - missing_square
