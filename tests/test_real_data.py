from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from tests.real_data import data_folder, find_real_data, real_data


def pack(archive: Path, name: str, text: str) -> None:
    with tarfile.open(archive, "w:xz") as bundle:
        entry = tarfile.TarInfo(name)
        entry.size = len(text)
        bundle.addfile(entry, io.BytesIO(text.encode()))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRILEMMA_DATA", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_an_archive_is_unpacked_once_and_found_again(data: Path) -> None:
    pack(data / "plans.tar.xz", "deep/plan.txt", "finish in May")

    first = real_data("plans")
    assert (first / "deep" / "plan.txt").read_text() == "finish in May"

    (first / "mark").write_text("still here")
    assert (real_data("plans") / "mark").read_text() == "still here"


def test_a_newer_archive_is_not_mixed_up_with_the_old_one(data: Path) -> None:
    pack(data / "plans.tar.xz", "plan.txt", "May")
    old = real_data("plans")
    pack(data / "plans.tar.xz", "plan.txt", "finish in June")

    assert (real_data("plans") / "plan.txt").read_text() == "finish in June"
    assert (old / "plan.txt").read_text() == "May"


@pytest.mark.usefixtures("data")
def test_an_absent_archive_skips_and_says_what_is_missing() -> None:
    assert find_real_data("nothing") is None
    with pytest.raises(pytest.skip.Exception, match=r"the archive nothing is not in .* \(set TRILEMMA_DATA\)"):
        real_data("nothing")


def test_without_the_variable_the_data_lies_beside_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRILEMMA_DATA", raising=False)
    here = Path(__file__).resolve().parent.parent
    assert data_folder() == (here.parent / "shared" / "data").resolve()
