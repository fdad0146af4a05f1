"""What every command has in common."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.running import trilemma, trilemma_process
from trilemma.cli.group import COMMANDS


def test_without_a_command_the_help_is_shown_and_it_counts_as_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = trilemma(capsys)
    assert outcome.code == 2
    assert outcome.err.startswith("Usage: trilemma [OPTIONS] COMMAND [ARGS]...")


def test_help_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = trilemma(capsys, "--help")
    assert outcome.code == 0
    assert all(name in outcome.out for name in COMMANDS)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert trilemma(capsys, "--version").out == "trilemma, version 0.1.0\n"


def test_an_unknown_command_is_wrong_usage_and_the_nearest_name_is_suggested(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome = trilemma(capsys, "completions")
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err == "trilemma: trilemma: No such command 'completions'. Did you mean 'completion'?\n"


@pytest.mark.parametrize("arguments", [("--json", "completion", "tcl"), ("completion", "tcl", "--json")])
def test_an_error_is_an_object_on_stdout_wherever_json_is_asked_for(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    outcome = trilemma(capsys, *arguments)
    assert outcome.code == 2
    assert outcome.err == ""
    assert outcome.json == {
        "error": {"code": "usage", "message": "'tcl' is not one of 'bash', 'zsh', 'fish'.", "place": "SHELL"}
    }


def test_an_unknown_option_is_the_place_of_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = trilemma(capsys, "completion", "bash", "--colour", "--json")
    assert outcome.json["error"]["place"] == "--colour"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_is_for_this_command(capsys: pytest.CaptureFixture[str], shell: str) -> None:
    outcome = trilemma(capsys, "completion", shell)
    assert outcome.code == 0
    assert f"_TRILEMMA_COMPLETE={shell}_complete" in outcome.out
    assert trilemma(capsys, "completion", shell, "--json").json == {"shell": shell, "script": outcome.out[:-1]}


def test_the_module_runs_like_the_command() -> None:
    process = trilemma_process("--version")
    assert process.communicate() == ("trilemma, version 0.1.0\n", "")


def test_help_loads_neither_the_engine_nor_the_files() -> None:
    code = (
        "import sys; from trilemma.cli.program import run; run(['--help'])\n"
        "heavy = {'numpy', 'numba', 'ortools', 'trilemma.engine', 'trilemma.files'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
