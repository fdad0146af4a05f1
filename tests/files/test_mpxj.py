"""Formats of other programs, through a child process with limits."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from tests.real_data import real_data
from trilemma.engine.api import InputError
from trilemma.files import date_differences, read_import
from trilemma.files.mpxj import read_with_mpxj

needs_java = pytest.mark.skipif(
    shutil.which("java") is None or importlib.util.find_spec("mpxj") is None,
    reason="needs Java and the extra trilemma[mpxj]",
)


@needs_java
@pytest.mark.parametrize(
    "archive,file",
    [
        ("real-plans", "projectlibre-samples/Microsoft Office Project 2003 deployment.mpp"),
        ("mpxj-plan-files", "planner-sample.planner"),
        ("mpxj-plan-files", "SuccessorCalendar.xer"),
        ("mpxj-plan-files", "PredecessorCalendar.xml"),
    ],
)
def test_a_foreign_plan_keeps_its_dates(archive: str, file: str) -> None:
    imported = read_import(real_data(archive) / file)
    assert len(imported.dates) >= 1
    assert len(date_differences(imported)) <= len(imported.dates) // 20


@needs_java
def test_a_damaged_file_says_so() -> None:
    with pytest.raises(InputError, match=r"plan\.mpp: MPXJ cannot read it"):
        read_with_mpxj(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "plan.mpp")


@needs_java
def test_the_time_limit_stops_it() -> None:
    with pytest.raises(InputError, match=r"more than 0\.01 seconds"):
        read_with_mpxj(b"ERMHDR\t", "plan.xer", seconds=0.01)


def test_without_java_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(InputError, match="needs Java 17"):
        read_with_mpxj(b"ERMHDR\t", "plan.xer")
