"""``trilemma completion``: let the shell complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from trilemma.cli.options import json_option
from trilemma.cli.output import answer

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS), metavar="SHELL")
@json_option
def command(shell: str) -> None:
    """Print the completion script of a SHELL: bash, zsh or fish.

    For example, once: trilemma completion bash > ~/.local/share/bash-completion/completions/trilemma
    """
    from trilemma.cli.group import PROGRAM, trilemma

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows each of these shells
    script = kind(trilemma, {}, PROGRAM, f"_{PROGRAM.upper()}_COMPLETE").source()
    answer({"shell": shell, "script": script}, lambda: script)
