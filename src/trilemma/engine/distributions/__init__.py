"""Uncertain quantities that are never negative: three-point estimates and tables of quantiles."""

from trilemma.engine.distributions.distribution import Distribution
from trilemma.engine.distributions.empirical import Empirical
from trilemma.engine.distributions.estimate import SHAPES, Estimate, Form, Shape

__all__ = ["SHAPES", "Distribution", "Empirical", "Estimate", "Form", "Shape"]
