"""The command ``trilemma``: plan files in, answers out."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command with the arguments of this process and leave with its exit code."""
    from trilemma.cli.program import run

    sys.exit(run(sys.argv[1:]))


__all__ = ["main"]
