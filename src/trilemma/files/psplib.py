"""Reader of the PSPLIB formats ``.sm`` and ``.mm`` (single-mode and multi-mode; MMLIB's spelling of them too).

Jobs keep their order: activity ``i`` of the problem is job ``i + 1`` of the file, the dummy source and sink included,
and the modes of an activity keep the file's order. Times are in the file's own unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from trilemma.engine.api import InputError, Problem, integers, mode_lists

_MAX_JOBS = 100_000
_COUNT = re.compile(r"^\s*-?\s*(jobs|renewable|nonrenewable|doubly constrained)\b[^:]*:\s*(-?\d+)", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,11}")
_SECTIONS = {
    "PRECEDENCERELATIONS": "links",
    "REQUESTS/DURATIONS": "modes",
    "RESOURCEAVAILABILITIES": "capacity",
    "RESOURCES": "",
    "PROJECTINFORMATION": "",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """The numbers of one line and where they stand."""

    place: str
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class _Text:
    """The file cut into its counts and the rows of its sections."""

    name: str
    counts: dict[str, int]
    rows: dict[str, list[_Row]]


def read_psplib(data: bytes, name: str = "psplib") -> Problem:
    """Read a PSPLIB or MMLIB instance.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What to call the file in errors.

    Returns
    -------
    Problem
        ``n`` activities including both dummies; nonrenewable resources are its budgets; the horizon is the sum of the
        longest durations.

    Raises
    ------
    InputError
        Where the text is not such an instance; names file and line.

    References
    ----------
    Kolisch & Sprecher, "PSPLIB - A project scheduling problem library", European Journal of Operational Research
    96(1) (1997) 205-216. Van Peteghem & Vanhoucke, "An experimental investigation of metaheuristics for the
    multi-mode resource-constrained project scheduling problem on new dataset instances", EJOR 235(1) (2014) 62-72.
    """
    text = _cut(data, name)
    jobs, renewable = text.counts["jobs"], text.counts["renewable"]
    limits = _limits(text)
    modes, budget_use = _modes(text)
    links = _links(text)
    longest = sum(max(duration for duration, _ in of_job) for of_job in modes)
    return Problem(
        **mode_lists(modes),
        capacity=integers(limits[:renewable]),
        budget_limit=integers(limits[renewable:]),
        budget_use=integers(np.array(budget_use).reshape(len(budget_use), len(limits) - renewable)),
        link_predecessor=integers([first for first, _ in links]),
        link_successor=integers([second for _, second in links]),
        horizon=max(longest, 1),
        release=jobs - 1 if _ends_in_sink(links, jobs) else -1,
    )


def _cut(data: bytes, name: str) -> _Text:
    """Sort the file's lines into counts and number rows of each section."""
    counts: dict[str, int] = {}
    rows: dict[str, list[_Row]] = {"links": [], "modes": [], "capacity": []}
    section = ""
    for number, line in enumerate(data.decode("latin-1").splitlines(), start=1):
        title = re.sub(r"\s", "", line).upper().rstrip(":")
        if title in _SECTIONS:
            section = _SECTIONS[title]
        elif match := _COUNT.match(line):
            counts[match[1].lower()] = int(match[2])
        elif section and _is_numbers(line):
            rows[section].append(_Row(f"{name}:{number}", [int(token) for token in line.split()]))
    _check_counts(counts, rows, name)
    return _Text(name, counts, rows)


def _is_numbers(line: str) -> bool:
    tokens = line.split()
    return bool(tokens) and all(_NUMBER.fullmatch(token) for token in tokens)


def _check_counts(counts: dict[str, int], rows: dict[str, list[_Row]], name: str) -> None:
    for key in ("jobs", "renewable"):
        if key not in counts:
            raise InputError(f"no line states the number of {key}", name)
    counts.setdefault("nonrenewable", 0)
    if counts.get("doubly constrained", 0):
        raise InputError("doubly constrained resources are not supported", name)
    if not 1 <= counts["jobs"] <= _MAX_JOBS or not 0 <= counts["renewable"] + counts["nonrenewable"] <= 1000:
        raise InputError(f"{counts['jobs']} jobs: an instance has 1 to {_MAX_JOBS}", name)
    if not rows["modes"]:
        raise InputError("there is no section REQUESTS/DURATIONS with rows", name)


def _limits(text: _Text) -> list[int]:
    expected = text.counts["renewable"] + text.counts["nonrenewable"]
    limits = [value for row in text.rows["capacity"] for value in row.numbers]
    place = text.rows["capacity"][0].place if text.rows["capacity"] else text.name
    if len(limits) != expected:
        raise InputError(f"{len(limits)} availabilities for {expected} resources", place)
    if any(limit < 0 for limit in limits):
        raise InputError("an availability is negative", place)
    return limits


def _modes(text: _Text) -> tuple[list[list[tuple[int, list[tuple[int, int]]]]], list[list[int]]]:
    """Return the modes of each job and the budget use of each mode; a row without job number continues the job."""
    renewable = text.counts["renewable"]
    width = renewable + text.counts["nonrenewable"]
    modes: list[list[tuple[int, list[tuple[int, int]]]]] = []
    budget_use: list[list[int]] = []
    for row in text.rows["modes"]:
        if len(row.numbers) == width + 3:
            if row.numbers[0] != len(modes) + 1:
                raise InputError(f"job {row.numbers[0]} stands where job {len(modes) + 1} is expected", row.place)
            modes.append([])
        elif len(row.numbers) != width + 2 or not modes:
            raise InputError(f"a mode has a duration and {width} requests", row.place)
        mode, duration, *requests = row.numbers[-width - 2 :]
        if duration < 0 or min(requests, default=0) < 0:
            raise InputError("durations and requests are not negative", row.place)
        modes[-1].append((duration, list(enumerate(requests[:renewable]))))
        if mode != len(modes[-1]):
            raise InputError(f"mode {mode} stands where mode {len(modes[-1])} is expected", row.place)
        budget_use.append(requests[renewable:])
    if len(modes) != text.counts["jobs"]:
        raise InputError(f"{len(modes)} jobs have durations, the file announces {text.counts['jobs']}", text.name)
    return modes, budget_use


def _links(text: _Text) -> list[tuple[int, int]]:
    jobs = text.counts["jobs"]
    links: set[tuple[int, int]] = set()
    for row in text.rows["links"]:
        if len(row.numbers) < 3 or len(row.numbers) != 3 + row.numbers[2]:
            raise InputError("a job's number of successors differs from its list", row.place)
        job, _, _, *successors = row.numbers
        for other in (job, *successors):
            if not 1 <= other <= jobs:
                raise InputError(f"there is no job {other}", row.place)
        links.update((job - 1, successor - 1) for successor in successors)
    return sorted(links)


def _ends_in_sink(links: list[tuple[int, int]], jobs: int) -> bool:
    """Return whether every job but the last has a successor, so that the last one's finish is the makespan."""
    return len({first for first, _ in links} - {jobs - 1}) == jobs - 1
