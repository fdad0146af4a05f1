"""A plan of the engine becomes rows, and the rows become the same plan again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.db.models import ForeignKey
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings

from tests.site.cast import an_actor
from tests.site.planning.plans import SMALL, a_plan_of, a_sample, in_outline_order
from tests.strategies import plans
from trilemma.engine.api import Plan as EnginePlan
from trilemma.files.plan_json import plan_of_tables, plan_tables
from trilemma.files.plan_text import read_plan_text
from trilemma.site.core.changes import as_values
from trilemma.site.planning.convert import PlanRows, content_hash, engine_plan, read_rows, rows_of_tables, tables_of
from trilemma.site.planning.convert.rows import PARTS
from trilemma.site.planning.convert.tables import tables_of_rows
from trilemma.site.planning.models import Activity, Baseline, Link, Plan, StatusSnapshot
from trilemma.site.projects.models import Project


def in_memory(tables: dict[str, Any], project: Project) -> PlanRows:
    """Return rows as the database would give them back, without one."""
    made = rows_of_tables(tables, project)
    for number, row in enumerate(made, 1):
        row.pk = number
    for row in made:
        for field in row._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.is_cached(row):
                setattr(row, field.attname, getattr(row, field.name).pk)

    def of(kind: type[Any]) -> list[dict[str, Any]]:
        return [{**as_values(r), "pk": r.pk, "version": 1} for r in made if isinstance(r, kind)]

    return PlanRows(
        head=of(Plan)[0],
        name=project.name,
        priority=project.priority,
        activities={row["pk"]: row for row in of(Activity)},
        links={row["pk"]: row for row in of(Link)},
        parts={part.table: of(part) for part in PARTS},
        baselines=of(Baseline),
        statuses=of(StatusSnapshot),
    )


def as_kept(drawn: EnginePlan) -> EnginePlan:
    """Return a plan in the order of its outline, and tables of names and values by name, for JSON knows no order."""
    tables = plan_tables(in_outline_order(drawn))
    return plan_of_tables(json.loads(json.dumps(tables, sort_keys=True)), "kept")


RANDOM = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])


@RANDOM
@given(plans())
def test_rows_of_any_plan_are_that_plan(drawn: EnginePlan) -> None:
    plan = as_kept(drawn)
    own = plan.projects[0]
    tables = plan_tables(plan)
    rows = in_memory(tables, Project(name=own.name, priority=own.priority))
    people = {name: tables.get(name, []) for name in ("calendar", "team", "person")}
    found = plan_of_tables({**tables_of_rows(rows, people), **{k: v for k, v in people.items() if v}}, "rows")
    assert found == plan


@RANDOM
@given(plans())
def test_whoever_a_plan_names_comes_along(drawn: EnginePlan) -> None:
    plan = as_kept(drawn)
    tables = plan_tables(plan)
    rows = in_memory(tables, Project(name=plan.projects[0].name, priority=plan.projects[0].priority))
    people = {name: tables.get(name, []) for name in ("calendar", "team", "person")}
    found = plan_of_tables(tables_of_rows(rows, people), "rows")
    assert set(found.team_by_id) <= set(plan.team_by_id)
    assert found.activities == plan.activities
    assert found.links == plan.links


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["website-relaunch", "erp-roll-out", "data-centre-migration"])
def test_a_sample_plan_comes_back_from_the_database(name: str) -> None:
    sample = as_kept(a_sample(name))
    found = engine_plan(a_plan_of(an_actor(), sample))
    for attribute in ("projects", "start", "activities", "links", "status_date", "deliverables", "quality", "steps"):
        assert getattr(found, attribute) == getattr(sample, attribute), attribute
    for attribute in ("risks", "correlation", "terms", "statements", "levers", "adopted", "baselines", "statuses"):
        assert getattr(found, attribute) == getattr(sample, attribute), attribute
    assert found.release == sample.release
    assert {team.id for team in found.teams} <= {team.id for team in sample.teams}


@pytest.mark.django_db
def test_tables_take_the_same_statements_for_ten_times_the_activities() -> None:
    actor = an_actor()
    counts = []
    for name, copies in (("small", 1), ("large", 10)):
        more = "".join(f'[[activity]]\nid = "x{n}"\nduration = "1d"\nlinks = ["design"]\n' for n in range(copies))
        plan = a_plan_of(actor, SMALL + more, name)
        with CaptureQueriesContext(
            connection,
        ) as statements:
            read_rows(plan)
        counts.append(len(statements))
    assert counts[0] == counts[1] == 6


@pytest.mark.django_db
def test_only_people_who_matter_come_along() -> None:
    actor = an_actor()
    a_plan_of(actor, a_sample("erp-roll-out"))
    found = tables_of(a_plan_of(actor))
    assert [team["id"] for team in found["team"]] == ["dev"]
    assert [person["id"] for person in found["person"]] == ["anna"]


@pytest.mark.django_db
def test_the_hash_tells_the_content_not_the_words() -> None:
    actor = an_actor()
    hashes = [
        content_hash(a_plan_of(actor, text, "Shop"))
        for text in (SMALL, SMALL.replace('"Code"', '"Coding"'), SMALL.replace('"3d"', '"4d"'))
    ]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.django_db
def test_summaries_and_links_are_rows_of_their_own() -> None:
    rows = read_rows(a_plan_of(an_actor()))
    names = [(rows.activities[pk]["name"], depth) for pk, depth in rows.outline]
    assert names == [("Construction", 0), ("Design", 1), ("Code", 1), ("Go live", 0)]


@pytest.mark.django_db
def test_links_keep_type_and_lag() -> None:
    text = SMALL.replace('links = ["design"]', 'links = ["design SS+2d"]')
    assert engine_plan(a_plan_of(an_actor(), text)).links == read_plan_text(text).links
