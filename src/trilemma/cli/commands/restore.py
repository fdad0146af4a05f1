"""``trilemma restore``: an installation from its backup."""

from __future__ import annotations

from pathlib import Path

import click

from trilemma.cli.installation import set_up_site
from trilemma.cli.options import json_option
from trilemma.cli.output import answer


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@json_option
def command(file: Path) -> None:
    """Bring the backup FILE into this installation, which must be empty; then compare every row with it.

    A backup of an embedded database can be restored on a server and the other way round.
    """
    set_up_site()
    from trilemma.site.config.backups import restore

    made = restore(file)
    rows = sum(int(found.partition(":")[0]) for found in made.rows.values())
    content = {"file": str(file), "rows": rows, "files": made.files, "tables": made.rows}
    answer(content, lambda: f"Restored {rows} rows and {made.files} files; all are as they were backed up.")
