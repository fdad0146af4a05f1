"""The PERT family: beta distributions whose mode alone decides their form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.polynomial import chebyshev

from trilemma.engine.distributions.root import root
from trilemma.engine.distributions.special import betainc, betaincinv
from trilemma.engine.distributions.standard import Floats, excess_over

WEIGHT: Final = 4.0
"""How much more the most likely value weighs than each end in the mean."""
TABLES: Final = range(64, 4097)
"""So many probabilities are a table; quantiles at them come from curves that all modes share."""
_DEGREE: Final = 32


@dataclass(frozen=True, slots=True)
class Pert:
    """Beta distribution on [0, 1] with the given mode, by the PERT rule."""

    mode: float

    @staticmethod
    def limits(low_p: float, high_p: float) -> tuple[float, float]:
        """Return the modes that lie at the two quantiles."""
        return _mode_at(low_p), _mode_at(high_p)

    @property
    def mean(self) -> float:
        """Its expectation."""
        return (1 + WEIGHT * self.mode) / (2 + WEIGHT)

    @property
    def variance(self) -> float:
        """Its variance."""
        return self.mean * (1 - self.mean) / (3 + WEIGHT)

    def quantile(self, u: Floats) -> Floats:
        """Return the values below which shares ``u`` of the draws lie.

        A table of them is read from curves that all modes share, to 1e-14 of the width: the inverse of the incomplete
        beta function is by far the dearest, and each estimate is asked for the same table of probabilities.
        """
        if u.size not in TABLES:
            return np.asarray(betaincinv(*self._shapes, u), np.float64)
        basis = chebyshev.chebvander(2 * self.mode - 1, _DEGREE)
        values: Floats = np.clip(basis @ _curves(u.tobytes()), 0.0, 1.0)
        return values.reshape(u.shape)

    def cdf(self, x: Floats) -> Floats:
        """Return the shares of the draws up to ``x``."""
        return np.asarray(betainc(*self._shapes, np.clip(x, 0.0, 1.0)), np.float64)

    def excess(self, floor: float) -> tuple[float, float]:
        """Return the means of ``max(S - floor, 0)`` and of its square."""
        a, b = self._shapes
        if floor <= 0:
            return excess_over(self, floor, 0.0, 0.0)
        second_moment = self.variance + self.mean**2
        below, mean_below = float(betainc(a, b, floor)), self.mean * float(betainc(a + 1, b, floor))
        square_below = second_moment * float(betainc(a + 2, b, floor))
        first = floor * below - mean_below
        return excess_over(self, floor, first, floor**2 * below - 2 * floor * mean_below + square_below)

    @property
    def _shapes(self) -> tuple[float, float]:
        return 1 + WEIGHT * self.mode, 1 + WEIGHT * (1 - self.mode)


@lru_cache(maxsize=8)
def _curves(probabilities: bytes) -> Floats:
    """Return PERT quantiles as Chebyshev series in ``2 mode - 1``, shape ``(_DEGREE + 1, n)``."""
    modes = (chebyshev.chebpts1(_DEGREE + 1) + 1) / 2
    a, b = 1 + WEIGHT * modes[:, None], 1 + WEIGHT * (1 - modes[:, None])
    values = betaincinv(a, b, np.frombuffer(probabilities, np.float64))
    return np.asarray(np.linalg.solve(chebyshev.chebvander(2 * modes - 1, _DEGREE), values), np.float64)


@lru_cache(maxsize=256)
def _mode_at(p: float) -> float:
    """Return the mode of the PERT distribution on [0, 1] that has the probability ``p`` below it."""
    if p in {0.0, 1.0}:
        return p
    return root(lambda mode: float(betainc(1 + WEIGHT * mode, 5 - WEIGHT * mode, mode)) - p, 0.0, 1.0)
