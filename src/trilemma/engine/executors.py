"""A pool of processes that loses nothing when one of them dies."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(slots=True)
class _Task:
    """One call, the future that its caller holds, and how often it may still be tried."""

    call: Callable[[], Any]
    future: Future[Any]
    attempts: int


class RestartingPool(Executor):
    """A process pool that starts anew and submits unfinished calls again when a worker is killed.

    The standard pool fails every call that was waiting when one worker dies. A call that kills its workers itself is
    given up after ``attempts`` tries with the error of the broken pool. Calls must have no effect but their result.

    Parameters
    ----------
    workers
        How many processes.
    attempts
        How often a call may lose its worker.
    """

    def __init__(self, workers: int, *, attempts: int = 3) -> None:
        self._workers = workers
        self._attempts = attempts
        self._lock = threading.Lock()
        self._closed = False
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPoolExecutor:
        # A fork would copy locks that other threads hold; a fresh process has none.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context)

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        """Return the future of a call, which survives the death of whoever works on it."""
        task = _Task(partial(fn, *args, **kwargs), Future(), self._attempts)
        task.future.set_running_or_notify_cancel()
        self._start(task)
        return task.future

    def _start(self, task: _Task) -> None:
        with self._lock:
            pool = self._pool
        try:
            inner = pool.submit(task.call)
        except BrokenProcessPool:
            self._again(task, pool)
            return
        inner.add_done_callback(partial(self._done, task, pool))

    def _done(self, task: _Task, pool: ProcessPoolExecutor, inner: Future[Any]) -> None:
        error = inner.exception()
        if error is None:
            task.future.set_result(inner.result())
        elif isinstance(error, BrokenProcessPool) and not self._closed:
            task.attempts -= 1
            self._again(task, pool, error if task.attempts <= 0 else None)
        else:
            task.future.set_exception(error)

    def _again(self, task: _Task, broken: ProcessPoolExecutor, error: BaseException | None = None) -> None:
        """Submit a call anew, on a new pool where nobody has made one yet; give it up with an error."""
        with self._lock:
            if self._pool is broken and not self._closed:
                self._pool = self._new_pool()
        if error is not None:
            task.future.set_exception(error)
        else:
            self._start(task)

    def processes(self) -> tuple[int, ...]:
        """Return the ids of the processes that are at work now."""
        with self._lock:
            return tuple(self._pool._processes or ())  # noqa: SLF001 - the standard pool does not tell them otherwise

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - as the standard has it
        """End the processes."""
        self._closed = True
        with self._lock:
            pool = self._pool
        pool.shutdown(wait=wait, cancel_futures=cancel_futures)
