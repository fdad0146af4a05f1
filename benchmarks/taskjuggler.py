"""TaskJuggler 3 beside ours: the same random plans, translated word for word; finish dates and whole-process times."""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.results import markdown_table, write_section
from trilemma.engine.api import (
    Activity,
    Calendar,
    Demand,
    Estimate,
    Link,
    Mode,
    Person,
    Plan,
    Project,
    Shift,
    Shifts,
    Week,
)
from trilemma.files import write_plan

SHAPES = ((100, 10, 5), (300, 20, 3), (1_000, 30, 1))
"""Activities, people, number of plans."""
LIMITS = (1.0, 10.0)
REACH = 40
DAY: Shifts = (Shift(9 * 60, 12 * 60), Shift(13 * 60, 18 * 60))
WEEK: Week = (DAY, DAY, DAY, DAY, DAY, (), ())
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="one plan of 30 activities")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    text = table(((30, 4, 1),) if options.sample else SHAPES, (1.0,) if options.sample else LIMITS)
    print(text)
    if options.write:
        write_section("TaskJuggler", f"{explanation()}\n\n{text}", datetime.now(UTC).date().isoformat())
    return text


def explanation() -> str:
    """Say how to read the table."""
    return (
        "Random plans: tasks of 4 to 40 hours, each done by one named person (a tenth of them by two), up to two "
        "predecessors each, weekdays 09:00-12:00 and 13:00-18:00; TaskJuggler gets the same with a resolution of one "
        "hour. *days later* is the mean of TaskJuggler's duration of the project minus ours, as a share of ours; "
        "TaskJuggler may interrupt a task, ours does not. Seconds are those of whole processes, start-up included; ours"
        " has the stated limit for solving. *never later* says in how many plans our finish is not after TaskJuggler's."
    )


def table(shapes: Sequence[tuple[int, int, int]], limits: Sequence[float]) -> str:
    """Schedule every plan with both and return the table."""
    rows = []
    for size, people, count in shapes:
        plans = [a_plan(size, people, seed) for seed in range(count)]
        theirs = [taskjuggler(plan) for plan in plans]
        for limit in limits:
            ours = [trilemma(plan, limit) for plan in plans]
            rows.append([f"{size} activities, {people} people", f"{limit:g} s", *compared(ours, theirs)])
    headings = ["plans", "limit", "ours [s]", "TaskJuggler [s]", "days later", "never later"]
    return markdown_table(headings, rows)


def compared(ours: Sequence[tuple[datetime, float]], theirs: Sequence[tuple[datetime, float] | None]) -> list[object]:
    """Return mean times, how much longer TaskJuggler's projects take, and how often ours is not later."""
    own = sum(seconds for _, seconds in ours) / len(ours)
    pairs = [(mine, peer) for mine, peer in zip(ours, theirs, strict=True) if peer is not None]
    if not pairs:
        return [own, None, None, None]
    peer = sum(seconds for _, (_, seconds) in pairs) / len(pairs)
    longer = [(b - START) / (a - START) - 1 for (a, _), (b, _) in pairs]
    kept = sum(a <= b for (a, _), (b, _) in pairs)
    return [own, peer, f"{sum(longer) / len(longer):+.1%}", f"{kept}/{len(pairs)}"]


def a_plan(size: int, people: int, seed: int) -> Plan:
    """Return a random plan of tasks done by named persons."""
    luck = random.Random(f"{size} {people} {seed}")  # noqa: S311 - a repeatable plan, no secret
    names = [f"p{number}" for number in range(1, people + 1)]
    activities = []
    for number in range(1, size + 1):
        who = luck.sample(names, 2 if luck.random() < 0.1 else 1)
        effort = Estimate.fixed(60 * luck.randint(4, 40) * len(who))
        mode = Mode(effort=effort, demands=tuple(Demand(name) for name in who))
        activities.append(Activity(f"t{number}", modes=(mode,)))
    links = tuple(
        Link(f"t{before}", f"t{number}")
        for number in range(2, size + 1)
        for before in sorted({luck.randint(max(1, number - REACH), number - 1) for _ in range(2)})
        if luck.random() < 0.7
    )
    calendar = Calendar("c1", "Weekdays", "UTC", ((None, WEEK),))
    staff = tuple(Person(name) for name in names)
    return Plan((Project("p"),), START, tuple(activities), links, calendar="c1", calendars=(calendar,), people=staff)


def trilemma(plan: Plan, limit: float) -> tuple[datetime, float]:
    """Return the finish that the command finds, and the seconds of its process."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.toml"
        write_plan(plan, file)
        command = [sys.executable, "-m", "trilemma", "schedule", str(file), "--limit", f"{limit:g}", "--json"]
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=True)
        seconds = time.perf_counter() - began
    answer = json.loads(done.stdout)
    if answer["violations"]:
        raise RuntimeError(answer["violations"])
    return max(datetime.fromisoformat(row["finish"]) for row in answer["activities"]), seconds


def taskjuggler(plan: Plan) -> tuple[datetime, float] | None:
    """Return TaskJuggler's finish and the seconds of its process, None where it is not installed."""
    program = shutil.which("tj3")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.tjp"
        file.write_text(as_tjp(plan), encoding="utf-8")
        began = time.perf_counter()
        subprocess.run([program, "--silent", "-o", folder, str(file)], capture_output=True, check=True)
        seconds = time.perf_counter() - began
        with (Path(folder) / "dates.csv").open(encoding="utf-8") as rows:
            ends = [row["End"] for row in csv.DictReader(rows, delimiter=";")]
    return max(datetime.fromisoformat(end).replace(tzinfo=UTC) for end in ends), seconds


def as_tjp(plan: Plan) -> str:
    """Return the plan in TaskJuggler's language."""
    before: dict[str, list[str]] = {}
    for link in plan.links:
        before.setdefault(link.successor, []).append(link.predecessor)
    lines = [
        'project p "p" 2026-03-02 +20y {',
        '  timezone "UTC"',
        '  timeformat "%Y-%m-%dT%H:%M"',
        "  timingresolution 60 min",
        "  dailyworkinghours 8",
        "  workinghours mon - fri 9:00 - 12:00, 13:00 - 18:00",
        "  workinghours sat, sun off",
        "}",
        *(f'resource {person.id} "{person.id}"' for person in plan.people),
    ]
    for activity in plan.activities:
        mode = activity.modes[0]
        who = ", ".join(demand.resource for demand in mode.demands)
        mandatory = "".join(f"  allocate {demand.resource} {{ mandatory }}\n" for demand in mode.demands)
        lines.append(f'task {activity.id} "{activity.id}" {{')
        lines.append(f"  effort {mode.estimate.likely / 60:g}h")
        lines.append(mandatory.rstrip() if len(mode.demands) > 1 else f"  allocate {who}")
        if activity.id in before:
            lines.append("  depends " + ", ".join(f"!{name}" for name in before[activity.id]))
        lines.append("}")
    lines.append('taskreport dates "dates" { formats csv columns id, end hideresource 1 loadunit hours }')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
