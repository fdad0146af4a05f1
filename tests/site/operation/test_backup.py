"""A backup brings back every row and every file; a move to another database loses nothing."""

from __future__ import annotations

import json
import threading
import zipfile
from pathlib import Path

import pytest

from tests.site.operation.installations import Installation


def with_files(installation: Installation) -> Installation:
    folder = installation.data / "files" / "uploads"
    folder.mkdir(parents=True)
    (folder / "concept.txt").write_text("What the site shall do.", encoding="utf-8")
    installation.answer("user", "add", "bo@example.com")
    return installation


def test_a_restored_installation_is_the_same(installation: Installation, tmp_path: Path) -> None:
    with_files(installation)
    file = tmp_path / "backup.zip"
    made = installation.answer("backup", str(file))
    assert (made["files"], made["tables"]["core_user"].partition(":")[0]) == (1, "2")
    fresh = Installation(tmp_path / "fresh")
    restored = fresh.answer("restore", str(file))
    assert restored["tables"] == made["tables"]
    assert (fresh.data / "files" / "uploads" / "concept.txt").read_text(encoding="utf-8") == "What the site shall do."
    assert fresh.answer("user", "add", "cy@example.com")["organisation"] == "brightside"
    assert (fresh.data / "secret-key").read_text() != (installation.data / "secret-key").read_text()


def test_a_backup_holds_no_secret_and_is_for_its_owner_alone(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    installation.answer("backup", str(file))
    secret = (installation.data / "secret-key").read_bytes()
    with zipfile.ZipFile(file) as archive:
        assert all(secret not in archive.read(name) for name in archive.namelist())
    assert file.stat().st_mode & 0o777 == 0o600


def test_an_installation_in_use_is_not_written_over(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    installation.answer("backup", str(file))
    done = installation.run("restore", str(file))
    assert done.returncode == 2
    assert "it holds an installation already; an empty one is needed" in done.stderr


def test_a_backup_is_taken_while_people_write(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    names = [f"user{number}@example.com" for number in range(3)]
    writers = [threading.Thread(target=installation.answer, args=("user", "add", name)) for name in names]
    for writer in writers:
        writer.start()
    made = installation.answer("backup", str(file))
    for writer in writers:
        writer.join()
    assert Installation(tmp_path / "fresh").answer("restore", str(file))["tables"] == made["tables"]


def altered(file: Path, name: str, content: bytes) -> Path:
    other = file.with_name("altered.zip")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(other, "w") as target:
        for each in source.namelist():
            if each != name:
                target.writestr(each, source.read(each))
        target.writestr(name, content)
    return other


def test_rows_that_are_not_those_of_the_backup_are_refused(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    installation.answer("backup", str(file))
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["rows"]["core_user"] = "1:0"
    fresh = Installation(tmp_path / "fresh")
    done = fresh.run("restore", str(altered(file, "manifest.json", json.dumps(manifest).encode())))
    assert done.returncode == 2
    assert "the rows of core_user are not those that were backed up" in done.stderr
    assert fresh.run("restore", str(file)).returncode == 0, "nothing was written before"


def test_files_stay_in_their_folder(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    installation.answer("backup", str(file))
    done = Installation(tmp_path / "fresh").run("restore", str(altered(file, "files/../../evil.txt", b"evil")))
    assert done.returncode == 2
    assert "leads out of its folder" in done.stderr
    assert not list(tmp_path.rglob("evil.txt"))


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no archive")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("something", "else")
    installation = Installation(tmp_path / "data")
    assert "a.zip: this is no backup\n" in installation.run("restore", str(tmp_path / "a.zip")).stderr
    assert "b.zip: this is no backup of Trilemma\n" in installation.run("restore", str(tmp_path / "b.zip")).stderr


def test_a_move_to_a_server_and_a_backup_back_lose_nothing(
    installation: Installation, empty_server: Installation, tmp_path: Path
) -> None:
    with_files(installation)
    before = installation.answer("backup", str(tmp_path / "before.zip"))["tables"]
    moved = installation.answer("move", "--to", empty_server.database)
    assert moved["tables"] == before
    assert installation.run("move", "--to", empty_server.database).returncode == 2, "the target is not empty any more"
    after = empty_server.answer("backup", str(tmp_path / "after.zip"))["tables"]
    assert after == before
    assert Installation(tmp_path / "fresh").answer("restore", str(tmp_path / "after.zip"))["tables"] == before
    # keys of new rows go on where the old ones ended
    assert empty_server.answer("user", "add", "cy@example.com")["role"] == "member"


def test_an_embedded_backup_is_restored_on_a_server(
    installation: Installation, empty_server: Installation, tmp_path: Path
) -> None:
    made = installation.answer("backup", str(tmp_path / "backup.zip"))
    assert empty_server.answer("restore", str(tmp_path / "backup.zip"))["tables"] == made["tables"]


@pytest.mark.parametrize("address", ["mysql://host/name", "postgres://host"])
def test_an_address_that_names_no_database_is_refused(installation: Installation, address: str) -> None:
    done = installation.run("move", "--to", address)
    assert done.returncode == 2
    assert done.stderr.startswith("trilemma: --to: it ")
