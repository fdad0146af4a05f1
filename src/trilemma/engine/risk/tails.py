"""Quantile functions as tables that are fine where it matters and keep their tails.

Method id ``keyed_draws`` (docs/methods/keyed_draws.md). Two kinds of table, both read with linear interpolation:

- a *tail table* over the probability on a grid that halves towards either end, `PER_OCTAVE` knots in each halving down
  to ``2**-33``: random bits index it directly, the smallest probability that 32 bits can state has its own quantile;
- a *score table* over the normal score (the standard normal's quantile) from -7 to 7, for estimates that move together.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
from llvmlite import ir  # type: ignore[import-untyped]
from numba import njit, types
from numba.extending import intrinsic
from scipy.special import ndtr, ndtri

Float1D = npt.NDArray[np.float64]
Quantile = Callable[[Float1D], Float1D]
"""Values for probabilities in (0, 1), shape kept."""

PER_OCTAVE: Final = 16
_OCTAVES: Final = 32
HALF: Final = _OCTAVES * PER_OCTAVE + 1
"""Knots of one tail; a table holds the lower tail from ``2**-33`` to a half, then the upper one likewise."""

SCORE_LIMIT: Final = 7.0
SCORES_PER_UNIT: Final = 32
N_SCORES: Final = int(2 * SCORE_LIMIT) * SCORES_PER_UNIT + 1

_MANTISSA_BITS: Final = 23
_STEP_BITS: Final = _MANTISSA_BITS - 4
_FIRST_KNOT: Final = 126 * PER_OCTAVE
_FRACTION_MASK: Final = (1 << _STEP_BITS) - 1
_FRACTION_UNIT: Final = np.float32(1.0 / (1 << _STEP_BITS))


def tail_probabilities() -> Float1D:
    """Return the knots of one tail, from ``2**-33`` to 0.5, shape ``(HALF,)``."""
    bits = ((np.arange(HALF) + _FIRST_KNOT) << _STEP_BITS).astype(np.int32)
    return bits.view(np.float32).astype(np.float64) * 2.0**-32


def tail_table(quantile: Quantile) -> npt.NDArray[np.float32]:
    """Return a quantile function as a tail table, shape ``(2 * HALF + 1,)``.

    Parameters
    ----------
    quantile
        Values for probabilities in ``(0, 1)``; must not fall.
    """
    p = tail_probabilities()
    return _closed(np.asarray(quantile(p)), np.asarray(quantile(1.0 - p)))


def _closed(lower: Float1D, upper: Float1D) -> npt.NDArray[np.float32]:
    """Join the tails; the last knot is written twice, because the median itself may be read with fraction 0."""
    return np.concatenate([lower, upper, upper[-1:]]).astype(np.float32)


def score_table(quantile: Quantile) -> Float1D:
    """Return a quantile function as a table over normal scores, shape ``(N_SCORES,)``."""
    scores = np.linspace(-SCORE_LIMIT, SCORE_LIMIT, N_SCORES)
    return np.asarray(quantile(ndtr(scores)), dtype=np.float64)


@cache
def normal_table() -> npt.NDArray[np.float32]:
    """Return the tail table of the standard normal distribution: random bits to normal scores."""
    p = tail_probabilities()
    table = _closed(ndtri(p), -ndtri(p))
    table.setflags(write=False)
    return table


@intrinsic
def float_bits(_context, _value):  # type: ignore[no-untyped-def]
    """Return the 32 bits of a float32 as an int32, for use inside kernels."""

    def generate(_target, builder, _signature, arguments):  # type: ignore[no-untyped-def]
        return builder.bitcast(arguments[0], ir.IntType(32))

    return types.int32(types.float32), generate


@njit(cache=True, nogil=True, error_model="numpy")
def fill_knots(bits, knots, fractions):  # type: ignore[no-untyped-def]
    """Split random bits into the tail table's knot (int32) below them and the fraction (float32) of the way on.

    The top bit chooses the tail; the other 31, plus a half, are the probability in units of ``2**-32``. The exponent
    and the first mantissa bits of that number are the knot, the rest is the fraction: exact, without a logarithm.
    """
    for i in range(bits.shape[0]):
        v = bits[i]
        upper = np.int32(v >> np.uint32(31))
        below = np.int32(v & np.uint32(0x7FFFFFFF))
        below = below ^ (-upper & np.int32(0x7FFFFFFF))
        w = float_bits(np.float32(below) + np.float32(0.5))  # type: ignore[call-arg, var-annotated]
        knots[i] = (w >> np.int32(_STEP_BITS)) - np.int32(_FIRST_KNOT) + upper * np.int32(HALF)
        fractions[i] = np.float32(w & np.int32(_FRACTION_MASK)) * _FRACTION_UNIT


@njit(cache=True, nogil=True, error_model="numpy")
def fill_from_tails(knots, fractions, table, values):  # type: ignore[no-untyped-def]
    """Read a tail table at the given knots and fractions into ``values``."""
    for i in range(knots.shape[0]):
        k = np.uint64(knots[i])  # an unsigned index is not looked at for being negative
        low = table[k]
        values[i] = low + fractions[i] * (table[k + np.uint64(1)] - low)


@njit(cache=True, nogil=True, error_model="numpy")
def fill_from_scores(scores, table, values):  # type: ignore[no-untyped-def]
    """Read a score table at normal scores (clamped to the table's range) into ``values``."""
    for i in range(scores.shape[0]):
        wanted = (scores[i] + SCORE_LIMIT) * SCORES_PER_UNIT
        x = min(max(wanted, 0.0), N_SCORES - 1.0)
        k = min(int(x), N_SCORES - 2)
        values[i] = table[k] + (x - k) * (table[k + 1] - table[k])
