"""Problems made smaller or tighter: with some of their modes, or with their cost as a budget."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trilemma.engine.schedule.problem import Int1D, Problem, integers


def with_budget(problem: Problem, budget: int) -> Problem:
    """Return a problem whose cost is a further nonrenewable resource with a limit."""
    use = np.concatenate((problem.budget_use, problem.mode_cost[:, None]), axis=1)
    return replace(problem, budget_limit=integers([*problem.budget_limit.tolist(), budget]), budget_use=integers(use))


def only(problem: Problem, mode: Int1D) -> Problem:
    """Return a problem in which every activity has one mode left."""
    return with_modes(problem, mode, np.arange(problem.n + 1))


def with_modes(problem: Problem, kept: Int1D, mode_first: Int1D) -> Problem:
    """Return a problem with some of its modes, in new rows; picks must be written out."""
    demands = [slice(problem.demand_first[m], problem.demand_first[m + 1]) for m in kept]
    lengths = [part.stop - part.start for part in demands]
    rows = np.concatenate([np.arange(part.start, part.stop) for part in demands]) if demands else np.arange(0)
    return replace(
        problem,
        mode_first=integers(mode_first),
        duration=integers(problem.duration[kept]),
        work=integers(problem.work[kept]),
        demand_first=integers(np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))),
        demand_resource=integers(problem.demand_resource[rows]),
        demand_amount=integers(problem.demand_amount[rows]),
        mode_cost=integers(problem.mode_cost[kept]),
        mode_timeline=integers(problem.mode_timeline[kept]),
        budget_use=integers(problem.budget_use[kept]),
        pick_first=integers(np.zeros(len(kept) + 1, dtype=np.int64)),
    )
