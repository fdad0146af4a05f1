"""A worker: claims runs, does quick ones itself and others in children, and shows that it is alive."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import DatabaseError, InterfaceError, connection

from trilemma.site.runs import outcomes
from trilemma.site.runs.errors import DiedError
from trilemma.site.runs.jobs import leases, periodic
from trilemma.site.runs.jobs.carrying_out import carry_out
from trilemma.site.runs.jobs.children import Child, Nursery, wait_for
from trilemma.site.runs.jobs.handlers import kinds
from trilemma.site.runs.models import Run, RunState
from trilemma.site.runs.outcomes import Claim

IDLE_SECONDS: Final = 0.2
LOOK_SECONDS: Final = 0.3
SWEEP_SECONDS: Final = 1.0
GRACE_SECONDS: Final = 0.9
"""How long a computation that was asked to stop has to come back with its best."""
QUICK_SECONDS: Final = 10
ERROR_SECONDS: Final = 1.0

_LOG: Final = logging.getLogger("trilemma.runs")


class Silent:
    """The watcher of a run that is over before anybody could look."""

    def report(self, done: float, text: str) -> None:
        """Keep silent."""

    def best(self, value: float | None, bound: float | None = None, gap: float | None = None) -> None:
        """Keep silent."""


class Every:
    """Says when it is time again, by the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = 0.0

    def due(self) -> bool:
        """Return whether it is time; if so, the next time is counted from now."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._seconds
        return True


class Worker:
    """Works off the queue until it is told to stop."""

    def __init__(self, processes: int = 1, name: str = "") -> None:
        self.name = name or f"{socket.gethostname()}.{os.getpid()}.{secrets.token_hex(3)}"
        self.done = 0
        self._processes = processes
        self._children: dict[int, Child] = {}
        self._nursery = Nursery()
        self._watch = leases.Watch()
        self._beat, self._look, self._sweep = Every(leases.BEAT_SECONDS), Every(LOOK_SECONDS), Every(SWEEP_SECONDS)

    def run(self, stop: Callable[[], bool]) -> None:
        """Work until ``stop()``; what is still running then goes back to the queue."""
        self._nursery.prepare()
        while not stop():
            try:
                busy = self.step()
            except (DatabaseError, InterfaceError):
                _LOG.warning("the database cannot be reached; trying again", exc_info=True)
                connection.close()
                busy = False
                time.sleep(ERROR_SECONDS)
            if not busy:
                wait_for(self._children, IDLE_SECONDS)
        self.close()

    def step(self) -> bool:
        """Do what is to be done now; return whether there may be more at once."""
        self._keep_house()
        return self._do_quick() or self._start_child()

    def close(self) -> None:
        """End all children and give their runs back; a run that is interrupted in good order loses no attempt."""
        for child in self._children.values():
            child.kill()
            child.bury()
            outcomes.give_back(child.claim)
        self._children.clear()
        outcomes.forget_worker(self.name)

    def _keep_house(self) -> None:
        if self._beat.due():
            outcomes.beat_worker(self.name, self._processes)
            outcomes.beat([child.claim for child in self._children.values()])
        if self._children and self._look.due():
            self._look_after_children()
        if self._sweep.due():
            leases.recover(self._watch, time.monotonic())
            periodic.run_due(time.time())
        self._take_leave()

    def _look_after_children(self) -> None:
        """Pass on what the children tell, ask those to stop whose run is cancelled, end those that are superseded."""
        mine = Run.objects.filter(pk__in=list(self._children), state=RunState.RUNNING)
        current = {pk: (attempt, asked) for pk, attempt, asked in mine.values_list("pk", "attempt", "cancel_requested")}
        for child in self._children.values():
            attempt, asked = current.get(child.claim.run_id, (0, False))
            child.listen()
            if asked or attempt != child.claim.attempt:
                self._stop(child)
            elif not child.told:
                child.told = True
                outcomes.report_progress(child.claim.run_id, child.claim.attempt, child.report)

    def _stop(self, child: Child) -> None:
        """Let a child come back with its best; end it when it takes too long."""
        child.ask_to_stop()
        if child.stop_asked_at is not None and time.monotonic() - child.stop_asked_at > GRACE_SECONDS:
            child.kill()

    def _take_leave(self) -> None:
        """Part from children that have ended; whose run has not ended with them begins again."""
        for pk, child in list(self._children.items()):
            if child.process.is_alive():
                continue
            code = child.bury()
            del self._children[pk]
            self.done += 1
            if outcomes.lose(child.claim.run_id, child.claim.attempt):
                _LOG.warning("run %s (%s) ended without a result: exit code %s", pk, child.claim.kind, code)

    def _start_child(self) -> bool:
        if len(self._children) >= self._processes:
            return False
        claim = outcomes.claim(self.name, kinds(quick=False))
        if claim is None:
            return False
        self._children[claim.run_id] = self._nursery.start(claim)
        return True

    def _do_quick(self) -> bool:
        claim = outcomes.claim(self.name, kinds(quick=True))
        if claim is None:
            return False
        do_here(claim)
        self.done += 1
        return True


def do_here(claim: Claim) -> None:
    """Carry out a claim in this process."""
    try:
        with _at_most(QUICK_SECONDS):
            carry_out(claim, Silent(), lambda: False)
    except DiedError:
        outcomes.lose(claim.run_id, claim.attempt)


def work_off(worker: str = "here") -> int:
    """Carry out all runs that wait, in this process, one after the other; return how many."""
    count = 0
    while claim := outcomes.claim(worker, kinds()):
        carry_out(claim, Silent(), lambda: False)
        count += 1
    return count


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    """Interrupt what takes too long: a quick run that hangs must not stop the heart of its worker."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: object) -> None:
        del number, frame
        raise TimeoutError(f"a quick run took more than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
