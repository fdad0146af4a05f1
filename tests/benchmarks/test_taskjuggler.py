from __future__ import annotations

import shutil

import pytest

from benchmarks.taskjuggler import a_plan, as_tjp, main


def test_a_plan_is_translated_task_by_task() -> None:
    plan = a_plan(12, 3, seed=1)
    text = as_tjp(plan)
    assert text.count("task t") == 12
    assert text.count("  depends ") == len({link.successor for link in plan.links})
    assert f"  effort {plan.activities[0].modes[0].estimate.likely / 60:g}h" in text


@pytest.mark.skipif(shutil.which("tj3") is None, reason="TaskJuggler 3 (tj3) is not installed")
def test_the_sample_of_the_taskjuggler_benchmark_puts_both_side_by_side() -> None:
    cells = [cell.strip() for cell in main(["--sample"]).splitlines()[2].strip("|").split("|")]
    assert cells[0] == "30 activities, 4 people"
    assert cells[-1] in {"0/1", "1/1"}
