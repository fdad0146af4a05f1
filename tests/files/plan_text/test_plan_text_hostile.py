"""Hostile input ends in one clear error that names the file and the place, soon and in little room."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilemma.engine.api import InputError, TrilemmaError
from trilemma.files import read_plan
from trilemma.files.plan_text import read_plan_text
from trilemma.files.samples import sample_text

HEAD = b'format = 1\n[project]\nid = "x"\nstart = 2027-01-04\n'


@pytest.mark.parametrize(
    "data, place, message",
    [
        (HEAD + b'name = "caf\xe9"\n', "bad.toml:5:12", "byte 0xe9 is no UTF-8 text"),
        (b"\xff\xfea\x00\x00", "bad.toml:1:2", "is no UTF-16-LE text"),
        (b"", "bad.toml:1:1", "a plan text begins with format = 1"),
        (b"\x00" * 1000, "bad.toml:1:1", "no valid TOML"),
        (HEAD + b"a = " + b"[" * 100_000, "bad.toml", "nested too deeply"),
        (HEAD + b"a = " + b"{a=" * 100_000, "bad.toml", "nested too deeply"),
        (b"a" + b".a" * 100_000 + b" = 1", "bad.toml", "nested too deeply"),
        (HEAD + b"a = " + b"9" * 1_000_000, "bad.toml:5", "a number that is too long"),
        (HEAD + b"priority = 1e400000000", "bad.toml:5:1", "a whole number is expected here"),
        (HEAD + b"[quality]\nexternal_fix_cost = 1e400000000", "bad.toml:6:1", "no amount that a plan can hold"),
        (HEAD + b'[[activity]]\nid = "a"\nduration = "' + b"9" * 100_000 + b'd"', "bad.toml:7:1", "no length of time"),
        (HEAD + b'[[activity]]\nid = "a"\nduration = "999999999999d"', "bad.toml:7:1", "longer than any plan"),
        (HEAD + b'[[activity]]\nid = "a"\nduration = "' + b"1d " * 50_000 + b'"', "bad.toml:7:1", "no length of time"),
        (HEAD + b"[[team]]\n" * 400_000, "bad.toml", "more than 300000 tables"),
        (HEAD + b"a.b = 1\n" * 20_000, "bad.toml", "more than 10000 dotted keys"),
        (HEAD + b"a = 1\n" * 1_600_000, "bad.toml", "more values than any plan needs"),
        (HEAD + b"[adopted]\norder = [" + b"1," * 4_100_000 + b"]", "bad.toml", "more values than any plan needs"),
        (
            HEAD + b'[[activity]]\nid = "a"\nlinks = [' + b'"b",' * 90_000 + b"]",
            "bad.toml:7:1",
            "more links than activities",
        ),
        (HEAD + b"[[activity]]\nlinks = 3\nid = 'a'", "bad.toml:6:1", "a list such as"),
        (HEAD + b"activity = 3", "bad.toml:5:1", "unknown"),
        (b"activity = 3\n" + HEAD, "bad.toml:1:1", "a list of tables [[activity]] is expected here"),
        (b"activity = [3]\n" + HEAD, "bad.toml:1:13", "a table is expected here"),
        (b"project = 3\nformat = 1", "bad.toml:1:1", "needs the table [project]"),
    ],
)
def test_a_hostile_text_ends_in_one_error_with_its_place(data: bytes, place: str, message: str) -> None:
    start = time.monotonic()
    with pytest.raises(TrilemmaError) as caught:
        read_plan_text(data, "bad.toml")
    assert message in caught.value.message
    assert caught.value.place == place
    assert time.monotonic() - start < 5


def test_a_file_of_a_hundred_megabytes_is_refused_in_little_room(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    with path.open("wb") as file:
        file.write(HEAD)
        file.truncate(100_000_000)
    code = f"""
        from pathlib import Path
        from trilemma.files import read_plan
        try:
            read_plan({str(path)!r})
        except Exception as error:
            print(type(error).__name__, error)
        facts = Path("/proc/self/status").read_text().split()
        print(facts[facts.index("VmHWM:") + 1])  # the most since this program began; ru_maxrss knows its parent's too
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60, check=True
    )
    message, kilobytes = done.stdout.splitlines()
    assert message == f"InputError {path}: the file is larger than the 24 MB that are read of its kind"
    assert int(kilobytes) < 500_000


def test_a_circle_through_ten_thousand_activities_is_found() -> None:
    links = [f'[[activity]]\nid = "a{n}"\nlinks = ["a{(n + 1) % 10_000}"]\n' for n in range(10_000)]
    with pytest.raises(TrilemmaError, match="the links form a circle") as caught:
        read_plan_text(HEAD + "".join(links).encode(), "circle.toml")
    assert (caught.value.place or "").startswith("circle.toml:")


def test_files_that_are_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_plan(tmp_path / "nothing.toml")
    with pytest.raises(InputError, match="this is a folder"):
        read_plan(tmp_path)
    strange = tmp_path / "strange.xyz"
    strange.write_bytes(b"\x7fELF")
    with pytest.raises(InputError, match="no plan file that can be read"):
        read_plan(strange)


SAMPLE = sample_text("website-relaunch")
PIECES = [
    "",
    '"',
    "[",
    "]",
    "{",
    "}",
    "=",
    ",",
    "-",
    "9999-01-01",
    "nan",
    "1e9",
    '"3d"',
    "[[activity]]",
    "\n",
    "\\u0000",
    "true",
    "0",
]


@given(
    start=st.integers(0, len(SAMPLE)),
    length=st.integers(0, 60),
    piece=st.sampled_from(PIECES) | st.text(max_size=5),
    repeats=st.integers(1, 3),
)
def test_a_damaged_plan_is_read_or_refused_and_nothing_else(start: int, length: int, piece: str, repeats: int) -> None:
    damaged = SAMPLE[:start] + piece * repeats + SAMPLE[start + length :]
    assert outcome(damaged.encode("utf-8", "surrogatepass")).startswith(("damaged.toml", "a plan of "))


def outcome(data: bytes) -> str:
    """Return what became of it: a plan, or the place of the error."""
    try:
        plan = read_plan_text(data, "damaged.toml")
    except TrilemmaError as error:
        return error.place or "nowhere"
    return f"a plan of {len(plan.activities)}"
