"""Plan files: MS Project XML read by ours and by MPXJ, what both find in each file, and the times."""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.results import markdown_table, write_section
from tests.real_data import find_real_data
from trilemma.files import Imported, date_differences, read_import

ARCHIVES = ("mpxj-plan-files", "project-example-files", "real-plans")
RUNS = 5


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found: leaves with their dates, and links."""

    dates: dict[str, tuple[str, str]]
    links: set[tuple[str, str]]


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="five files only")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    paths = project_files()[: 5 if options.sample else None]
    text = table(paths) if paths else "The plan files are absent."
    print(text)
    if options.write and paths:
        write_section("Files", f"{explanation()}\n\n{text}", datetime.now(UTC).date().isoformat())
    return text


def explanation() -> str:
    """Say how to read the table."""
    return (
        "All MS Project XML files of the public collections. *same* counts those of MPXJ's leaves, links and stated "
        "dates that ours has too; *recomputed* the leaves whose dates our own scheduling gives exactly as the file "
        f"states. Times are medians of {RUNS} runs over all files, MPXJ inside a running Java machine after a warm-up."
    )


def project_files() -> list[Path]:
    """Return the MS Project XML files of the collections."""
    folders = [folder for name in ARCHIVES if (folder := find_real_data(name)) is not None]
    found = [path for folder in folders for path in sorted(folder.rglob("*.xml"))]
    return [path for path in found if b"schemas.microsoft.com/project" in path.read_bytes()[:2000]]


def table(paths: Sequence[Path]) -> str:
    """Read every file with both readers and return the table."""
    ours = [read_import(path) for path in paths]
    stated = sum(len(each.dates) for each in ours)
    moved = sum(len(date_differences(each)) for each in ours)
    own_ms = median_ms(lambda: [read_import(path) for path in paths])
    reader = mpxj_reader()
    same = theirs_ms = None
    if reader is not None:
        theirs = [content_of(reader(path)) for path in paths]
        same = agreement(ours, theirs)
        theirs_ms = median_ms(lambda: [reader(path) for path in paths])
    headings = [
        "",
        "files",
        "leaves",
        "recomputed",
        "ours [ms]",
        "MPXJ [ms]",
        "x MPXJ",
        "same leaves",
        "same links",
        "same dates",
    ]
    row = ["MS Project XML", len(paths), stated, f"{1 - moved / max(stated, 1):.1%}", own_ms, theirs_ms]
    row += [None if theirs_ms is None else theirs_ms / own_ms, *(same or (None, None, None))]
    return markdown_table(headings, [row])


def median_ms(work: Callable[[], object]) -> float:
    """Return the median time of some work. [ms]."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def mpxj_reader() -> Callable[[Path], Any] | None:
    """Return a function that reads a file with MPXJ, or None where it is not installed."""
    if importlib.util.find_spec("jpype") is None or importlib.util.find_spec("mpxj") is None:
        return None
    import jpype
    import mpxj  # noqa: F401 - puts its archives on the class path

    if not jpype.isJVMStarted():
        jpype.startJVM("-Xmx1g")
    reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")()
    return lambda path: reader.read(str(path))


def content_of(project: Any) -> Content:  # noqa: ANN401 - a Java object
    """Return what MPXJ found that a plan holds too: active leaves below the project's own line, and their links."""
    dates: dict[str, tuple[str, str]] = {}
    links: set[tuple[str, str]] = set()
    for task in project.getTasks():
        uid = str(task.getUniqueID())
        if task.getOutlineLevel() is None or int(task.getOutlineLevel()) < 1 or not task.getActive() or task.getNull():
            continue
        for relation in task.getPredecessors():
            links.add((str(relation.getPredecessorTask().getUniqueID()), uid))
        if not task.hasChildTasks() and task.getStart() is not None and task.getFinish() is not None:
            dates[uid] = (str(task.getStart())[:16], str(task.getFinish())[:16])
    return Content(dates, links)


def agreement(ours: Sequence[Imported], theirs: Sequence[Content]) -> tuple[str, str, str]:
    """Return the shares of MPXJ's leaves, links and dates that ours has too."""
    leaves, links, dates = [0, 0], [0, 0], [0, 0]
    for own, other in zip(ours, theirs, strict=True):
        known = {leaf.id for leaf in own.plan.leaves}
        linked = {(link.predecessor, link.successor) for link in own.plan.links}
        leaves = [leaves[0] + len(known & set(other.dates)), leaves[1] + len(other.dates)]
        links = [links[0] + len(linked & other.links), links[1] + len(other.links)]
        stated = {name: tuple(f"{at:%Y-%m-%dT%H:%M}" for at in pair) for name, pair in own.dates.items()}
        dates = [dates[0] + sum(stated.get(n) == d for n, d in other.dates.items()), dates[1] + len(other.dates)]
    return tuple(f"{found / max(total, 1):.1%}" for found, total in (leaves, links, dates))  # type: ignore[return-value]


if __name__ == "__main__":
    main()
