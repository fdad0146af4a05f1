"""The plans that are opened in these tests: twenty rows of a relaunch, and as many as one likes."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

from tests.site.plan_page.fake_plan import FakePlan
from tests.site.plan_page.fake_rows import Row, a_row
from tests.site.plan_page.fake_time import WorkTime, wall

RELAUNCH = [
    ("concept", 0, "Concept", 0, ()),
    ("goals", 1, "Goals and audiences", 3, ("anna",)),
    ("content", 1, "Content inventory", 5, ("anna",)),
    ("signoff", 1, "Concept agreed", -1, ()),
    ("spec", 0, "Technical specification", 0, ()),
    ("arch", 1, "Architecture and interfaces", 4, ("carla",)),
    ("ux", 1, "Interaction design", 8, ("design",)),
    ("build", 0, "Construction", 0, ()),
    ("ui", 1, "Components and templates", 12, ("front", "ben")),
    ("cms", 1, "Content management", 10, ("back",)),
    ("search", 1, "Search and navigation", 6, ("back", "carla")),
    ("migrate", 1, "Content migration", 7, ("anna", "front")),
    ("complete", 1, "Construction complete", -1, ()),
    ("test", 0, "Testing", 0, ()),
    ("cases", 1, "Test cases", 4, ("qa",)),
    ("system", 1, "System test", 6, ("qa",)),
    ("access", 1, "Accessibility review", 3, ("qa", "anna")),
    ("final", 0, "Final implementation", 0, ()),
    ("cutover", 1, "Cut-over", 2, ("back", "carla")),
    ("live", 1, "Live", -1, ()),
]
RELAUNCH_LINKS = [
    ["goals", "content", 0, 0],
    ["content", "signoff", 0, 0],
    ["signoff", "arch", 0, 0],
    ["signoff", "ux", 0, 0],
    ["ux", "ui", 1, 1920],
    ["arch", "cms", 0, 0],
    ["cms", "search", 0, 0],
    ["ui", "migrate", 2, 960],
    ["cms", "migrate", 0, -480],
    ["migrate", "complete", 0, 0],
    ["search", "complete", 0, 0],
    ["ui", "complete", 0, 0],
    ["arch", "cases", 0, 0],
    ["cases", "system", 0, 0],
    ["complete", "system", 0, 0],
    ["system", "access", 1, 960],
    ["system", "cutover", 0, 0],
    ["access", "cutover", 0, 0],
    ["cutover", "live", 0, 0],
]


def a_relaunch() -> FakePlan:
    """Twenty rows of a website relaunch, with a baseline that was a little more hopeful."""
    rows = [
        a_row(name, level, title, abs(days) * 480, kind=2 if days < 0 else 1, who=who)
        for name, level, title, days, who in RELAUNCH
    ]
    plan = FakePlan(rows, deepcopy(RELAUNCH_LINKS), WorkTime("2027-01-04", 500))
    for name, done in (("goals", 1000), ("content", 1000), ("signoff", 1000), ("arch", 600), ("ux", 350)):
        plan.find(name)["done"] = done
    for row in plan.rows:
        if row["start"] and not row["summary"]:
            hopeful = 480 * 2 if row["start"] > wall("2027-02-10") else 0
            row["baseline_start"] = plan.work.back(row["start"], hopeful) if hopeful else row["start"]
            row["baseline_finish"] = plan.work.back(row["finish"], hopeful) if hopeful else row["finish"]
    plan.find("cms").update(low=8 * 480, high=15 * 480, comments=3)
    plan.find("ui").update(low=10 * 480, high=18 * 480, overloaded=True)
    plan.find("ux").update(note=1, files=2)
    plan.find("live")["deadline"] = wall("2027-04-02")
    plan.schedule()
    return plan


def a_large_plan(size: int) -> FakePlan:
    """So many rows: phases with work packages of tasks, linked within and between."""
    draw = random.Random(size)  # noqa: S311 - a plan, no secret
    rows: list[Row] = []
    links: list[list[Any]] = []
    verbs = ("Specify", "Design", "Build", "Review", "Test", "Document", "Hand over", "Migrate")
    nouns = ("interface", "catalogue", "search", "basket", "payment", "accounts", "reports", "exports", "rights")
    people = [("anna",), ("ben",), ("carla",), ("front",), ("back",), ("qa",), ("back", "carla")]
    tasks: list[str] = []
    while len(rows) < size:
        number = len(rows)
        if number % 100 == 0:
            rows.append(a_row(f"r{number}", 0, f"Phase {number // 100 + 1}", 0))
        elif number % 10 == 0:
            rows.append(a_row(f"r{number}", 1, f"Work package {number // 10}", 0))
        else:
            level = 2 if number % 100 > 10 else 1
            title = f"{draw.choice(verbs)} {draw.choice(nouns)}"
            rows.append(
                a_row(
                    f"r{number}",
                    level,
                    title,
                    480 * draw.randint(1, 9),
                    who=draw.choice(people),
                    done=draw.choice((0, 0, 0, 300, 1000)),
                )
            )
            if tasks and draw.random() < 0.55:
                links.append([tasks[-1 - draw.randrange(min(len(tasks), 40))], f"r{number}", 0, 0])
            tasks.append(f"r{number}")
    return FakePlan(rows, links, WorkTime("2027-01-04", 1800))
