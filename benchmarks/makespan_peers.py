"""The peers of the makespan benchmark: plain CP-SAT, PyJobShop, discrete-optimization, each on its own formulation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from math import inf
from typing import Any

from ortools.sat.python import cp_model

from trilemma.engine.api import Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver said: None where it found no schedule, or proved no bound."""

    value: int | None
    bound: int | None


Peer = Callable[[Problem, float, int], Answer]


def peers() -> dict[str, Peer | None]:
    """Return every peer by name, None for those that are not installed."""
    return {
        "plain CP-SAT": plain_cp_sat,
        "PyJobShop": pyjobshop if find_spec("pyjobshop") else None,
        "discrete-optimization": discrete_optimization if find_spec("discrete_optimization") else None,
    }


def modes_of(problem: Problem, job: int) -> list[tuple[int, int, dict[int, int]]]:
    """Return number, duration and demands of each mode of a job."""
    found = []
    for mode in range(int(problem.mode_first[job]), int(problem.mode_first[job + 1])):
        demands = slice(int(problem.demand_first[mode]), int(problem.demand_first[mode + 1]))
        pairs = zip(problem.demand_resource[demands].tolist(), problem.demand_amount[demands].tolist(), strict=True)
        found.append((mode, int(problem.duration[mode]), dict(pairs)))
    return found


def links_of(problem: Problem) -> list[tuple[int, int]]:
    """Return predecessor and successor of each link."""
    return list(zip(problem.link_predecessor.tolist(), problem.link_successor.tolist(), strict=True))


def plain_cp_sat(problem: Problem, limit: float, workers: int) -> Answer:
    """Solve the textbook model: optional intervals per mode, one cumulative per resource, CP-SAT's own settings."""
    model = cp_model.CpModel()
    starts, ends, uses = [], [], []
    use_of_budget: list[list[Any]] = [[] for _ in problem.budget_limit]
    for job in range(problem.n):
        start, end = (model.new_int_var(0, problem.horizon, "") for _ in range(2))
        taken = []
        for mode, duration, demands in modes_of(problem, job):
            literal = model.new_bool_var("")
            interval = model.new_optional_interval_var(start, duration, end, literal, "")
            taken.append(literal)
            uses += [(resource, amount, interval) for resource, amount in demands.items()]
            for budget, row in enumerate(use_of_budget):
                row.append(int(problem.budget_use[mode, budget]) * literal)
        model.add_exactly_one(taken)
        starts.append(start)
        ends.append(end)
    for before, after in links_of(problem):
        model.add(starts[after] >= ends[before])
    for resource, capacity in enumerate(problem.capacity.tolist()):
        mine = [(interval, amount) for used, amount, interval in uses if used == resource]
        model.add_cumulative([interval for interval, _ in mine], [amount for _, amount in mine], capacity)
    for row, most in zip(use_of_budget, problem.budget_limit.tolist(), strict=True):
        model.add(sum(row) <= most)
    makespan = model.new_int_var(0, problem.horizon, "")
    model.add_max_equality(makespan, ends)
    model.minimize(makespan)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = limit
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Answer(round(solver.objective_value) if found else None, round(solver.best_objective_bound))


def pyjobshop(problem: Problem, limit: float, workers: int) -> Answer:
    """Solve with PyJobShop's CP-SAT model."""
    from pyjobshop import Model

    model = Model()
    renewables = [model.add_renewable(capacity) for capacity in problem.capacity.tolist()]
    consumables = [model.add_consumable(most) for most in problem.budget_limit.tolist()]
    tasks = [model.add_task() for _ in range(problem.n)]
    for job, task in enumerate(tasks):
        for mode, duration, demands in modes_of(problem, job):
            amounts = [demands.get(resource, 0) for resource in range(len(renewables))]
            used = problem.budget_use[mode].tolist()
            model.add_mode(task, [*renewables, *consumables], duration, [*amounts, *used])
    for before, after in links_of(problem):
        model.add_end_before_start(tasks[before], tasks[after])
    result = model.solve(time_limit=limit, display=False, num_workers=workers)
    value = None if result.objective == inf else round(result.objective)
    return Answer(value, None if result.lower_bound in (inf, -inf) else round(result.lower_bound))


def discrete_optimization(problem: Problem, limit: float, workers: int) -> Answer:
    """Solve with discrete-optimization's CP-SAT model."""
    from discrete_optimization.generic_tools.cp_tools import ParametersCp
    from discrete_optimization.rcpsp.problem import RcpspProblem
    from discrete_optimization.rcpsp.solvers.cpsat import CpSatRcpspSolver

    names = [f"R{resource}" for resource in range(len(problem.capacity))]
    budgets = [f"N{budget}" for budget in range(len(problem.budget_limit))]
    details: dict[int, dict[int, dict[str, int]]] = {}
    for job in range(problem.n):
        details[job + 1] = {}
        for number, (mode, duration, demands) in enumerate(modes_of(problem, job), start=1):
            renewable = {name: demands.get(resource, 0) for resource, name in enumerate(names)}
            used = dict(zip(budgets, problem.budget_use[mode].tolist(), strict=True))
            details[job + 1][number] = {**renewable, **used, "duration": duration}
    successors: dict[int, list[int]] = {job + 1: [] for job in range(problem.n)}
    for before, after in links_of(problem):
        successors[before + 1].append(after + 1)
    limits = [*problem.capacity.tolist(), *problem.budget_limit.tolist()]
    stated = RcpspProblem(
        resources=dict(zip([*names, *budgets], limits, strict=True)),
        non_renewable_resources=budgets,
        mode_details=details,
        successors=successors,
        horizon=problem.horizon,
    )
    solver = CpSatRcpspSolver(stated)
    solver.init_model()
    parameters = ParametersCp(intermediate_solution=True, multiprocess=workers > 1, nb_process=workers)
    solution, _ = solver.solve(parameters_cp=parameters, time_limit=limit).get_best_solution_fit()
    bound = solver.get_current_best_internal_objective_bound()
    finish = None if solution is None else round(solution.get_end_time(problem.n))
    return Answer(finish, None if bound is None else round(bound))
