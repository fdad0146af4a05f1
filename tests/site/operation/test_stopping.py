"""Whoever stops the site cuts nobody off, and slow visitors hold up nobody."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from http.client import HTTPConnection

from tests.site.operation.installations import Installation, end, get, wait_until

VISITORS, SLOW = 8, 400


def visit_until_refused(port: int, answers: list[int], faults: list[str]) -> None:
    """Ask for pages on new connections, until the port is closed."""
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.connect()
        except OSError:
            return
        try:
            connection.request("GET", "/accounts/login/", headers={"Host": "localhost"})
            answers.append(connection.getresponse().status)
        except (OSError, http.client.HTTPException) as error:
            faults.append(repr(error))
        finally:
            connection.close()


def end_after(event: threading.Event, program: subprocess.Popen[str]) -> None:
    event.wait()
    program.terminate()


def stopped_under_load(port: int, stop: threading.Event) -> tuple[list[int], list[str]]:
    answers: list[int] = []
    faults: list[str] = []
    visitors = [threading.Thread(target=visit_until_refused, args=(port, answers, faults)) for _ in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    wait_until(lambda: len(answers) >= 3 * VISITORS)
    stop.set()
    for visitor in visitors:
        visitor.join()
    return answers, faults


def test_no_request_under_way_is_lost_when_the_site_stops(installation: Installation) -> None:
    with installation.up() as site:
        stop = threading.Event()
        threading.Thread(target=end_after, args=(stop, site.program)).start()
        answers, faults = stopped_under_load(site.port, stop)
        site.program.wait(timeout=60)
    assert set(answers) == {200}
    assert faults == []
    assert site.program.returncode == 0


def half_a_request(port: int, number: int) -> socket.socket:
    """Return a connection that has begun to say what it wants and goes no further: in its head or in its body."""
    visitor = socket.create_connection(("127.0.0.1", port))
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n"
    visitor.sendall(head if number % 2 else head + b"Content-Length: 100000\r\n\r\nemail=")
    return visitor


def test_four_hundred_slow_visitors_hold_up_nobody(installation: Installation) -> None:
    with installation.up() as site, contextlib.ExitStack() as visitors:
        for number in range(SLOW):
            visitors.enter_context(half_a_request(site.port, number))
        assert [get(site.port, "/livez")[0] for _ in range(5)] == [200] * 5


def test_a_team_server_goes_on_when_one_of_its_processes_is_killed(empty_server: Installation) -> None:
    from tests.site.runs.workers import descendants

    empty_server.answer("user", "add", "ada@example.com", "--new-organisation", "Brightside")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = empty_server.start("serve", "--port", str(port), "--processes", "2")
    try:
        wait_until(lambda: _answers(port))
        for _ in range(3):
            wait_until(lambda: len(descendants(program.pid)) >= 2)
            os.kill(descendants(program.pid)[0], signal.SIGKILL)
            wait_until(lambda: _answers(port))
        stop = threading.Event()
        threading.Thread(target=end_after, args=(stop, program)).start()
        answers, _faults = stopped_under_load(port, stop)
        assert set(answers) == {200}
        assert program.wait(timeout=60) == 0
    finally:
        end(program)


def _answers(port: int) -> bool:
    try:
        return get(port, "/livez")[0] == 200
    except (OSError, http.client.HTTPException):
        time.sleep(0.1)
        return False
