"""TOML text from tables: headings for what has one, everything else on one line or one entry per line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from trilemma.files.plan_text.codec import Node, Section, Stated, Tables
from trilemma.files.quantities import plain

WIDTH: Final = 110
"""Lists that do not fit on a line of this width get a line per entry."""
_GROUPED_FROM: Final = 10_000
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def toml_text(document: Mapping[str, Node]) -> str:
    """Return the text of a whole document; plain keys come first, a blank line before every heading."""
    lines: list[str] = []
    _table(document, (), lines)
    return "\n".join(lines).strip("\n") + "\n"


def _table(table: Mapping[str, Node], path: tuple[str, ...], lines: list[str]) -> None:
    headed: list[tuple[str, Node]] = []
    for key, value in table.items():
        if isinstance(value, Section | Tables):
            headed.append((key, value))
        else:
            lines.append(_pair(key, value))
    for key, value in headed:
        below = (*path, key)
        name = ".".join(_key(part) for part in below)
        for each in [value] if isinstance(value, Section) else value:
            lines.extend(["", f"[{name}]" if isinstance(value, Section) else f"[[{name}]]"])
            _table(each, below, lines)


def _pair(key: str, value: Node) -> str:
    start = f"{_key(key)} = "
    if isinstance(value, str) and "\n" in value:
        return start + _long_string(value)
    text = start + _inline(value)
    if len(text) <= WIDTH or not isinstance(value, list) or not value:
        return text
    return f"{start}[\n" + "".join(f"  {_inline(each)},\n" for each in value) + "]"


def _inline(value: Node) -> str:
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_inline(each) for each in value) + "]"
    return _scalar(value)


def _scalar(value: Stated) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{_escaped(value)}"'
    if isinstance(value, int | Decimal):
        return _number(value)
    return _moment(value)


def _moment(value: date) -> str:
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.utcoffset() == timedelta(0):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat()


def _number(value: int | Decimal) -> str:
    if isinstance(value, int):
        return f"{value:_}" if abs(value) >= _GROUPED_FROM else str(value)
    text = plain(value)
    return text if "." in text else f"{text}.0"


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else f'"{_escaped(key)}"'


def _escaped(text: str) -> str:
    return "".join(_characters(text))


def _characters(text: str) -> Iterable[str]:
    for character in text:
        if character in _ESCAPES:
            yield _ESCAPES[character]
        elif character < " " or character == "\x7f":
            yield f"\\u{ord(character):04x}"
        else:
            yield character


def _long_string(text: str) -> str:
    """Write text of several lines on several lines; a blank at a line's end is escaped so that editors keep it."""
    lines = [_escaped(line) for line in text.split("\n")]
    kept = [line[:-1] + "\\u0020" if line.endswith(" ") else line for line in lines]
    return '"""\n' + "\n".join(kept) + '"""'
