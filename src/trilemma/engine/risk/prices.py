"""What a minute of each leaf costs over time, so that a simulated cost is the difference of two sums.

The rules are those of `cost.schedule_cost` (tests compare them): everyone is paid for the own working time between
start and finish, at the price of the day, overtime with its premium.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from threading import Lock
from typing import Literal

import numpy as np
import numpy.typing as npt
from numba import njit

from trilemma.engine.calendars import Timeline, summed
from trilemma.engine.cost.rates import PARTS_PER_HOUR, PriceTable, pick_table
from trilemma.engine.cost.schedule_cost import CostCounter, mitigation_cost
from trilemma.engine.network.graph import Graph
from trilemma.engine.plan import NONE, Activity, Mode, Plan, ScheduledActivity, TermsKind
from trilemma.engine.plan.picks import picks_of
from trilemma.engine.risk.compiling import BARE
from trilemma.engine.risk.model import PRICE_PARTS, CostRows
from trilemma.engine.risk.timelines import done_by, index_timelines

Price = Literal["regular", "overtime", "billed"]


def cost_rows(plan: Plan, graph: Graph) -> CostRows:
    """Return prices over time of every leaf in its chosen mode, and what is fixed."""
    return _prices(_Same(plan)).rows(graph)


class _Same:
    """The very same plan, as the key of what is remembered about it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.plan is self.plan


@lru_cache(maxsize=4)
def _prices(same: _Same) -> _Prices:
    """Return the prices of one of the last few plans: variants in other modes ask for most of them again."""
    return _Prices(same.plan)


@dataclass(frozen=True, slots=True)
class _LeafPrice:
    """What a leaf in a mode costs by itself, and the rows of what its minutes cost from ``since`` on."""

    since: int
    fixed: float
    billed: float
    row: int
    billed_row: int


class _Prices:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.counter = CostCounter(plan, plan.workforce)
        self.bills = plan.terms is not None and plan.terms.kind is not TermsKind.FIXED_PRICE
        self.known: dict[Hashable, int] = {}
        self.lines: list[Timeline] = []
        self.leaves: dict[int, _LeafPrice] = {}
        self.lock = Lock()

    def rows(self, graph: Graph) -> CostRows:
        with self.lock:
            entries = [self.leaf(i, mode) for i, mode in enumerate(graph.mode.tolist())]
            lines = index_timelines(self.lines or [Timeline.of([], [], [], 1)])
        return CostRows(
            fixed=float(mitigation_cost(self.plan)) + sum(entry.fixed for entry in entries),
            lines=lines,
            row=_whole([entry.row for entry in entries]),
            since=_whole([entry.since for entry in entries]),
            billed_fixed=sum((entry.billed for entry in entries), 0.0),
            billed_row=_whole([entry.billed_row for entry in entries]),
        )

    def leaf(self, i: int, mode: int) -> _LeafPrice:
        """Return the prices of a leaf in one of its modes."""
        if mode not in self.leaves:
            self.leaves[mode] = self.counted(i, mode)
        return self.leaves[mode]

    def counted(self, i: int, number: int) -> _LeafPrice:
        arrays = self.plan.arrays
        mode_id = arrays.mode_ids[number]
        if not mode_id:
            return _LeafPrice(0, 0.0, 0.0, NONE, NONE)
        name = arrays.activity_ids[i]
        leaf = self.plan.activity_by_id[name]
        mode = leaf.mode(mode_id)
        start, finish = int(arrays.actual_start[i]), int(arrays.actual_finish[i])
        since = max(start, arrays.status_minute) if start != NONE else 0
        until = finish if finish != NONE else max(since, 0)
        people = self.people(leaf, mode)
        entry = ScheduledActivity(name, max(start, 0) if start != NONE else until, until, mode_id, people)
        known = self.counter.of(leaf, entry)
        open_ended = finish == NONE
        return _LeafPrice(
            since,
            float(known.total),
            float(known.billed),
            self.row(leaf, mode, people) if open_ended else NONE,
            self.row(leaf, mode, people, billed=True) if open_ended and self.bills else NONE,
        )

    def people(self, leaf: Activity, mode: Mode) -> tuple[str, ...]:
        """Return the persons whom the adopted schedule assigned, where the mode is the adopted one."""
        people = self.plan.adopted.people_of(leaf.id)
        wanted = sum(pick.count for pick in picks_of(self.plan, mode))
        return people if len(people) == wanted and self.plan.adopted.mode_of(leaf.id) in {None, mode.id} else ()

    def row(self, leaf: Activity, mode: Mode, people: tuple[str, ...], *, billed: bool = False) -> int:
        """Return the row of the prices of a mode, -1 where nobody is paid; of its billing where that is asked."""
        paid = self.counter.paid_time.of(leaf, mode, people)
        picks = picks_of(self.plan, mode)
        crew = tuple(
            (
                id(who.regular),
                id(who.overtime),
                who.permille,
                who.resource,
                None if who.pick is None else picks[who.pick],
            )
            for who in paid
        )
        key = (billed, crew)
        if key not in self.known:
            parts = []
            for who in paid:
                table = self.table(mode, who.resource, who.pick)
                parts += [_priced(who.regular, who.permille, table, "billed" if billed else "regular")]
                parts += [_priced(who.overtime, who.permille, table, "billed" if billed else "overtime")]
            parts = [part for part in parts if part.starts.size]
            self.known[key] = len(self.lines) if parts else NONE
            if parts:
                self.lines.append(_together(tuple(parts)))
        return self.known[key]

    def table(self, mode: Mode, resource: str | None, pick: int | None) -> PriceTable:
        if resource is not None:
            return self.counter.tables[resource]
        return pick_table(self.plan, picks_of(self.plan, mode)[pick or 0], self.counter.tables)


