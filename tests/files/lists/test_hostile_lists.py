"""Damaged lists, exports and workbooks are read or refused, and nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trilemma.engine.api import InputError, TrilemmaError
from trilemma.files import read_plan
from trilemma.files.lists import write_csv_list, write_xlsx_list
from trilemma.files.plan_json import write_plan_json
from trilemma.files.samples import sample_plan

SAMPLE = sample_plan("data-centre-migration")
JIRA = (
    b"Summary,Issue key,Issue id,Issue Type,Status,Assignee,Created,Original estimate,Inward issue link (Blocks)\n"
    b"A,S-1,1,Task,Open,Anna,01/Mar/26 9:00 AM,3600,\nB,S-2,2,Task,Open,Ben,01/Mar/26 9:00 AM,7200,S-1\n"
)
GOOD = {
    "plan.csv": write_csv_list(SAMPLE),
    "jira.csv": JIRA,
    "plan.json": write_plan_json(SAMPLE).encode(),
    "plan.xlsx": write_xlsx_list(SAMPLE),
}
PIECES = [
    b"",
    b'"',
    b",",
    b";",
    b"\n",
    b"\x00",
    b"\xff",
    b"-",
    b"9999-01-01",
    b"1e999",
    b"[",
    b"{",
    b"=1",
    b"FS+2d",
    b"\xc3",
]


def outcome(data: bytes, name: str) -> str:
    """Return what became of it: a plan, or the place of the error."""
    try:
        plan = read_plan(data, name=name)
    except TrilemmaError as error:
        return error.place or "nowhere"
    return f"a plan of {len(plan.activities)}"


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=40)
@given(
    position=st.floats(0, 1),
    length=st.integers(0, 40),
    piece=st.sampled_from(PIECES) | st.binary(max_size=4),
    repeats=st.integers(1, 3),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    name: str, position: float, length: int, piece: bytes, repeats: int
) -> None:
    good = GOOD[name]
    start = int(position * len(good))
    assert outcome(good[:start] + piece * repeats + good[start + length :], name).startswith((name, "a plan of "))


@pytest.mark.parametrize(
    "data, name, message",
    [
        (b"Name,Start\n" + b"A,2027-01-11\n" * 250_000, "many.csv", "more than 200000 rows"),
        (b"Name,Start\n" + b"A" * 2_000_000 + b",2027-01-11\n", "long.csv", "no valid CSV"),
        (b"Name" + b"," * 5000 + b"\n", "wide.csv", "more than 1000 columns"),
        (b"Name,Start\n" + b'"' + b"A\n" * 500_000, "open.csv", "no valid CSV"),
        (b"N" * 25_000_000, "large.csv", "larger than the 24 MB"),
    ],
)
def test_a_hostile_list_is_refused_soon(data: bytes, name: str, message: str) -> None:
    start = time.monotonic()
    with pytest.raises(InputError, match=message) as caught:
        read_plan(data, name=name)
    assert (caught.value.place or "").startswith(name)
    assert time.monotonic() - start < 5
