"""Installations for tests: each begins as a copy of one that is made once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.operation.installations import Installation, a_server_database, drop_database


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation with one organisation and its admin."""
    folder = tmp_path_factory.mktemp("installation") / "data"
    Installation(folder).answer("user", "add", "ada@example.com", "--name", "Ada", "--new-organisation", "Brightside")
    return folder


@pytest.fixture
def installation(made_once: Path, tmp_path: Path) -> Installation:
    """Return an installation on an embedded database."""
    shutil.copytree(made_once, tmp_path / "data")
    return Installation(tmp_path / "data")


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Installation]:
    """Return an installation on an empty database of a PostgreSQL server."""
    address = a_server_database(f"trilemma_operation_{os.getpid()}")
    yield Installation(tmp_path / "server", address)
    drop_database(address)
