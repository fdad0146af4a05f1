"""A calendar compiled to sorted intervals of working time, with exact arithmetic on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trilemma.engine.calendars import kernels
from trilemma.engine.errors import HorizonError, ShapeError
from trilemma.engine.units import PERMILLE

Int1D = NDArray[np.int64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Working time as sorted disjoint intervals ``[starts, finishes)`` of elapsed minutes since an origin.

    Each interval has a rate in permille: 1000 is one person, 500 a half share, 2000 two people. ``cumulative`` is the
    work before each interval, so that one minute of one person is 1000 permille-minutes. Neighbours that touch have
    different rates. All arrays are int64 of shape ``(n_intervals,)`` and lie within ``[0, horizon_minutes]``; nobody
    writes into them. Build one with `compile_calendar`, `Timeline.of` or the algebra of this package.

    Instants are whole elapsed minutes in ``[0, horizon_minutes]``; scalars give an int, arrays an int64 array of the
    broadcast shape. Method id ``calendar_arithmetic`` (docs/methods/calendar_arithmetic.md).
    """

    starts: Int1D
    finishes: Int1D
    rates: Int1D
    cumulative: Int1D
    horizon_minutes: int

    @classmethod
    def of(cls, starts: ArrayLike, finishes: ArrayLike, rates: ArrayLike, horizon_minutes: int) -> Timeline:
        """Build from disjoint intervals in ascending order, clipped to the horizon, equal neighbours merged.

        Parameters
        ----------
        starts, finishes
            Shape ``(n_intervals,)``. [elapsed minutes]
        rates
            Shape ``(n_intervals,)`` or a single number, not negative; intervals with rate 0 are dropped. [permille]
        horizon_minutes
            Last instant that can be asked for. [elapsed minutes]

        Raises
        ------
        ShapeError
            If shapes differ or intervals overlap or are not in order.
        """
        first = np.clip(np.asarray(starts, np.int64), 0, horizon_minutes)
        last = np.clip(np.asarray(finishes, np.int64), 0, horizon_minutes)
        if first.ndim != 1 or first.shape != last.shape:
            raise ShapeError("starts and finishes must be one-dimensional and of equal length", "timeline")
        rate = np.ascontiguousarray(np.broadcast_to(np.asarray(rates, np.int64), first.shape))
        keep = (last > first) & (rate > 0)
        first, last, rate = first[keep], last[keep], rate[keep]
        if np.any(first[1:] < last[:-1]) or np.any(np.asarray(rates) < 0):
            raise ShapeError("intervals must be in order and disjoint, with rates that are not negative", "timeline")
        return cls._merged(first, last, rate, horizon_minutes)

    @classmethod
    def continuous(cls, horizon_minutes: int, rate: int = PERMILLE) -> Timeline:
        """Take every minute from the origin to the horizon."""
        return cls.of([0], [horizon_minutes], rate, horizon_minutes)

    @classmethod
    def _merged(cls, first: Int1D, last: Int1D, rate: Int1D, horizon_minutes: int) -> Timeline:
        apart = (first[1:] != last[:-1]) | (rate[1:] != rate[:-1])
        opens = np.concatenate((np.ones(min(first.size, 1), bool), apart))
        closes = np.concatenate((apart, np.ones(min(first.size, 1), bool)))
        starts, finishes, rates = first[opens], last[closes], rate[opens]
        work = np.cumsum((finishes - starts) * rates)
        cumulative = np.concatenate((np.zeros(min(starts.size, 1), np.int64), work[:-1]))
        return cls(starts, finishes, rates, cumulative, int(horizon_minutes))

    @property
    def arrays(self) -> tuple[Int1D, Int1D, Int1D, Int1D]:
        """The four arrays that every kernel of `calendars.kernels` takes first."""
        return self.starts, self.finishes, self.rates, self.cumulative

    @property
    def total_work(self) -> int:
        """All work up to the horizon, in permille-minutes."""
        if not self.starts.size:
            return 0
        return int(self.cumulative[-1] + (self.finishes[-1] - self.starts[-1]) * self.rates[-1])

    def same_as(self, other: Timeline) -> bool:
        """Return whether both have the same working time and horizon."""
        return self.horizon_minutes == other.horizon_minutes and all(
            np.array_equal(mine, theirs) for mine, theirs in zip(self.arrays, other.arrays, strict=True)
        )

    @overload
    def between(self, start: int, finish: int) -> int: ...
    @overload
    def between(self, start: ArrayLike, finish: ArrayLike) -> IntArray: ...
    def between(self, start: ArrayLike, finish: ArrayLike) -> int | IntArray:
        """Return the permille-minutes of work that fit into ``[start, finish)``, negative where finish is first.

        Raises
        ------
        HorizonError
            If an instant is before the origin or beyond the horizon.
        """
        if isinstance(start, int) and isinstance(finish, int):
            self._check(min(start, finish), max(start, finish))
            return int(kernels.work_between(*self.arrays, start, finish))
        first, last, shape = _pairs(start, finish)
        self._check_all(first)
        self._check_all(last)
        return _reshaped(kernels.work_between_many(*self.arrays, first, last), shape)

    @overload
    def add(self, instant: int, work: int) -> int: ...
    @overload
    def add(self, instant: ArrayLike, work: ArrayLike) -> IntArray: ...
    def add(self, instant: ArrayLike, work: ArrayLike) -> int | IntArray:
        """Return the earliest instant by which ``work``, begun at ``instant``, is done.

        Work that fills an interval finishes at its close, not at the next opening. Where the rate does not divide the
        work, the result is rounded up to a whole minute; with rate 1000 and whole minutes of work it is exact.

        Parameters
        ----------
        instant
            When it begins; need not be working time. [elapsed minutes]
        work
            Not negative; 0 gives ``instant`` itself. [permille-minutes]

        Raises
        ------
        HorizonError
            If the work is not done by the horizon, or an instant is outside.
        """
        if isinstance(instant, int) and isinstance(work, int):
            self._check(instant, instant)
            _refuse_negative(work)
            return self._within(int(kernels.add_work(*self.arrays, instant, work)))
        first, amount, shape = _pairs(instant, work)
        self._check_all(first)
        _refuse_negative(int(amount.min(initial=0)))
        return _reshaped(self._all_within(kernels.add_work_many(*self.arrays, first, amount)), shape)

    @overload
    def subtract(self, instant: int, work: int) -> int: ...
    @overload
    def subtract(self, instant: ArrayLike, work: ArrayLike) -> IntArray: ...
    def subtract(self, instant: ArrayLike, work: ArrayLike) -> int | IntArray:
        """Return the latest instant from which ``work`` is done by ``instant``; the mirror image of `add`.

        Raises
        ------
        HorizonError
            If the work would have to begin before the origin, or an instant is outside.
        """
        if isinstance(instant, int) and isinstance(work, int):
            self._check(instant, instant)
            _refuse_negative(work)
            return self._within(int(kernels.subtract_work(*self.arrays, instant, work)))
        first, amount, shape = _pairs(instant, work)
        self._check_all(first)
        _refuse_negative(int(amount.min(initial=0)))
        return _reshaped(self._all_within(kernels.subtract_work_many(*self.arrays, first, amount)), shape)

    @overload
    def next_working(self, instant: int) -> int: ...
    @overload
    def next_working(self, instant: ArrayLike) -> IntArray: ...
    def next_working(self, instant: ArrayLike) -> int | IntArray:
        """Return the earliest instant from ``instant`` on at which work can start: at a close, the next opening.

        Raises
        ------
        HorizonError
            If there is no working time from there to the horizon, or an instant is outside.
        """
        if isinstance(instant, int):
            self._check(instant, instant)
            return self._within(int(kernels.next_opening(*self.arrays, instant)))
        first, _, shape = _pairs(instant, 0)
        self._check_all(first)
        return _reshaped(self._all_within(kernels.next_opening_many(*self.arrays, first)), shape)

    @overload
    def previous_working(self, instant: int) -> int: ...
    @overload
    def previous_working(self, instant: ArrayLike) -> IntArray: ...
    def previous_working(self, instant: ArrayLike) -> int | IntArray:
        """Return the latest instant up to ``instant`` at which work can finish: at an opening, the close before it.

        Raises
        ------
        HorizonError
            If there is no working time from the origin to there, or an instant is outside.
        """
        if isinstance(instant, int):
            self._check(instant, instant)
            return self._within(int(kernels.previous_closing(*self.arrays, instant)))
        first, _, shape = _pairs(instant, 0)
        self._check_all(first)
        return _reshaped(self._all_within(kernels.previous_closing_many(*self.arrays, first)), shape)

    def rate_at(self, instant: int) -> int:
        """Return the permille worked in the minute that begins at ``instant``, 0 outside working time."""
        self._check(instant, instant)
        return int(kernels.rate_at(*self.arrays, instant))

    def _check(self, low: int, high: int) -> None:
        if low < 0:
            raise HorizonError(f"minute {low} is before the origin")
        if high > self.horizon_minutes:
            raise HorizonError(f"minute {high} is beyond the horizon of {self.horizon_minutes} minutes")

    def _check_all(self, instants: Int1D) -> None:
        if instants.size:
            self._check(int(instants.min()), int(instants.max()))

    def _within(self, instant: int) -> int:
        if instant == kernels.BEYOND:
            raise HorizonError(f"there is not enough working time before the horizon of {self.horizon_minutes} minutes")
        if instant == -kernels.BEYOND:
            raise HorizonError("there is not enough working time after the origin")
        return instant

    def _all_within(self, instants: Int1D) -> Int1D:
        if instants.size:
            self._within(int(instants.max()))
            self._within(int(instants.min()))
        return instants


def _pairs(left: ArrayLike, right: ArrayLike) -> tuple[Int1D, Int1D, tuple[int, ...]]:
    one, other = np.asarray(left, np.int64), np.asarray(right, np.int64)
    shape = np.broadcast_shapes(one.shape, other.shape)
    return _spread(one, shape), _spread(other, shape), shape


def _spread(values: IntArray, shape: tuple[int, ...]) -> Int1D:
    """Repeat values to a shape; writeable, because a kernel would be compiled again for an array that is not."""
    return np.require(np.broadcast_to(values, shape), requirements=["C", "W"]).ravel()


def _reshaped(values: Int1D, shape: tuple[int, ...]) -> IntArray:
    return values.reshape(shape)


def _refuse_negative(work: int) -> None:
    if work < 0:
        raise ShapeError("work must not be negative; use the opposite operation", "timeline")
