"""``trilemma worker``: carry out what people ask the site to compute."""

from __future__ import annotations

import click

from trilemma.cli.installation import set_up_site
from trilemma.cli.options import json_option
from trilemma.cli.output import answer
from trilemma.cli.stop import StopOnSignal


@click.command("worker")
@click.option(
    "--processes",
    type=click.IntRange(1, 512),
    metavar="N",
    help="Computations at the same time; without the option one per core, or TRILEMMA_PROCESSES.",
)
@click.option("--parent", type=int, hidden=True)
@json_option
def command(processes: int | None, parent: int | None) -> None:
    """Carry out the computations that people ask the site for, until it is stopped.

    Any number of workers share the queue, on one machine or, with PostgreSQL, on many.
    """
    import os

    environment = set_up_site()
    from trilemma.site.runs.jobs.worker import Worker

    worker = Worker(processes or environment.processes)
    with StopOnSignal() as stop:
        # whoever started this worker may have been killed: then it ends too
        worker.run(lambda: stop() or (parent is not None and os.getppid() != parent))
    answer({"worker": worker.name, "done": worker.done}, lambda: f"{worker.name} stopped.")
