"""Start-up: whole processes of the command on a sample plan, with and without kernels in the cache."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.results import markdown_table, write_section
from trilemma.files.samples import sample_names, sample_text

SOURCE = Path(__file__).resolve().parent.parent / "src"
LIMIT = 1
RUNS = 3
COMMANDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("--version", ()),
    ("check", ()),
    ("critical-path", ()),
    ("explain", ("go-live",)),
    ("schedule", ("--limit", str(LIMIT))),
    ("forecast", ()),
    ("levers", ()),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one process took: seconds on the clock, seconds of computing, and its largest memory in megabytes."""

    seconds: float
    computing: float
    megabytes: float


def main(arguments: Sequence[str] | None = None) -> str:
    """Measure, print and return the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", action="store_true", help="two commands, once")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="also the version in another checkout")
    parser.add_argument("--write", action="store_true", help="replace the section of RESULTS.md")
    options = parser.parse_args(arguments)
    commands, runs = (COMMANDS[:3], 1) if options.sample else (COMMANDS, RUNS)
    text = table(commands, runs, options.against)
    print(text)
    if options.write:
        write_section("Start-up", f"{explanation()}\n\n{text}", datetime.now(UTC).date().isoformat())
    return text


def explanation() -> str:
    """Say how to read the table."""
    return (
        f"Whole processes on the sample plan {sample_names()[0]}, medians of {RUNS}, bytecode compiled before. *warm*: "
        "kernels come from the cache. *cold*: the cache is empty, as on the first run of an installation (once each). "
        "*computing* is processor time in all threads, which other work on the machine changes least. Of `schedule` "
        f"the limit of {LIMIT} s is taken off the seconds. *before* is an older version in the same run."
    )


def table(commands: Sequence[tuple[str, tuple[str, ...]]], runs: int, against: Path | None) -> str:
    """Measure every command and return the table."""
    headings = ["command", "warm [s]", "computing [s]", "memory [MB]", "cold [s]"]
    headings += ["before, warm [s]", "computing [s]", "memory [MB]"] if against else []
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder, "plan.toml")
        plan.write_text(sample_text(sample_names()[0]), encoding="utf-8")
        for name, options in commands:
            command = (name,) if name.startswith("--") else (name, str(plan), *options)
            row: list[object] = [f"`{name}`", *warm(command, SOURCE, runs), cold(command, folder)]
            rows.append(row + (warm(command, against / "src", runs) if against else []))
    return markdown_table(headings, rows)


def warm(command: Sequence[str], source: Path, runs: int) -> list[float]:
    """Return the medians of several runs after one that fills the cache."""
    taken = [process(command, source) for _ in range(runs + 1)][1:]
    return [
        statistics.median(one.seconds for one in taken),
        statistics.median(one.computing for one in taken),
        statistics.median(one.megabytes for one in taken),
    ]


def cold(command: Sequence[str], folder: str) -> float:
    """Return the seconds of a run with a cache of its own, which is empty."""
    with tempfile.TemporaryDirectory(dir=folder) as cache:
        return process(command, SOURCE, {"NUMBA_CACHE_DIR": cache}).seconds


def process(command: Sequence[str], source: Path, environment: dict[str, str] | None = None) -> Taken:
    """Run the command in a process of its own, in a parent of its own, whose children's figures are then its alone."""
    line = [sys.executable, "-c", PARENT, *command]
    path = {"PYTHONPATH": str(source)}
    done = subprocess.run(line, env=os.environ | path | (environment or {}), capture_output=True, text=True, check=True)
    seconds, computing, kilobytes = (float(word) for word in done.stdout.split())
    limit = LIMIT if command[0] == "schedule" else 0
    return Taken(seconds - limit, computing, kilobytes / 1024)


PARENT = """
import resource, subprocess, sys, time
began = time.monotonic()
done = subprocess.run([sys.executable, "-m", "trilemma", *sys.argv[1:]], capture_output=True)
taken = time.monotonic() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if done.returncode:
    sys.exit(done.stderr.decode())
print(taken, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


if __name__ == "__main__":
    main()
