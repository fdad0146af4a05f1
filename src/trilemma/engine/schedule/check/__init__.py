"""An independent feasibility checker: it shares no code with the solvers, so it can find their errors."""

from trilemma.engine.schedule.check.checker import check_schedule
from trilemma.engine.schedule.check.instance import check_solution
from trilemma.engine.schedule.check.violation import Violation

__all__ = ["Violation", "check_schedule", "check_solution"]
