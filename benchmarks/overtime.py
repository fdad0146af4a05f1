"""Overtime against revenue (RCPSP-ROC) on instances made from j30 and j60 as the problem's authors make theirs."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import mean

import numpy as np

from benchmarks.makespan import instances
from benchmarks.results import markdown_table, write_section
from trilemma.engine.api import Problem
from trilemma.engine.schedule.objectives import Revenue
from trilemma.engine.schedule.overtime_by_period import (
    Overtime,
    earliest_starts,
    overtime_used,
    solve_with_overtime,
)
from trilemma.engine.schedule.problem import integers, makespan
from trilemma.engine.schedule.search.general import generate

SCALE = 1000
"""Units of the solver in one unit of the published revenue, which is no whole number."""
PRICE = SCALE // 2


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="one small instance, a second")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    parser.add_argument("--instances", type=int, default=12, help="how many of each set, evenly spread")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds for an instance")
    parser.add_argument("--note", default="", help="a sentence to put above the table")
    options = parser.parse_args(arguments)
    sets = ["j30", "j60"]
    if options.sample:
        options.instances, options.limit, sets = 1, 1.0, ["j30"]
    rows = [[name, *measured(name, options.instances, options.limit)] for name in sets]
    table = markdown_table(["set", "instances", "proven", "share proven %", "mean gap %", "seconds"], rows)
    text = "\n\n".join(
        [
            *([options.note] if options.note else []),
            (
                f"Profit against its proven bound after {options.limit:g} s, as a share of the most that is earned. "
                "The latest finish that earns anything is that of serial generation on the topological order by number."
            ),
            table,
        ]
    )
    print(text)
    if options.write:
        write_section("Overtime and revenue", text, datetime.now(UTC).date().isoformat())
    return text


def measured(name: str, count: int, limit: float) -> list[object]:
    """Return the cells of one set."""
    gaps, proven, seconds = [], 0, []
    for instance in instances(name, count):
        overtime, revenue = made(instance.problem)
        outcome = solve_with_overtime(instance.problem, overtime, revenue, clock=time.monotonic, limit=limit)
        proven += outcome.status.value == "optimal"
        if outcome.value is not None and outcome.bound is not None:
            gaps.append(100 * (outcome.bound - outcome.value) / max(int(revenue.value.max()), 1))
        seconds.append(outcome.seconds)
    return [len(seconds), proven, 100 * proven / max(len(seconds), 1), mean(gaps) if gaps else None, mean(seconds)]


def made(problem: Problem) -> tuple[Overtime, Revenue]:
    """Return overtime and revenue of an instance: half the capacity at half a unit, revenue falling by a parabola."""
    overtime = Overtime(integers(problem.capacity // 2), integers(np.full(len(problem.capacity), PRICE)))
    early = earliest_starts(problem)
    most = int(overtime_used(problem, early).sum()) * PRICE
    serial = generate(problem, problem.order, integers(problem.mode_first[:-1]))
    first, last = makespan(problem, early), makespan(problem, early if serial is None else serial)
    times = np.arange(first, last + 1)
    if last <= first:
        return overtime, Revenue(integers([0]), integers([most]))
    falling = most - np.ceil(most * ((times - first) / (last - first)) ** 2)
    return overtime, Revenue(integers([0, *times[1:], last + 1]), integers([most, *falling[1:], 0]))


if __name__ == "__main__":
    main()
