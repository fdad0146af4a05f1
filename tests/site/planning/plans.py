"""Projects with plans for tests: written as rows through the one way to write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trilemma.engine.api import Activity as EngineActivity
from trilemma.engine.api import Plan as EnginePlan
from trilemma.files.plan_json import plan_tables
from trilemma.files.plan_text import read_plan_text
from trilemma.files.samples import sample_text
from trilemma.site.core.actor import Actor
from trilemma.site.core.changes import changing
from trilemma.site.people.actions import take_over
from trilemma.site.people.convert import people_tables
from trilemma.site.planning.convert import housed_tables, rows_of_tables
from trilemma.site.planning.models import Plan
from trilemma.site.projects.models import Project, ProjectMembership, ProjectRole

SMALL = """
format = 1
[project]
id = "shop"
name = "Shop"
start = 2026-03-02
time_zone = "Europe/Berlin"
calendar = "office"
release = "live"
[[calendar]]
id = "office"
name = "Office"
week = "Mon-Fri 09:00-13:00 14:00-18:00"
[[team]]
id = "dev"
name = "Shop developers"
capacity = 3
rate = 80
[[person]]
id = "anna"
name = "Anna Berg"
rate = 100
[[activity]]
id = "build"
name = "Construction"
[[activity]]
id = "design"
name = "Design"
parent = "build"
duration = "3d"
people = "anna"
[[activity]]
id = "code"
name = "Code"
parent = "build"
effort = ["10d", "12d", "20d"]
team = "dev x2"
links = ["design"]
[[activity]]
id = "live"
name = "Go live"
links = ["build"]
"""


def a_plan_of(actor: Actor, source: EnginePlan | str = SMALL, name: str = "") -> Plan:
    """Return the live plan of a new project with the content of a plan of the engine, or of plan text."""
    plan = read_plan_text(source) if isinstance(source, str) else source
    project = Project(name=name or plan.projects[0].name, priority=plan.projects[0].priority)
    with changing(actor, "project.started", "Started", scope=project.public_id, undoable=False) as change:
        change.create(project)
        change.create(ProjectMembership(project=project, user_id=actor.user_id, role=ProjectRole.OWNER))
        taken = take_over(change, plan)
        calendars = {name: row.key for name, row in taken.calendars.items()}
        people = people_tables(actor.organisation_id)
        tables = housed_tables(plan, taken.key_of, calendars, people)
        change.create(*rows_of_tables(tables, project))
    return Plan.of(actor).select_related("project").get(project=project)


def a_sample(name: str) -> EnginePlan:
    """Return one of the sample plans, its teams and calendars with ids as rows have them."""
    text = sample_text(name)
    plan = read_plan_text(text)
    for team_or_calendar in (*plan.team_by_id, *plan.calendar_by_id):
        key = team_or_calendar.replace(" ", "-")
        text = text.replace(f'"{team_or_calendar}"', f'"{key}"').replace(f'"{team_or_calendar} x', f'"{key} x')
    return read_plan_text(text)


def in_outline_order(plan: EnginePlan) -> EnginePlan:
    """Return the same plan with each summary before what lies below it, as an outline shows it."""

    def below(parent: str | None) -> list[EngineActivity]:
        names = plan.children.get(parent, ())
        return [each for name in names for each in (plan.activity_by_id[name], *below(name))]

    return replace(plan, activities=tuple(below(None)))


def plain_tables(plan: EnginePlan) -> Mapping[str, Any]:
    """Return the tables of a plan as an organisation would keep them, its people aside."""
    return {k: v for k, v in plan_tables(plan).items() if k not in {"calendar", "team", "person"}}
