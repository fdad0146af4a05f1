"""Make the projects of the sample organisation: templates, scheduled, baselined and worked on up to one Monday.

The files say what is true on `TODAY`; the site moves every date by whole weeks when it fills a new installation. Made
anew with ``python tools/sample_organisation.py``; the same seed gives the same files.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from trilemma.engine.api import (
    Activity,
    Baseline,
    BaselineEntry,
    Estimate,
    Mode,
    Plan,
    Progress,
    Status,
    StatusEntry,
    adopt_schedule,
    live_schedule,
    schedule_plan,
    to_instant,
)
from trilemma.files import read_plan
from trilemma.files.plan_json import plan_of_tables, plan_tables
from trilemma.files.plan_text import write_plan_text

CHECKOUT: Final = Path(__file__).resolve().parent.parent
SITE: Final = CHECKOUT / "src" / "trilemma" / "site"
FOLDER: Final = SITE / "config" / "sample"
ZONE: Final = ZoneInfo("Europe/Berlin")
TODAY: Final = datetime(2026, 11, 23, tzinfo=ZONE)
EFFORT: Final = 20_000
Tables = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """One project: its template, when it starts, and what is special about it."""

    file: str
    template: str
    name: str
    start: date
    begun: bool
    seed: int
    pace: float
    extras: Mapping[str, Any]


SAMPLES: Final = (
    Sample(
        "website-relaunch",
        "website",
        "Website relaunch for Lindner Garden Supplies",
        date(2026, 9, 7),
        begun=True,
        seed=4,
        pace=1.1,
        extras={
            "deadline": "2027-01-22",
            "threshold": 110,
            "terms": {
                "kind": "fixed-price",
                "price": 118_000,
                "due": "2027-01-22",
                "penalty_per_day": 600,
                "penalty_limit": 18_000,
            },
            "statement": [
                {
                    "id": "spring",
                    "measure": "finish",
                    "kind": "promise",
                    "name": "Live before the spring catalogue",
                    "activity": "live",
                    "at": "2027-01-22",
                    "confidence": "80%",
                },
                {
                    "id": "budget",
                    "measure": "cost",
                    "kind": "expectation",
                    "name": "Internal cost within the calculation",
                    "amount": 93_000,
                    "confidence": "80%",
                },
                {
                    "id": "clean",
                    "measure": "escaped-defects",
                    "kind": "expectation",
                    "name": "Few defects after going live",
                    "amount": 60,
                    "confidence": "70%",
                },
            ],
        },
    ),
    Sample(
        "erp-roll-out",
        "roll-out",
        "ERP roll-out for Bergland Foods",
        date(2026, 8, 3),
        begun=True,
        seed=11,
        pace=1.0,
        extras={
            "deadline": "2027-01-12",
            "threshold": 100,
            "terms": {"kind": "time-and-material"},
            "statement": [
                {
                    "id": "pilot",
                    "measure": "finish",
                    "kind": "promise",
                    "name": "Pilot site live",
                    "activity": "pilot-live",
                    "at": "2026-12-18",
                    "confidence": "80%",
                },
                {
                    "id": "all",
                    "measure": "finish",
                    "kind": "promise",
                    "name": "All sites live",
                    "activity": "live",
                    "at": "2027-01-12",
                    "confidence": "80%",
                },
            ],
        },
    ),
    Sample(
        "data-centre-migration",
        "migration",
        "Data-centre migration for Nordbank",
        date(2027, 1, 11),
        begun=False,
        seed=3,
        pace=1.0,
        extras={
            "deadline": "2027-06-18",
            "threshold": 80,
            "terms": {"kind": "capped", "price": 139_000, "due": "2027-06-18"},
            "statement": [
                {
                    "id": "lease",
                    "measure": "finish",
                    "kind": "promise",
                    "name": "Old building is empty before the lease runs out",
                    "activity": "live",
                    "at": "2027-06-18",
                    "confidence": "90%",
                },
            ],
        },
    ),
    Sample(
        "in-house-platform",
        "product",
        "Customer platform, in-house",
        date(2026, 10, 5),
        begun=True,
        seed=7,
        pace=1.05,
        extras={
            "deadline": "2027-03-05",
            "threshold": 115,
            "statement": [
                {
                    "id": "fair",
                    "measure": "finish",
                    "kind": "expectation",
                    "name": "Ready for the trade fair",
                    "activity": "live",
                    "at": "2027-03-05",
                    "confidence": "70%",
                },
            ],
        },
    ),
    Sample(
        "clinic-software",
        "implementation",
        "Bid: patient portal for Klinikum West",
        date(2027, 3, 1),
        begun=False,
        seed=5,
        pace=1.0,
        extras={
            "deadline": "2027-09-30",
            "threshold": 85,
            "terms": {
                "kind": "fixed-price",
                "price": 148_000,
                "due": "2027-09-30",
                "penalty_per_day": 500,
                "penalty_limit": 15_000,
            },
            "statement": [
                {
                    "id": "margin",
                    "measure": "margin",
                    "kind": "expectation",
                    "name": "A margin of at least 20,000",
                    "amount": 20_000,
                    "confidence": "80%",
                },
            ],
        },
    ),
)


def main() -> None:
    """Write the plan text of each sample project."""
    people = {
        name: table
        for name, table in plan_tables(read_plan(FOLDER / "people.toml")).items()
        if name in {"calendar", "team", "person"}
    }
    for sample in SAMPLES:
        plan = planned(sample, people)
        plan = with_baseline(plan, sample)
        if sample.begun:
            plan = worked_on(plan, sample)
        (FOLDER / f"{sample.file}.toml").write_text(without_people(plan), encoding="utf-8")
        print(sample.file, len(plan.activities), "activities")


def planned(sample: Sample, people: Tables) -> Plan:
    """Return the template with the sample's people, dates and agreements, scheduled and adopted."""
    tables = plan_tables(read_plan(SITE / "planning" / "project_templates" / f"{sample.template}.toml"))
    tables |= people
    tables["project"] |= {
        "id": sample.file,
        "name": sample.name,
        "start": sample.start.isoformat(),
        "calendar": "munich",
    }
    tables["deliverable"] = tables.get("deliverable", [])
    for table in tables["activity"]:
        if table["id"] == "live":
            penalty = sample.extras.get("terms", {}).get("penalty_per_day")
            table["deadline"] = {"at": sample.extras["deadline"], **({"penalty_per_day": penalty} if penalty else {})}
    tables["quality"]["acceptance_threshold"] = sample.extras["threshold"]
    tables |= {name: value for name, value in sample.extras.items() if name not in {"deadline", "threshold"}}
    plan = plan_of_tables(tables, sample.file)
    found = schedule_plan(plan, clock=time.monotonic, effort=EFFORT, workers=1, seed=sample.seed)
    assert found.schedule is not None, sample.file  # noqa: S101 - a sample that cannot be scheduled is none
    assert found.violations == (), sample.file  # noqa: S101 - as above
    return adopt_schedule(plan, found.schedule)


