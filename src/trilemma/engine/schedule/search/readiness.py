"""Have the kernels ready before a clock runs: compiled once per installation, afterwards loaded from the cache."""

from __future__ import annotations

from trilemma.engine.schedule.problem import Problem, integers, mode_lists
from trilemma.engine.schedule.search.general import GeneralSearch
from trilemma.engine.schedule.search.plain import PlainSearch, fits


def make_ready(problem: Problem) -> None:
    """Compile or load the kernels that a search of the problem needs, on a problem of two activities.

    The first time in an installation this takes some seconds, later a fraction of one. Without it a short limit could
    end before the first schedule, and the next run would begin again.
    """
    tiny = Problem(
        **mode_lists([[(1, [(0, 1)]), (2, [])], [(1, [(0, 1)])]]),
        capacity=integers([1]),
        budget_limit=integers([9]),
        budget_use=integers([[1], [1], [1]]),
        link_predecessor=integers([]),
        link_successor=integers([]),
        horizon=9,
    )
    if fits(problem):
        PlainSearch(tiny, seed=1).advance(2, 0.0, 1.0)
    if not len(problem.pick_count) and not fits(problem):
        GeneralSearch(tiny, seed=1).advance(2, 0.0, 1.0)
