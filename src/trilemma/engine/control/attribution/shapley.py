"""The Shapley value of a game of few players, in whole numbers that add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial

from trilemma.engine.errors import ShapeError


def shapley_split(values: Sequence[int]) -> tuple[int, ...]:
    """Split what all players reach together among them, each getting the mean of what it adds over all orders.

    Parameters
    ----------
    values
        What each coalition reaches, shape ``(2 ** k,)``: bit ``i`` of the index says whether player ``i`` is in it.

    Returns
    -------
    tuple[int, ...]
        Shape ``(k,)``. The sum is exactly ``values[-1] - values[0]``; negated values give the negated split.

    Raises
    ------
    ShapeError
        If the number of values is no power of two.

    Notes
    -----
    Means are exact fractions; their sum is made whole by the largest remainder. Method id ``forecast_attribution``
    (docs/methods/forecast_attribution.md).

    References
    ----------
    Shapley, "A value for n-person games", Contributions to the Theory of Games II, 1953, pp. 307-317.
    """
    players = len(values).bit_length() - 1
    if len(values) != 1 << players:
        raise ShapeError(f"{len(values)} coalitions are not all those of any number of players")
    return whole(_numerators(values, players), factorial(players))


def _numerators(values: Sequence[int], players: int) -> list[int]:
    """Return the Shapley values times ``players!``."""
    weights = [factorial(size) * factorial(players - size - 1) for size in range(players)]
    return [
        sum(
            weights[coalition.bit_count()] * (values[coalition | 1 << player] - values[coalition])
            for coalition in range(len(values))
            if not coalition >> player & 1
        )
        for player in range(players)
    ]


def whole(numerators: Sequence[int], denominator: int) -> tuple[int, ...]:
    """Round fractions with a whole sum so that the sum stays, by the largest remainder; the earlier wins a tie.

    Parameters
    ----------
    numerators
        Of the fractions, shape ``(k,)``; their sum is a multiple of the denominator.
    denominator
        Above 0.

    Returns
    -------
    tuple[int, ...]
        Shape ``(k,)``, each less than 1 from its fraction. Negated fractions give the negated numbers.
    """
    sign = next((1 if value > 0 else -1 for value in (sum(numerators), *numerators) if value), 1)
    parts = [divmod(sign * value, denominator) for value in numerators]
    missing = sum(remainder for _, remainder in parts) // denominator
    by_remainder = sorted(range(len(parts)), key=lambda index: -parts[index][1])
    raised = set(by_remainder[:missing])
    return tuple(sign * (floor + (index in raised)) for index, (floor, _) in enumerate(parts))
