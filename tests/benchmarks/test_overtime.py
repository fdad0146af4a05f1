from __future__ import annotations

from benchmarks.overtime import main
from tests.real_data import real_data


def test_the_sample_of_the_overtime_benchmark_bounds_the_profit() -> None:
    real_data("psplib-rcpsp")
    line = next(line for line in main(["--sample"]).splitlines() if line.startswith("| j30"))
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[1] == "1"
    assert float(cells[4]) >= 0
