"""Quality: defects that activities put in, what quality steps take out, the rework of it, and what escapes."""

from trilemma.engine.quality.arrays import (
    QualityArrays,
    QualityEffects,
    ReworkSlot,
    mode_vector,
    quality_arrays,
    quality_effects,
)
from trilemma.engine.quality.effort import (
    Crew,
    Modes,
    chosen_mode,
    crew_of,
    effort_minutes,
    measure_done,
    measure_left,
    work_share,
)
from trilemma.engine.quality.expected import DefectFlow, expected_defects
from trilemma.engine.quality.linear import LinearEffects, linear_effects
from trilemma.engine.quality.reach import ordered_steps, steps_downstream
from trilemma.engine.quality.rework import is_rework, with_rework, without_rework
from trilemma.engine.quality.sampled import (
    QualityEstimates,
    SampledEffects,
    escaped_defects,
    injected_defects,
    quality_estimates,
    sampled_effects,
)

__all__ = [
    "Crew",
    "DefectFlow",
    "LinearEffects",
    "Modes",
    "QualityArrays",
    "QualityEffects",
    "QualityEstimates",
    "ReworkSlot",
    "SampledEffects",
    "chosen_mode",
    "crew_of",
    "effort_minutes",
    "escaped_defects",
    "expected_defects",
    "injected_defects",
    "is_rework",
    "linear_effects",
    "measure_done",
    "measure_left",
    "mode_vector",
    "ordered_steps",
    "quality_arrays",
    "quality_effects",
    "quality_estimates",
    "sampled_effects",
    "steps_downstream",
    "with_rework",
    "without_rework",
    "work_share",
]
