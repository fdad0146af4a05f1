"""The exit codes, as docs/commands.md states them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    NO = 1
    """The question was answered, and the answer is no: the plan is infeasible, has errors, or breaks a limit."""
    BAD_INPUT = 2
    STOPPED = 3
    """Stopped on request, or at its limit before there was an answer; what was found until then is printed."""
    FAULT = 70
    """The program itself is at fault, or the checker refuses the schedule that it made."""
