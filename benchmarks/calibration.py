"""Calibration: forecasts of actual / estimate on tasks that were not learnt from, beside raw ratios and one lognormal.

Each case learns from one part of a public history and is scored on another: later years of one company, the later tasks
of each project, projects that were never seen, the later issues of each tracker.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.results import markdown_table, write_section
from tests.real_data import data_folder, find_real_data
from trilemma.engine.calibration import CANDIDATES, History, baseline_scores, calibrate, score
from trilemma.files.history import Columns, read_history

SIP = Columns("HoursEstimate", "HoursActual", ("DeveloperID", "ProjectCode", "Category", "SubCategory"), "EstimateOn")
SIP_FEW = Columns("HoursEstimate", "HoursActual", ("SubCategory",))
CESAW = Columns(
    "task_plan_time_minutes",
    "task_actual_time_minutes",
    ("project_key", "person_key", "team_key", "phase_short_name", "process_name"),
    "task_actual_start_date",
)
JIRA = Columns("timeestimate", "timespent", ("project_name", "issue_name", "priority", "assignee_id"), "created")
FEWEST_ISSUES = 150
SHARE_LEARNT = 0.6
HEADINGS = (
    "case",
    "learnt",
    "scored",
    "method",
    "80 % range holds",
    "raw",
    "lognormal",
    "pinball",
    "against raw",
    "against lognormal",
    "CRPS",
    "against raw",
    "against lognormal",
    "CPU seconds",
)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A history to learn from and the tasks to score."""

    name: str
    known: History
    later: History


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="one case of a few hundred tasks only")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    found = [sample_of(case) for case in sip_cases()][:1] if options.sample else all_cases()
    text = table(found) if found else f"No history is in {data_folder()} (set TRILEMMA_DATA)."
    print(text)
    if options.write:
        write_section("Calibration", f"{explanation()}\n\n{text}", datetime.now(UTC).date().isoformat())
    return text


def explanation() -> str:
    """Say how to read the table."""
    return (
        "Scores of log(actual / estimate) on tasks that were not learnt from: pinball loss at 10, 25, 50, 75, 90 % and "
        "CRPS, lower is better; *against* is the change beside the baseline. The baselines are the ratios of all that "
        "was learnt from, raw and as one lognormal. Everything, the choice of the method included, was learnt without "
        "the scored tasks. *Unseen projects*: no task of the scored projects was learnt from, though people and teams "
        f"may be known. jira: each tracker with at least {FEWEST_ISSUES} issues, the first part learnt; small and "
        "mixed histories, for information. CPU seconds: choosing, learning and scoring."
    )


def table(cases: Sequence[Case]) -> str:
    """Score every case and return the table."""
    rows = []
    for case in cases:
        began = time.process_time()
        learnt = calibrate(case.known, candidates=CANDIDATES)
        ours = score(learnt, case.later)
        seconds = time.process_time() - began
        bases = list(baseline_scores(case.known, case.later).values())
        rows.append(
            [
                case.name,
                len(case.known),
                len(case.later),
                learnt.candidate,
                *(f"{scores.coverage_80:.1%}" for scores in (ours, *bases)),
                f"{ours.pinball:.4f}",
                *(f"{ours.pinball / base.pinball - 1:+.1%}" for base in bases),
                f"{ours.crps:.4f}",
                *(f"{ours.crps / base.crps - 1:+.1%}" for base in bases),
                f"{seconds:.0f}",
            ]
        )
    return markdown_table(HEADINGS, rows)


def all_cases() -> list[Case]:
    """Return the cases of every history that is there."""
    return [*sip_cases(), *cesaw_cases(), *jira_cases()]


