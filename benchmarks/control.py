"""Control: forecasts of the finish of tracked real projects, ours beside nine from earned value and earned schedule.

Each forecast knows what had been recorded by its status date and nothing later.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Absolute errors by method as shares of the true duration, and whether the finish fell within P50 and P80."""

    errors: dict[str, float]
    within_50: bool
    within_80: bool


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
        "The last columns say how often the finish fell within our P50 and P80."
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
    for plan, finish in projects:
        planned = PlannedValue(plan, plan.baselines[0])
        for share in SHARES:
            status = min(plan.statuses, key=lambda s: distance(planned, s, share))
            if distance(planned, status, share) <= REACH:
                found[share].append(forecasts(plan, planned, status, finish))
    rows = []
    for share, each in sorted(found.items()):
        means = [f"{100 * np.mean([f.errors[m] for f in each]):.1f}" for m in ("ours", *FINISH_METHODS)]
        within = [
            f"{100 * np.mean([f.within_50 for f in each]):.0f}",
            f"{100 * np.mean([f.within_80 for f in each]):.0f}",
        ]
        rows.append([f"{share:.0%}", len(each), *means, *within])
    headings = ["progress", "projects", "ours [%]", *FINISH_METHODS, "within P50 [%]", "within P80 [%]"]
    return markdown_table(headings, rows)


def distance(planned: PlannedValue, status: Status, share: float) -> float:
    """Return how far the earned value of a status is from a share of the budget."""
    return abs(planned.earned({entry.activity: entry.progress for entry in status.entries}) / planned.bac - share)


def forecasts(plan: Plan, planned: PlannedValue, status: Status, finish: datetime) -> Forecasts:
    """Return the errors of every method at one status date."""
    found = outlook(plan, status, draws=DRAWS)
    true = planned.actual_minutes(finish)
    dates = {"ours": found.finish, **found.value.finish}
    errors = {method: abs(planned.actual_minutes(at) - true) / true for method, at in dates.items()}
    return Forecasts(errors, finish <= found.p50, finish <= found.p80)


if __name__ == "__main__":
    main()
