"""Benchmark instances by the suffix of their file: PSPLIB and MMLIB (``.sm``, ``.mm``), iMOPSE (``.def``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from trilemma.engine.api import Problem, integers
from trilemma.files.imopse import read_imopse
from trilemma.files.limits import bounded_bytes
from trilemma.files.psplib import read_psplib

IMOPSE_UNIT: Final = 100
"""Salaries are read in hundredths."""
SUFFIXES: Final = frozenset({".sm", ".mm", ".def"})


def is_instance(path: str | Path) -> bool:
    """Return whether a file is a benchmark instance, by its name."""
    return Path(path).suffix.lower() in SUFFIXES


def read_instance(path: str | Path) -> Problem:
    """Read a benchmark instance.

    Parameters
    ----------
    path
        A file for which `is_instance` holds.

    Returns
    -------
    Problem
        Activities in the file's order, times in the file's unit.

    Raises
    ------
    InputError
        If the file cannot be read or is not such an instance; names file and line.
    """
    data = bounded_bytes(Path(path))
    read = read_imopse if Path(path).suffix.lower() == ".def" else read_psplib
    return read(data, str(path))


@dataclass(frozen=True, slots=True)
class PricedInstance:
    """A benchmark instance whose modes have a cost.

    ``cost_is`` says of what; ``unit`` is how many of the problem's units of cost make one of the file's.
    """

    problem: Problem
    cost_is: str
    unit: int


def with_cost(path: str | Path, problem: Problem, *, limited: bool = False) -> PricedInstance | None:
    """Return an instance with what its modes cost, None where they cost nothing.

    Parameters
    ----------
    path, problem
        The file, and what `read_instance` returned for it.
    limited
        Whether the limits on nonrenewable units stay.

    Returns
    -------
    PricedInstance or None
        Salaries where the file has them. Else nonrenewable units are the cost: all that a mode uses, added up.
    """
    if Path(path).suffix.lower() == ".def":
        return PricedInstance(problem, "salaries", IMOPSE_UNIT)
    if not problem.budget_use.any():
        return None
    priced = replace(problem, mode_cost=integers(problem.budget_use.sum(axis=1)))
    if not limited:
        none = np.zeros((problem.m, 0), dtype=np.int64)
        priced = replace(priced, budget_limit=integers([]), budget_use=none)
    return PricedInstance(priced, "nonrenewable units", 1)
