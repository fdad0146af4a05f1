"""What a simulation of a plan reads: numbers only, small enough to be sent to another process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from trilemma.engine.quality import QualityArrays
from trilemma.engine.risk.sampling import Sampled
from trilemma.engine.risk.timelines import IndexedTimelines

Int1D = npt.NDArray[np.int64]
Int2D = npt.NDArray[np.int64]
Float1D = npt.NDArray[np.float64]

PRICE_PARTS: Final = 60_000 * 12
"""Prices are kept in these parts of a minor unit a minute: a whole number for one permille of a whole hourly price, and
for a half, third or quarter of it."""

NO_ROW: Final = -1
"""Row of what a risk does not do, or a step does not remove."""


TIMELINE, LAG_TIMELINE, EARLIEST, LEAST, ACTUAL_START, ACTUAL_FINISH, LINK_FIRST, LINK_END = range(8)
"""Columns of a leaf."""
PREDECESSOR, LINK_TYPE, LAG, ELAPSED = range(4)
"""Columns of a link."""


@dataclass(frozen=True, slots=True, eq=False)
class NetworkRows:
    """The network in the chosen modes; all times are elapsed minutes from the plan's origin.

    Attributes
    ----------
    lines
        Timelines of modes and calendars.
    order
        Leaves, each after all it waits for; with resources also in order of priority. Shape ``(n,)``.
    leaf
        Shape ``(n, 8)``: rows of ``lines`` for the work and for the lags of links into it, earliest start, least
        finish, actual start and finish (-1 where nothing has happened), and where its links are.
    link
        Shape ``(l, 4)``, sorted by successor: predecessor, type (0 finish-start, 1 start-start, 2 finish-finish,
        3 start-finish), lag, and whether the lag is elapsed time.
    status
        Minute of the status date, -1 without one.
    release
        Leaf whose finish is the plan's finish, -1 for the latest of all.
    horizon
        No date is computed beyond it.
    """

    lines: IndexedTimelines
    order: Int1D
    leaf: Int2D
    link: Int2D
    status: int
    release: int
    horizon: int


@dataclass(frozen=True, slots=True, eq=False)
class ResourceRows:
    """Who is demanded, and how much of them there is.

    Attributes
    ----------
    demands
        Rows of single resources by leaf: ``first``, ``resource``, ``amount``. [permille]
    picks
        Rows by leaf of persons to choose: ``first``, ``count``, ``amount``, ``eligible_first``, ``eligible``, and
        ``eligible_row``: the row of ``own_lines``, after those of the network, on which an eligible person works where
        a leaf needs one person more, else -1.
    supply
        Capacity of each resource over time: ``first``, ``count``, ``time``, ``amount``; after the knots of each there
        is room for those that a simulation adds.
    """

    demands: tuple[Int1D, Int1D, Int1D]
    picks: tuple[Int1D, Int1D, Int1D, Int1D, Int1D, Int1D]
    supply: tuple[Int1D, Int1D, Int1D, Int1D]


@dataclass(frozen=True, slots=True, eq=False)
class RiskRows:
    """One uncertain event: rows of the sampled values that describe it, `NO_ROW` for effects it does not have.

    ``uniform`` is the row that decides whether it strikes; ``left`` the share of the effects after mitigation;
    ``leaves`` what it affects; ``injecting`` into which leaves its defects go, in equal shares.
    """

    id: str
    probability: float
    left: float
    uniform: int
    delay: int
    stretch: int
    cost: int
    defects: int
    leaves: Int1D
    injecting: Int1D


@dataclass(frozen=True, slots=True, eq=False)
class QualityRows:
    """The quality model with the rows of its sampled values.

    ``rate`` by kind, ``removal`` and ``fix`` by step and kind (`NO_ROW` where there is none); ``done`` the measure that
    lies behind each leaf [minutes]; ``slot_leaf`` the leaf of each rework slot; ``threshold`` of acceptance, or None.
    """

    arrays: QualityArrays
    rate: Int1D
    removal: Int2D
    fix: Int2D
    done: Float1D
    slot_leaf: Int1D
    threshold: float | None


@dataclass(frozen=True, slots=True, eq=False)
class CostRows:
    """What the plan costs, in minor units of its currency.

    Attributes
    ----------
    fixed
        What does not depend on time: costs of modes and mitigations, and what has been spent.
    lines, row
        Price over time as timelines (in `PRICE_PARTS`), and the row of each leaf, -1 where nobody
        is paid; shape ``(n,)``.
    since
        From when on a started leaf is not history, shape ``(n,)``. [elapsed minutes]
    billed_fixed, billed_row
        The same of what time and material are billed at; no rows where the terms do not ask for it.
    """

    fixed: float
    lines: IndexedTimelines
    row: Int1D
    since: Int1D
    billed_fixed: float
    billed_row: Int1D


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A plan ready to be simulated. The first ``n`` sampled rows are the measures of the leaves [minutes].

    ``mode`` numbers the chosen modes; ``watched`` names what keeps its own samples of the finish, each with the leaves
    whose latest finish it is.
    """

    leaf_ids: tuple[str, ...]
    mode: Int1D
    sampled: Sampled
    network: NetworkRows
    resources: ResourceRows | None
    risks: tuple[RiskRows, ...]
    quality: QualityRows
    cost: CostRows
    watched: tuple[tuple[str, Int1D], ...]

    @property
    def n(self) -> int:
        """Number of leaves."""
        return len(self.leaf_ids)
