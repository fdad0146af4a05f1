"""``trilemma sample``: plans to try things on."""

from __future__ import annotations

import click

from trilemma.cli.options import json_option
from trilemma.cli.output import answer


@click.command("sample")
@click.argument("name", metavar="[NAME]", required=False)
@json_option
def command(name: str | None) -> None:
    """List the sample plans, or print the one called NAME as plan text.

    For example: trilemma sample website-relaunch > plan.toml
    """
    from trilemma.files.samples import sample_names, sample_plan, sample_text

    if name is None:
        found = [{"name": each, "title": sample_plan(each).name} for each in sample_names()]
        answer({"samples": found}, lambda: "\n".join(f"{each['name']}: {each['title']}" for each in found))
        return
    text = sample_text(name)
    answer({"name": name, "text": text}, lambda: text.rstrip("\n"))
