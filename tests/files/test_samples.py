"""The sample plans, and the examples in the docs."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from trilemma.engine.api import InputError, LinkType, Measure, StatementKind, TermsKind, critical_path
from trilemma.files.plan_text import read_plan_text
from trilemma.files.samples import sample_names, sample_plan, sample_text

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_samples_are_those_of_the_tour_and_the_one_of_the_tour_comes_first() -> None:
    assert sample_names() == ("website-relaunch", "data-centre-migration", "erp-roll-out")
    with pytest.raises(InputError, match="there is no sample 'nothing'"):
        sample_text("nothing")


@pytest.mark.parametrize("name", sample_names())
def test_every_sample_has_people_modes_quality_risks_and_promises(name: str) -> None:
    plan = sample_plan(name)
    assert len(plan.leaves) >= 39
    assert plan.people
    assert plan.teams
    assert any(len(activity.modes) > 1 for activity in plan.activities)
    assert all(
        mode.estimate.low < mode.estimate.high
        for a in plan.activities
        for mode in a.modes
        if mode.effort and a.id != "code-review"
    )
    assert {kind.id for kind in plan.quality.kinds} >= {kind for step in plan.steps for kind in step.covers}
    assert any(risk.mitigation for risk in plan.risks)
    assert plan.levers
    assert {each.kind for each in plan.statements} == set(StatementKind)
    assert {Measure.FINISH, Measure.SCOPE} <= {each.measure for each in plan.statements}
    assert any(deliverable.optional for deliverable in plan.deliverables)
    assert any(person.overtime for person in plan.people) or any(team.overtime for team in plan.teams)
    assert critical_path(plan).finish > 0


def test_the_website_relaunch_has_a_fixed_price_with_a_penalty_and_links_that_overlap() -> None:
    plan = sample_plan("website-relaunch")
    assert plan.terms is not None
    assert plan.terms.kind is TermsKind.FIXED_PRICE
    assert plan.terms.penalty_per_day > 0
    assert {link.type for link in plan.links} >= {LinkType.FINISH_START, LinkType.START_START, LinkType.FINISH_FINISH}
    assert plan.release == "go-live"


def test_the_erp_roll_out_is_in_progress_with_a_baseline_and_snapshots_that_go_on() -> None:
    plan = sample_plan("erp-roll-out")
    assert len(plan.baselines) == 1
    assert {entry.activity for entry in plan.baselines[0].entries} == {leaf.id for leaf in plan.leaves}
    assert len(plan.statuses) == 7
    assert plan.statuses[-1].at == plan.status_date
    live = {leaf.id: leaf.progress for leaf in plan.leaves if leaf.progress}
    assert {entry.activity: entry.progress for entry in plan.statuses[-1].entries} == live
    finished = [{e.activity for e in status.entries if e.progress.finished} for status in plan.statuses]
    assert all(earlier <= later for earlier, later in pairwise(finished))


def test_the_data_centre_migration_works_at_night_and_shares_licences() -> None:
    plan = sample_plan("data-centre-migration")
    night = plan.calendar_by_id["night shift"]
    assert any(shift.finish_minute > 1440 for shifts in night.weeks[0][1] for shift in shifts)
    assert plan.budgets[0].limit == 260
    assert any(mode.elapsed for activity in plan.activities for mode in activity.modes)


def test_the_example_in_the_docs_is_a_plan() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", (DOCS / "plan-text.md").read_text(encoding="utf-8"), re.DOTALL)
    assert [len(read_plan_text(block).activities) for block in blocks] == [3]
