from __future__ import annotations

from benchmarks.control import main
from tests.real_data import real_data


def test_the_sample_of_the_control_benchmark_puts_ours_beside_the_nine_indices() -> None:
    real_data("dslib-real-projects")
    lines = main(["--sample"]).splitlines()
    assert lines[0].startswith("| progress | projects | ours [%] | chosen without it | pv1 |")
    assert len(lines) >= 3
