"""Installations as operators have them: a folder, a database, and programs that run on them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest

PATIENCE_SECONDS = 90
SERVER = os.environ.get("TRILEMMA_TEST_SERVER", "postgres://postgres@127.0.0.1:5432")
UNSET = ("DATABASE_URL", "TRILEMMA_ADDRESS", "TRILEMMA_SECRET_KEY", "DJANGO_SETTINGS_MODULE", "TRILEMMA_HOSTS")


@dataclass
class Installation:
    """A data folder and a database of its own."""

    data: Path
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in UNSET}
        own = {"TRILEMMA_DATA_DIR": str(self.data), "TRILEMMA_PROCESSES": "1", **self.settings}
        return {**inherited, **own, **({"DATABASE_URL": self.database} if self.database else {})}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        program = [sys.executable, "-m", "trilemma", *words]
        return subprocess.run(program, env=self.environment, capture_output=True, text=True, check=False)

    def answer(self, *words: str) -> dict[str, Any]:
        """Run a command that must succeed; return its JSON answer."""
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        content: dict[str, Any] = json.loads(done.stdout)
        return content

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command that runs until it is stopped."""
        program = [sys.executable, "-m", "trilemma", *words]
        return subprocess.Popen(
            program, env=self.environment, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    @contextmanager
    def up(self, *words: str) -> Iterator[Up]:
        """Run `trilemma up`; at the end it is asked to stop, and must."""
        program = self.start("up", "--port", "0", *words, "--json")
        try:
            assert program.stdout is not None
            told = "".join(iter(program.stdout.readline, "}\n")) + "}"
            yield Up(program, **{key: json.loads(told)[key] for key in ("address", "login")})
            program.terminate()
            program.wait(timeout=PATIENCE_SECONDS)
        finally:
            end(program)


@dataclass(frozen=True, slots=True)
class Up:
    """A running `trilemma up`, with what it told."""

    program: subprocess.Popen[str]
    address: str
    login: str

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def ready(self) -> bool:
        return get(self.port, "/readyz")[0] == 200


def get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of a page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path, headers={"Host": "localhost", **(headers or {})})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def wait_until(what: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end(program: subprocess.Popen[Any]) -> None:
    """End a program whatever state it is in."""
    if program.poll() is None:
        program.send_signal(signal.SIGKILL)
    program.wait()
    if program.stdout is not None:
        program.stdout.close()


def a_server_database(name: str) -> str:
    """Return the address of a new, empty database on a PostgreSQL server; skip where there is none."""
    try:
        with psycopg.connect(f"{SERVER}/postgres", autocommit=True, connect_timeout=3) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    except psycopg.OperationalError:
        pytest.skip("there is no PostgreSQL server here")
    return f"{SERVER}/{name}"


def drop_database(address: str) -> None:
    name = re.sub(r".*/", "", address)
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
