"""The member of a family whose quantiles and mode are where people put them.

Each family knows the range of its parameter for which the mode lies between two stated quantiles. Over that range the
share ``(mode - Q(low_p)) / (Q(high_p) - Q(low_p))`` runs monotonically from 0 to 1 and does not depend on place and
scale, so that three points fix one member.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from trilemma.engine.distributions.normals import Lognormal, Normal
from trilemma.engine.distributions.pert import Pert
from trilemma.engine.distributions.root import root
from trilemma.engine.distributions.standard import Floats, Standard
from trilemma.engine.distributions.straight import Triangular, Uniform

_BRACKETS: Final = 64
Skewed = Pert | Triangular | Normal | Lognormal
_FAMILIES: Final[dict[str, type[Skewed]]] = {
    "pert": Pert,
    "triangular": Triangular,
    "normal": Normal,
    "lognormal": Lognormal,
}


@lru_cache(maxsize=16384)
def member(shape: str, low_p: float, high_p: float, share: float) -> Standard:
    """Return the member of a family whose mode divides the way from one quantile to the other in a given share.

    Parameters
    ----------
    shape
        Name of a family with a parameter, or ``uniform``, which has only one member.
    low_p, high_p
        Probabilities of the two quantiles.
    share
        ``(mode - Q(low_p)) / (Q(high_p) - Q(low_p))`` in [0, 1].
    """
    if shape == "uniform":
        return Uniform()
    family = _FAMILIES[shape]
    parameters, shares = _brackets(shape, low_p, high_p)
    if share in {0.0, 1.0}:
        return family(float(parameters[0 if share == 0.0 else -1]))
    k = int(np.clip(np.searchsorted(shares, share), 1, _BRACKETS))
    ends = np.array([low_p, high_p])
    found = root(lambda theta: _share(family(theta), ends) - share, float(parameters[k - 1]), float(parameters[k]))
    return family(found)


@lru_cache(maxsize=256)
def _brackets(shape: str, low_p: float, high_p: float) -> tuple[Floats, Floats]:
    """Return parameters from one limit to the other and the share of each: a small bracket is soon solved."""
    family = _FAMILIES[shape]
    parameters = np.linspace(*family.limits(low_p, high_p), _BRACKETS + 1)
    ends = np.array([low_p, high_p])
    return parameters, np.array([_share(family(float(theta)), ends) for theta in parameters])


def _share(standard: Standard, ends: Floats) -> float:
    """Return the share of the way from the lower to the upper quantile at which the mode lies."""
    low, high = standard.quantile(ends)
    return float((standard.mode - low) / (high - low))
