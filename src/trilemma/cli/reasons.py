"""Why there is no schedule: the limits that contradict each other in plain words, each with its cheapest relaxation."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from trilemma.cli.asks import Ask
from trilemma.cli.plans import instant, label, money

if TYPE_CHECKING:
    from trilemma.engine.api import Axis, BindingLimit, LimitConflict, Limits, Plan, PlanLimit, Problem

SHARE = 0.25
"""Share of the time in which limits may be found to contradict each other, before anything is scheduled."""
SECONDS = 10.0
"""For finding it out and for the relaxations, where the command has no time limit but an amount of effort."""
MILLI = 1000

Phrase = Callable[["PlanLimit", int], str]
Form = Callable[["PlanLimit", int], Any]


@dataclass(frozen=True, slots=True)
class Words:
    """How the limits of one kind of file are named, with a value, and how a value alone is written."""

    phrase: Phrase
    form: Form


def conflict_of_plan(plan: Plan, limits: Mapping[Axis, int], ask: Ask) -> LimitConflict | None:
    """Return what is proven to keep a plan from its limits, None where nothing is."""
    from trilemma.engine.api import plan_conflict

    return plan_conflict(plan, limits, clock=time.monotonic, seconds=ask.limit or SECONDS, testing=SHARE, seed=ask.seed)


def conflict_of_problem(problem: Problem, limits: Limits, ask: Ask) -> LimitConflict | None:
    """Return what is proven to keep a benchmark instance from its limits, None where nothing is."""
    from trilemma.engine.api import binding_limits

    return binding_limits(
        problem, limits, clock=time.monotonic, seconds=ask.limit or SECONDS, testing=SHARE, seed=ask.seed
    )


def as_reasons(conflict: LimitConflict, words: Words) -> dict[str, Any]:
    """Return the part of the JSON object that says why: sentences, and the same as data."""
    return {
        "reasons": sentences(conflict, words),
        "binding_limits": [row_of(binding, words) for binding in conflict.limits],
        "smallest": conflict.smallest,
    }


def row_of(binding: BindingLimit, words: Words) -> dict[str, Any]:
    """Return one limit with its value, the least that is proven to be needed, and one with which it is possible."""
    values = {"value": binding.limit.value, "least": binding.least, "reached": binding.reached}
    return {
        "limit": binding.limit.kind.value,
        "text": words.phrase(binding.limit, binding.limit.value),
        **{key: None if value is None else words.form(binding.limit, value) for key, value in values.items()},
    }


def sentences(conflict: LimitConflict, words: Words) -> list[str]:
    """Return what contradicts what, then one sentence for each limit of the set."""
    if not conflict.limits:
        return ["even without deadlines and budgets the links, calendars and people leave no schedule (proven)"]
    named = [words.phrase(binding.limit, binding.limit.value) for binding in conflict.limits]
    if len(named) == 1:
        return [f"no schedule keeps {named[0]} (proven)", relaxed(conflict.limits[0], words, alone=True)]
    spared = "; without any one of them there may be one" if conflict.smallest else ""
    head = f"no schedule keeps {', '.join(named[:-1])} and {named[-1]} together (proven){spared}"
    return [head, *(relaxed(binding, words, alone=False) for binding in conflict.limits)]


def relaxed(binding: BindingLimit, words: Words, *, alone: bool) -> str:
    """Say how far one limit would have to move while all others stay."""
    limit, least, reached = binding.limit, binding.least, binding.reached
    others = "" if alone else ", all else as it is"
    if reached is not None:
        end = ""
        if least is not None:
            end = "; nothing less is" if binding.enough else f"; less than {text_of(words.form(limit, least))} is not"
        return f"{words.phrase(limit, reached)} is possible{others}{end}"
    if least is not None:
        return f"nothing less than {words.phrase(limit, least)} is possible{others}"
    return f"moving {words.phrase(limit, limit.value)} alone is not known to help"


def text_of(value: Any) -> str:  # noqa: ANN401 - an instant, money or a number
    """Write a value for people."""
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:,}".replace(",", " ")


def deadline_text(until: datetime) -> str:
    """Write a deadline as a person would: midnight is the end of the day before."""
    if (until.hour, until.minute) == (0, 0):
        return f"{until - timedelta(days=1):%Y-%m-%d}"
    return text_of(until)


def words_of_plan(plan: Plan, scheduled: Plan) -> Words:
    """Return the words for the limits of a plan; ``scheduled`` has its rework written out."""

    def form(limit: PlanLimit, value: int) -> Any:  # noqa: ANN401 - an instant, money or a number
        match limit.kind.value:
            case "cost":
                return money(plan, value)
            case "escaped_defects":
                return value / MILLI
            case "budget":
                return value
            case _:
                return instant(plan, value)

    def phrase(limit: PlanLimit, value: int) -> str:
        text = text_of(form(limit, value))
        match limit.kind.value:
            case "deadline":
                return f"the deadline {deadline_text(form(limit, value))}"
            case "cost":
                return f"the budget {text} {plan.currency}"
            case "escaped_defects":
                return f"at most {text} escaped defects"
            case "budget":
                return (
                    f"the limit {text} of the budget {plan.budgets[limit.index].name or plan.budgets[limit.index].id}"
                )
            case kind:
                event = "start" if kind == "latest_start" else "finish"
                return f"{text} as the latest {event} of {label(plan, scheduled.arrays.activity_ids[limit.index])}"

    return Words(phrase, form)


def words_of_instance(cost_of: Callable[[int], Any]) -> Words:
    """Return the words for the limits of a benchmark instance; ``cost_of`` puts a cost into the file's unit."""

    def phrase(limit: PlanLimit, value: int) -> str:
        match limit.kind.value:
            case "deadline":
                return f"the deadline {value}"
            case "cost":
                return f"the budget {text_of(cost_of(value))}"
            case "budget":
                return f"the limit {value} of nonrenewable resource {limit.index + 1}"
            case kind:
                return (
                    f"{value} as the latest {'start' if kind == 'latest_start' else 'finish'} of job {limit.index + 1}"
                )

    return Words(phrase, lambda limit, value: cost_of(value) if limit.kind.value == "cost" else value)
