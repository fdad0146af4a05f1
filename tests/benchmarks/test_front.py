from __future__ import annotations

from benchmarks.front import main
from tests.real_data import real_data


def test_the_sample_of_the_front_benchmark_gives_points_with_gaps_beside_the_plain_formulation() -> None:
    real_data("multimode-rcpsp")
    lines = [line for line in main(["--sample"]).splitlines() if line.startswith("| J")]
    assert len(lines) == 1
    cells = [cell.strip() for cell in lines[0].strip("|").split("|")]
    assert int(cells[1]) >= 1
    assert float(cells[2]) >= 0
