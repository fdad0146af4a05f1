"""``trilemma backup``: everything of an installation in one file."""

from __future__ import annotations

from pathlib import Path

import click

from trilemma.cli.installation import set_up_site
from trilemma.cli.options import json_option
from trilemma.cli.output import answer


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@json_option
def command(file: Path) -> None:
    """Write all rows and uploaded files into FILE, as they are at one moment; the site may be at work meanwhile.

    The installation's secret key is not in it. For example: trilemma backup trilemma-$(date +%F).zip
    """
    set_up_site()
    from trilemma.site.config.backups import backup

    made = backup(file)
    rows = sum(int(found.partition(":")[0]) for found in made.rows.values())
    content = {"file": str(file), "rows": rows, "files": made.files, "bytes": file.stat().st_size, "tables": made.rows}
    answer(content, lambda: f"Wrote {rows} rows and {made.files} files to {file}.")
