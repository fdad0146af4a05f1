"""The engine's only door: what files, the command and the site may import."""

from trilemma.engine.errors import InputError
from trilemma.engine.schedule.problem import Problem, integers, mode_lists

__all__ = [
    "InputError",
    "Problem",
    "integers",
    "mode_lists",
]
