"""Promises: the probability of measurable statements over a forecast, alone and together, and their conflicts."""

from trilemma.engine.promises.outcomes import JointSamples, statement_outcomes
from trilemma.engine.promises.probability import Probability, share_of
from trilemma.engine.promises.report import (
    Conflict,
    ConflictKind,
    PromiseReport,
    StatementForecast,
    joint_probability,
    promise_report,
)

__all__ = [
    "Conflict",
    "ConflictKind",
    "JointSamples",
    "Probability",
    "PromiseReport",
    "StatementForecast",
    "joint_probability",
    "promise_report",
    "share_of",
    "statement_outcomes",
]
