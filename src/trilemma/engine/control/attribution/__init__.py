"""Attribution: why a forecast moved between two plans, split exactly among seven causes."""

from trilemma.engine.control.attribution.attribution import Attribution, CauseShare, ForecastFigures, Move, attribute
from trilemma.engine.control.attribution.causes import MoveCause
from trilemma.engine.control.attribution.changes import PlanChange, changes_between
from trilemma.engine.control.attribution.telling import tell

__all__ = [
    "Attribution",
    "CauseShare",
    "ForecastFigures",
    "Move",
    "MoveCause",
    "PlanChange",
    "attribute",
    "changes_between",
    "tell",
]
