"""Levers: every single change that a plan allows, its simulated effect, and what it buys."""

from trilemma.engine.levers.change import apply_lever
from trilemma.engine.levers.effect import Change, LeverEffect, PromiseChange, lever_effect
from trilemma.engine.levers.generation import Course, find_levers
from trilemma.engine.levers.lever import Lever, LeverKind
from trilemma.engine.levers.ranking import RankedLever, Worth, ranked
from trilemma.engine.levers.report import LeverReport, rank_levers
from trilemma.engine.levers.simulation import Drawn, likely_course
from trilemma.engine.schedule.overtime_week import overtime_week

__all__ = [
    "Change",
    "Course",
    "Drawn",
    "Lever",
    "LeverEffect",
    "LeverKind",
    "LeverReport",
    "PromiseChange",
    "RankedLever",
    "Worth",
    "apply_lever",
    "find_levers",
    "lever_effect",
    "likely_course",
    "overtime_week",
    "rank_levers",
    "ranked",
]
