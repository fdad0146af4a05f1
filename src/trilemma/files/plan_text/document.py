"""The TOML document: its tables, and where in the text each of its values stands."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import tomli
import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from trilemma.engine.api import InputError
from trilemma.files.plan_text.misfit import Path

_AT_PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")
_LONG_NUMBER = re.compile(r"[0-9_]{4000}")
WHOLE_UP_TO: Final = 2_000_000
_HEADINGS: Final = ("table", "table_array_element")
_KEYS: Final = ("bare_key", "quoted_key", "dotted_key")


def parse_document(text: str, name: str) -> dict[str, Any]:
    """Return the tables of a TOML text; decimals are exact.

    Raises
    ------
    InputError
        If the text is not TOML; names file, line and column.
    """
    _refuse_excess(text, name)
    try:
        return tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        message = _AT_PLACE.sub("", str(error))
        raise InputError(f"this is no valid TOML: {message}", f"{name}:{error.lineno}:{error.colno}") from error
    except RecursionError as error:
        raise InputError("lists, tables or keys are nested too deeply", name) from error
    except ValueError as error:
        match = _LONG_NUMBER.search(text)
        line = text.count("\n", 0, match.start()) + 1 if match else 1
        raise InputError("there is a number that is too long", f"{name}:{line}") from error


_MOST_TABLES: Final = 300_000
_MOST_KEYS: Final = 1_500_000
_MOST_ENTRIES: Final = 4_000_000
_MOST_DOTTED: Final = 10_000
_DOTTED = re.compile(r"^[ \t]*+[\w-]++[ \t]*+\.[^=\n]*+=", re.MULTILINE)


def _refuse_excess(text: str, name: str) -> None:
    """Refuse what no plan needs and what takes long to read: a text of the allowed size can hold millions of values."""
    if text.count("\n[[") > _MOST_TABLES:
        raise InputError(f"there are more than {_MOST_TABLES} tables", name)
    if text.count("=") > _MOST_KEYS or text.count(",") > _MOST_ENTRIES:
        raise InputError("there are more values than any plan needs", name)
    if sum(1 for _ in islice(_DOTTED.finditer(text), _MOST_DOTTED + 1)) > _MOST_DOTTED:
        raise InputError(f"there are more than {_MOST_DOTTED} dotted keys; use tables", name)


def place_of(text: str, path: Path, whole_up_to: int = WHOLE_UP_TO) -> tuple[int, int]:
    """Return line and column, both from 1, of the value at a path in a TOML text, or of the nearest table around it.

    Of a large text only the table in question is parsed again, since a syntax tree takes forty times the text's room.
    """
    if len(text) <= whole_up_to:
        return Positions(text).place(path)
    name, index = str(path[0]) if path else "", path[1] if len(path) > 1 and isinstance(path[1], int) else 0
    heading = re.compile(rf"^[ \t]*\[\[?[ \t]*{re.escape(name)}[ \t]*\]", re.MULTILINE)
    start = next(islice(heading.finditer(text), index, None), None) if name else None
    if start is None:
        return 1, 1
    other = re.compile(rf"^[ \t]*+\[\[?+[ \t]*+(?!{re.escape(name)}[ \t]*\.)", re.MULTILINE)
    following = other.search(text, start.end())
    last = following.start() if following else len(text)
    inside = text[start.start() : min(last, start.start() + WHOLE_UP_TO)]
    rest = (0, *path[2:]) if len(path) > 1 and isinstance(path[1], int) else path[1:]
    line, column = Positions(inside).place((name, *rest))
    return text.count("\n", 0, start.start()) + line, column


class Positions:
    """Lines and columns of the values of a TOML text, found when something is wrong."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._root = Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node

    def place(self, path: Path) -> tuple[int, int]:
        """Return line and column, both from 1, of the value at a path, or of the nearest table around it."""
        best, depth = self._root, 0
        headings = self._headings()
        for heading, at in headings:
            if len(at) >= depth and path[: len(at)] == at:
                best, depth = heading, len(at)
        if best is self._root:
            best = next((heading for heading, at in headings if path and at[: len(path)] == path), best)
        node, rest = best, path[depth:]
        if best.type in _HEADINGS or best is self._root:
            found = self._pairs(best, rest)
            node = found if found is not None else _heading_key(best)
        return self._line_and_column(node)

    def _headings(self) -> list[tuple[Node, Path]]:
        """Return every heading with its path, indices of lists of tables included."""
        counts: dict[Path, int] = {}
        found: list[tuple[Node, Path]] = []
        for node in self._root.named_children:
            if node.type not in _HEADINGS:
                continue
            keys = _key_parts(_heading_key(node))
            path: Path = ()
            for part in keys[:-1]:
                path = (*path, part)
                path = (*path, counts[path] - 1) if path in counts else path
            path = (*path, keys[-1])
            if node.type == "table_array_element":
                counts[path] = counts.get(path, 0) + 1
                path = (*path, counts[path] - 1)
            found.append((node, path))
        return found

    def _pairs(self, table: Node, path: Path) -> Node | None:
        """Return the node of the longest part of ``path`` below the pairs of a table, or None."""
        for pair in table.named_children:
            if pair.type != "pair" or not path:
                continue
            keys = tuple(_key_parts(pair.named_children[0]))
            if keys == path[: len(keys)]:
                value = pair.named_children[1]
                below = self._below(value, path[len(keys) :])
                return pair if below is value and not path[len(keys) :] else below
            if path == keys[: len(path)]:
                return pair
        return None

    def _below(self, value: Node, path: Path) -> Node:
        if not path:
            return value
        if value.type == "array" and isinstance(path[0], int):
            entries = [entry for entry in value.named_children if entry.type != "comment"]
            return self._below(entries[path[0]], path[1:]) if path[0] < len(entries) else value
        if value.type == "inline_table":
            return self._pairs(value, path) or value
        return value

    def _line_and_column(self, node: Node) -> tuple[int, int]:
        row, column = node.start_point
        line = self._lines[row].encode() if row < len(self._lines) else b""
        return row + 1, len(line[:column].decode(errors="replace")) + 1


def _heading_key(node: Node) -> Node:
    return next((child for child in node.named_children if child.type in _KEYS), node)


def _key_parts(node: Node) -> list[str]:
    if node.type == "dotted_key":
        return [part for child in node.named_children for part in _key_parts(child)]
    text = (node.text or b"").decode()
    if node.type != "quoted_key":
        return [text]
    key: str = next(iter(tomli.loads(f"{text} = 0")))
    return [key]
