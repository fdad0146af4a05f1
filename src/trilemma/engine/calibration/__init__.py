"""Distributions of actual / estimate learnt from finished tasks, and proper scores of them."""

from __future__ import annotations

from trilemma.engine.calibration.calibrate import (
    CANDIDATES,
    Calibration,
    Calibrator,
    Model,
    baseline_scores,
    calibrate,
    score,
)
from trilemma.engine.calibration.estimates import calibrated_estimates
from trilemma.engine.calibration.history import History, Tasks
from trilemma.engine.calibration.scores import Scores
from trilemma.engine.calibration.store import calibration_from_json, calibration_to_json

__all__ = [
    "CANDIDATES",
    "Calibration",
    "Calibrator",
    "History",
    "Model",
    "Scores",
    "Tasks",
    "baseline_scores",
    "calibrate",
    "calibrated_estimates",
    "calibration_from_json",
    "calibration_to_json",
    "score",
]
