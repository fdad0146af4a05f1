"""Errors of the engine: each names the rule that was broken and the place where."""

from __future__ import annotations


class TrilemmaError(Exception):
    """Base of every error that a user can cause.

    ``code`` is stable and fit for programs, ``message`` is for people, ``place`` names the object, file, line or
    option that must change.
    """

    code = "error"

    def __init__(self, message: str, place: str | None = None) -> None:
        super().__init__(message if place is None else f"{place}: {message}")
        self.message = message
        self.place = place


class PlanError(TrilemmaError):
    """An object of a plan breaks a rule of the plan model."""

    code = "plan"


class CalendarError(TrilemmaError):
    """A calendar cannot be built: an unknown time zone, overlapping shifts, a week without work."""

    code = "calendar"


class HorizonError(TrilemmaError):
    """A date lies outside the span of time that is computed."""

    code = "horizon"


class EstimateError(TrilemmaError):
    """A three-point estimate or distribution contradicts itself."""

    code = "estimate"


class InfeasibleError(TrilemmaError):
    """No plan can satisfy the limits; ``reasons`` says which of them contradict each other."""

    code = "infeasible"

    def __init__(self, message: str, reasons: tuple[str, ...], place: str | None = None) -> None:
        super().__init__(message, place)
        self.reasons = reasons


class InputError(TrilemmaError):
    """A file, option or value that came from outside cannot be read."""

    code = "input"


class ShapeError(TrilemmaError):
    """Arrays do not have the shapes that a method states."""

    code = "shape"


class StoppedError(TrilemmaError):
    """The work was stopped on request before there was anything to answer with."""

    code = "stopped"
