"""The anytime portfolio: a search over activity lists and CP-SAT that share what they find."""

from trilemma.engine.schedule.portfolio.solving import solve

__all__ = ["solve"]
