"""``trilemma move``: an installation from one database to another."""

from __future__ import annotations

import click

from trilemma.cli.installation import set_up_site
from trilemma.cli.options import json_option
from trilemma.cli.output import answer


@click.command("move")
@click.option("--to", "target", required=True, metavar="ADDRESS", help="Such as postgres://user@host/name; empty.")
@json_option
def command(target: str) -> None:
    """Write all rows of this installation into another, empty database, and compare them there.

    Nobody can write meanwhile. The old database stays as it is; set DATABASE_URL to the new one afterwards.
    """
    set_up_site()
    from trilemma.site.config.environment import parse_database
    from trilemma.site.config.moving import move

    moved = move(parse_database(target, "--to"), lambda text: click.echo(f"{text} ...", err=True))
    rows = sum(int(found.partition(":")[0]) for found in moved.values())
    answer(
        {"rows": rows, "tables": moved},
        lambda: f"Moved {rows} rows; all are the same there. Now set DATABASE_URL to it and start the site again.",
    )
