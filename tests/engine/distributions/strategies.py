"""Estimates for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from trilemma.engine.distributions import Estimate, Shape

CURVED: tuple[Shape, ...] = ("pert", "triangular", "lognormal", "normal")
ENDLESS: tuple[Shape, ...] = ("lognormal", "normal")
SPREAD: tuple[Shape, ...] = (*CURVED, "uniform")


@st.composite
def estimates(draw: st.DrawFn, shapes: tuple[Shape, ...] = SPREAD) -> Estimate:
    shape = draw(st.sampled_from(shapes))
    low = draw(st.one_of(st.just(0.0), st.floats(0.01, 10_000)))
    width = draw(st.floats(0.01, 20_000))
    likely = low + width * draw(st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1)))
    ends = (0.01, 0.05, 0.1, 0.25) if shape in ENDLESS else (0.0, 0.01, 0.05, 0.1, 0.25)
    low_p, above = draw(st.sampled_from(ends)), draw(st.sampled_from(ends))
    return Estimate(low, min(likely, low + width), low + width, low_p, 1 - above, shape)
