"""How sure a share of draws is."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

Z_95: Final = 1.959963984540054
"""Standard normal score of a two-sided interval that holds 95 %."""


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability estimated as a share of draws.

    Attributes
    ----------
    value
        The share.
    standard_error
        Of the share, as if the draws were independent: sqrt(p (1 - p) / n).
    low, high
        Wilson's 95 % interval, which is sensible at 0 and 1 too.
    """

    value: float
    standard_error: float
    low: float
    high: float


def share_of(met: int, draws: int) -> Probability:
    """Probability from a count.

    Parameters
    ----------
    met
        In how many draws it holds.
    draws
        Of how many, at least one.

    References
    ----------
    Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical
    Association 22 (1927).
    """
    share = met / draws
    square = Z_95 * Z_95
    centre = (share + square / (2 * draws)) / (1 + square / draws)
    half = Z_95 * sqrt(share * (1 - share) / draws + square / (4 * draws * draws)) / (1 + square / draws)
    low = 0.0 if met == 0 else max(0.0, centre - half)
    high = 1.0 if met == draws else min(1.0, centre + half)
    return Probability(share, sqrt(share * (1 - share) / draws), low, high)
