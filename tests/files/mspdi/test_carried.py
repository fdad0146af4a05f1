"""A plan carried along in MS Project XML comes back whole, until somebody else writes the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.strategies import plans
from trilemma.engine.api import InputError, Plan
from trilemma.files import read_import, read_plan, write_plan
from trilemma.files.mspdi import read_mspdi, write_mspdi
from trilemma.files.mspdi.carried import carried_plan, with_plan
from trilemma.files.samples import sample_names, sample_plan


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
@given(plan=plans())
def test_whatever_a_plan_holds_comes_back(plan: Plan) -> None:
    assert carried_plan(with_plan(b"<Project/>", plan), "plan.xml") == plan


@pytest.mark.parametrize("name", sample_names())
def test_a_sample_comes_back_with_the_dates_of_the_file(tmp_path: Path, name: str) -> None:
    plan, path = sample_plan(name), tmp_path / "plan.xml"
    write_plan(plan, path, carry=True)
    found = read_import(path)
    assert found.plan == plan
    assert set(found.dates) == {leaf.id for leaf in plan.leaves}


def test_a_file_that_somebody_changed_counts_as_it_is() -> None:
    plan = sample_plan(sample_names()[0])
    data = with_plan(write_mspdi(plan), plan)
    name = plan.leaves[0].name.encode()
    assert read_mspdi(data, "plan.xml").plan == plan
    changed = read_mspdi(data.replace(name, b"Another name", 1), "plan.xml").plan
    assert changed != plan
    assert "Another name" in {activity.name for activity in changed.activities}


@pytest.mark.parametrize("end", [b"", b"<!-- trilemma-plan 1 ", b"<!-- trilemma-plan 1 0\n-->", b"<!-- else -->"])
def test_what_carries_nothing_that_can_be_read_carries_nothing(end: bytes) -> None:
    assert carried_plan(b"<Project/>" + end, "plan.xml") is None


def test_no_other_format_carries_a_plan(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="only MS Project XML"):
        write_plan(sample_plan(sample_names()[0]), tmp_path / "plan.csv", carry=True)


def test_only_who_asks_for_it_gives_the_whole_plan_away(tmp_path: Path) -> None:
    path = tmp_path / "plan.xml"
    write_plan(sample_plan(sample_names()[0]), path)
    assert b"trilemma-plan" not in path.read_bytes()
    assert read_plan(path) != sample_plan(sample_names()[0])
