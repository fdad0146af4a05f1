"""The page of results: one section for each benchmark, replaced as a whole when it is measured again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.machine import this_machine

PAGE = Path(__file__).resolve().parent / "RESULTS.md"


def markdown_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; the first column is text, all others are numbers."""
    marks = ["---", *("---:" for _ in headings[1:])]
    lines = [headings, marks, *([_cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def write_section(name: str, body: str, date: str, *, page: Path = PAGE) -> None:
    """Replace the section ``name`` of the page (or add it), with the day and the facts of this machine."""
    section = f"## {name}\n\nMeasured on {date}. {this_machine().as_markdown()}\n\n{body.strip()}\n"
    page.write_text(with_section(page.read_text(encoding="utf-8"), name, section), encoding="utf-8")


def with_section(text: str, name: str, section: str) -> str:
    """Return the text of the page with this section in the place of the old one, or at its end."""
    pattern = re.compile(rf"^## {re.escape(name)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    if pattern.search(text):
        return pattern.sub(lambda _: section + "\n", text).rstrip() + "\n"
    return f"{text.rstrip()}\n\n{section}"
