"""Benchmark instances by the suffix of their file: PSPLIB and MMLIB (``.sm``, ``.mm``), iMOPSE (``.def``)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from trilemma.engine.api import Problem
from trilemma.files.imopse import read_imopse
from trilemma.files.limits import bounded_bytes
from trilemma.files.psplib import read_psplib

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
