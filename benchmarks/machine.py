"""The facts of the machine that a measurement depends on."""

from __future__ import annotations

import os
import platform
import sys
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

PACKAGES = ("trilemma", "numpy", "numba", "scipy", "scikit-learn", "ortools")


@dataclass(frozen=True, slots=True)
class Machine:
    """What a table of results must say about where it was measured."""

    processor: str
    cores: int
    memory_gib: float
    bandwidth_gb_s: float
    system: str
    python: str
    packages: tuple[tuple[str, str], ...]

    def as_markdown(self) -> str:
        """Return the facts as one line of text."""
        packages = ", ".join(f"{name} {number}" for name, number in self.packages)
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gib:.0f} GiB, "
            f"{self.bandwidth_gb_s:.0f} GB/s measured memory bandwidth (one thread, copy); "
            f"{self.system}; Python {self.python}; {packages}"
        )


def this_machine(packages: tuple[str, ...] = PACKAGES) -> Machine:
    """Look at this machine."""
    return Machine(
        processor=processor_name(),
        cores=usable_cores(),
        memory_gib=memory_gib(),
        bandwidth_gb_s=memory_bandwidth(),
        system=f"{platform.system()} {platform.release()}",
        python=".".join(map(str, sys.version_info[:3])),
        packages=tuple((name, found) for name in packages if (found := installed(name))),
    )


def installed(package: str) -> str | None:
    """Return the version of an installed package, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processor_name() -> str:
    """Return the processor's name as the system tells it."""
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def memory_gib() -> float:
    """Return the size of the main memory, or nan where the system does not tell."""
    if not hasattr(os, "sysconf"):
        return float("nan")
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def memory_bandwidth(megabytes: int = 256, rounds: int = 5) -> float:
    """Return bytes read and written per second by a copy that fits in no cache, the best of some rounds. [GB/s]."""
    source = np.ones(megabytes * 1_000_000 // 8)
    target = np.empty_like(source)
    best = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        np.copyto(target, source)
        best = min(best, time.perf_counter() - begun)
    return 2 * source.nbytes / best / 1e9


if __name__ == "__main__":
    print(this_machine().as_markdown())
