"""Sampled values of everything uncertain in a plan: correlated, stratified, the same for the same object anywhere.

Method id ``keyed_draws`` (docs/methods/keyed_draws.md). A value is a quantile at a normal score; the score of an
estimate is ``own * z + by_team * z_team + by_project * z_project`` (a Gaussian copula with one factor per team and
project), so that two tasks of a team have the correlation ``by_team**2 + by_project**2`` between their scores.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from trilemma.engine.distributions import Distribution, Estimate
from trilemma.engine.risk.hashing import BLOCK, cell_key, fill_bits, object_key
from trilemma.engine.risk.tails import (
    N_SCORES,
    Quantile,
    fill_from_scores,
    fill_from_tails,
    fill_knots,
    normal_table,
    score_table,
)

Float1D = npt.NDArray[np.float64]
Float2D = npt.NDArray[np.float64]
Int1D = npt.NDArray[np.int64]

CONSTANT = -1
"""Table of an object that does not vary."""


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Objects with a quantile function each, ready to be drawn.

    Attributes
    ----------
    key
        What the random numbers of an object hang on, shape ``(n,)``.
    table_of, table
        Score table of each object, `CONSTANT` where its value is ``place``; shapes ``(n,)``, ``(t, N_SCORES)``.
    place, scale
        A value is ``max(0, place + scale * table value)``, shape ``(n,)``.
    factor_key
        Keys of the common factors, shape ``(f,)``.
    team, project, own, by_team, by_project
        Factors of each object and how much each counts, shape ``(n,)``; the squares of the three add up to 1.
    """

    key: npt.NDArray[np.uint64]
    table_of: Int1D
    table: Float2D
    place: Float1D
    scale: Float1D
    factor_key: npt.NDArray[np.uint64]
    team: Int1D
    project: Int1D
    own: Float1D
    by_team: Float1D
    by_project: Float1D

    @property
    def varies(self) -> npt.NDArray[np.bool_]:
        """Whether an object's value differs between draws, shape ``(n,)``."""
        varies: npt.NDArray[np.bool_] = self.table_of != CONSTANT
        return varies


@dataclass(slots=True)
class SampledBuilder:
    """Collects objects to be sampled; equal distributions share a table."""

    keys: list[np.uint64] = field(default_factory=list)
    rows: list[tuple[int, float, float, int, int, float, float]] = field(default_factory=list)
    tables: dict[Hashable, int] = field(default_factory=dict)
    values: list[Float1D] = field(default_factory=list)
    factors: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(
        self,
        kind: str,
        identifier: str,
        distribution: Distribution,
        *,
        share: float = 1.0,
        team: tuple[str, float] = ("", 0.0),
        project: tuple[str, float] = ("", 0.0),
    ) -> int:
        """Add an object; return its row.

        Parameters
        ----------
        kind, identifier
            What the random numbers hang on.
        distribution
            Of the object's value.
        share
            What the value is multiplied by.
        team, project
            Name of the common factor and its share of the variance of the normal score.
        """
        if distribution.certain:
            return self.constant(float(distribution.likely) * share)
        place, scale, same, quantile = _standard(distribution)
        factors = self._factor("team", *team), self._factor("project", *project)
        row = (self._table(same, quantile), share * place, share * scale, *factors, team[1], project[1])
        return self._add(object_key(kind, identifier), row)

    def constant(self, value: float) -> int:
        """Add something that does not vary; return its row."""
        return self._add(np.uint64(0), (CONSTANT, value, 0.0, 0, 0, 0.0, 0.0))

    def uniform(self, kind: str, identifier: str) -> int:
        """Add a number between 0 and 1; return its row."""
        return self._add(object_key(kind, identifier), (self._table("uniform", np.asarray), 0.0, 1.0, 0, 0, 0.0, 0.0))

    def _table(self, same: Hashable, quantile: Quantile) -> int:
        if same not in self.tables:
            self.tables[same] = len(self.values)
            self.values.append(score_table(quantile))
        return self.tables[same]

    def _factor(self, kind: str, name: str, share: float) -> int:
        return self.factors.setdefault((kind, name), len(self.factors)) if share > 0.0 else 0

    def _add(self, key: np.uint64, row: tuple[int, float, float, int, int, float, float]) -> int:
        self.keys.append(key)
        self.rows.append(row)
        return len(self.rows) - 1

    def build(self) -> Sampled:
        """Return what was collected."""
        columns = np.array(self.rows, dtype=np.float64).reshape(-1, 7)
        by_team, by_project = columns[:, 5], columns[:, 6]
        return Sampled(
            key=np.array(self.keys, dtype=np.uint64),
            table_of=columns[:, 0].astype(np.int64),
            table=np.array(self.values, dtype=np.float64).reshape(len(self.values), N_SCORES),
            place=columns[:, 1].copy(),
            scale=columns[:, 2].copy(),
            factor_key=np.array([object_key(f"factor-{kind}", name) for kind, name in self.factors], dtype=np.uint64),
            team=columns[:, 3].astype(np.int64),
            project=columns[:, 4].astype(np.int64),
            own=np.sqrt(np.maximum(0.0, 1.0 - by_team - by_project)),
            by_team=np.sqrt(by_team),
            by_project=np.sqrt(by_project),
        )


