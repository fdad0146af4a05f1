from __future__ import annotations

from benchmarks.makespan import main
from tests.real_data import real_data


def test_the_sample_of_the_makespan_benchmark_runs_ours_beside_plain_cp_sat() -> None:
    real_data("psplib-rcpsp")
    real_data("multimode-rcpsp")
    text = main(["--sample"])
    for name in ("j30", "MMLIB50"):
        assert f"| {name}, 0.3 s, ours |" in text
        assert f"| {name}, 0.3 s, plain CP-SAT |" in text
        assert f"| {name}, 500 |" in text
    assert "| set | 500 | schedules / s |" in text
