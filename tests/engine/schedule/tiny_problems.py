"""Random tiny problems for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from trilemma.engine.schedule.problem import CONTINUOUS, NEVER, Problem, integers, mode_lists


@st.composite
def _modes(draw: st.DrawFn, resources: int, activities: int, most_modes: int) -> list[list[Any]]:
    amounts = st.lists(st.integers(0, 2), min_size=resources, max_size=resources)
    mode = st.tuples(st.integers(0, 3), amounts.map(lambda row: list(enumerate(row))))
    rows = st.lists(mode, min_size=1, max_size=most_modes)
    return draw(st.lists(rows, min_size=activities, max_size=activities))


@st.composite
def _links(draw: st.DrawFn, activities: int, *, lags: bool) -> dict[str, Any]:
    pairs = [(i, j) for i in range(activities) for j in range(i + 1, activities)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=3, unique=True)) if pairs else []
    count = len(chosen)
    kind = st.integers(0, 3) if lags else st.just(0)
    lag = st.integers(-2, 2) if lags else st.just(0)
    return {
        "link_predecessor": integers([p for p, _ in chosen]),
        "link_successor": integers([s for _, s in chosen]),
        "link_type": integers(draw(st.lists(kind, min_size=count, max_size=count))),
        "link_lag": integers(draw(st.lists(lag, min_size=count, max_size=count))),
    }


@st.composite
def plain_problems(draw: st.DrawFn, activities: int = 3, horizon: int = 7) -> Problem:
    """Finish-start links, constant capacity of two resources, up to two modes and one budget."""
    modes = draw(_modes(2, activities, 2))
    lists: dict[str, Any] = mode_lists(modes)
    use = [[draw(st.integers(0, 3))] for _ in range(len(lists["duration"]))]
    return Problem(
        **lists,
        capacity=integers([2, 2]),
        **draw(_links(activities, lags=False)),
        budget_limit=integers([draw(st.integers(4, 12))]),
        budget_use=integers(use),
        mode_cost=integers([draw(st.integers(0, 9)) for _ in use]),
        horizon=horizon,
    )


@st.composite
def problems(draw: st.DrawFn, activities: int = 3, horizon: int = 6, *, pauses: bool = False) -> Problem:
    """All link types with lags, windows, changing capacity (``pauses``: below what some ask for), due dates."""
    lists: dict[str, Any] = mode_lists(draw(_modes(1, activities, 2)))
    late = st.one_of(st.just(NEVER), st.integers(2, horizon))
    per_activity = st.lists(st.integers(0, 2), min_size=activities, max_size=activities)
    return Problem(
        **lists,
        capacity=integers([4]),
        capacity_first=integers([0, 2]),
        capacity_time=integers([draw(st.integers(1, 2)), draw(st.integers(3, 5))]),
        capacity_value=integers([draw(st.integers(0 if pauses else 2, 3)), 2]),
        **draw(_links(activities, lags=True)),
        earliest_start=integers(draw(per_activity)),
        earliest_finish=integers(draw(per_activity)),
        latest_start=integers(draw(st.lists(late, min_size=activities, max_size=activities))),
        latest_finish=integers(draw(st.lists(late, min_size=activities, max_size=activities))),
        due=integers(draw(st.lists(late, min_size=activities, max_size=activities))),
        weight=integers(draw(per_activity)),
        mode_cost=integers([draw(st.integers(0, 9)) for _ in range(len(lists["duration"]))]),
        horizon=horizon,
    )


@st.composite
def problems_with_calendars(draw: st.DrawFn, activities: int = 3, horizon: int = 10) -> Problem:
    """Two timelines with pauses, lags counted on them or elapsed, modes on either or on none."""
    lists: dict[str, Any] = mode_lists(draw(_modes(1, activities, 2)))
    links = draw(_links(activities, lags=True))
    timeline = st.sampled_from([CONTINUOUS, 0, 1])
    rows = [[(0, 3), (5, 8), (10, 14)], [(0, 2), (4, 7), (9, 11), (12, 14)]]
    count = len(links["link_lag"])
    return Problem(
        **lists,
        capacity=integers([2]),
        capacity_first=integers([0, 2]),
        capacity_time=integers([5, 6]),
        capacity_value=integers([draw(st.integers(0, 2)), 2]),
        **links,
        link_timeline=integers(draw(st.lists(timeline, min_size=count, max_size=count))),
        mode_timeline=integers([draw(timeline) for _ in range(len(lists["duration"]))]),
        timeline_first=integers([0, 3, 7]),
        timeline_start=integers([a for row in rows for a, _ in row]),
        timeline_finish=integers([b for row in rows for _, b in row]),
        timeline_work=integers([0, 3, 6, 0, 2, 5, 7]),
        due=integers(draw(st.lists(st.integers(2, horizon), min_size=activities, max_size=activities))),
        weight=integers(draw(st.lists(st.integers(0, 2), min_size=activities, max_size=activities))),
        horizon=horizon,
    )


@st.composite
def problems_with_people(draw: st.DrawFn) -> Problem:
    """Three persons with hours of their own, two activities that pick some of them."""
    counts = [draw(st.integers(1, 2)), 1]
    eligible = [[0, 1, 2], draw(st.sampled_from([[0], [1, 2], [0, 2]]))]
    lists: dict[str, Any] = mode_lists([[(draw(st.integers(1, 3)), [])], [(draw(st.integers(1, 3)), [])]])
    return Problem(
        **lists,
        capacity=integers([2, 2, 2]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        pick_first=integers([0, 1, 2]),
        pick_count=integers(counts),
        pick_amount=integers([draw(st.integers(1, 2)), draw(st.integers(1, 2))]),
        eligible_first=integers([0, 3, 3 + len(eligible[1])]),
        eligible_resource=integers([*eligible[0], *eligible[1]]),
        resource_timeline=integers([draw(st.sampled_from([CONTINUOUS, 0])), 0, 1]),
        timeline_first=integers([0, 2, 4]),
        timeline_start=integers([0, 4, 1, 6]),
        timeline_finish=integers([3, 9, 5, 10]),
        timeline_work=integers([0, 3, 0, 4]),
        horizon=10,
    )
