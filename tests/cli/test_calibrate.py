"""``trilemma calibrate``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.cli.running import trilemma


def write_history(path: Path, tasks: int, seed: int) -> Path:
    """Write tasks of two people, of whom one takes twice as long as estimated."""
    generator = np.random.default_rng(seed)
    estimates = generator.integers(1, 40, tasks)
    slow = generator.random(tasks) < 0.5
    actuals = estimates * np.where(slow, 2.0, 1.0) * generator.lognormal(0.0, 0.2, tasks)
    rows = [
        f"{estimate},{actual:.3f},{'ann' if late else 'bob'}"
        for estimate, actual, late in zip(estimates, actuals, slow, strict=True)
    ]
    path.write_text("estimate,actual,who\n" + "\n".join(rows) + "\n")
    return path


COLUMNS = ("--estimate", "estimate", "--actual", "actual", "--group", "who")


def test_what_is_learnt_beats_the_baselines_on_later_tasks(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    history, later = write_history(tmp_path / "h.csv", 120, seed=1), write_history(tmp_path / "l.csv", 300, seed=2)
    model = tmp_path / "model.json"
    outcome = trilemma(capsys, "calibrate", history, *COLUMNS, "--score", later, "--save", model, "--json")
    assert outcome.code == 0
    answer = outcome.json
    assert (answer["tasks"], answer["left_out"], answer["scored"], answer["seed"]) == (120, 0, 300, 1)
    assert 0.7 < answer["coverage_80"] < 0.9
    assert set(answer["baselines"]) == {"raw_ratio", "lognormal"}
    for baseline in answer["baselines"].values():
        assert answer["pinball"] < 0.9 * baseline["pinball"]
        assert answer["crps"] < 0.9 * baseline["crps"]
    assert 0.6 < answer["ratio"]["p10"] < 1.0 < answer["ratio"]["p50"] < answer["ratio"]["p90"] < 3.0
    (who,) = answer["groups"].values()
    by_label = {row["label"]: row for row in who}
    assert sum(row["tasks"] for row in who) == 120
    assert by_label["ann"]["p50"] == pytest.approx(2.0, abs=0.3)
    assert by_label["bob"]["p50"] == pytest.approx(1.0, abs=0.2)
    saved = json.loads(model.read_text())
    assert (saved["format"], saved["method"]) == ("trilemma-calibration", answer["method"])


def test_for_people_the_ratios_stand_in_sentences(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    history = write_history(tmp_path / "h.csv", 12, seed=1)
    lines = trilemma(capsys, "calibrate", history, *COLUMNS).out.splitlines()
    assert lines[0].startswith("Learnt from 12 tasks by the ")
    assert lines[1].startswith("The actual is up to ")
    assert lines[4].split() == ["who", "tasks", "P10", "P50", "P80", "P90"]


def test_a_column_that_is_not_there_is_wrong_input(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    history = write_history(tmp_path / "h.csv", 12, seed=1)
    outcome = trilemma(capsys, "calibrate", history, "--estimate", "hours", "--actual", "actual", "--json")
    assert outcome.code == 2
    assert outcome.json["error"] == {
        "code": "input",
        "message": "there is no column 'hours'; the columns are estimate, actual, who",
        "place": f"{history}:1",
    }
