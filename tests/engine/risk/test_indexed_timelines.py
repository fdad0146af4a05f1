"""Indexed timelines answer as the plain ones do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trilemma.engine.calendars import Timeline
from trilemma.engine.calendars.kernels import add_work, next_opening, subtract_work, work_before
from trilemma.engine.risk.timelines import begun_at, done_at, done_by, index_timelines, opening


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    steps = draw(st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 2000)), max_size=12))
    rates = draw(st.lists(st.sampled_from([250, 500, 1000, 3000]), min_size=len(steps), max_size=len(steps)))
    edges = np.cumsum([length for pair in steps for length in pair]).tolist()
    return Timeline.of(edges[0::2], edges[1::2], np.array(rates, dtype=np.int64), 100_000)


@given(st.lists(timelines(), min_size=1, max_size=3), st.integers(0, 60_000), st.integers(1, 20_000_000))
def test_every_look_up_agrees_with_the_binary_search(lines: list[Timeline], instant: int, work: int) -> None:
    packed = index_timelines(lines).arrays
    for row, line in enumerate(lines):
        assert opening(*packed, row, instant) == next_opening(*line.arrays, instant)
        assert done_by(*packed, row, instant) == work_before(*line.arrays, instant)
        assert done_at(*packed, row, instant, work) == add_work(*line.arrays, instant, work)
        assert begun_at(*packed, row, instant, work) == subtract_work(*line.arrays, instant, work)


@given(timelines())
def test_look_ups_agree_at_the_edges_of_every_interval(line: Timeline) -> None:
    packed = index_timelines([line]).arrays
    edges = np.concatenate([line.starts, line.finishes])
    for instant in np.concatenate([edges - 1, edges, edges + 1]):
        assert opening(*packed, 0, instant) == next_opening(*line.arrays, instant)
        for work in (1, 1000, int(line.total_work)):
            assert done_at(*packed, 0, instant, work) == add_work(*line.arrays, instant, work)
            assert begun_at(*packed, 0, instant, work) == subtract_work(*line.arrays, instant, work)
