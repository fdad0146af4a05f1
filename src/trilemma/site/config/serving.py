"""The embedded web server: waitress in one process, which stops without dropping a request."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable
from typing import Any, Final

from waitress import wasyncore
from waitress.server import BaseWSGIServer, create_server

from trilemma.engine.api import InputError

SHARED_METRICS: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes of one server add up what they measure; read when the first of it is imported."""
THREADS: Final = 8
CONNECTIONS: Final = 2000
"""So many slow or idle connections may be open before new ones must wait."""
IDLE_SECONDS: Final = 30
DRAIN_SECONDS: Final = 25.0
STEP_SECONDS: Final = 0.05
FIRST_WORDS_SECONDS: Final = 2.0
"""So long a connection that has just been made may take to say what it wants, while the server is stopping."""


def open_port(host: str, port: int) -> socket.socket:
    """Take the port now, before anything slow is done.

    Raises
    ------
    InputError
        If another program has it, or this one may not.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise InputError(
                f"port {port} is in use; stop the other program or choose another port", "--port"
            ) from None
        if error.errno == errno.EACCES:
            raise InputError(f"port {port} needs more rights; choose one above 1023", "--port") from None
        raise InputError(f"cannot listen on {host}: {error.strerror}", "--host") from None
    return listener


class WebServer:
    """Serves an application on an open port until it is told to stop."""

    def __init__(self, application: Callable[..., Any], listener: socket.socket) -> None:
        server = create_server(
            application,
            sockets=[listener],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            asyncore_use_poll=True,
            ident="",
        )
        assert isinstance(server, BaseWSGIServer)  # noqa: S101 - of one socket waitress makes one server
        self._server = server

    def wake(self) -> None:
        """Let the server notice at once that it is to stop; called from a signal's handler."""
        self._server.pull_trigger()

    def run(self, stop: Callable[[], bool]) -> None:
        """Serve until ``stop()``, then answer what is under way, for half a minute at most."""
        while not stop():
            self._turn(1.0)
        self._accept_rest()
        wasyncore.dispatcher.close(self._server)
        limit = time.monotonic() + DRAIN_SECONDS
        while self._close_idle() and time.monotonic() < limit:
            self._turn(STEP_SECONDS)
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._server._map)

    def _turn(self, seconds: float) -> None:
        self._server.asyncore.loop(timeout=seconds, map=self._server._map, use_poll=True, count=1)

    def _accept_rest(self) -> None:
        """Take in whoever has knocked: what the system has accepted for us would be reset with the port."""
        for _ in range(CONNECTIONS):
            known = len(self._server.active_channels)
            self._server.handle_accept()
            if len(self._server.active_channels) == known:
                return
        self._turn(0)

    def _close_idle(self) -> bool:
        """Close connections on which nothing is under way; return whether there are others."""
        busy = False
        for channel in list(self._server.active_channels.values()):
            new = channel.creation_time == channel.last_activity > time.time() - FIRST_WORDS_SECONDS
            if new or channel.requests or channel.request is not None or channel.total_outbufs_len:
                busy = True
            else:
                channel.will_close = True
        return busy
