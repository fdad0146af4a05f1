from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.engine.calendars.strategies import timelines
from trilemma.engine.calendars import Timeline, kernels
from trilemma.engine.errors import HorizonError, ShapeError

HORIZON = 400
INSTANTS = st.integers(0, HORIZON)
WORK = st.integers(0, 100_000)
MORNING_AND_AFTERNOON = Timeline.of([60, 180], [120, 240], 1000, 300)


def rates_by_minute(timeline: Timeline) -> NDArray[np.int64]:
    rates = np.zeros(timeline.horizon_minutes, np.int64)
    for start, finish, rate in zip(timeline.starts, timeline.finishes, timeline.rates, strict=True):
        rates[start:finish] = rate
    return rates


def slow_add(timeline: Timeline, instant: int, work: int) -> int | None:
    done = 0
    for minute in range(instant, timeline.horizon_minutes + 1):
        if done >= work:
            return minute
        if minute < timeline.horizon_minutes:
            done += int(rates_by_minute(timeline)[minute])
    return None


def slow_subtract(timeline: Timeline, instant: int, work: int) -> int | None:
    done = 0
    for minute in range(instant, -1, -1):
        if done >= work:
            return minute
        if minute > 0:
            done += int(rates_by_minute(timeline)[minute - 1])
    return None


@given(timelines(), INSTANTS, INSTANTS)
def test_between_is_the_sum_over_the_minutes(timeline: Timeline, start: int, finish: int) -> None:
    rates = rates_by_minute(timeline)
    first, last = min(start, finish), max(start, finish)
    assert timeline.between(first, last) == rates[first:last].sum()
    assert timeline.between(last, first) == -timeline.between(first, last)
    assert timeline.total_work == rates.sum()


@given(timelines(), INSTANTS, WORK)
def test_add_is_the_first_minute_by_which_the_work_is_done(timeline: Timeline, instant: int, work: int) -> None:
    expected = slow_add(timeline, instant, work)
    if expected is None:
        with pytest.raises(HorizonError, match="not enough working time before the horizon"):
            timeline.add(instant, work)
    else:
        assert timeline.add(instant, work) == expected


@given(timelines(), INSTANTS, WORK)
def test_subtract_is_the_last_minute_from_which_the_work_is_done(timeline: Timeline, instant: int, work: int) -> None:
    expected = slow_subtract(timeline, instant, work)
    if expected is None:
        with pytest.raises(HorizonError, match="not enough working time after the origin"):
            timeline.subtract(instant, work)
    else:
        assert timeline.subtract(instant, work) == expected


@given(timelines(), INSTANTS)
def test_next_and_previous_working_are_the_nearest_minutes_of_work(timeline: Timeline, instant: int) -> None:
    rates = rates_by_minute(timeline)
    after = [minute for minute in range(instant, HORIZON) if rates[minute]]
    before = [minute for minute in range(instant, 0, -1) if rates[minute - 1]]
    if after:
        assert timeline.next_working(instant) == after[0]
    else:
        with pytest.raises(HorizonError):
            timeline.next_working(instant)
    if before:
        assert timeline.previous_working(instant) == before[0]
    else:
        with pytest.raises(HorizonError):
            timeline.previous_working(instant)
    assert timeline.rate_at(instant) == (rates[instant] if instant < HORIZON else 0)


@given(timelines(), st.data())
def test_adding_the_work_between_two_instants_leads_from_one_to_the_other(
    timeline: Timeline, data: st.DataObject
) -> None:
    rates = rates_by_minute(timeline)
    closings = [minute + 1 for minute in range(HORIZON) if rates[minute]]
    if not closings:
        return
    finish = data.draw(st.sampled_from(closings))
    start = data.draw(st.integers(0, finish - 1))
    assert timeline.add(start, timeline.between(start, finish)) == finish
    opening = timeline.next_working(start)
    if opening < finish:
        assert timeline.subtract(finish, timeline.between(opening, finish)) == opening


@given(timelines(), INSTANTS, st.integers(0, 200), st.integers(0, 200))
def test_work_in_two_parts_takes_as_long_as_at_once_where_rates_divide(
    timeline: Timeline, instant: int, first: int, second: int
) -> None:
    whole = Timeline.of(timeline.starts, timeline.finishes, 1000, HORIZON)
    try:
        at_once = whole.add(instant, 1000 * (first + second))
    except HorizonError:
        return
    assert whole.add(whole.add(instant, 1000 * first), 1000 * second) == at_once
    assert whole.between(instant, at_once) == 1000 * (first + second)


@given(timelines(), st.lists(st.tuples(INSTANTS, WORK), min_size=1, max_size=30))
def test_later_or_more_work_never_finishes_earlier(timeline: Timeline, pairs: list[tuple[int, int]]) -> None:
    instants, work = np.sort(np.array(pairs), axis=0).T
    finishes = kernels.add_work_many(*timeline.arrays, np.ascontiguousarray(instants), np.ascontiguousarray(work))
    assert np.all(np.diff(finishes) >= 0)


