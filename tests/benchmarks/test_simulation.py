from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.simulation import a_project, by_numpy, main
from trilemma.engine.risk import forecast


def test_the_sample_of_the_simulation_benchmark_runs_ours_beside_numpy() -> None:
    text = main(["--sample"])
    for start in ("| full model, activities |", "| bare path, activities |", "| bare with resources, activities |"):
        assert start in text


def test_numpy_simulates_the_same_model_but_for_rework() -> None:
    plan = replace(a_project(30), steps=())
    ours = forecast(plan, draws=4096, resources=False, influences=False)
    finish, _, _ = by_numpy(plan, 4096)
    assert finish.mean() == pytest.approx(ours.finish.mean(), rel=0.02)
    assert finish.std() == pytest.approx(ours.finish.std(), rel=0.05)
