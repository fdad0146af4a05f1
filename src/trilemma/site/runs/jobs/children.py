"""Computations in processes of their own: forked from a warm one, in their own session, gone when their worker is.

The worker and a child talk through one pipe: the child tells how far it is, the worker tells it to stop.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, Final

from trilemma.site.runs.outcomes import Claim, Report

WARM: Final = "trilemma.site.runs.jobs.preloaded"
TELL_EVERY_SECONDS: Final = 0.25
_LOG: Final = logging.getLogger("trilemma.runs")


@dataclass
class Child:
    """A computation at work, as its worker sees it."""

    claim: Claim
    process: BaseProcess
    pipe: Connection
    report: Report = field(default_factory=Report)
    told: bool = True
    stop_asked_at: float | None = None

    def listen(self) -> None:
        """Take in what the child has told; only the last of it matters."""
        with suppress(EOFError, OSError):
            while self.pipe.poll():
                self.report = self.pipe.recv()
                self.told = False

    def ask_to_stop(self) -> None:
        """Let the computation end with the best it has."""
        if self.stop_asked_at is None:
            self.stop_asked_at = time.monotonic()
            with suppress(OSError):
                self.pipe.send("stop")

    def kill(self) -> None:
        """End the process and everything that it has started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()

    def bury(self) -> int | None:
        """Take leave of an ended process, of what it left behind too; return its exit code."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.join(timeout=5)
        code = self.process.exitcode
        self.pipe.close()
        self.process.close()
        return code


class Nursery:
    """Starts computations; the first start also starts the warm process that the others are forked from."""

    def __init__(self) -> None:
        forks = "forkserver" in multiprocessing.get_all_start_methods()
        self._context: BaseContext = multiprocessing.get_context("forkserver" if forks else "spawn")
        if forks:
            multiprocessing.set_forkserver_preload([WARM])

    def prepare(self) -> None:
        """Begin to warm up now, so that the first run need not wait for it."""
        if self._context.get_start_method() == "forkserver":
            from multiprocessing import forkserver  # noqa: PLC0415 - absent where there is no fork

            forkserver.ensure_running()

    def start(self, claim: Claim) -> Child:
        """Start the computation of a claim."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_live, args=(claim, theirs), name=f"run {claim.run_id}")  # type: ignore[attr-defined] # of each real context
        process.start()
        theirs.close()
        return Child(claim, process, ours)


def wait_for(children: Mapping[int, Child], seconds: float) -> None:
    """Wait until a child ends or tells something, at most so long."""
    signs: list[Any] = []
    for child in children.values():
        signs += [child.process.sentinel, child.pipe]
    if signs:
        wait(signs, timeout=seconds)
    else:
        time.sleep(seconds)


class Teller:
    """What a computation reports to, in the child: passes it on, not more often than somebody reads it."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._next = 0.0
        self._unsaid = False
        self._share = 0.0
        self._text = ""
        self._best: dict[str, float | None] = {}
        self._lock = threading.Lock()

    def report(self, done: float, text: str) -> None:
        """Tell how far the computation is; it never goes backwards."""
        self._share = max(self._share, min(1.0, float(done)))
        self._text = text
        self._tell()

    def best(self, value: float | None, bound: float | None = None, gap: float | None = None) -> None:
        """Tell the best value so far with its bound."""
        self._best = {"value": value, "bound": bound, "gap": gap}
        self._tell()

    def flush(self) -> None:
        """Tell what was too soon after the last report."""
        if self._unsaid:
            self._tell()

    def _tell(self) -> None:
        self._unsaid = True
        with self._lock:
            now = time.monotonic()
            if now < self._next:
                return
            self._next = now + TELL_EVERY_SECONDS
            self._unsaid = False
            with suppress(OSError):
                self._pipe.send(Report(self._share, self._text, self._best))


class Ears:
    """Listens in the child whether the worker asks to stop."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._asked = False

    def __call__(self) -> bool:
        """Return whether to stop now."""
        with suppress(EOFError, OSError):
            if not self._asked and self._pipe.poll():
                self._pipe.recv()
                self._asked = True
        return self._asked


def _live(claim: Claim, pipe: Connection) -> None:
    """Be the child: carry out the claim and end."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    teller = Teller(pipe)
    threading.Thread(target=_attend, args=(teller,), daemon=True).start()

    from trilemma.site.runs.jobs import warm  # noqa: PLC0415 - where this process was not forked, Django is not there

    warm.set_up()

    from trilemma.site.runs.jobs.carrying_out import carry_out  # noqa: PLC0415 - needs Django

    carry_out(claim, teller, Ears(pipe))


def _attend(teller: Teller) -> None:
    """Pass late reports on; end this process and all it has started as soon as its worker is gone."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - it was started by a worker
    while not wait([parent.sentinel], timeout=TELL_EVERY_SECONDS):
        teller.flush()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
