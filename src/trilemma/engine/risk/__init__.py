"""Risk: joint samples of finish, cost and escaped defects, and what follows from them."""

from trilemma.engine.risk.flow import resource_arcs
from trilemma.engine.risk.forecast import (
    Convergence,
    Forecast,
    Influence,
    Summary,
    error_of_quantile,
    quantile,
    summarise,
)
from trilemma.engine.risk.forecasting import FEWEST_DRAWS, MOST_DRAWS, TOLERANCE, forecast, model_of
from trilemma.engine.risk.hashing import BLOCK
from trilemma.engine.risk.model import Model
from trilemma.engine.risk.paths import PathNetwork, path_network, simulate_paths
from trilemma.engine.risk.sharing import SharedNetwork, shared_network, simulate_sharing
from trilemma.engine.risk.simulation import Samples, simulate

__all__ = [
    "BLOCK",
    "FEWEST_DRAWS",
    "MOST_DRAWS",
    "TOLERANCE",
    "Convergence",
    "Forecast",
    "Influence",
    "Model",
    "PathNetwork",
    "Samples",
    "SharedNetwork",
    "Summary",
    "error_of_quantile",
    "forecast",
    "model_of",
    "path_network",
    "quantile",
    "resource_arcs",
    "shared_network",
    "simulate",
    "simulate_paths",
    "simulate_sharing",
    "summarise",
]
