"""`trilemma up` starts everything with one command, and stops everything."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.site.operation.installations import Installation, get, listening, wait_until
from tests.site.runs.workers import alive, descendants

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


def execute(installation: Installation, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(installation.data / "trilemma.sqlite3")) as connection, connection:
        return connection.execute(statement).fetchall()


@linux
def test_the_first_start_makes_everything_and_gives_a_link_to_sign_in(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "new" / "folder")
    with installation.up("--no-sample") as site:
        wait_until(site.ready)
        status, headers, _text = get(site.port, site.login.removeprefix(site.address))
        assert (status, headers["Location"]) == (302, "/")
        cookie = headers["Set-Cookie"].partition(";")[0]
        assert get(site.port, "/", {"Cookie": cookie})[1]["Location"] == "/o/my-organisation/"
        assert get(site.port, site.login.removeprefix(site.address))[0] == 403
        below = descendants(site.program.pid)
        assert len(below) >= 1
    assert site.program.returncode == 0
    assert not listening(site.port)
    wait_until(lambda: not any(alive(pid) for pid in below))
    assert execute(installation, "SELECT count(*) FROM runs_workerbeat") == [(0,)]
    assert execute(installation, "PRAGMA journal_mode") == [("wal",)]


def test_a_later_start_finds_everything_there(installation: Installation) -> None:
    with installation.up() as site:
        status, headers, _text = get(site.port, site.login.removeprefix(site.address))
        assert (status, headers["Location"]) == (302, "/")
    assert execute(installation, "SELECT slug FROM core_organisation") == [("brightside",)]
    assert execute(installation, "SELECT email FROM core_user") == [("ada@example.com",)]


@linux
def test_a_worker_that_dies_is_started_again(installation: Installation) -> None:
    with installation.up() as site:
        wait_until(site.ready)
        (worker,) = [pid for pid in descendants(site.program.pid) if os.getsid(pid) == pid]
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: any(os.getsid(pid) == pid != worker for pid in descendants(site.program.pid) if alive(pid)))


@linux
def test_workers_end_with_a_site_that_is_killed(installation: Installation) -> None:
    with installation.up() as site:
        wait_until(site.ready)
        below = descendants(site.program.pid)
        site.program.kill()
        wait_until(lambda: not any(alive(pid) for pid in below))


def test_a_port_in_use_is_said_in_one_line(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = installation.run("up", "--port", str(port))
    assert done.returncode == 2
    assert done.stderr == f"trilemma: --port: port {port} is in use; stop the other program or choose another port\n"


def test_a_folder_that_cannot_be_made_is_said_in_one_line(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    done = installation.run("up", "--port", "0", "--data", str(tmp_path / "file"))
    assert done.returncode == 2
    assert done.stderr == f"trilemma: {tmp_path / 'file'}: the data folder cannot be made: File exists\n"


@pytest.mark.parametrize("command", [["up", "--port", "0"], ["migrate"], ["serve", "--port", "0"], ["backup", "x.zip"]])
def test_data_of_a_newer_version_is_left_alone(installation: Installation, command: list[str]) -> None:
    execute(
        installation, "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_later', '2099-01-01')"
    )
    done = installation.run(*command)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        f"trilemma: {installation.data / 'trilemma.sqlite3'}: a newer version of Trilemma has written this database "
        "(core.9999_later); install that version or a newer one"
    )


def test_a_file_that_is_no_database_is_said_in_one_line(installation: Installation) -> None:
    database = installation.data / "trilemma.sqlite3"
    for part in installation.data.glob("trilemma.sqlite3*"):
        part.unlink()
    database.write_bytes(b"no database at all" * 100)
    done = installation.run("up", "--port", "0")
    assert done.returncode == 2
    assert done.stderr == f"trilemma: {database}: the database cannot be opened: file is not a database\n"


def test_the_web_server_loads_no_solver_and_no_compiler_before_it_is_needed(installation: Installation) -> None:
    import subprocess

    code = (
        "import sys, django; django.setup();"
        "from trilemma.site.config.wsgi import application;"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "print([name for name in ('numba', 'ortools', 'scipy', 'sklearn') if name in sys.modules])"
    )
    environment = {**installation.environment, "DJANGO_SETTINGS_MODULE": "trilemma.site.config.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_sample_is_asked_for_unless_it_is_not_wanted(installation: Installation) -> None:
    shutil.rmtree(installation.data)
    with installation.up():
        pass
    assert execute(installation, "SELECT slug FROM core_organisation") == [("brightside",)]
