"""``trilemma convert``: a plan from one format into another."""

from __future__ import annotations

import click

from trilemma.cli.options import json_option
from trilemma.cli.output import answer
from trilemma.cli.plans import read_plan


@click.command("convert")
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--from", "source_format", metavar="FORMAT", help="Format of IN, where its name does not say it.")
@click.option("--to", "target_format", metavar="FORMAT", help="Format of OUT, where its name does not say it.")
@click.option(
    "--carry-plan",
    is_flag=True,
    help="MS Project XML only: carry the whole plan along, so that reading OUT gives it back until another program "
    "writes the file. Whoever gets OUT can read all of it.",
)
@json_option
def command(
    source: str, target: str, *, source_format: str | None, target_format: str | None, carry_plan: bool
) -> None:
    """Read the plan IN and write it as OUT, in the format that the ending of OUT names.

    What a format cannot hold is left out; plan text (.toml) holds everything.
    """
    from trilemma.files import write_plan

    plan = read_plan(source, source_format)
    write_plan(plan, target, kind=target_format, carry=carry_plan)
    content = {"from": source, "to": target, "activities": len(plan.activities), "links": len(plan.links)}
    size = f"{len(plan.activities)} activities and {len(plan.links)} links"
    answer(content, lambda: f"Wrote {size} to {target}.")
