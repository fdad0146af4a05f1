"""A plan left with careful modes keeps its limit of escaped defects whichever of them are combined."""

from __future__ import annotations

from itertools import product

import pytest

from trilemma.engine.api import InfeasibleError, Plan, careful_plan, expected_defects
from trilemma.files import read_plan

PLAN = """\
format = 1

[project]
id = "shop"
start = 2027-01-04

[quality]
[[quality.kind]]
id = "code"
defects_per_hour = 0.5

[[quality_step]]
id = "test"
activity = "test"
covers = ["code"]
removal = "50%"

[[team]]
id = "dev"
capacity = 1

[[activity]]
id = "build"
kind = "code"
effort = "10h"
team = "dev"
[[activity.mode]]
id = "hasty"
effort = "8h"
team = "dev"
defect_factor = 3

[[activity]]
id = "test"
links = ["build"]
effort = "4h"
team = "dev"
[[activity.mode]]
id = "thorough"
effort = "8h"
team = "dev"
removal = "80%"
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(PLAN.encode(), name="plan.toml")


def modes(plan: Plan) -> dict[str, list[str]]:
    return {leaf.id: [mode.id for mode in leaf.modes] for leaf in plan.leaves}


def worst(plan: Plan) -> float:
    names = [leaf.id for leaf in plan.leaves if leaf.modes]
    every = product(*([mode.id for mode in plan.activity_by_id[name].modes] for name in names))
    return max(expected_defects(plan, dict(zip(names, row, strict=True))).escaped for row in every)


def test_the_usual_modes_of_steps_stay_where_the_limit_can_be_kept_so(plan: Plan) -> None:
    careful = careful_plan(plan, 2.5)
    assert modes(careful) == {"build": ["normal"], "test": ["normal"]}
    assert worst(careful) == pytest.approx(2.5)


def test_a_roomy_limit_leaves_the_choice_of_the_work(plan: Plan) -> None:
    assert modes(careful_plan(plan, 6.0)) == {"build": ["normal", "hasty"], "test": ["normal"]}


def test_a_tight_limit_takes_the_thorough_step(plan: Plan) -> None:
    careful = careful_plan(plan, 1.0)
    assert modes(careful) == {"build": ["normal"], "test": ["thorough"]}
    assert worst(careful) == pytest.approx(1.0)


def test_a_limit_below_the_most_careful_modes_is_impossible(plan: Plan) -> None:
    with pytest.raises(InfeasibleError) as caught:
        careful_plan(plan, 0.9)
    assert caught.value.reasons == ("even the most careful modes leave 1.0 defects, at most 0.9 may escape",)
