"""``trilemma up``: the whole site on this machine with one command."""

from __future__ import annotations

import os
from pathlib import Path

import click

from trilemma.cli.installation import data_folder, set_up_site, use_data_folder
from trilemma.cli.options import json_option
from trilemma.cli.output import answer


@click.command("up")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Where all data is kept.")
@click.option("--no-sample", is_flag=True, help="Begin with an empty organisation.")
@json_option
def command(port: int, host: str, data: Path | None, *, no_sample: bool) -> None:
    """Start the site: database, web server and workers; print its address and a link to sign in with.

    Without --data everything is kept in ~/.local/share/trilemma. Ctrl-C stops everything.
    """
    from trilemma.site.config.serving import open_port

    listener = open_port(host, port)
    use_data_folder(data or data_folder())
    port = listener.getsockname()[1]
    os.environ.setdefault("TRILEMMA_ADDRESS", f"http://localhost:{port}")
    environment = set_up_site()
    from trilemma.site.config.first_start import begin
    from trilemma.site.config.running import Installation
    from trilemma.site.config.schema import migrate
    from trilemma.site.core.login_links import make_login_link

    migrate()
    link = environment.address + make_login_link(begin(sample=not no_sample))
    content = {"address": environment.address, "login": link, "data": str(environment.data), "process": os.getpid()}
    text = f"Trilemma runs at {environment.address}\nSign in (once, within ten minutes): {link}\nCtrl-C stops it."
    with Installation(listener, environment.processes) as installation:
        installation.serve(lambda: answer(content, lambda: text))
