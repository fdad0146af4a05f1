"""Where a monotone function of one variable is zero."""

from __future__ import annotations

from collections.abc import Callable
from math import copysign
from typing import Final

_STEPS: Final = 200
_SMALLEST: Final = 4e-16


def root(function: Callable[[float], float], first: float, last: float) -> float:
    """Return where a continuous function that has opposite signs at ``first`` and ``last`` crosses zero.

    Parameters
    ----------
    function
        Continuous.
    first, last
        Ends of the bracket.

    Returns
    -------
    float
        The crossing, to about 15 digits; an end that is a zero or lies on the same side as the
        other by rounding.

    References
    ----------
    Dowell & Jarratt, "A modified regula falsi method for computing the root of an equation", BIT 11 (1971), the
    Illinois rule; where four steps have not halved the bracket, it is halved, so that it cannot crawl.
    """
    a, at_a = first, function(first)
    b, at_b = last, function(last)
    if at_a == 0 or at_b == 0 or (at_a > 0) == (at_b > 0):
        return a if abs(at_a) <= abs(at_b) else b
    width = abs(b - a)
    for step in range(_STEPS):
        near = _SMALLEST * max(abs(a), abs(b), abs(last - first))
        crawls = step % 4 == 3 and abs(b - a) > width / 2
        if step % 4 == 3:
            width = abs(b - a)
        c = (a + b) / 2 if crawls else b - at_b * (b - a) / (at_b - at_a)
        if abs(c - b) < near:
            c = b + copysign(near, a - b)  # a step across the crossing, if this is it, closes the bracket
        at_c = function(c)
        if at_c == 0 or abs(b - a) <= 2 * near:
            return c
        if (at_c > 0) == (at_b > 0):
            at_a /= 2
        else:
            a, at_a = b, at_b
        b, at_b = c, at_c
    return b
