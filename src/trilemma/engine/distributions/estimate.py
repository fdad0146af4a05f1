"""Three-point estimates: what people state, and the distribution that it means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from trilemma.engine.distributions.fitting import member
from trilemma.engine.distributions.standard import Floats, Standard
from trilemma.engine.errors import EstimateError

METHOD: Final = "three_point_estimate"

Shape = Literal["pert", "triangular", "lognormal", "normal", "uniform", "fixed"]
SHAPES: Final[tuple[str, ...]] = get_args(Shape)
_UNBOUNDED: Final = ("normal", "lognormal")
MOST: Final = 1e15
"""Larger numbers, infinite ones and those that are none are refused: they mean nothing and overflow."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Low, most likely and high value of something that is never negative, as people state it.

    Parameters
    ----------
    low, likely, high
        ``0 <= low <= likely <= high``, finite, all in one unit.
    low_p, high_p
        Confidence: the probabilities that the value is at most ``low`` and at most ``high``. 0 and 1 make them the
        absolute ends, which the normal and the lognormal shape do not have.
    shape
        ``pert``, ``triangular``, ``lognormal`` and ``normal`` keep all three points: ``low`` and ``high`` are exactly
        the stated quantiles and ``likely`` is the mode. ``uniform`` keeps ``low`` and ``high``. ``fixed``, and every
        shape where ``low == high``, is a certain value.

    Raises
    ------
    EstimateError
        If the numbers contradict each other.

    Notes
    -----
    Method id ``three_point_estimate`` (docs/methods/three_point_estimate.md). What the distribution puts below 0 counts
    as 0, so the stated quantiles stay as stated.
    """

    low: float
    likely: float
    high: float
    low_p: float = 0.1
    high_p: float = 0.9
    shape: Shape = "pert"

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise EstimateError(f"the shape {self.shape!r} is none of {', '.join(SHAPES)}", "estimate")
        if not all(abs(value) <= MOST for value in (self.low, self.likely, self.high)):
            raise EstimateError(f"low, likely and high must be finite numbers up to {MOST:g}", "estimate")
        if not 0 <= self.low <= self.likely <= self.high:
            message = f"0 <= low <= likely <= high must hold, not {self.low:g}, {self.likely:g}, {self.high:g}"
            raise EstimateError(message, "estimate")
        if not 0 <= self.low_p < self.high_p <= 1:
            message = f"0 <= low_p < high_p <= 1 must hold, not {self.low_p:g}, {self.high_p:g}"
            raise EstimateError(message, "estimate")
        if self.shape == "fixed" and self.low != self.high:
            raise EstimateError("a fixed value has low = likely = high", "estimate")
        if self.shape in _UNBOUNDED and not self.certain and (self.low_p == 0 or self.high_p == 1):
            raise EstimateError(
                f"a {self.shape} distribution has no absolute ends; use 0 < low_p, high_p < 1", "estimate"
            )

    @classmethod
    def fixed(cls, value: float) -> Estimate:
        """Take a value as certain."""
        return cls(value, value, value, shape="fixed")

    @classmethod
    def uniform(cls, low: float, high: float) -> Estimate:
        """Take every value between two absolute ends as equally likely."""
        return cls(low, (low + high) / 2, high, 0.0, 1.0, "uniform")

    @property
    def certain(self) -> bool:
        """Whether there is nothing to draw."""
        return self.low == self.high

    @property
    def mean(self) -> float:
        """Expectation."""
        return _moments(self)[0]

    @property
    def variance(self) -> float:
        """Variance, in the unit squared."""
        return _moments(self)[1]

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return sqrt(self.variance)

    @property
    def form(self) -> Form:
        """The distribution behind the three points, before it is cut at 0; certain values have none."""
        if self.certain:
            raise EstimateError("a certain value has no distribution", "estimate")
        return _form(self)

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the values that are not exceeded with probability ``u``.

        Parameters
        ----------
        u
            Probabilities in [0, 1], any shape.

        Returns
        -------
        Floats
            Same shape, in the unit of the estimate, never negative; infinite at 1 where the shape has no upper end.
        """
        share = np.asarray(u, np.float64)
        if self.certain:
            return np.full(share.shape, float(self.likely))
        form = _form(self)
        return np.maximum(form.place + form.scale * form.standard.quantile(share), 0.0)

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the probabilities that the value is at most ``x``, any shape."""
        value = np.asarray(x, np.float64)
        if self.certain:
            return np.where(value >= self.likely, 1.0, 0.0)
        form = _form(self)
        return np.where(value < 0, 0.0, form.standard.cdf((value - form.place) / form.scale))


@dataclass(frozen=True, slots=True)
class Form:
    """``place + scale * standard``; estimates of equal skewness share ``standard``, and so the tables made of it."""

    place: float
    scale: float
    standard: Standard


@lru_cache(maxsize=16384)
def _form(estimate: Estimate) -> Form:
    low_p, high_p = estimate.low_p, estimate.high_p
    width = estimate.high - estimate.low
    # Rounded, so that equal proportions in other units are one member; the two quantiles stay exact.
    share = round((estimate.likely - estimate.low) / width, 14)
    standard = member(estimate.shape, low_p, high_p, share)
    low, high = (float(value) for value in standard.quantile(np.array([low_p, high_p])))
    scale = width / (high - low)
    return Form(estimate.low - scale * low, scale, standard)


@lru_cache(maxsize=16384)
def _moments(estimate: Estimate) -> tuple[float, float]:
    """Mean and variance after the cut at 0."""
    if estimate.certain:
        return float(estimate.likely), 0.0
    form = _form(estimate)
    floor = -form.place / form.scale
    if float(form.standard.cdf(np.array(floor))) == 0:
        return form.place + form.scale * form.standard.mean, form.scale**2 * form.standard.variance
    first, second = form.standard.excess(floor)
    return form.scale * first, form.scale**2 * max(second - first**2, 0.0)
