"""``trilemma serve``: the web server of a team."""

from __future__ import annotations

import click

from trilemma.cli.installation import set_up_site
from trilemma.cli.options import json_option


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--processes", type=click.IntRange(1, 64), metavar="N", help="Web processes; without it as many as cores."
)
@json_option
def command(port: int, host: str, processes: int | None) -> None:
    """Serve the pages: with PostgreSQL by several processes of gunicorn, else by one of waitress.

    Put a proxy with TLS in front of it. Run `trilemma migrate` before it and `trilemma worker` beside it.
    """
    from trilemma.site.config.serving import open_port

    listener = open_port(host, port)
    environment = set_up_site()
    from trilemma.site.config.schema import refuse_newer
    from trilemma.site.config.teams import serve

    refuse_newer()
    click.echo(f"Serving on http://{host}:{listener.getsockname()[1]}, known as {environment.address}", err=True)
    serve(listener, environment, processes)
