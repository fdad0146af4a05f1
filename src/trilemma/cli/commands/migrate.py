"""``trilemma migrate``: bring the database up to this version."""

from __future__ import annotations

import click

from trilemma.cli.installation import set_up_site
from trilemma.cli.options import json_option
from trilemma.cli.output import answer


@click.command("migrate")
@json_option
def command() -> None:
    """Bring the tables of the database up to this version; the rows stay.

    A database that a newer version has written is refused. `trilemma up` does this by itself.
    """
    set_up_site()
    from trilemma.site.config.schema import migrate, place_of

    steps = migrate()
    place = place_of()
    answer({"database": place, "steps": steps}, lambda: f"{place}: {steps} steps." if steps else f"{place} is current.")
