"""Critical path with calendars: ours beside MPXJ's scheduler and networkx on the same network, dates compared."""

from __future__ import annotations

import argparse
import importlib.util
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.results import markdown_table, write_section
from trilemma.engine.calendars import Calendar, Shift, Shifts, Week
from trilemma.engine.distributions import Estimate
from trilemma.engine.network import critical_path
from trilemma.engine.network.critical_path import CriticalPath, run_passes
from trilemma.engine.network.graph import compile_graph
from trilemma.engine.plan import Activity, Link, Mode, Plan, Project
from trilemma.files.mspdi import write_mspdi

SIZES = (100, 1_000, 10_000)
RUNS = 7
REACH = 1_000
"""A predecessor is at most so many activities back, and each activity has up to two."""
DAY: Shifts = (Shift(8 * 60, 12 * 60), Shift(13 * 60, 17 * 60))
WEEK: Week = (DAY, DAY, DAY, DAY, DAY, (), ())


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="100 activities only")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    text = table(SIZES[:1] if options.sample else SIZES)
    print(text)
    if options.write:
        write_section("Critical path", f"{explanation()}\n\n{text}", datetime.now(UTC).date().isoformat())
    return text


def explanation() -> str:
    """Say how to read the table."""
    return (
        f"Random networks of finish-start links on a calendar of 08:00-12:00 and 13:00-17:00 from Monday to Friday; "
        f"medians of {RUNS} runs in milliseconds, the network compiled or loaded before. *ours* is the forward and "
        "backward pass with total and free float; *from the plan* adds compiling the plan's arrays and calendars. "
        "networkx has no calendar: its pass is the longest path in working time, written on its topological order. "
        "*dates* is the share of activities with the same start and finish as ours."
    )


def table(sizes: Sequence[int]) -> str:
    """Measure every size and return the table."""
    headings = ["activities", "ours [ms]", "from the plan [ms]", "networkx [ms]", "x networkx", "its dates"]
    headings += ["MPXJ [ms]", "x MPXJ", "its dates"]
    rows = []
    for size in sizes:
        plan = a_network(size)
        graph = compile_graph(plan)
        ours = median_ms(partial(run_passes, graph))
        build = partial(a_network, size)
        whole = median_ms(lambda make=build: critical_path(make()), runs=3) - median_ms(build, runs=3)  # type: ignore[misc]
        path = run_passes(graph)
        nx_ms, nx_same = networkx_pass(plan, path)
        java_ms, java_same = mpxj_pass(plan, path)
        rows.append(
            [
                size,
                ours,
                max(whole, 0.0),
                nx_ms,
                _times(nx_ms, ours),
                nx_same,
                java_ms,
                _times(java_ms, ours),
                java_same,
            ]
        )
    return markdown_table(headings, rows)


def _times(peer: float | None, ours: float) -> float | None:
    return None if peer is None else peer / ours


def a_network(size: int) -> Plan:
    """Return a plan of a random network without people."""
    luck = random.Random(size)  # noqa: S311 - a repeatable network, no secret
    activities = tuple(
        Activity(str(number), f"T{number}", modes=(Mode(duration=Estimate.fixed(60 * luck.randint(1, 40))),))
        for number in range(1, size + 1)
    )
    links = tuple(
        Link(str(before), str(number))
        for number in range(2, size + 1)
        for before in sorted({luck.randint(max(1, number - REACH), number - 1) for _ in range(2)})
    )
    calendar = Calendar("c1", "Standard", "UTC", ((None, WEEK),))
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    return Plan((Project("p"),), start, activities, links, calendar="c1", calendars=(calendar,))


def median_ms(work: Callable[[], Any], runs: int = RUNS) -> float:
    """Return the median time of some work after a warm-up. [ms]."""
    work()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def networkx_pass(plan: Plan, path: CriticalPath) -> tuple[float | None, str | None]:
    """Return the time of a longest-path pass on networkx, and how many working finishes are ours."""
    if importlib.util.find_spec("networkx") is None:
        return None, None
    import networkx as nx

    hours = {leaf.id: round(leaf.modes[0].estimate.likely) for leaf in plan.leaves}
    graph = nx.DiGraph()
    graph.add_nodes_from(hours)
    graph.add_edges_from((link.predecessor, link.successor) for link in plan.links)

    def passes() -> dict[str, int]:
        order = list(nx.topological_sort(graph))
        early: dict[str, int] = {}
        for name in order:
            early[name] = hours[name] + max((early[before] for before in graph.predecessors(name)), default=0)
        last = max(early.values())
        late: dict[str, int] = {}
        for name in reversed(order):
            late[name] = min((late[after] - hours[after] for after in graph.successors(name)), default=last)
        return early

    found = passes()
    line = plan.workforce.timelines[int(plan.workforce.calendar_timeline[0])]
    begin = int((plan.start - plan.origin).total_seconds()) // 60
    worked = np.asarray(line.between(begin, path.early_finish)) // 1000
    same = sum(found[name] == done for name, done in zip(path.activity_ids, worked.tolist(), strict=True))
    return median_ms(passes, runs=3), f"{same / len(found):.1%}"


def mpxj_pass(plan: Plan, path: CriticalPath) -> tuple[float | None, str | None]:
    """Return the time of MPXJ's scheduler on the same plan, and how many dates are ours."""
    if importlib.util.find_spec("jpype") is None or importlib.util.find_spec("mpxj") is None:
        return None, None
    import jpype
    import mpxj  # noqa: F401 - puts its archives on the class path

    if not jpype.isJVMStarted():
        jpype.startJVM("-Xmx1g")
    reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")()
    scheduler = jpype.JClass("org.mpxj.cpm.MicrosoftScheduler")
    start = jpype.JClass("java.time.LocalDateTime").of(2026, 3, 2, 8, 0)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "network.xml"
        file.write_bytes(write_mspdi(plan))
        project = reader.read(str(file))
    milliseconds = median_ms(lambda: scheduler().schedule(project, start), runs=3)
    theirs = {str(t.getUniqueID()): (str(t.getStart()), str(t.getFinish())) for t in project.getTasks()}
    same = sum(theirs.get(name) == as_java(plan, path, row) for row, name in enumerate(path.activity_ids))
    return milliseconds, f"{same / len(path.activity_ids):.1%}"


def as_java(plan: Plan, path: CriticalPath, row: int) -> tuple[str, str]:
    """Return our dates of a leaf as Java writes them."""
    dates = (plan.origin + timedelta(minutes=int(minutes[row])) for minutes in (path.early_start, path.early_finish))
    start, finish = (f"{date:%Y-%m-%dT%H:%M}" for date in dates)
    return start, finish


if __name__ == "__main__":
    main()
