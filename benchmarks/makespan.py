"""Makespan: gaps to the best known values on PSPLIB and MMLIB, ours beside the peers, same instances, limits and cores.

Three tables: everything by seconds; ours by effort, and our search alone by schedules made, which do not depend on how
busy the machine is. Every schedule of ours passes the independent checker.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from benchmarks.makespan_peers import Answer, Peer, peers
from benchmarks.results import markdown_table, write_section
from tests.real_data import find_real_data
from trilemma.engine.api import Problem, check_solution, solve
from trilemma.engine.schedule.search.plain import PlainSearch
from trilemma.files.psplib import read_psplib

SETS = {
    "j30": ("psplib-rcpsp", "j30", ".sm"),
    "j60": ("psplib-rcpsp", "j60", ".sm"),
    "j120": ("psplib-rcpsp", "j120", ".sm"),
    "MMLIB50": ("multimode-rcpsp", "MMLIB/MMLIB50", ".mm"),
    "MMLIB100": ("multimode-rcpsp", "MMLIB/MMLIB100", ".mm"),
}
OVERDRAWN = 1000
"""Best known values from here on stand for instances of which no schedule within the budgets is known."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A published problem with its best known makespan."""

    name: str
    problem: Problem
    known: int


@dataclass(slots=True)
class Tally:
    """What a solver reached on the instances of a set."""

    gaps: list[float] = field(default_factory=list)
    bound_gaps: list[float] = field(default_factory=list)
    proven: int = 0
    without: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, instance: Instance, answer: Answer, seconds: float) -> None:
        """Count one answer."""
        self.seconds.append(seconds)
        if answer.value is None:
            self.without += 1
            return
        self.gaps.append(100 * (answer.value - instance.known) / instance.known)
        if answer.bound is not None:
            self.bound_gaps.append(100 * (answer.value - answer.bound) / max(answer.value, 1))
            self.proven += answer.bound >= answer.value

    def cells(self) -> list[object]:
        """Return the cells of the table."""
        return [_mean(self.gaps), _mean(self.bound_gaps), self.proven, self.without, max(self.seconds)]


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="two small instances, a fraction of a second each")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    parser.add_argument("--sets", default=",".join(SETS), help="names of sets, with commas")
    parser.add_argument("--instances", type=int, default=30, help="how many of each set, evenly spread")
    parser.add_argument("--limits", default="1,10,60", help="seconds, with commas")
    parser.add_argument("--schedules", default="20000,50000,300000", help="schedules of the search alone, with commas")
    parser.add_argument("--efforts", default="20000,100000", help="efforts of the whole portfolio, with commas")
    parser.add_argument(
        "--note", default="", help="a sentence to put above the tables, such as how busy the machine was"
    )
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    if options.sample:
        options.sets, options.instances, options.limits, options.schedules = "j30,MMLIB50", 2, "0.3", "500"
        options.efforts = "500"
    chosen = {name: list(instances(name, options.instances)) for name in options.sets.split(",")}
    limits = [float(limit) for limit in options.limits.split(",") if limit]
    efforts = [int(effort) for effort in options.efforts.split(",") if effort]
    schedules = [int(count) for count in options.schedules.split(",") if count]
    missing = [name for name, peer in peers().items() if peer is None]
    text = "\n\n".join(
        [
            *([options.note] if options.note else []),
            f"{options.instances} instances of each set, evenly spread over the half of it that comes with the data; "
            f"{options.workers} workers. Gaps in % to the best known makespan, bound gap to the solver's own bound; "
            "seconds are the longest run, model building included."
            + (f" Not installed: {', '.join(missing)}." if missing else ""),
            by_seconds(chosen, limits, options.workers),
            "Ours by effort, one thread: so many schedules, and effort / 200,000 deterministic seconds of CP-SAT.",
            by_effort(chosen, efforts),
            "Our search alone, one thread, by schedules made: mean gap in %, and schedules per second.",
            by_schedules(chosen, schedules),
        ]
    )
    print(text)
    if options.write:
        write_section("Makespan", text, datetime.now(UTC).date().isoformat())
    return text


