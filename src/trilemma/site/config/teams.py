"""The web server of a team: gunicorn with several processes on a database server, else the embedded one."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

from django.db import connections

from trilemma.site.config.environment import Environment
from trilemma.site.config.serving import SHARED_METRICS, THREADS, WebServer

GRACE_SECONDS: Final = 25
RECYCLE_AFTER: Final = 20_000


def serve(listener: socket.socket, environment: Environment, processes: int | None) -> None:
    """Serve the pages on an open port until SIGINT or SIGTERM."""
    connections.close_all()  # a connection must not be shared by processes
    if environment.database.embedded or os.name == "nt":
        _serve_here(listener)
        return
    folder, owner = tempfile.mkdtemp(prefix="trilemma-metrics-"), os.getpid()
    os.environ[SHARED_METRICS] = folder
    try:
        _serve_with_gunicorn(listener, processes or os.cpu_count() or 1)
    finally:
        if os.getpid() == owner:  # processes of the team end here too, while the others still need the folder
            shutil.rmtree(folder, ignore_errors=True)


def _serve_here(listener: socket.socket) -> None:
    from trilemma.site.config.wsgi import application  # noqa: PLC0415 - loads every page

    stop = threading.Event()
    server = WebServer(application, listener)

    def ask(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()
        server.wake()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    server.run(stop.is_set)


def _serve_with_gunicorn(listener: socket.socket, processes: int) -> None:
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415 - absent where there is no fork
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - as above

    from trilemma.site.config.wsgi import application  # noqa: PLC0415 - loads every page

    class Team(BaseApplication):  # type: ignore[misc] # of a library without types
        """The site as gunicorn serves it."""

        def load_config(self) -> None:
            """Say how many processes and threads, and how long a request may take to end."""
            listener.listen(2048)
            settings: dict[str, object] = {
                "bind": f"fd://{listener.fileno()}",
                "worker_class": "gthread",
                "workers": max(2, processes),
                "threads": THREADS,
                "graceful_timeout": GRACE_SECONDS,
                "max_requests": RECYCLE_AFTER,
                "max_requests_jitter": RECYCLE_AFTER // 10,
                "preload_app": True,
                "control_socket_disable": True,
                "loglevel": "warning",
                "child_exit": lambda _server, worker: mark_process_dead(worker.pid),  # type: ignore[no-untyped-call]
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Callable[..., Any]:
            """Return the application."""
            return application

    Team().run()
