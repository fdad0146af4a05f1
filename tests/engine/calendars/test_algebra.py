from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.calendars.strategies import timelines
from tests.engine.calendars.test_timeline import rates_by_minute
from trilemma.engine.calendars import Timeline, intersection, masked, scaled, summed, union, with_extra
from trilemma.engine.errors import ShapeError

HORIZON = 400
SEVERAL = st.lists(timelines(), min_size=1, max_size=4)
INTERVALS = st.lists(st.tuples(st.integers(-20, HORIZON + 20), st.integers(-20, HORIZON + 20)), max_size=4)
DAY = Timeline.of([480], [960], 1000, 1440)


@given(SEVERAL)
def test_each_combination_is_the_one_of_its_minutes(several: list[Timeline]) -> None:
    rates = np.array([rates_by_minute(timeline) for timeline in several])
    assert rates_by_minute(intersection(several)).tolist() == rates.min(axis=0).tolist()
    assert rates_by_minute(union(several)).tolist() == rates.max(axis=0).tolist()
    assert rates_by_minute(summed(several)).tolist() == rates.sum(axis=0).tolist()


@given(timelines(), st.integers(0, 3000))
def test_a_share_scales_every_minute(timeline: Timeline, permille: int) -> None:
    expected = rates_by_minute(timeline) * permille // 1000
    assert rates_by_minute(scaled(timeline, permille)).tolist() == expected.tolist()


@given(timelines(), INTERVALS)
def test_a_mask_takes_out_its_minutes_and_no_others(timeline: Timeline, off: list[tuple[int, int]]) -> None:
    expected = rates_by_minute(timeline)
    for start, finish in off:
        expected[max(start, 0) : max(finish, 0)] = 0
    assert rates_by_minute(masked(timeline, off)).tolist() == expected.tolist()


@given(timelines(), INTERVALS, st.integers(0, 2000))
def test_overtime_adds_its_rate_once(timeline: Timeline, extra: list[tuple[int, int]], rate: int) -> None:
    added = np.zeros(HORIZON, np.int64)
    for start, finish in extra:
        added[max(start, 0) : max(finish, 0)] = rate
    expected = rates_by_minute(timeline) + added
    assert rates_by_minute(with_extra(timeline, extra, rate)).tolist() == expected.tolist()


@given(timelines(), timelines())
def test_results_are_compiled_like_any_timeline(one: Timeline, other: Timeline) -> None:
    for result in (intersection([one, other]), union([one, other]), summed([one, other])):
        again = Timeline.of(result.starts, result.finishes, result.rates, HORIZON)
        assert result.same_as(again)


def test_the_nearest_horizon_holds() -> None:
    for combine in (intersection, union, summed):
        assert combine([Timeline.continuous(100), Timeline.continuous(300)]).horizon_minutes == 100
        assert combine([Timeline.continuous(300), Timeline.continuous(100)]).finishes.tolist() == [100]


def test_two_people_share_the_work_while_both_are_there() -> None:
    part_time = Timeline.of([480], [720], 1000, 1440)
    both = summed([DAY, part_time])
    assert both.starts.tolist() == [480, 720]
    assert both.rates.tolist() == [2000, 1000]
    assert both.add(480, 600_000) == 840


def test_two_evening_hours_of_overtime_finish_the_work_on_the_same_day() -> None:
    assert with_extra(DAY, [(960, 1080)]).add(480, 600_000) == 1080


def test_a_half_share_takes_twice_as_long() -> None:
    assert scaled(DAY, 500).add(480, 120_000) == 720
    assert scaled(DAY, 0).total_work == 0


@pytest.mark.parametrize("combine", [intersection, union, summed])
def test_nothing_cannot_be_combined(combine: Callable[[list[Timeline]], Timeline]) -> None:
    with pytest.raises(ShapeError, match="at least one timeline"):
        combine([])


def test_intervals_and_shares_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"shape \(n, 2\)"):
        masked(DAY, [1, 2, 3])
    with pytest.raises(ShapeError, match="must not be negative"):
        scaled(DAY, -1)
    with pytest.raises(ShapeError, match="not negative"):
        with_extra(DAY, [(0, 10)], -1000)