def with_baseline(plan: Plan, sample: Sample) -> Plan:
    """Return the plan with its adopted dates frozen as the baseline of the contract."""
    written, schedule = live_schedule(plan)
    entries = tuple(
        BaselineEntry(
            row.id,
            to_instant(plan.origin, row.start, plan.time_zone),
            to_instant(plan.origin, row.finish, plan.time_zone),
            effort_minutes=round(likely_effort(written, row.id)),
        )
        for row in schedule.activities
        if row.id in plan.activity_by_id
    )
    taken = min(sample.start, TODAY.date())
    return replace(plan, baselines=(Baseline("contract", taken, entries, "Contract"),))


def likely_effort(plan: Plan, name: str) -> float:
    """Return the most likely effort in minutes of an activity's mode in force, 0 of fixed durations."""
    mode = mode_of(plan, plan.activity_by_id[name])
    return mode.effort.likely if mode is not None and mode.effort is not None else 0.0


def mode_of(plan: Plan, activity: Activity) -> Mode | None:
    """Return the mode in force."""
    if not activity.modes:
        return None
    return activity.mode(plan.adopted.mode_of(activity.id) or activity.modes[0].id)


def worked_on(plan: Plan, sample: Sample) -> Plan:
    """Return the plan with what has happened until today, and what was known at the end of each month."""
    luck = random.Random(sample.seed)  # noqa: S311 - a sample, not a secret
    factor = {leaf.id: min(1.6, max(0.75, luck.gauss(sample.pace, 0.16))) for leaf in plan.leaves}
    actual = stretched(plan, factor)
    written, schedule = live_schedule(actual)
    course = {
        row.id: (
            to_instant(written.origin, row.start, plan.time_zone),
            to_instant(written.origin, row.finish, plan.time_zone),
        )
        for row in schedule.activities
        if row.id in plan.activity_by_id
    }
    ends = [day for day in month_ends(sample.start) if day < TODAY]
    statuses = tuple(
        Status(
            at,
            tuple(
                StatusEntry(k, p) for k in course if (p := progress_at(plan, k, course[k], factor[k], at)) is not None
            ),
        )
        for at in [*ends, TODAY]
    )
    activities = tuple(
        replace(each, progress=progress_at(plan, each.id, course[each.id], factor[each.id], TODAY))
        if each.id in course
        else each
        for each in plan.activities
    )
    return replace(plan, activities=activities, status_date=TODAY, statuses=statuses)