def by_seconds(chosen: dict[str, list[Instance]], limits: Iterable[float], workers: int) -> str:
    """Return the table of ours and every installed peer under limits of time."""
    solvers: dict[str, Peer] = {"ours": ours, **{name: peer for name, peer in peers().items() if peer is not None}}
    rows: list[list[object]] = []
    warm = next(iter(chosen.values()))[0].problem
    for solved in solvers.values():
        solved(warm, 0.3, workers)  # imports and kernels are loaded before the clock runs
    for limit in limits:
        for name, sample in chosen.items():
            for solver, solved in solvers.items():
                rows.append([f"{name}, {limit:g} s, {solver}", *tally(sample, solved, limit, workers).cells()])
    return markdown_table(["set, limit, solver", "gap", "bound gap", "proven", "no schedule", "seconds"], rows)


def tally(sample: list[Instance], solver: Peer, limit: float, workers: int) -> Tally:
    """Run a solver on every instance."""
    counted = Tally()
    for instance in sample:
        begun = time.perf_counter()
        answer = solver(instance.problem, limit, workers)
        counted.add(instance, answer, time.perf_counter() - begun)
    return counted


def ours(problem: Problem, limit: float, workers: int) -> Answer:
    """Solve with the portfolio and hold its schedule against the checker."""
    outcome = solve(problem, clock=time.monotonic, limit=limit, workers=workers)
    if outcome.solution is None:
        return Answer(None, outcome.bound)
    refuse_broken(check_solution(problem, outcome.solution))
    return Answer(outcome.value, outcome.bound)


def refuse_broken(violations: Sequence[object]) -> None:
    """Stop the benchmark where a schedule is none."""
    if violations:
        message = f"a schedule breaks rules: {violations[0]}"
        raise AssertionError(message)


def by_effort(chosen: dict[str, list[Instance]], efforts: Iterable[int]) -> str:
    """Return the table of the whole portfolio by effort."""
    rows: list[list[object]] = []
    for effort in efforts:
        for name, sample in chosen.items():
            counted = Tally()
            for instance in sample:
                begun = time.process_time()
                outcome = solve(instance.problem, clock=time.monotonic, effort=effort)
                if outcome.solution is not None:
                    refuse_broken(check_solution(instance.problem, outcome.solution))
                counted.add(instance, Answer(outcome.value, outcome.bound), time.process_time() - begun)
            rows.append([f"{name}, {effort:,}", *counted.cells()])
    return markdown_table(["set, effort", "gap", "bound gap", "proven", "no schedule", "processor seconds"], rows)


def by_schedules(chosen: dict[str, list[Instance]], counts: Sequence[int]) -> str:
    """Return the table of the search alone by schedules made."""
    rows: list[list[object]] = []
    for name, sample in chosen.items():
        gaps, speed = [], 0.0
        for count in counts:
            gap, speed = searched(sample, count)
            gaps.append(gap)
        rows.append([name, *gaps, speed])
    headings = ["set", *(f"{count:,}" for count in counts), "schedules / s"]
    return markdown_table(headings, rows)


def searched(sample: list[Instance], count: int) -> tuple[float | None, float]:
    """Return the mean gap after so many schedules, and how many were made per second of processor time."""
    gaps, made, spent = [], 0, 0.0
    for instance in sample:
        search = PlainSearch(instance.problem, seed=1)
        begun = time.process_time()
        search.advance(count, 0.0, 1.0)
        spent += time.process_time() - begun
        made += search.schedules_made
        if search.excess == 0:
            refuse_broken(check_solution(instance.problem, search.solution()))
            gaps.append(100 * (search.value - instance.known) / instance.known)
    return _mean(gaps), round(made / max(spent, 1e-9), -3)


def instances(name: str, count: int) -> Iterator[Instance]:
    """Yield instances of a set, evenly spread over those that have a schedule."""
    archive, folder, ending = SETS[name]
    data = find_real_data(archive)
    if data is None:
        message = f"the archive {archive} is missing (set TRILEMMA_DATA)"
        raise SystemExit(message)
    known = best_known(data)
    paths = [path for path in sorted((data / folder).glob(f"*{ending}")) if known.get(path.stem, OVERDRAWN) < OVERDRAWN]
    step = max(1, len(paths) // count)
    for path in paths[::step][:count]:
        yield Instance(path.stem, read_psplib(path.read_bytes(), path.name), known[path.stem])


def best_known(data: Path) -> dict[str, int]:
    """Return the best known makespan of each instance."""
    with (data / "best_known.csv").open(encoding="utf-8") as table:
        return {row["instance"]: int(row["best_upper"]) for row in csv.DictReader(table)}


def _mean(values: Sequence[float]) -> float | None:
    return round(mean(values), 2) if values else None


if __name__ == "__main__":
    main()
