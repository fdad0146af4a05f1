"""Real workers in processes of their own, on the database of the test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.site.cast import an_actor
from trilemma.site.runs.actions import request_run
from trilemma.site.runs.models import ACTIVE, Run

PATIENCE_SECONDS = 90


def environment() -> dict[str, str]:
    """Return the environment of a program that works on the database of this test."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite://{Path(now['NAME'])}"
    else:
        address = f"postgres://{now['USER']}:{now['PASSWORD']}@{now['HOST']}:{now['PORT'] or 5432}/{now['NAME']}"
    return {
        **os.environ,
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "tests.site.settings",
        "TRILEMMA_DATA_DIR": str(settings.ENVIRONMENT.data),
    }


@contextmanager
def a_worker(processes: int = 2) -> Iterator[subprocess.Popen[str]]:
    """Run a worker; at the end it is asked to stop, and must."""
    program = subprocess.Popen(
        [sys.executable, "-m", "trilemma", "worker", "--processes", str(processes)],
        env=environment(),
        start_new_session=True,
        text=True,
    )
    try:
        yield program
        program.send_signal(signal.SIGCONT)
        program.terminate()
        program.wait(timeout=PATIENCE_SECONDS)
    finally:
        if program.poll() is None:
            program.kill()
            program.wait()


def ask(kind: str, **parameters: object) -> int:
    """Ask for a run of the trial; return its key."""
    return request_run(an_actor(), f"trial.{kind}", parameters).pk


def wait_until(what: Callable[[], bool]) -> None:
    """Wait until something has come true."""
    limit = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)


def wait_until_over(*keys: int) -> list[Run]:
    """Wait until these runs have ended; return them."""
    wait_until(lambda: not Run.objects.filter(pk__in=keys, state__in=ACTIVE).exists())
    return [Run.objects.get(pk=key) for key in keys]


def processes_named(*words: str) -> list[int]:
    """Return the processes whose command line is exactly this."""
    wanted = "\0".join([*words, ""]).encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cmdline").read_bytes() == wanted:
                    found.append(int(entry.name))
            except OSError:
                continue  # it has just ended
    return found


def descendants(pid: int) -> list[int]:
    """Return all processes below one."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue  # it has just ended
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def alive(pid: int) -> bool:
    """Return whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