def stretched(plan: Plan, factor: Mapping[str, float]) -> Plan:
    """Return the plan as it really took: each most likely value times its luck."""
    activities = tuple(
        replace(each, modes=tuple(with_luck(mode, factor[each.id]) for mode in each.modes)) if each.modes else each
        for each in plan.activities
    )
    return replace(plan, activities=activities)


def with_luck(mode: Mode, factor: float) -> Mode:
    """Return a mode that takes so many times its most likely value for certain."""
    taken = Estimate.fixed(round(mode.estimate.likely * factor / 15) * 15)
    return replace(mode, effort=taken if mode.effort else None, duration=None if mode.effort else taken)


def progress_at(
    plan: Plan, name: str, dates: tuple[datetime, datetime], factor: float, at: datetime
) -> Progress | None:
    """Return what was known of an activity at an instant; None of what had not begun."""
    start, finish = dates
    if start >= at:
        return None
    mode = mode_of(plan, plan.activity_by_id[name])
    if finish <= at:
        effort = None if mode is None or mode.effort is None else round(mode.effort.likely * factor / 15) * 15
        return Progress(start, finish, complete_permille=1000, actual_effort_minutes=effort)
    if mode is None or start == finish:
        return None
    part = (at - start) / (finish - start)
    left = max(30, round(mode.estimate.likely * factor * (1 - part) / 30) * 30)
    remaining = Estimate(max(15, left * 0.8), left, left * 1.4) if not mode.estimate.certain else Estimate.fixed(left)
    effort = round(mode.effort.likely * factor * part / 15) * 15 if mode.effort is not None else None
    return Progress(start, None, remaining, round(part * 1000), actual_effort_minutes=effort)


def month_ends(first: date) -> list[datetime]:
    """Return the last midnights of the months from a day on."""
    found: list[datetime] = []
    day = first.replace(day=1)
    while len(found) < 12:
        day = (day + timedelta(days=32)).replace(day=1)
        found.append(datetime(day.year, day.month, 1, tzinfo=ZONE))
    return found


def without_people(plan: Plan) -> str:
    """Return the plan text without calendars, teams and persons, which all samples share."""
    text = write_plan_text(plan)
    kept: list[str] = []
    skipping = False
    for line in text.splitlines():
        if line.startswith("[["):
            skipping = line.strip() in {"[[calendar]]", "[[team]]", "[[person]]"}
        elif line.startswith("["):
            skipping = False
        if not skipping:
            kept.append(line)
    head = "# Made by tools/sample_organisation.py; teams and people are those of people.toml.\n"
    return head + "\n".join(kept).strip() + "\n"


if __name__ == "__main__":
    main()
