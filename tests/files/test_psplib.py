"""PSPLIB and MMLIB instances are read as problems; anything else is refused with file and line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.real_data import real_data
from trilemma.engine.api import InputError, TrilemmaError
from trilemma.files.psplib import read_psplib

SMALL = """************************************************************************
file with basedata            : small.bas
projects                      :  1
jobs (incl. supersource/sink ):  4
horizon                       :  9
RESOURCES
  - renewable                 :  1   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        2          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  N 1
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    0
         2     1       0    5
  3      1     6       1    4
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  N 1
    2    8
************************************************************************
"""


def test_modes_requests_links_and_limits_are_read() -> None:
    problem = read_psplib(SMALL.encode(), "small.mm")
    assert problem.mode_first.tolist() == [0, 1, 3, 4, 5]
    assert problem.duration.tolist() == [0, 3, 1, 6, 0]
    assert list(zip(problem.link_predecessor.tolist(), problem.link_successor.tolist(), strict=True)) == [
        (0, 1),
        (0, 2),
        (1, 3),
        (2, 3),
    ]
    assert problem.demand_amount.tolist() == [2, 1]
    assert problem.budget_use[:, 0].tolist() == [0, 0, 5, 4, 0]
    assert (problem.capacity.tolist(), problem.budget_limit.tolist()) == ([2], [8])
    assert (problem.horizon, problem.release) == (9, 3)


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("   2        2          1           4", "   2        2          2           4", "number of successors"),
        ("   3        1          1           4", "   3        1          1           9", "no job 9"),
        ("  3      1     6       1    4", "         6       1", "a mode has a duration and 2 requests"),
        ("  3      1     6       1    4", "  3      1    -6       1    4", "not negative"),
        ("         2     1       0    5", "         3     1       0    5", "mode 3 stands where mode 2"),
        ("    2    8", "    2    8    1", "3 availabilities for 2 resources"),
        ("    2    8", "    2    --8", "0 availabilities for 2 resources"),
        ("doubly constrained        :  0", "doubly constrained        :  1", "doubly constrained"),
        ("jobs (incl. supersource/sink ):  4", "", "number of jobs"),
        ("sink ):  4", "sink ):  5", "4 jobs have durations, the file announces 5"),
    ],
)
def test_what_does_not_fit_is_named(old: str, new: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_psplib(SMALL.replace(old, new, 1).encode(), "small.mm")
    assert (caught.value.place or "").startswith("small.mm")


def test_an_error_names_its_line() -> None:
    broken = SMALL.replace("   3        1          1           4", "   3        1          1           9")
    with pytest.raises(InputError) as caught:
        read_psplib(broken.encode(), "small.mm")
    assert caught.value.place == "small.mm:15"


@given(data=st.binary(max_size=400))
def test_any_bytes_end_in_one_clear_error(data: bytes) -> None:
    with pytest.raises(InputError):
        read_psplib(data)


@given(line=st.integers(0, 30), text=st.text(alphabet="0123456789 -R:*", max_size=30))
def test_a_changed_line_is_read_or_refused(line: int, text: str) -> None:
    lines = SMALL.splitlines()
    lines[line % len(lines)] = text
    try:
        problem = read_psplib("\n".join(lines).encode())
    except TrilemmaError:
        return
    assert problem.n == 4


def test_published_instances_are_read_with_their_sizes() -> None:
    folder = real_data("psplib-rcpsp")
    sizes = {path.parent.name: read_psplib(path.read_bytes(), path.name).n for path in sorted(folder.rglob("*_1.sm"))}
    assert sizes == {"j30": 32, "j60": 62, "j90": 92, "j120": 122}


def test_mmlib_is_read_like_psplib() -> None:
    path = next((real_data("multimode-rcpsp") / "MMLIB" / "MMLIB50").glob("*.mm"))
    problem = read_psplib(path.read_bytes(), path.name)
    assert (problem.n, problem.m) == (52, 152)
    assert len(problem.budget_limit) == 2
