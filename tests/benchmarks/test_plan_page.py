"""The benchmark of the plan page's server runs, on its sample."""

from __future__ import annotations

import subprocess
import sys


def test_the_sample_opens_edits_and_polls_a_plan() -> None:
    command = [sys.executable, "-m", "benchmarks.plan_page", "--sample"]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert answer.returncode == 0, answer.stderr
    assert "| 500 |" in answer.stdout