@given(timelines(), st.lists(st.tuples(INSTANTS, INSTANTS), min_size=1, max_size=30))
def test_arrays_give_what_scalars_give(timeline: Timeline, pairs: list[tuple[int, int]]) -> None:
    first, last = np.array(pairs).T
    assert timeline.between(first, last).tolist() == [timeline.between(a, b) for a, b in pairs]
    work = np.minimum(timeline.between(0, first), 50_000)
    assert timeline.add(0, work).tolist() == [timeline.add(0, int(w)) for w in work]
    assert timeline.subtract(first, work).tolist() == [
        timeline.subtract(a, int(w)) for (a, _), w in zip(pairs, work, strict=True)
    ]


def test_a_finish_at_a_close_stays_there_and_a_start_moves_to_the_next_opening() -> None:
    line = MORNING_AND_AFTERNOON
    assert line.add(60, 60_000) == 120
    assert line.next_working(120) == 180
    assert line.subtract(240, 60_000) == 180
    assert line.previous_working(180) == 120


def test_no_work_takes_no_time_even_outside_working_time() -> None:
    assert MORNING_AND_AFTERNOON.add(150, 0) == 150
    assert MORNING_AND_AFTERNOON.add(300, 0) == 300
    assert MORNING_AND_AFTERNOON.subtract(150, 0) == 150


def test_work_that_the_rate_does_not_divide_is_rounded_to_whole_minutes_away_from_the_start() -> None:
    third = Timeline.of([0], [100], 333, 100)
    assert third.add(0, 1000) == 4
    assert third.subtract(100, 1000) == 96


def test_broadcasting_keeps_the_shape() -> None:
    found = MORNING_AND_AFTERNOON.add([[60], [70]], [1000, 2000, 3000])
    assert found.tolist() == [[61, 62, 63], [71, 72, 73]]
    assert MORNING_AND_AFTERNOON.next_working([[0], [130]]).tolist() == [[60], [180]]
    assert MORNING_AND_AFTERNOON.previous_working([130, 300]).tolist() == [120, 240]
    assert MORNING_AND_AFTERNOON.between([], []).tolist() == []


def test_numbers_of_numpy_are_numbers() -> None:
    assert MORNING_AND_AFTERNOON.add(np.int64(60), np.int64(1000)) == 61
    assert MORNING_AND_AFTERNOON.between(np.int64(0), 300) == 120_000


@pytest.mark.parametrize("instant", [-1, 301])
def test_an_instant_outside_is_refused_by_every_operation(instant: int) -> None:
    line = MORNING_AND_AFTERNOON
    for operation in (line.next_working, line.previous_working, line.rate_at):
        with pytest.raises(HorizonError):
            operation(instant)
    for pair in (line.add, line.subtract, line.between):
        with pytest.raises(HorizonError):
            pair(instant, 60)
        with pytest.raises(HorizonError):
            pair([60, instant], [60, 60])


def test_an_array_with_one_impossible_entry_is_refused() -> None:
    with pytest.raises(HorizonError, match="before the horizon of 300 minutes"):
        MORNING_AND_AFTERNOON.add([0, 230], [1000, 20_000])
    with pytest.raises(HorizonError, match="after the origin"):
        MORNING_AND_AFTERNOON.subtract([240, 70], [1000, 20_000])
    with pytest.raises(HorizonError):
        MORNING_AND_AFTERNOON.next_working([0, 240])


def test_negative_work_is_refused() -> None:
    with pytest.raises(ShapeError, match="must not be negative"):
        MORNING_AND_AFTERNOON.add(0, -1)
    with pytest.raises(ShapeError, match="must not be negative"):
        MORNING_AND_AFTERNOON.subtract([300], [-1])


def test_a_timeline_without_work_has_none() -> None:
    idle = Timeline.of([], [], 1000, 100)
    assert idle.between(0, 100) == 0
    assert idle.total_work == 0
    assert idle.add(50, 0) == 50
    with pytest.raises(HorizonError):
        idle.add(0, 1)


def test_equal_neighbours_are_merged_and_empty_or_idle_ones_dropped() -> None:
    line = Timeline.of([-10, 5, 10, 20, 30, 90], [5, 10, 20, 30, 30, 150], [1000, 1000, 500, 0, 1000, 1000], 100)
    assert line.starts.tolist() == [0, 10, 90]
    assert line.finishes.tolist() == [10, 20, 100]
    assert line.rates.tolist() == [1000, 500, 1000]
    assert line.cumulative.tolist() == [0, 10_000, 15_000]


@pytest.mark.parametrize(
    "starts, finishes, rates",
    [([0, 5], [10, 20], 1000), ([20, 0], [30, 10], 1000), ([0], [10, 20], 1000), ([[0]], [[10]], 1000), ([0], [9], -1)],
)
def test_intervals_that_make_no_sense_are_refused(starts: object, finishes: object, rates: int) -> None:
    with pytest.raises(ShapeError):
        Timeline.of(starts, finishes, rates, 100)  # type: ignore[arg-type]


def test_a_timeline_is_the_same_after_a_trip_to_another_process() -> None:
    copy = pickle.loads(pickle.dumps(MORNING_AND_AFTERNOON))  # noqa: S301
    assert copy.same_as(MORNING_AND_AFTERNOON)
    assert not copy.same_as(Timeline.continuous(300))
    assert not Timeline.continuous(300).same_as(Timeline.continuous(301))
