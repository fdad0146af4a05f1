from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.plan_page_client import CHROMIUM


def test_the_sample_of_the_plan_page_benchmark_opens_scrolls_and_edits_a_plan() -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no Chromium here")
    # in a process of its own: two tests in one process cannot each drive a browser
    command = [sys.executable, "-m", "benchmarks.plan_page_client", "--sample"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    cells = [float(cell.split()[0]) for cell in printed.splitlines()[2].strip("|").split("|")]
    assert cells[0] == 200
    assert all(cell > 0 for cell in cells)
