"""One run of CP-SAT: its settings, its two callbacks, and how to end it early."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ortools.sat.python import cp_model

from trilemma.engine.schedule.cp.model import Model, Order
from trilemma.engine.watch import Stop

POLL_SECONDS: Final = 0.02

_SCHEDULING: Final = {
    "use_hard_precedences_in_cumulative": True,
    "exploit_all_precedences": True,
    "use_overload_checker_in_cumulative": True,
    "use_strong_propagation_in_disjunctive": True,
    "use_timetable_edge_finding_in_cumulative": True,
}

RAISE_BOUND: Final[Mapping[str, object]] = MappingProxyType(
    {**_SCHEDULING, "use_objective_lb_search": True, "linearization_level": 0}
)
"""One worker that raises the bound: with these propagators it alone proves what two named workers do."""

RAISE_BOUND_OF_MODES: Final[Mapping[str, object]] = MappingProxyType({**RAISE_BOUND, "linearization_level": 2})
"""The same where modes are to be chosen: the linear relaxation ties durations, energy and budgets together."""

CORE: Final[Mapping[str, object]] = MappingProxyType({"optimize_with_core": True, "linearization_level": 0})
"""One worker that raises the bound of a sum of many terms."""

CHOOSE_MODES: Final[Mapping[str, object]] = MappingProxyType({"linearization_level": 2})
"""One worker where modes alone are to be chosen: nothing to propagate in time."""

LINEAR: Final[Mapping[str, object]] = MappingProxyType({**_SCHEDULING, "linearization_level": 2})
"""One worker that leans on the linear relaxation: for costs of modes under a deadline."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How CP-SAT is run.

    With one worker ``parameters`` shape it; with more, ``subsolvers`` names them. ``deterministic`` limits the work in
    a way that does not depend on the machine.
    """

    seconds: float
    seed: int = 0
    workers: int = 1
    deterministic: float | None = None
    subsolvers: tuple[str, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)


class Verdict(StrEnum):
    """What a run found out about the model, which is a relaxation of the problem."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run ended with; ``bound`` and ``value`` are of the expression that was made small, where there was one."""

    verdict: Verdict
    order: Order | None
    bound: float | None
    deterministic: float
    value: float | None = None


_VERDICTS: Final = {
    cp_model.OPTIMAL: Verdict.OPTIMAL,
    cp_model.FEASIBLE: Verdict.FEASIBLE,
    cp_model.INFEASIBLE: Verdict.INFEASIBLE,
}


class _Listener(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: Model, found: Callable[[Order], None]) -> None:
        super().__init__()
        self._model = model
        self._found = found

    def on_solution_callback(self) -> None:
        """Pass a better answer on."""
        self._found(self._model.read(self))


class Run:
    """A run of CP-SAT on a model; ``stop`` may be called from another thread."""

    def __init__(self, model: Model, settings: Settings) -> None:
        self._model = model
        self._solver = cp_model.CpSolver()
        self._stopped = False
        _apply(self._solver, settings)

    def stop(self) -> None:
        """End the run soon, with what it has."""
        self._stopped = True
        self._solver.stop_search()

    def __call__(
        self, found: Callable[[Order], None] | None = None, proven: Callable[[float], None] | None = None
    ) -> Answer:
        """Run to the end; ``found`` gets every better answer, ``proven`` every better bound, from CP-SAT's threads."""
        if self._stopped:
            return Answer(Verdict.UNKNOWN, None, None, 0.0)
        if proven is not None:
            self._solver.best_bound_callback = proven
        listener = None if found is None else _Listener(self._model, found)
        status = self._solver.solve(self._model.cp, listener)
        if status == cp_model.MODEL_INVALID:
            raise AssertionError(self._model.cp.validate())
        verdict = _VERDICTS.get(status, Verdict.UNKNOWN)
        solved = verdict in {Verdict.OPTIMAL, Verdict.FEASIBLE}
        bounded = self._model.cp.has_objective() and verdict is not Verdict.INFEASIBLE
        return Answer(
            verdict,
            self._model.read(self._solver) if solved else None,
            self._solver.best_objective_bound if bounded else None,
            self._solver.deterministic_time,
            self._solver.objective_value if solved and bounded else None,
        )


def _apply(solver: cp_model.CpSolver, settings: Settings) -> None:
    parameters = solver.parameters
    parameters.num_workers = settings.workers
    parameters.random_seed = settings.seed % (1 << 31)
    parameters.max_time_in_seconds = max(settings.seconds, 0.001)
    if settings.deterministic is not None:
        parameters.max_deterministic_time = settings.deterministic
    if settings.workers > 1:
        parameters.subsolvers.extend(settings.subsolvers)
    for name, value in settings.parameters.items():
        setattr(parameters, name, value)


def run_until(run: Run, found: Callable[[Order], None], over: Stop) -> Answer:
    """Run to the end in a thread of its own, asking every few hundredths of a second whether to end it early."""
    answers: list[Answer] = []
    failures: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(run(found))
        except BaseException as failure:  # noqa: BLE001 - it is raised again below
            failures.append(failure)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(POLL_SECONDS)
        if over():
            run.stop()
    if failures:
        raise failures[0]
    return answers[0]