def _whole(values: list[int]) -> npt.NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


@lru_cache(maxsize=512)
def _together(parts: tuple[Timeline, ...]) -> Timeline:
    """Return the sum of prices; variants of a plan share the timelines it is made of."""
    return summed(parts)


@lru_cache(maxsize=1024)
def _priced(line: Timeline, permille: int, table: PriceTable, which: Price) -> Timeline:
    """Return working time with its price as the rate [`PRICE_PARTS`]."""
    edges = np.array([edge for edge in table.since if 0 < edge < line.horizon_minutes], dtype=np.int64)
    cuts = [edge for edge in edges if np.any((line.starts < edge) & (edge < line.finishes))]
    starts = np.sort(np.concatenate((line.starts, np.array(cuts, dtype=np.int64))))
    finishes = np.sort(np.concatenate((line.finishes, np.array(cuts, dtype=np.int64))))
    at_edge = [_part(table, since, permille, which) for since in (-1, *edges.tolist())]
    rates = np.array(at_edge, dtype=np.int64)[np.searchsorted(edges, starts, side="right")]
    return Timeline.of(starts, finishes, rates, line.horizon_minutes)


def _part(table: PriceTable, minute: int, permille: int, which: Price) -> int:
    prices = table.at(max(minute, 0))
    hourly = {"regular": prices.regular, "overtime": prices.overtime, "billed": prices.billed}[which]
    return round(Fraction(permille * PRICE_PARTS, PARTS_PER_HOUR) * hourly)


@njit(**BARE)
def add_cost(rows, cells, index, row, since, start, finish, cost):  # type: ignore[no-untyped-def]
    """Add to ``cost`` (by draw, in minor units) what every leaf costs from start to finish, history left out."""
    for i in range(row.shape[0]):
        if row[i] < 0:
            continue
        for draw in range(start.shape[1]):
            begin = done_by(rows, cells, index, row[i], max(start[i, draw], since[i]))
            cost[draw] += (done_by(rows, cells, index, row[i], finish[i, draw]) - begin) / PRICE_PARTS
