from __future__ import annotations

from benchmarks.calibration import main
from tests.real_data import real_data


def test_the_sample_of_the_calibration_benchmark_scores_ours_beside_both_baselines() -> None:
    real_data("sip-estimates")
    lines = main(["--sample"]).splitlines()
    assert lines[0].startswith("| case | learnt | scored | method | 80 % range holds | raw | lognormal | pinball |")
    assert len(lines) == 3
    cells = [cell.strip() for cell in lines[2].strip("|").split("|")]
    assert cells[0] == "sip, up to 2007"
    assert all(cells[place].endswith("%") for place in (4, 5, 6, 8, 9, 11, 12))
