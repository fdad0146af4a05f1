"""What a command prints: one JSON object for programs, or plain text and tables for people."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click

from trilemma.cli.options import manners

Json = Mapping[str, Any]


def answer(content: Json, text: Callable[[], str]) -> None:
    """Print the answer of a command: its JSON object where that was asked for, else the text for people."""
    click.echo(as_json(content) if manners().json else text())


def as_json(content: Json) -> str:
    """Return the one way in which this program writes JSON; a number that is none becomes null."""
    return json.dumps(_plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON is a tree of anything
    match value:
        case Mapping():
            return {str(key): _plain(entry) for key, entry in value.items()}
        case str() | bool() | int() | None:
            return value
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return format(value, "f")
        case datetime() | date():
            return value.isoformat()
        case Iterable():
            return [_plain(entry) for entry in value]
        case _ if hasattr(value, "item"):
            return _plain(value.item())
        case _:
            raise TypeError(f"{type(value).__name__} has no form in JSON")


def print_error(
    code: str,
    message: str,
    place: str | None,
    *,
    as_json: bool,
    reasons: Sequence[str] | None = None,
) -> None:
    """Print an error: as an object on stdout, or for people on stderr."""
    if as_json:
        content: dict[str, Any] = {"error": {"code": code, "message": message, "place": place}}
        if reasons is not None:
            content |= {"status": "infeasible", "reasons": list(reasons)}
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    click.echo(f"trilemma: {message}" if place is None else f"trilemma: {place}: {message}", err=True)
    for reason in reasons or ():
        click.echo(f"  - {reason}", err=True)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], right: str = "") -> str:
    """Return a plain table: columns aligned by spaces, those whose letter in ``right`` is ``r`` to the right.

    ``right`` has one letter a column, such as ``"lrr"``; a column beyond it is aligned to the left.
    """
    cells = [list(headings), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    sides = right.ljust(len(headings), "l")
    lines = [
        "  ".join(
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(row, widths, sides, strict=True)
        ).rstrip()
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _cell(value: object) -> str:
    match value:
        case None:
            return "-"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case Decimal():
            return f"{value:,f}".replace(",", " ")
        case float():
            return f"{value:.2f}"
        case _:
            return str(value)
