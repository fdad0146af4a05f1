"""A whole installation in one tree of processes: the web server, and a worker that is started again when it dies."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any, Final, Self

from trilemma.site.config.serving import WebServer

STOP_SECONDS: Final = 10.0
RESTART_SECONDS: Final = 1.0
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

_LOG: Final = logging.getLogger("trilemma.running")


class Installation:
    """Runs web server and worker until SIGINT or SIGTERM; both end in good order."""

    def __init__(self, listener: socket.socket, processes: int) -> None:
        self._listener = listener
        self._processes = processes
        self._stop = threading.Event()
        self._worker: subprocess.Popen[bytes] | None = None
        self._server: WebServer | None = None
        self._before: dict[signal.Signals, Any] = {}
        self._keeper = threading.Thread(target=self._keep_worker, name="keeper of the worker", daemon=True)

    def __enter__(self) -> Self:
        """Listen to signals, and start the worker: it warms up while the web server loads."""
        self._before = {number: signal.signal(number, self._ask) for number in SIGNALS}
        self._keeper.start()
        return self

    def serve(self, ready: Callable[[], None]) -> None:
        """Serve; ``ready`` is called as soon as requests are answered."""
        from trilemma.site.config.wsgi import application  # noqa: PLC0415 - loads every page

        self._server = WebServer(application, self._listener)
        ready()
        self._server.run(self._stop.is_set)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the worker too."""
        self._stop.set()
        self._keeper.join(STOP_SECONDS + RESTART_SECONDS)
        self._listener.close()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._stop.set()
        if self._server is not None:
            self._server.wake()

    def _keep_worker(self) -> None:
        """Start the worker, and again whenever it ends by itself, until the installation stops."""
        while not self._stop.is_set():
            with subprocess.Popen(self._command(), start_new_session=True, stdout=subprocess.DEVNULL) as worker:  # noqa: S603 - this program
                while worker.poll() is None and not self._stop.wait(0.2):
                    pass
                if worker.poll() is None:
                    self._end(worker)
                    return
            _LOG.warning("the worker ended with exit code %s; starting it again", worker.returncode)
            self._stop.wait(RESTART_SECONDS)

    def _command(self) -> list[str]:
        parent = ["--parent", str(os.getpid())]
        return [sys.executable, "-m", "trilemma", "worker", "--processes", str(self._processes), *parent]

    @staticmethod
    def _end(worker: subprocess.Popen[bytes]) -> None:
        worker.terminate()
        limit = time.monotonic() + STOP_SECONDS
        while worker.poll() is None and time.monotonic() < limit:
            time.sleep(0.02)
        if worker.poll() is None:
            worker.kill()
