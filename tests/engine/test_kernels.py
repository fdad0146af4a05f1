"""Kernels give the same whether they are interpreted or compiled, and load the compiler only where that pays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilemma.engine import kernels as late_kernels
from trilemma.engine.calendars import kernels
from trilemma.engine.kernels import ENOUGH, LateKernel, kernel
from trilemma.files.samples import sample_text

LINES = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500), st.integers(1, 1000)), min_size=1, max_size=6)
NAMES = ("work_before", "next_opening", "previous_closing", "rate_at")
NAMES_WITH_WORK = ("add_work", "subtract_work")


def arrays_of(rows: list[tuple[int, int, int]]) -> tuple[Any, ...]:
    edges = np.cumsum([length for gap, worked, _ in rows for length in (gap, worked)])
    starts, finishes = edges[::2].astype(np.int64), edges[1::2].astype(np.int64)
    rates = np.array([rate for _, _, rate in rows], dtype=np.int64)
    cumulative = np.concatenate(([0], np.cumsum((finishes - starts) * rates)[:-1])).astype(np.int64)
    return starts, finishes, rates, cumulative


def both_ways(name: str) -> tuple[Any, Any]:
    late = cast("LateKernel", getattr(kernels, name))
    return late._function, late.compiled


@given(rows=LINES, instant=st.integers(0, 6000), work=st.integers(0, 2_000_000))
def test_calendar_arithmetic_is_the_same_interpreted_and_compiled(
    rows: list[tuple[int, int, int]], instant: int, work: int
) -> None:
    arrays = arrays_of(rows)
    for name in NAMES:
        interpreted, compiled = both_ways(name)
        assert interpreted(*arrays, instant) == compiled(*arrays, instant), name
    for name in NAMES_WITH_WORK:
        interpreted, compiled = both_ways(name)
        assert interpreted(*arrays, instant, work) == compiled(*arrays, instant, work), name


@kernel(size_of=0)
def total(values: Any) -> int:
    """Add whole numbers up."""
    found = 0
    for value in values:
        found += value
    return found


@pytest.mark.parametrize("loaded", [False, True])
def test_a_long_loop_is_compiled_and_a_short_one_only_where_the_compiler_is_there_already(
    monkeypatch: pytest.MonkeyPatch, *, loaded: bool
) -> None:
    monkeypatch.setattr(late_kernels._Count, "steps", 0)
    if not loaded:
        monkeypatch.delitem(sys.modules, "numba", raising=False)
    late = cast("LateKernel", total)
    assert late._is_worth_it((np.arange(3),)) is (loaded and "numba" in sys.modules)
    assert late._is_worth_it((np.arange(ENOUGH + 1),))


LOOK = """
import sys
from trilemma.cli.program import run
code = run(["critical-path", sys.argv[1], "--json"])
print(code, sorted({"numba", "scipy", "ortools", "pandas", "sklearn"} & set(sys.modules)), file=sys.stderr)
"""


def test_looking_at_a_small_plan_loads_neither_compiler_nor_solver(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text(sample_text("website-relaunch"), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", LOOK, str(plan)], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "0 []"
