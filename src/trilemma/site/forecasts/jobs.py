"""How plans are computed: each kind of run loads a plan, asks the engine, and keeps the answer as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from trilemma.engine import api
from trilemma.engine.api import Axis, Plan
from trilemma.site.forecasts.convert.forecasts import forecast_answer
from trilemma.site.forecasts.convert.fronts import front_answer
from trilemma.site.forecasts.convert.levers import levers_answer
from trilemma.site.forecasts.convert.schedules import answer_of, limits_of, objectives_of
from trilemma.site.forecasts.outcomes import keep_answer, keep_schedule
from trilemma.site.planning.convert import engine_plan
from trilemma.site.planning.models import Plan as PlanRow
from trilemma.site.runs.jobs.handlers import Clock, Stop, Watcher, register
from trilemma.site.runs.models import Run
from trilemma.site.runs.words import add_title

SECONDS: Final[Mapping[str, float]] = {"schedule": 10.0, "front": 30.0}
"""How long a search goes on unless the best is proven before."""
DRAWS_OF_LEVERS: Final = 2000
POINTS: Final = 20
WORKERS: Final = 2


@dataclass(frozen=True, slots=True)
class Loaded:
    """A plan and what is asked of it."""

    plan: Plan
    parameters: Mapping[str, Any]


def load(run: Run) -> Loaded:
    """Return the plan that a run is about."""
    return Loaded(engine_plan(PlanRow.of(run).get(public_id=run.plan)), run.input)


def compute_schedule(loaded: Loaded, *, progress: Watcher, stop: Stop, clock: Clock, seed: int) -> dict[str, Any]:
    """Find the best schedule within the time asked for."""
    outcome = api.schedule_plan(
        loaded.plan,
        clock=clock,
        objectives=objectives_of(loaded.parameters),
        limits=limits_of(loaded.plan, loaded.parameters),
        limit=float(loaded.parameters.get("seconds") or SECONDS["schedule"]),
        workers=WORKERS,
        seed=seed,
        overtime=bool(loaded.parameters.get("overtime")),
        progress=progress,
        stop=stop,
    )
    return answer_of(loaded.plan, outcome)


def compute_front(loaded: Loaded, *, progress: Watcher, stop: Stop, clock: Clock, seed: int) -> dict[str, Any]:
    """Find the best trade-offs of finish, cost and quality."""
    oracle = api.plan_oracle(loaded.plan, clock, workers=WORKERS, seed=seed)
    named = loaded.parameters.get("axes")
    axes = tuple(Axis(name) for name in named) if named else oracle.axes
    front = api.make_front(
        oracle,
        clock=clock,
        axes=axes,
        points=int(loaded.parameters.get("points") or POINTS),
        limit=float(loaded.parameters.get("seconds") or SECONDS["front"]),
        seed=seed,
        progress=progress,
        stop=stop,
    )
    return front_answer(loaded.plan, oracle, front)


def compute_forecast(loaded: Loaded, *, progress: Watcher, stop: Stop, clock: Clock, seed: int) -> dict[str, Any]:
    """Simulate finish, cost and escaped defects together."""
    draws = loaded.parameters.get("draws")
    result = api.forecast(
        loaded.plan,
        draws=int(draws) if draws else None,
        seed=seed,
        workers=WORKERS,
        progress=progress,
        stop=stop,
        clock=clock,
    )
    return forecast_answer(loaded.plan, result)


def compute_levers(loaded: Loaded, *, progress: Watcher, stop: Stop, clock: Clock, seed: int) -> dict[str, Any]:
    """Try every single change with the same luck."""
    with ThreadPoolExecutor(WORKERS) as executor:
        report = api.rank_levers(
            loaded.plan,
            draws=int(loaded.parameters.get("draws") or DRAWS_OF_LEVERS),
            seed=seed,
            executor=executor,
            progress=progress,
            stop=stop,
            clock=clock,
        )
    return levers_answer(loaded.plan, report)


def warm() -> None:
    """Load what every computation needs, before the first one."""
    for name in ("forecast", "schedule_plan", "plan_oracle", "make_front", "rank_levers"):
        getattr(api, name)


KINDS: Final[Mapping[str, tuple[Callable[[], str], Callable[..., dict[str, Any]]]]] = {
    "schedule": (lambda: _("Schedule"), compute_schedule),
    "front": (lambda: _("Trade-offs"), compute_front),
    "forecast": (lambda: _("Forecast"), compute_forecast),
    "levers": (lambda: _("Levers"), compute_levers),
}


def register_kinds() -> None:
    """Say how each kind is computed and what it is called."""
    for kind, (title, compute) in KINDS.items():
        save = keep_schedule if kind == "schedule" else keep_answer
        register(kind, load=load, compute=compute, save=save, warm=warm)
        add_title(kind, title)
