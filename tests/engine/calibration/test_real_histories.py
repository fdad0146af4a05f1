"""Real estimates of one company, learnt in the early years and scored on the years after."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.real_data import real_data
from trilemma.engine.api import History, Tasks, baseline_scores, calibrate, score
from trilemma.engine.calibration.forest import Forest

GROUPS = ("DeveloperID", "ProjectCode", "Category", "SubCategory")


@pytest.fixture(scope="module")
def sip() -> History:
    folder: Path = real_data("sip-estimates")
    with (folder / "est-act-dates.csv").open(encoding="utf-8") as file:
        days = {
            row["TaskNumber"]: datetime.strptime(row["EstimateOn"], "%d-%b-%y").replace(tzinfo=UTC).toordinal()
            for row in csv.DictReader(file)
        }
    with (folder / "task-info.csv").open(encoding="latin-1") as file:
        rows = list(csv.DictReader(file))
    estimates, actuals = (np.array([float(row[name]) for row in rows]) for name in ("HoursEstimate", "HoursActual"))
    groups = tuple(np.array([row[name] for row in rows], dtype=np.str_) for name in GROUPS)
    on = np.array([days[row["TaskNumber"]] for row in rows], dtype=np.float64)
    return History(Tasks(estimates, GROUPS, groups, on), actuals)


def test_later_years_of_a_company_are_forecast_at_least_8_percent_better_than_by_the_baselines(sip: History) -> None:
    cut = date(2008, 1, 1).toordinal()
    known = sip.rows(np.flatnonzero(sip.tasks.days < cut))
    later = sip.rows(np.flatnonzero(sip.tasks.days >= cut))
    ours = score(calibrate(known, candidates={"forest": Forest(trees=24)}), later)
    assert 0.77 <= ours.coverage_80 <= 0.83
    for other in baseline_scores(known, later).values():
        assert ours.pinball <= 0.92 * other.pinball
        assert ours.crps <= 0.92 * other.crps
