"""The engine's only door: what files, the command and the site may import.

A name is loaded from its module when it is first asked for: the solver and the learning library take seconds to load,
and whoever only reads a plan does not wait for them. A new name goes into the block of imports;
then ``just door`` writes the lists below it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from trilemma.engine.calendars import (
        Calendar,
        CalendarException,
        Shift,
        Shifts,
        Timeline,
        Week,
        compile_calendar,
        continuous_calendar,
        standard_calendar,
        to_instant,
        to_minutes,
    )
    from trilemma.engine.calendars.holiday import public_holidays
    from trilemma.engine.calibration import (
        Calibration,
        History,
        Scores,
        Tasks,
        baseline_scores,
        calibrate,
        calibrated_estimates,
        calibration_from_json,
        calibration_to_json,
        score,
    )
    from trilemma.engine.control.as_of import as_of, snapshots
    from trilemma.engine.control.attribution import (
        Attribution,
        CauseShare,
        ForecastFigures,
        Move,
        MoveCause,
        PlanChange,
        attribute,
        changes_between,
        tell,
    )
    from trilemma.engine.control.earned_value import EarnedValue, earned_value
    from trilemma.engine.control.outlook import Outlook, outlook
    from trilemma.engine.cost import Margin, SampledMargin, ScheduleCost, margin, sampled_margin, schedule_cost
    from trilemma.engine.distributions import Estimate
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
    from trilemma.engine.executors import RestartingPool
    from trilemma.engine.levers import Change, Lever, LeverReport, RankedLever, apply_lever, find_levers, rank_levers
    from trilemma.engine.network import (
        Cause,
        CauseKind,
        CriticalPath,
        DateMove,
        DateMoves,
        HealthPoint,
        critical_path,
        date_moves,
        explain,
        live_dates,
        plan_health,
    )
    from trilemma.engine.plan import (
        Absence,
        Activity,
        Adopted,
        Assignment,
        Baseline,
        BaselineEntry,
        Budget,
        BudgetUse,
        Capacity,
        Constraint,
        ConstraintKind,
        Correlation,
        Deadline,
        Deliverable,
        Demand,
        FixEffort,
        LeverIdea,
        Link,
        LinkType,
        Measure,
        Mitigation,
        Mode,
        OvertimeRule,
        OvertimeSlot,
        Person,
        Pick,
        Plan,
        Progress,
        Project,
        QualityModel,
        QualityStep,
        RampUp,
        Rate,
        Removal,
        Risk,
        Schedule,
        ScheduledActivity,
        SkillLevel,
        Statement,
        StatementKind,
        Status,
        StatusEntry,
        Team,
        Terms,
        TermsKind,
        WorkKind,
        revise_plan,
    )
    from trilemma.engine.promises import Conflict, Probability, PromiseReport, StatementForecast, promise_report
    from trilemma.engine.quality import DefectFlow, expected_defects
    from trilemma.engine.risk import (
        Convergence,
        Forecast,
        Influence,
        Summary,
        forecast,
        quantile,
        summarise,
    )
    from trilemma.engine.schedule.adoption import adopt_schedule, live_schedule
    from trilemma.engine.schedule.careful import careful_plan
    from trilemma.engine.schedule.check import Violation, check_schedule, check_solution
    from trilemma.engine.schedule.load import WorkInWeek, week_edges, weekly_capacity, weekly_work
    from trilemma.engine.schedule.objectives import Kind as ObjectiveKind
    from trilemma.engine.schedule.objectives import Limits, Objective, Revenue
    from trilemma.engine.schedule.planning import PlanOutcome, rework_depends, schedule_plan
    from trilemma.engine.schedule.portfolio import solve
    from trilemma.engine.schedule.problem import Problem, Solution, integers, makespan, mode_lists
    from trilemma.engine.schedule.result import Effort, Outcome
    from trilemma.engine.schedule.result import Status as SolveStatus
    from trilemma.engine.tradeoff.augmecon import make_front
    from trilemma.engine.tradeoff.binding import BindingLimit, LimitConflict, binding_limits
    from trilemma.engine.tradeoff.binding import Limit as PlanLimit
    from trilemma.engine.tradeoff.limited_schedule import schedule_within
    from trilemma.engine.tradeoff.plan_binding import plan_conflict, scheduled_plan
    from trilemma.engine.tradeoff.plan_front import PlanOracle, plan_oracle
    from trilemma.engine.tradeoff.points import Axis, Front
    from trilemma.engine.tradeoff.points import Point as FrontPoint
    from trilemma.engine.tradeoff.problem_front import problem_oracle
    from trilemma.engine.units import (
        MINUTES_PER_DAY_ELAPSED,
        MINUTES_PER_HOUR,
        MINUTES_PER_WEEK_ELAPSED,
        PERMILLE,
        currency_exponent,
        from_minor,
        to_minor,
    )
    from trilemma.engine.watch import NEVER, NO_PROGRESS, Clock, Stop
    from trilemma.engine.watch import Progress as WatchProgress

_HOMES: Final = {
    "calendars": """
        Calendar CalendarException Shift Shifts Timeline Week compile_calendar continuous_calendar
        standard_calendar to_instant to_minutes
    """,
    "calendars.holiday": "public_holidays",
    "calibration": """
        Calibration History Scores Tasks baseline_scores calibrate calibrated_estimates calibration_from_json
        calibration_to_json score
    """,
    "control.as_of": "as_of snapshots",
    "control.attribution": """
        Attribution CauseShare ForecastFigures Move MoveCause PlanChange attribute changes_between tell
    """,
    "control.earned_value": "EarnedValue earned_value",
    "control.outlook": "Outlook outlook",
    "cost": "Margin SampledMargin ScheduleCost margin sampled_margin schedule_cost",
    "distributions": "Estimate",
    "errors": """
        CalendarError EstimateError HorizonError InfeasibleError InputError PlanError ShapeError StoppedError
        TrilemmaError
    """,
    "executors": "RestartingPool",
    "levers": "Change Lever LeverReport RankedLever apply_lever find_levers rank_levers",
    "network": """
        Cause CauseKind CriticalPath DateMove DateMoves HealthPoint critical_path date_moves explain
        live_dates plan_health
    """,
    "plan": """
        Absence Activity Adopted Assignment Baseline BaselineEntry Budget BudgetUse Capacity Constraint
        ConstraintKind Correlation Deadline Deliverable Demand FixEffort LeverIdea Link LinkType Measure
        Mitigation Mode OvertimeRule OvertimeSlot Person Pick Plan Progress Project QualityModel QualityStep
        RampUp Rate Removal Risk Schedule ScheduledActivity SkillLevel Statement StatementKind Status
        StatusEntry Team Terms TermsKind WorkKind revise_plan
    """,
    "promises": "Conflict Probability PromiseReport StatementForecast promise_report",
    "quality": "DefectFlow expected_defects",
    "risk": "Convergence Forecast Influence Summary forecast quantile summarise",
    "schedule.adoption": "adopt_schedule live_schedule",
    "schedule.careful": "careful_plan",
    "schedule.check": "Violation check_schedule check_solution",
    "schedule.load": "WorkInWeek week_edges weekly_capacity weekly_work",
    "schedule.objectives": "Limits Objective Revenue",
    "schedule.planning": "PlanOutcome rework_depends schedule_plan",
    "schedule.portfolio": "solve",
    "schedule.problem": "Problem Solution integers makespan mode_lists",
    "schedule.result": "Effort Outcome",
    "tradeoff.augmecon": "make_front",
    "tradeoff.binding": "BindingLimit LimitConflict binding_limits",
    "tradeoff.limited_schedule": "schedule_within",
    "tradeoff.plan_binding": "plan_conflict scheduled_plan",
    "tradeoff.plan_front": "PlanOracle plan_oracle",
    "tradeoff.points": "Axis Front",
    "tradeoff.problem_front": "problem_oracle",
    "units": """
        MINUTES_PER_DAY_ELAPSED MINUTES_PER_HOUR MINUTES_PER_WEEK_ELAPSED PERMILLE currency_exponent
        from_minor to_minor
    """,
    "watch": "NEVER NO_PROGRESS Clock Stop",
}
_HOME_OF: Final = {name: module for module, names in _HOMES.items() for name in names.split()}
_RENAMED: Final = {
    "FrontPoint": ("tradeoff.points", "Point"),
    "ObjectiveKind": ("schedule.objectives", "Kind"),
    "PlanLimit": ("tradeoff.binding", "Limit"),
    "SolveStatus": ("schedule.result", "Status"),
    "WatchProgress": ("watch", "Progress"),
}
"""Where two modules use a word, the plan keeps it."""


if not TYPE_CHECKING:  # type checkers shall find misspelt names

    def __getattr__(name: str) -> Any:  # noqa: ANN401 - any name of the engine
        module, original = _RENAMED.get(name) or (_HOME_OF.get(name), name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"trilemma.engine.{module}"), original)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "MINUTES_PER_DAY_ELAPSED",
    "MINUTES_PER_HOUR",
    "MINUTES_PER_WEEK_ELAPSED",
    "NEVER",
    "NO_PROGRESS",
    "PERMILLE",
    "Absence",
    "Activity",
    "Adopted",
    "Assignment",
    "Attribution",
    "Axis",
    "Baseline",
    "BaselineEntry",
    "BindingLimit",
    "Budget",
    "BudgetUse",
    "Calendar",
    "CalendarError",
    "CalendarException",
    "Calibration",
    "Capacity",
    "Cause",
    "CauseKind",
    "CauseShare",
    "Change",
    "Clock",
    "Conflict",
    "Constraint",
    "ConstraintKind",
    "Convergence",
    "Correlation",
    "CriticalPath",
    "DateMove",
    "DateMoves",
    "Deadline",
    "DefectFlow",
    "Deliverable",
    "Demand",
    "EarnedValue",
    "Effort",
    "Estimate",
    "EstimateError",
    "FixEffort",
    "Forecast",
    "ForecastFigures",
    "Front",
    "FrontPoint",
    "HealthPoint",
    "History",
    "HorizonError",
    "InfeasibleError",
    "Influence",
    "InputError",
    "Lever",
    "LeverIdea",
    "LeverReport",
    "LimitConflict",
    "Limits",
    "Link",
    "LinkType",
    "Margin",
    "Measure",
    "Mitigation",
    "Mode",
    "Move",
    "MoveCause",
    "Objective",
    "ObjectiveKind",
    "Outcome",
    "Outlook",
    "OvertimeRule",
    "OvertimeSlot",
    "Person",
    "Pick",
    "Plan",
    "PlanChange",
    "PlanError",
    "PlanLimit",
    "PlanOracle",
    "PlanOutcome",
    "Probability",
    "Problem",
    "Progress",
    "Project",
    "PromiseReport",
    "QualityModel",
    "QualityStep",
    "RampUp",
    "RankedLever",
    "Rate",
    "Removal",
    "RestartingPool",
    "Revenue",
    "Risk",
    "SampledMargin",
    "Schedule",
    "ScheduleCost",
    "ScheduledActivity",
    "Scores",
    "ShapeError",
    "Shift",
    "Shifts",
    "SkillLevel",
    "Solution",
    "SolveStatus",
    "Statement",
    "StatementForecast",
    "StatementKind",
    "Status",
    "StatusEntry",
    "Stop",
    "StoppedError",
    "Summary",
    "Tasks",
    "Team",
    "Terms",
    "TermsKind",
    "Timeline",
    "TrilemmaError",
    "Violation",
    "WatchProgress",
    "Week",
    "WorkInWeek",
    "WorkKind",
    "adopt_schedule",
    "apply_lever",
    "as_of",
    "attribute",
    "baseline_scores",
    "binding_limits",
    "calibrate",
    "calibrated_estimates",
    "calibration_from_json",
    "calibration_to_json",
    "careful_plan",
    "changes_between",
    "check_schedule",
    "check_solution",
    "compile_calendar",
    "continuous_calendar",
    "critical_path",
    "currency_exponent",
    "date_moves",
    "earned_value",
    "expected_defects",
    "explain",
    "find_levers",
    "forecast",
    "from_minor",
    "integers",
    "live_dates",
    "live_schedule",
    "make_front",
    "makespan",
    "margin",
    "mode_lists",
    "outlook",
    "plan_conflict",
    "plan_health",
    "plan_oracle",
    "problem_oracle",
    "promise_report",
    "public_holidays",
    "quantile",
    "rank_levers",
    "revise_plan",
    "rework_depends",
    "sampled_margin",
    "schedule_cost",
    "schedule_plan",
    "schedule_within",
    "scheduled_plan",
    "score",
    "snapshots",
    "solve",
    "standard_calendar",
    "summarise",
    "tell",
    "to_instant",
    "to_minor",
    "to_minutes",
    "week_edges",
    "weekly_capacity",
    "weekly_work",
]
