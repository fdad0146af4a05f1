"""Control: forecasts of the finish of tracked real projects, ours beside nine from earned value and earned schedule.

Each forecast knows what had been recorded by its status date and nothing later.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.results import markdown_table, write_section
from tests.real_data import find_real_data
from trilemma.engine.control.earned_value import FINISH_METHODS, PlannedValue
from trilemma.engine.control.outlook import outlook
from trilemma.engine.plan import Plan, Status
from trilemma.files.p2x import read_p2x

SHARES = (0.25, 0.5, 0.75)
REACH = 0.12
"""A status date counts for a share of progress when its earned value is no further from it than this."""
FEWEST_PERIODS = 3
DRAWS = 320


PARTS = ("network", "pv1", "ed1", "es1", "es2")
CHOICES = tuple(parts for size in range(1, 5) for parts in combinations(PARTS, size))
"""What a consensus could be made of: the median of up to four forecasts."""


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Forecasts of the duration by method as shares of the true one, and whether the finish fell within P50 and P80."""

    project: int
    shares: dict[str, float]
    within_50: bool
    within_80: bool

    def error(self, *methods: str) -> float:
        """Return the absolute error of the median of some forecasts."""
        return abs(float(np.median([self.shares[method] for method in methods])) - 1.0)


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="three projects only")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    folder = find_real_data("dslib-real-projects")
    paths = sorted((folder / "p2x").glob("*.p2x")) if folder else []
    text = table(tracked(paths, most=3 if options.sample else None)) if paths else "The tracked projects are absent."
    print(text)
    if options.write and paths:
        write_section("Control", f"{explanation()}\n\n{text}", datetime.now(UTC).date().isoformat())
    return text


def explanation() -> str:
    """Say how to read the table."""
    return (
        "Mean absolute error of the forecast finish, as a share of the true duration in working time, at the status "
        f"date whose earned value is nearest to 25, 50, 75 % of the budget (at most {REACH:.0%} away), over real "
        "projects that were tracked to their end. *ours* is the median of the network's forecast, es1 and pv1; pv, ed, "
        "es are planned value, earned duration, earned schedule with the rest as planned (1), SPI (2), SPI x CPI (3). "
        "*chosen without it*: the median of up to four of network, pv1, ed1, es1, es2 that was best on all other "
        "projects and shares of progress, for each project anew; it shows what is left of the lead where the choice "
        "cannot look at what it is judged on. The last columns say how often the finish fell within our P50 and P80."
    )


def tracked(paths: Sequence[Path], most: int | None) -> Iterator[tuple[Plan, datetime]]:
    """Yield projects whose every activity was tracked to its finish, with that finish."""
    found = 0
    for path in paths:
        plan = read_p2x(path.read_bytes(), path.name).plan
        if len(plan.statuses) < FEWEST_PERIODS or (most is not None and found >= most):
            continue
        entries = plan.statuses[-1].entries
        done = {e.activity: e.progress.actual_finish for e in entries if e.progress.actual_finish is not None}
        if {entry.activity for entry in plan.baselines[0].entries} <= set(done):
            found += 1
            yield plan, max(done.values())


def table(projects: Iterator[tuple[Plan, datetime]]) -> str:
    """Forecast every project at every share of progress and return the table."""
    found: dict[float, list[Forecasts]] = defaultdict(list)
    for number, (plan, finish) in enumerate(projects):
        planned = PlannedValue(plan, plan.baselines[0])
        for share in SHARES:
            status = min(plan.statuses, key=lambda s: distance(planned, s, share))
            if distance(planned, status, share) <= REACH:
                found[share].append(forecasts(number, plan, planned, status, finish))
    chosen = choices_without([each for entries in found.values() for each in entries])
    rows = []
    for share, each in sorted(found.items()):
        ours = 100 * np.mean([f.error("ours") for f in each])
        blind = 100 * np.mean([f.error(*chosen[f.project]) for f in each])
        means = [f"{100 * np.mean([f.error(m) for f in each]):.1f}" for m in FINISH_METHODS]
        within = [
            f"{100 * np.mean([f.within_50 for f in each]):.0f}",
            f"{100 * np.mean([f.within_80 for f in each]):.0f}",
        ]
        rows.append([f"{share:.0%}", len(each), f"{ours:.1f}", f"{blind:.1f}", *means, *within])
    headings = ["progress", "projects", "ours [%]", "chosen without it", *FINISH_METHODS]
    text = markdown_table([*headings, "within P50 [%]", "within P80 [%]"], rows)
    counts = Counter(" + ".join(parts) for parts in chosen.values()).most_common()
    return f"{text}\n\nChosen: {', '.join(f'{name} ({count} times)' for name, count in counts)}."


def choices_without(found: Sequence[Forecasts]) -> dict[int, tuple[str, ...]]:
    """Return for each project the choice with the least mean error on all others."""
    errors = np.array([[each.error(*parts) for parts in CHOICES] for each in found])
    projects = np.array([each.project for each in found])
    return {
        int(project): CHOICES[int(np.argmin(errors[projects != project].mean(axis=0)))]
        for project in np.unique(projects)
        if (projects != project).any()
    } or {int(project): CHOICES[0] for project in projects}


def distance(planned: PlannedValue, status: Status, share: float) -> float:
    """Return how far the earned value of a status is from a share of the budget."""
    return abs(planned.earned({entry.activity: entry.progress for entry in status.entries}) / planned.bac - share)


def forecasts(number: int, plan: Plan, planned: PlannedValue, status: Status, finish: datetime) -> Forecasts:
    """Return the forecasts of every method at one status date."""
    found = outlook(plan, status, draws=DRAWS)
    true = planned.actual_minutes(finish)
    dates = {"ours": found.finish, "network": found.network, **found.value.finish}
    shares = {method: planned.actual_minutes(at) / true for method, at in dates.items()}
    return Forecasts(number, shares, finish <= found.p50, finish <= found.p80)


if __name__ == "__main__":
    main()
