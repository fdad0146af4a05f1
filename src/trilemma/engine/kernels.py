"""Functions that are interpreted first and compiled once they have enough to do.

Loading the compiler takes as long as interpreting the passes of a plan of several hundred activities a few times: a
command that only looks at such a plan never loads it. Only what gives the same integers either way may be a kernel of
this kind; sums of fractions, whose order differs, are compiled from the start.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

ENOUGH: Final = 60_000
"""Calls, or steps of a loop, after which a process compiles: about the time that loading the compiler takes."""


class _Count:
    """What a process has interpreted so far."""

    steps = 0


class LateKernel:
    """A function that is compiled by Numba when it is worth loading it; compiled kernels may call it at any time."""

    def __init__(self, function: Callable[..., Any], size_of: int | None, weight: int, *, at_once: bool) -> None:
        self._function = function
        self._at_once = at_once
        self._size_of = size_of
        self._weight = weight
        self._compiled: Callable[..., Any] | None = None
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__

    def __call__(self, *arguments: Any) -> Any:  # noqa: ANN401 - whatever the function takes and returns
        """Call the function, interpreted or compiled."""
        if self._compiled is not None:
            return self._compiled(*arguments)
        if self._is_worth_it(arguments):
            return self.compiled(*arguments)
        _Count.steps += 1
        return self._function(*arguments)

    def _is_worth_it(self, arguments: tuple[Any, ...]) -> bool:
        if self._at_once or "numba" in sys.modules:
            return True
        size = 0 if self._size_of is None else self._weight * len(arguments[self._size_of])
        return _Count.steps + size > ENOUGH

    @property
    def compiled(self) -> Callable[..., Any]:
        """The compiled function."""
        if self._compiled is None:
            from numba import njit  # noqa: PLC0415 - the point of this module

            self._compiled = njit(cache=True, nogil=True)(self._function)
        return self._compiled

    @property
    def _numba_type_(self) -> Any:  # noqa: ANN401 - Numba asks for it when a compiled kernel calls this one
        return cast("Any", self.compiled)._numba_type_


def kernel(*, size_of: int | None = None, weight: int = 1, at_once: bool = False) -> Callable[[Function], Function]:
    """Let a function be compiled once that pays.

    Parameters
    ----------
    size_of
        Number of the argument whose length is about how often its loop runs; None without a loop.
    weight
        About how many calls of other kernels each run of the loop makes.
    at_once
        Whether it is compiled at its first call: for sums of fractions.
    """

    def late(function: Function) -> Function:
        return cast("Function", LateKernel(function, size_of, weight, at_once=at_once))

    return late
