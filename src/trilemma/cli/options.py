"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])
Decorator = Callable[[AnyFunction], AnyFunction]


@dataclass(slots=True)
class Manners:
    """How the command is to answer, whichever command it is."""

    json: bool = False
    progress: bool | None = None
    """None: only where a person watches."""


def manners() -> Manners:
    """Return the manners of the command line that is running."""
    return click.get_current_context().find_root().ensure_object(Manners)


def _remember(context: click.Context, parameter: click.Parameter, value: bool | None) -> None:  # noqa: FBT001 - click's signature
    if value is not None and parameter.name is not None:
        setattr(context.find_root().ensure_object(Manners), parameter.name, value)


def json_option(function: AnyFunction) -> AnyFunction:
    """Accept ``--json``: the answer as one JSON object on stdout."""
    option: Decorator[AnyFunction] = click.option(
        "--json",
        is_flag=True,
        flag_value=True,
        default=None,
        expose_value=False,
        callback=_remember,
        help="Answer with one JSON object on stdout.",
    )
    return option(function)


def progress_option(function: AnyFunction) -> AnyFunction:
    """Accept ``--progress`` and ``--no-progress``."""
    option: Decorator[AnyFunction] = click.option(
        "--progress/--no-progress",
        default=None,
        expose_value=False,
        callback=_remember,
        help="Show progress on stderr; without the option only on a terminal.",
    )
    return option(function)


def plan_argument(function: AnyFunction) -> AnyFunction:
    """Accept the argument PLAN: the path of a plan file, or ``-`` for plan text on stdin."""
    argument: Decorator[AnyFunction] = click.argument("plan", metavar="PLAN")
    return argument(function)


def seed_option(function: AnyFunction) -> AnyFunction:
    """Accept ``--seed``."""
    option: Decorator[AnyFunction] = click.option(
        "--seed",
        type=click.IntRange(0, 2**63 - 1),
        default=1,
        show_default=True,
        metavar="N",
        help="Same seed, same numbers.",
    )
    return option(function)


def workers_option(function: AnyFunction) -> AnyFunction:
    """Accept ``--workers``."""
    option: Decorator[AnyFunction] = click.option(
        "--workers",
        type=click.IntRange(1, 512),
        default=None,
        metavar="N",
        help="Cores to use; without the option all of this machine.",
    )
    return option(function)


def limit_option(function: AnyFunction) -> AnyFunction:
    """Accept ``--limit`` in seconds."""
    option: Decorator[AnyFunction] = click.option(
        "--limit",
        type=click.FloatRange(0, min_open=True),
        metavar="SECONDS",
        help="Stop after so many seconds with the best so far.",
    )
    return option(function)
