"""The engine's door: what stands there, and that it opens only as far as is asked."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from trilemma.engine import api


def declared() -> dict[str, str]:
    """Return the module of each name, as type checkers see it."""
    tree = ast.parse(Path(api.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    return {
        alias.asname or alias.name: str(node.module).removeprefix("trilemma.engine.")
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_door_has_the_same_names_for_programs_and_for_type_checkers() -> None:
    renamed = {name: module for name, (module, _) in api._RENAMED.items()}
    assert api._HOME_OF | renamed == declared()
    assert set(api.__all__) == set(declared())
    assert dir(api) == sorted(api.__all__)


def test_every_name_at_the_door_exists() -> None:
    assert {name for name in api.__all__ if getattr(api, name, None) is None} == set()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'trilemma\.engine\.api' has no attribute 'plan_b'"):
        _ = api.plan_b  # type: ignore[attr-defined]


def test_an_error_class_opens_the_door_without_any_large_library() -> None:
    code = (
        "import sys; from trilemma.engine.api import InputError\n"
        "heavy = {'numpy', 'numba', 'ortools', 'scipy', 'sklearn', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_plan_is_built_without_the_solver_and_the_learning_library() -> None:
    code = (
        "import sys; from trilemma.engine.api import Plan, critical_path\n"
        "heavy = {'ortools', 'sklearn', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
