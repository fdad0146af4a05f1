"""Dates without regard to capacity: critical path, live dates, float, causes of a date, health of the network."""

from trilemma.engine.network.critical_path import CriticalPath, critical_path, live_dates
from trilemma.engine.network.explanation import Cause, CauseKind, explain
from trilemma.engine.network.health import HealthPoint, plan_health
from trilemma.engine.network.moves import DateMove, DateMoves, date_moves

__all__ = [
    "Cause",
    "CauseKind",
    "CriticalPath",
    "DateMove",
    "DateMoves",
    "HealthPoint",
    "critical_path",
    "date_moves",
    "explain",
    "live_dates",
    "plan_health",
]