def _standard(distribution: Distribution) -> tuple[float, float, Any, Quantile]:
    """Return place, scale and the distribution without them, so that estimates of equal shape share a table."""
    if isinstance(distribution, Estimate):
        form = distribution.form
        return form.place, form.scale, form.standard, form.standard.quantile
    return 0.0, 1.0, distribution, distribution.quantile


def draw_values(sampled: Sampled, seed: int, first_block: int, n_blocks: int) -> Float2D:
    """Values of every object in a run of blocks.

    Parameters
    ----------
    sampled
        The objects.
    seed
        Any integer; taken modulo ``2**64``.
    first_block, n_blocks
        Which blocks of `BLOCK` draws; a draw's values depend on nothing but seed, object and draw.

    Returns
    -------
    Float2D
        Shape ``(n_objects, n_blocks * BLOCK)``.
    """
    values = np.empty((len(sampled.key), n_blocks * BLOCK))
    _draw(
        np.uint64(seed % (1 << 64)), first_block, n_blocks, sampled.key, sampled.table_of, sampled.table,
        sampled.place, sampled.scale, sampled.factor_key, sampled.team, sampled.project, sampled.own,
        sampled.by_team, sampled.by_project, normal_table(), values,
    )  # fmt: skip
    return values


@njit(cache=True, nogil=True, error_model="numpy")
def _fill_scores(key, strata, bits, knots, fractions, normal, scores):  # type: ignore[no-untyped-def]
    """Write the standard normal scores of a cell into ``scores``."""
    fill_bits(key, strata, bits)
    fill_knots(bits, knots, fractions)
    fill_from_tails(knots, fractions, normal, scores)


@njit(cache=True, nogil=True, error_model="numpy")
def _draw(  # type: ignore[no-untyped-def]
    seed, first_block, n_blocks, key, table_of, table, place, scale, factor_key, team, project, own, by_team,
    by_project, normal, values
):  # fmt: skip
    strata, bits = np.empty(BLOCK, np.uint16), np.empty(BLOCK, np.uint32)
    knots, fractions = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.float32)
    scores = np.empty(BLOCK, np.float32)
    factors = np.empty((factor_key.shape[0], BLOCK), np.float32)
    for block in range(n_blocks):
        for f in range(factor_key.shape[0]):
            _fill_scores(
                cell_key(seed, factor_key[f], first_block + block), strata, bits, knots, fractions, normal, factors[f]
            )
        for i in range(key.shape[0]):
            out = values[i, block * BLOCK : (block + 1) * BLOCK]
            if table_of[i] == CONSTANT:
                out[:] = place[i]
                continue
            _fill_scores(cell_key(seed, key[i], first_block + block), strata, bits, knots, fractions, normal, scores)
            if own[i] < 1.0:
                for d in range(BLOCK):
                    scores[d] *= own[i]
                if by_team[i] > 0.0:
                    for d in range(BLOCK):
                        scores[d] += by_team[i] * factors[team[i], d]
                if by_project[i] > 0.0:
                    for d in range(BLOCK):
                        scores[d] += by_project[i] * factors[project[i], d]
            fill_from_scores(scores, table[table_of[i]], out)
            for d in range(BLOCK):
                out[d] = max(0.0, place[i] + scale[i] * out[d])
