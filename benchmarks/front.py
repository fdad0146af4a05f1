"""The front of finish and cost on MMLIB100 beside the plain formulation, and of three axes on the sample plans."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from statistics import mean

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.makespan import instances, refuse_broken
from benchmarks.results import markdown_table, write_section
from trilemma.engine.api import Problem, check_schedule, check_solution
from trilemma.engine.schedule.problem import integers
from trilemma.engine.tradeoff.augmecon import make_front
from trilemma.engine.tradeoff.plan_front import plan_oracle
from trilemma.engine.tradeoff.points import Axis, Front
from trilemma.engine.tradeoff.problem_front import ProblemOracle
from trilemma.files import read_plan
from trilemma.files.samples import sample_names, sample_text

THREE = (Axis.FINISH, Axis.COST, Axis.DEFECTS)


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="one small instance, two seconds")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    parser.add_argument("--instances", type=int, default=12, help="how many of MMLIB100, evenly spread")
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--limit", type=float, default=15.0, help="seconds for a front of MMLIB100")
    parser.add_argument("--plan-limit", type=float, default=60.0, help="seconds for a front of a sample plan")
    parser.add_argument("--note", default="", help="a sentence to put above the tables")
    options = parser.parse_args(arguments)
    if options.sample:
        options.instances, options.points, options.limit = 1, 4, 2.0
    text = "\n\n".join(
        [
            *([options.note] if options.note else []),
            (
                "MMLIB100, cost = nonrenewable units used, their limits dropped; gaps in %, mean over the points of a "
                "front; *of range*: the same distance as a share of the front's own range of cost. The plain "
                "formulation (finishes as variables, whole cost as objective, two default workers) answers the same in "
                "the same time."
            ),
            on_instances(options.instances, options.points, options.limit),
            *([] if options.sample else [on_plans(options.plan_limit)]),
        ]
    )
    print(text)
    if options.write:
        write_section("Front", text, datetime.now(UTC).date().isoformat())
    return text


def with_cost(problem: Problem) -> Problem:
    """Return a multi-mode problem whose cost is what it uses of the nonrenewable resources, without their limits."""
    return replace(
        problem,
        mode_cost=integers(problem.budget_use.sum(axis=1)),
        budget_limit=integers([]),
        budget_use=integers(np.zeros((problem.m, 0))),
    )


def on_instances(count: int, points: int, limit: float) -> str:
    """Return the table of MMLIB100."""
    rows: list[list[object]] = []
    for instance in instances("MMLIB100", count):
        problem = with_cost(instance.problem)
        oracle = ProblemOracle(problem, time.monotonic)
        front = make_front(oracle, clock=time.monotonic, points=points, limit=limit)
        for point in front.points:
            refuse_broken(check_solution(problem, point.candidate.solution))
        rows.append([instance.name, *figures(front), plain_gap(problem, front, limit)])
    columns = list(zip(*[row[1:] for row in rows], strict=True))
    rows.append(["mean", *(mean(values) for values in ([v for v in c if isinstance(v, float | int)] for c in columns))])
    return markdown_table(["instance", "points", "gap", "of range", "proven", "seconds", "plain: gap"], rows)


def figures(front: Front) -> list[object]:
    """Return the cells of one front."""
    costs = [point.candidate.values[Axis.COST] for point in front.points]
    spread = max(max(costs, default=0) - min(costs, default=0), 1)
    distances = [point.value - point.bound for point in front.points if point.bound is not None]
    gaps = [100 * point.gap for point in front.points if point.gap is not None]
    proven = sum(point.gap == 0 for point in front.points)
    of_range = 100 * mean(distances) / spread if distances and len(costs) > 1 else None
    return [len(front.points), mean(gaps) if gaps else None, of_range, proven, front.seconds]


def plain_gap(problem: Problem, front: Front, limit: float) -> float | None:
    """Return the mean gap of the plain formulation on the questions of a front, 100 where it finds nothing."""
    share = limit / max(len(front.points), 1)
    gaps = [_plain(problem, point.limits[Axis.FINISH], share) for point in front.points]
    return mean(gaps) if gaps else None


def _plain(problem: Problem, deadline: int, seconds: float) -> float:
    model = cp_model.CpModel()
    starts = [model.new_int_var(0, deadline, "") for _ in range(problem.n)]
    finishes = [model.new_int_var(0, deadline, "") for _ in range(problem.n)]
    costs, uses = [], {r: ([], []) for r in range(len(problem.capacity))}  # type: ignore[var-annotated]
    for activity in range(problem.n):
        literals = []
        for mode in range(problem.mode_first[activity], problem.mode_first[activity + 1]):
            literal = model.new_bool_var("")
            literals.append(literal)
            size = int(problem.duration[mode])
            interval = model.new_optional_interval_var(starts[activity], size, finishes[activity], literal, "")
            costs.append(int(problem.mode_cost[mode]) * literal)
            for demand in range(problem.demand_first[mode], problem.demand_first[mode + 1]):
                row = uses[int(problem.demand_resource[demand])]
                row[0].append(interval)
                row[1].append(int(problem.demand_amount[demand]))
        model.add_exactly_one(literals)
    for before, after in zip(problem.link_predecessor, problem.link_successor, strict=True):
        model.add(starts[after] >= finishes[before])
    for resource, (intervals, amounts) in uses.items():
        model.add_cumulative(intervals, amounts, int(problem.capacity[resource]))
    model.minimize(sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return 100.0
    return 100 * (solver.objective_value - solver.best_objective_bound) / max(solver.objective_value, 1)


def on_plans(limit: float) -> str:
    """Return the table of the sample plans: three axes, 60 points."""
    rows: list[list[object]] = []
    for name in sample_names():
        oracle = plan_oracle(read_plan(sample_text(name).encode(), name=f"{name}.toml"), time.monotonic)
        front = make_front(oracle, clock=time.monotonic, axes=THREE, points=60, limit=limit)
        for point in front.points:
            solution = point.candidate.solution
            refuse_broken(check_schedule(oracle.settled(solution), oracle.schedule(solution)))
        rows.append([name, *figures(front)])
    return markdown_table(["plan, three axes", "points", "gap", "of range", "proven", "seconds"], rows)


if __name__ == "__main__":
    main()
