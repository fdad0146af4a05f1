"""Dates without regard to capacity: critical path, float, causes of a date, health of the network."""

from trilemma.engine.network.critical_path import CriticalPath, critical_path
from trilemma.engine.network.explanation import Cause, CauseKind, explain
from trilemma.engine.network.health import HealthPoint, plan_health

__all__ = ["Cause", "CauseKind", "CriticalPath", "HealthPoint", "critical_path", "explain", "plan_health"]
