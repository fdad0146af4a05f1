"""Bounded reading: how large a file may be, and text in its encoding, each with an error that names the file."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from trilemma.engine.api import InputError

MEGABYTE: Final = 1_000_000
DEFAULT_LIMIT: Final = 24 * MEGABYTE
"""What a text format is read up to: more than a plan of 100,000 activities, and read in seconds."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def bounded_bytes(path: Path, limit: int = DEFAULT_LIMIT) -> bytes:
    """Read a file that may have at most ``limit`` bytes.

    Parameters
    ----------
    path
        The file.
    limit
        The most that is read. [bytes]

    Returns
    -------
    bytes
        All of the file.

    Raises
    ------
    InputError
        If it cannot be opened, is no file, or is larger.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise InputError(_reason(error), str(path)) from error
    require_size(data, str(path), limit)
    return data


def require_size(data: bytes, name: str, limit: int = DEFAULT_LIMIT) -> None:
    """Refuse data larger than ``limit`` bytes."""
    if len(data) > limit:
        raise InputError(f"the file is larger than the {limit / MEGABYTE:g} MB that are read of its kind", name)


def decode(data: bytes, name: str, encoding: str = "utf-8") -> str:
    """Turn bytes into text, in the encoding that a byte order mark states, else in ``encoding``.

    Parameters
    ----------
    data
        The bytes.
    name
        What the error calls them.
    encoding
        What holds without a byte order mark.

    Returns
    -------
    str
        The text without its mark.

    Raises
    ------
    InputError
        If a byte does not fit the encoding; names line and column.
    """
    for mark, marked in _MARKS:
        if data.startswith(mark):
            data, encoding = data[len(mark) :], marked
            break
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        shown = encoding.upper()
        message = f"byte 0x{data[error.start]:02x} is no {shown} text; save the file as UTF-8"
        raise InputError(message, f"{name}:{line}:{column}") from error


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "this is a folder, not a file"
    return f"the file cannot be read: {error.strerror or error}"
