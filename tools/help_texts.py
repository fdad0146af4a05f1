"""Write the help of every command into docs/commands.md: ``python tools/help_texts.py``.

The page holds, under the heading of each command, a block that begins with ``$ trilemma ... --help``; only those blocks
are written.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from trilemma.cli.group import COMMANDS, PROGRAM, trilemma

PAGE = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
BLOCK = re.compile(r"^```text\n\$ (?P<line>trilemma[^\n]* --help)\n(?P<help>.*?)^```$", re.DOTALL | re.MULTILINE)


def help_of(line: str) -> str:
    """Return what the command line ``trilemma ... --help`` prints."""
    context = click.Context(trilemma, info_name=PROGRAM, **trilemma.context_settings)
    command: click.Command = trilemma
    for name in line.split()[1:-1]:
        found = command.get_command(context, name) if isinstance(command, click.Group) else None
        if found is None:
            raise KeyError(name)
        command, context = found, click.Context(found, info_name=name, parent=context)
    return command.get_help(context) + "\n"


def with_help_texts(page: str) -> str:
    """Return the page with today's help in each block."""
    return BLOCK.sub(lambda block: f"```text\n$ {block['line']}\n{help_of(block['line'])}```", page)


def missing(page: str) -> list[str]:
    """Return the commands that have no block on the page."""
    shown = {block["line"] for block in BLOCK.finditer(page)}
    lines = [f"{PROGRAM} --help", *(f"{PROGRAM} {name} --help" for name in COMMANDS)]
    return [line for line in lines if line not in shown]


def main() -> int:
    """Write the page, and name the commands that it lacks."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_help_texts(page), encoding="utf-8")
    for line in missing(page):
        print(f"docs/commands.md has no block for: {line}")
    return 1 if missing(page) else 0


if __name__ == "__main__":
    sys.exit(main())
