"""A distribution known by its quantiles, such as history or a calibration gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, sqrt
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from trilemma.engine.distributions.standard import Floats
from trilemma.engine.errors import EstimateError

METHOD: Final = "empirical_distribution"


@dataclass(frozen=True, slots=True)
class Empirical:
    """Values at stated probabilities, with straight lines between them.

    Parameters
    ----------
    probabilities
        From 0 to 1, rising.
    values
        Value at each probability, never falling, never negative; equal neighbours make a lump of probability.
    likely
        What deterministic methods use, between the first and the last value.

    Raises
    ------
    EstimateError
        If the table contradicts itself.

    Notes
    -----
    Method id ``empirical_distribution`` (docs/methods/empirical_distribution.md).
    """

    probabilities: tuple[float, ...]
    values: tuple[float, ...]
    likely: float

    def __post_init__(self) -> None:
        if len(self.probabilities) != len(self.values) or len(self.values) < 2:
            raise EstimateError("a table needs at least two probabilities with a value each", "distribution")
        if not all(isfinite(number) for number in (*self.probabilities, *self.values, self.likely)):
            raise EstimateError("probabilities and values must be finite", "distribution")
        if self.probabilities[0] != 0 or self.probabilities[-1] != 1:
            raise EstimateError("the probabilities must run from 0 to 1", "distribution")
        if any(later <= earlier for earlier, later in pairwise(self.probabilities)):
            raise EstimateError("the probabilities must rise", "distribution")
        if any(later < earlier for earlier, later in pairwise(self.values)) or self.values[0] < 0:
            raise EstimateError("the values must not fall and not be negative", "distribution")
        if not self.low <= self.likely <= self.high:
            raise EstimateError("the likely value must lie between the first and the last value", "distribution")

    @classmethod
    def of_sample(cls, sample: ArrayLike, likely: float | None = None) -> Empirical:
        """Take observed values as equally spaced quantiles; the likely value is their median unless stated.

        Parameters
        ----------
        sample
            Values that are not negative, in any order, shape ``(n,)``; a single one is a certain value.
        likely
            What deterministic methods use.
        """
        ordered = np.sort(np.asarray(sample, np.float64))
        if ordered.ndim != 1 or not ordered.size:
            raise EstimateError("a sample needs at least one value", "distribution")
        if ordered.size == 1:
            ordered = np.repeat(ordered, 2)
        probabilities = np.linspace(0.0, 1.0, ordered.size)
        middle = float(np.median(ordered)) if likely is None else likely
        return cls(_floats(probabilities), _floats(ordered), middle)

    @property
    def low(self) -> float:
        """The smallest value."""
        return self.values[0]

    @property
    def high(self) -> float:
        """The largest value."""
        return self.values[-1]

    @property
    def certain(self) -> bool:
        """Whether there is nothing to draw."""
        return self.low == self.high

    @property
    def mean(self) -> float:
        """Expectation."""
        share, first, last = self._pieces()
        return float((share * (first + last)).sum() / 2)

    @property
    def variance(self) -> float:
        """Variance, in the unit squared."""
        share, first, last = self._pieces()
        first, last = first - self.mean, last - self.mean
        return float((share * (first * first + first * last + last * last)).sum() / 3)

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return sqrt(self.variance)

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the values that are not exceeded with probability ``u``, any shape."""
        return np.asarray(np.interp(np.asarray(u, np.float64), self.probabilities, self.values), np.float64)

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the probabilities that the value is at most ``x``, any shape."""
        value = np.asarray(x, np.float64)
        values, probabilities = np.array(self.values), np.array(self.probabilities)
        after = np.clip(np.searchsorted(values, value, side="right"), 1, values.size - 1)
        first, last = values[after - 1], values[after]
        way = np.clip((value - first) / np.where(last > first, last - first, 1.0), 0.0, 1.0)
        inside = probabilities[after - 1] + way * (probabilities[after] - probabilities[after - 1])
        return np.where(value < self.low, 0.0, np.where(value >= self.high, 1.0, inside))

    def _pieces(self) -> tuple[Floats, Floats, Floats]:
        values = np.array(self.values)
        return np.diff(self.probabilities), values[:-1], values[1:]


def _floats(numbers: Sequence[float] | Floats) -> tuple[float, ...]:
    return tuple(float(number) for number in numbers)
