"""``trilemma schedule``: who does what when, and how far that is from the best possible."""

from __future__ import annotations

import click

from trilemma.cli.asks import Ask, all_cores
from trilemma.cli.instances import schedule_instance
from trilemma.cli.options import json_option, limit_option, plan_argument, progress_option, seed_option, workers_option
from trilemma.cli.planned import schedule_file

KINDS = ("finish", "cost", "tardiness", "load", "margin")
DEFAULT_LIMIT = 10.0


@click.command("schedule")
@plan_argument
@click.option(
    "--objective",
    default="finish",
    show_default=True,
    metavar="NAME[,NAME...]",
    help=f"What to improve: {', '.join(KINDS)}; several in order of importance.",
)
@limit_option
@click.option(
    "--effort",
    type=click.IntRange(1),
    metavar="N",
    help="Instead of seconds: about N schedules' worth of work with one worker; repeats exactly.",
)
@workers_option
@seed_option
@click.option("--deadline", metavar="DATE", help="Latest finish.")
@click.option("--budget", metavar="MONEY", help="Highest cost.")
@click.option("--max-defects", type=click.FloatRange(0), metavar="X", help="Most escaped defects.")
@click.option(
    "--overtime", is_flag=True, help="Add overtime where the rules of teams and persons allow it and it pays."
)
@progress_option
@json_option
def command(
    plan: str,
    *,
    objective: str,
    limit: float | None,
    effort: int | None,
    workers: int | None,
    seed: int,
    deadline: str | None,
    budget: str | None,
    max_defects: float | None,
    overtime: bool,
) -> int:
    """Schedule PLAN with its people and calendars: the best plan found, and a bound that none can beat.

    Without --limit and --effort the work ends after 10 seconds, or as soon as the best is proven.
    """
    from trilemma.files.instances import is_instance

    if limit is not None and effort is not None:
        raise click.UsageError("--limit and --effort exclude each other")
    kinds = tuple(name.strip() for name in objective.split(","))
    unknown = [name for name in kinds if name not in KINDS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is not one of {', '.join(KINDS)}", param_hint="--objective")
    ask = Ask(
        objectives=kinds,
        limit=DEFAULT_LIMIT if limit is None and effort is None else limit,
        effort=effort,
        workers=workers or all_cores(),
        seed=seed,
        deadline=deadline,
        budget=budget,
        max_defects=max_defects,
        overtime=overtime,
    )
    if is_instance(plan):
        return schedule_instance(plan, ask)
    return schedule_file(plan, ask)
