"""The Shapley value in whole numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilemma.engine.control.attribution.shapley import shapley_split, whole
from trilemma.engine.errors import ShapeError

games = st.integers(0, 4).flatmap(
    lambda players: st.lists(st.integers(-(10**9), 10**9), min_size=1 << players, max_size=1 << players)
)


def mean_over_orders(values: list[int]) -> list[Fraction]:
    """Return what each player adds on average over all orders in which they may come, by going through them."""
    players = len(values).bit_length() - 1
    orders = list(permutations(range(players)))
    sums = [0] * players
    for order in orders:
        coalition = 0
        for player in order:
            sums[player] += values[coalition | 1 << player] - values[coalition]
            coalition |= 1 << player
    return [Fraction(total, len(orders)) for total in sums]


@given(games)
def test_the_split_sums_to_what_all_reach_together(values: list[int]) -> None:
    assert sum(shapley_split(values)) == values[-1] - values[0]


@given(games)
def test_each_share_is_the_mean_over_all_orders_rounded_by_less_than_one(values: list[int]) -> None:
    exact = mean_over_orders(values)
    assert all(abs(share - mean) < 1 for share, mean in zip(shapley_split(values), exact, strict=True))
    assert all(share == mean for share, mean in zip(shapley_split(values), exact, strict=True) if mean.denominator == 1)


@given(games)
def test_the_negated_game_has_the_negated_split(values: list[int]) -> None:
    assert shapley_split([-value for value in values]) == tuple(-share for share in shapley_split(values))


@given(games)
def test_seen_from_the_other_end_the_split_is_negated(values: list[int]) -> None:
    assert shapley_split(values[::-1]) == tuple(-share for share in shapley_split(values))


@given(games, st.integers(0, 4))
def test_who_adds_nothing_to_anyone_gets_nothing(values: list[int], place: int) -> None:
    players = len(values).bit_length() - 1
    bit = 1 << min(place, players)
    low = bit - 1
    joined = [values[(coalition & low) | (coalition >> 1 & ~low)] for coalition in range(2 * len(values))]
    split = list(shapley_split(joined))
    assert split.pop(min(place, players)) == 0
    assert tuple(split) == shapley_split(values)


def test_one_left_glove_and_two_right_gloves_share_as_published() -> None:
    has_pair = [0, 0, 0, 6, 0, 6, 0, 6]  # player 0 owns the left glove
    assert shapley_split(has_pair) == (4, 1, 1)


def test_a_rest_goes_to_the_largest_remainders_and_of_equals_to_the_earlier() -> None:
    assert whole([7, 7, 10], 6) == (1, 1, 2)
    assert whole([1, 1, 1], 3) == (1, 0, 0)
    assert whole([-1, -1, -1], 3) == (-1, 0, 0)
    assert whole([1, -1], 2) == (1, -1)
    assert whole([], 1) == ()


def test_values_that_are_not_those_of_all_coalitions_are_refused() -> None:
    with pytest.raises(ShapeError, match="3 coalitions"):
        shapley_split([0, 1, 2])