def sample_of(case: Case) -> Case:
    """Keep a few hundred tasks."""
    known, later = (np.arange(0, len(part), max(1, len(part) // 300)) for part in (case.known, case.later))
    return Case(case.name, case.known.rows(known), case.later.rows(later))


def sip_cases() -> Iterator[Case]:
    """Tasks of one company: early years learnt, the years after scored."""
    folder = find_real_data("sip-estimates")
    if folder is None:
        return
    with tempfile.TemporaryDirectory() as scratch:
        path = with_dates(folder, Path(scratch) / "sip.csv")
        history = read_history(path, SIP).history
        few = read_history(path, SIP_FEW).history
    for year in (2007, 2008):
        early = history.tasks.days < days_since_1970(date(year + 1, 1, 1))
        yield split(f"sip, up to {year}", history, early)
    early = history.tasks.days < days_since_1970(date(2008, 1, 1))
    yield split("sip, up to 2007, one group column, no dates", few, early)


def with_dates(folder: Path, path: Path) -> Path:
    """Join the two files of the history: tasks, and when each was estimated."""
    with (folder / "est-act-dates.csv").open(encoding="utf-8", newline="") as file:
        days = {row["TaskNumber"]: row["EstimateOn"] for row in csv.DictReader(file)}
    with (
        (folder / "task-info.csv").open(encoding="latin-1", newline="") as source,
        path.open("w", encoding="utf-8", newline="") as target,
    ):
        reader = csv.DictReader(source)
        writer = csv.DictWriter(target, [*(reader.fieldnames or []), "EstimateOn"])
        writer.writeheader()
        writer.writerows(row | {"EstimateOn": days.get(row["TaskNumber"], "")} for row in reader)
    return path


def days_since_1970(day: date) -> int:
    """Return the number by which a history counts this day."""
    return (day - date(1970, 1, 1)).days


def cesaw_cases() -> Iterator[Case]:
    """Projects of several organisations: later tasks of each project, all later tasks, and projects never seen."""
    folder = find_real_data("cesaw-estimates")
    if folder is None:
        return
    history = read_history(folder / "CESAW_task_fact.csv", CESAW).history
    projects = history.tasks.groups[0]
    dated = history.rows(np.flatnonzero(~np.isnan(history.tasks.days)))
    early = np.zeros(len(dated), dtype=bool)
    for project in np.unique(dated.tasks.groups[0]):
        own = np.flatnonzero(dated.tasks.groups[0] == project)
        early[own] = dated.tasks.days[own] <= np.quantile(dated.tasks.days[own], SHARE_LEARNT)
    yield split(f"cesaw, first {SHARE_LEARNT:.0%} of each project", dated, early)
    yield split(
        f"cesaw, first {SHARE_LEARNT:.0%} overall",
        dated,
        dated.tasks.days <= np.quantile(dated.tasks.days, SHARE_LEARNT),
    )
    names, counts = np.unique(projects, return_counts=True)
    largest = names[np.argmax(counts)]
    others = np.random.default_rng(1).permutation(names[names != largest])
    for turn, part in enumerate(np.array_split(others, 3), start=1):
        yield split(f"cesaw, unseen projects {turn} of 3", history, ~np.isin(projects, part))


def jira_cases() -> Iterator[Case]:
    """Issues of public trackers: the first part of each learnt, the later issues scored."""
    folder = find_real_data("jira-time-estimates")
    if folder is None:
        return
    path = folder / "data" / "processed" / "clean_data_v2.csv"
    columns = Columns(JIRA.estimate, JIRA.actual, ("repo_name", *JIRA.groups), JIRA.date)
    history = read_history(path, columns).history
    for tracker in np.unique(history.tasks.groups[0]):
        own = history.rows(np.flatnonzero(history.tasks.groups[0] == tracker))
        if len(own) >= FEWEST_ISSUES:
            yield split(f"jira, {tracker}", own, own.tasks.days <= np.quantile(own.tasks.days, SHARE_LEARNT))


def split(name: str, history: History, early: npt.NDArray[np.bool_]) -> Case:
    """Part a history into what is learnt from and what is scored."""
    return Case(name, history.rows(np.flatnonzero(early)), history.rows(np.flatnonzero(~early)))


if __name__ == "__main__":
    main()
