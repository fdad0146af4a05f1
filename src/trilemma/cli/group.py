"""The group ``trilemma``: which commands there are, and what all of them accept."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from trilemma.cli.options import json_option

PROGRAM: Final = "trilemma"
COMMANDS: Final = (
    "check",
    "critical-path",
    "explain",
    "schedule",
    "front",
    "forecast",
    "levers",
    "promises",
    "control",
    "compare",
    "calibrate",
    "report",
    "convert",
    "sample",
    "up",
    "serve",
    "worker",
    "migrate",
    "user",
    "backup",
    "restore",
    "move",
    "completion",
)
WIDTH: Final = 100


class LazyGroup(click.Group):
    """A group whose commands are modules of ``trilemma.cli.commands``, loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which one would use them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"trilemma.cli.commands.{cmd_name.replace('-', '_')}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101 - each module of commands has one
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for an unknown one suggest the nearest names."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            raise click.NoSuchCommand(name, possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": WIDTH, "max_content_width": WIDTH},
)
@click.version_option(package_name="trilemma", prog_name=PROGRAM)
@json_option
def trilemma() -> None:
    """Plan IT projects with time, cost and quality computed together.

    PLAN is any plan file that Trilemma can read: plan text (.toml), MS Project XML, ProTrack, CSV, XLSX, Jira, PSPLIB
    and, with Java, MPP, XER and others. Each command has its own help: trilemma COMMAND --help.
    """
