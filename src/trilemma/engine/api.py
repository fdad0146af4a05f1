"""The engine's only door: what files, the command and the site may import."""

from trilemma.engine.errors import (
    CalendarError,
    EstimateError,
    HorizonError,
    InfeasibleError,
    InputError,
    PlanError,
    ShapeError,
    StoppedError,
    TrilemmaError,
)
from trilemma.engine.schedule.problem import Problem, integers, mode_lists
from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Progress, Stop

__all__ = [
    "NEVER",
    "NO_PROGRESS",
    "CalendarError",
    "Clock",
    "EstimateError",
    "HorizonError",
    "InfeasibleError",
    "InputError",
    "PlanError",
    "Problem",
    "Progress",
    "ShapeError",
    "Stop",
    "StoppedError",
    "TrilemmaError",
    "integers",
    "mode_lists",
]
