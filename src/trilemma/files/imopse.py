"""Reader of the iMOPSE format ``.def``: tasks that each need one resource with a skill at a level, and hourly salaries.

A task's modes are the resources that can do it, in ascending order; the cost of a mode is salary x duration. Task and
resource ``i`` of the problem are number ``i + 1`` of the file. Times are hours, money is in hundredths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from trilemma.engine.api import InputError, Problem, integers, mode_lists

_SKILL = re.compile(r"(Q\d+):\s*(\d+)")
_TASK = re.compile(r"^\s*(\d{1,9})\s+(\d{1,9})\s+(Q\d+):\s*(\d{1,9})\s*((?:\d{1,9}\s*)*)$")
_RESOURCE = re.compile(r"^\s*(\d{1,9})\s+(\d{1,12}(?:\.\d{1,12})?)\s+((?:Q\d+:\s*\d{1,9}\s*)+)$")


@dataclass(frozen=True, slots=True)
class _Resource:
    salary: int
    levels: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Task:
    place: str
    duration: int
    skill: str
    level: int
    predecessors: tuple[int, ...]


def read_imopse(data: bytes, name: str = "imopse") -> Problem:
    """Read an iMOPSE instance.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What to call the file in errors.

    Returns
    -------
    Problem
        One unit-capacity resource per person, one mode per person who has the task's skill at its level or above.

    Raises
    ------
    InputError
        Where the text is not such an instance, or a task can be done by nobody; names file and line.

    References
    ----------
    Myszkowski, Skowronski, Olech & Oslizlo, "Hybrid ant colony optimization in solving multi-skill
    resource-constrained project scheduling problem", Soft Computing 19 (2015) 3599-3619.
    """
    resources, tasks = _rows(data, name)
    able = [_able(task, resources) for task in tasks]
    modes = [[(task.duration, [(who, 1)]) for who in row] for task, row in zip(tasks, able, strict=True)]
    links = sorted({(first, number) for number, task in enumerate(tasks) for first in task.predecessors})
    return Problem(
        **mode_lists(modes),
        mode_cost=integers(
            [resources[who].salary * task.duration for task, row in zip(tasks, able, strict=True) for who in row]
        ),
        capacity=integers([1] * len(resources)),
        link_predecessor=integers([first for first, _ in links]),
        link_successor=integers([second for _, second in links]),
        horizon=max(sum(task.duration for task in tasks), 1),
        release=-1,
    )


def _rows(data: bytes, name: str) -> tuple[list[_Resource], list[_Task]]:
    resources: list[_Resource] = []
    tasks: list[_Task] = []
    section = ""
    for number, line in enumerate(data.decode("latin-1").splitlines(), start=1):
        place = f"{name}:{number}"
        if line.lstrip().startswith(("ResourceID", "TaskID")):
            section = line.split()[0]
        elif not line.strip() or line.lstrip().startswith("="):
            continue
        elif section == "ResourceID":
            resources.append(_resource(line, len(resources) + 1, place))
        elif section == "TaskID":
            tasks.append(_task(line, len(tasks) + 1, place))
    if not resources or not tasks:
        raise InputError("an instance lists resources under ResourceID and tasks under TaskID", name)
    _check_predecessors(tasks)
    return resources, tasks


def _resource(line: str, expected: int, place: str) -> _Resource:
    match = _RESOURCE.match(line)
    if match is None or int(match[1]) != expected:
        raise InputError(f"resource {expected} is expected: number, salary, skills such as 'Q2: 1'", place)
    try:
        salary = int(Decimal(match[2]) * 100)
    except InvalidOperation as error:
        raise InputError(f"{match[2]} is not a salary", place) from error
    return _Resource(salary, {skill: int(level) for skill, level in _SKILL.findall(match[3])})


def _task(line: str, expected: int, place: str) -> _Task:
    match = _TASK.match(line)
    if match is None or int(match[1]) != expected:
        raise InputError(f"task {expected} is expected: number, duration, skill such as 'Q2: 1', predecessors", place)
    predecessors = tuple(int(token) - 1 for token in match[5].split())
    return _Task(place, int(match[2]), match[3], int(match[4]), predecessors)


def _check_predecessors(tasks: list[_Task]) -> None:
    for task in tasks:
        for predecessor in task.predecessors:
            if not 0 <= predecessor < len(tasks):
                raise InputError(f"there is no task {predecessor + 1}", task.place)


def _able(task: _Task, resources: list[_Resource]) -> list[int]:
    able = [who for who, person in enumerate(resources) if person.levels.get(task.skill, -1) >= task.level]
    if not able:
        raise InputError(f"nobody has skill {task.skill} at level {task.level}", task.place)
    return able
