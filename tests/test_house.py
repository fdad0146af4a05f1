"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCE = CHECKOUT / "src" / "trilemma"
ENGINE = sorted((SOURCE / "engine").rglob("*.py"))

REGISTRY_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "yarn" + "pkg.com",
    "deb." + "debian.org",
    "crates" + ".io",
    "maven" + ".org",
)
MACHINE_PATHS = re.compile(r"""(?:^|[\s"'`(=:<])(?:/work/|/root/|/tmp/[\w.-]|/home/\w|/Users/\w|[A-Z]:\\Users\\)""")
UNFINISHED = re.compile(
    r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|raise Not" + r"Implemented\w*|coming so" + r"on|lorem ip" + r"sum)\b"
)
NAMES_WITHOUT_A_SUBJECT = {"utils", "util", "helpers", "common", "misc", "manager", "base"}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    return [CHECKOUT / name for name in listed.stdout.decode().split("\0") if name and (CHECKOUT / name).is_file()]


def lines_of(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    yield from enumerate(text.splitlines(), start=1)


def found(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(CHECKOUT)}:{number}: {line.strip()[:100]}"
        for path in files
        for number, line in lines_of(path)
        if pattern.search(line)
    ]


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def test_no_committed_file_names_the_host_of_a_package_registry() -> None:
    pattern = re.compile("|".join(re.escape(host) for host in REGISTRY_HOSTS))
    assert found(pattern, tracked_files()) == []


def test_no_committed_file_names_a_path_of_one_machine() -> None:
    files = [path for path in tracked_files() if path != Path(__file__)]
    assert found(MACHINE_PATHS, files) == []


def test_nothing_is_left_unfinished() -> None:
    files = [path for path in tracked_files() if path.suffix in {".py", ".toml", ".md", ".html", ".css", ".js"}]
    assert found(UNFINISHED, files) == []


def test_the_lock_that_names_addresses_is_not_committed() -> None:
    assert CHECKOUT / "uv.lock" not in tracked_files()
    assert "uv.lock" in (CHECKOUT / ".gitignore").read_text(encoding="utf-8").split()


def test_the_licence_is_the_affero_licence() -> None:
    text = (CHECKOUT / "LICENSE").read_text(encoding="utf-8")
    assert text.split()[:7] == ["GNU", "AFFERO", "GENERAL", "PUBLIC", "LICENSE", "Version", "3,"]
    assert "13. Remote Network Interaction; Use with the GNU General Public License." in text


def test_modules_have_names_with_a_subject() -> None:
    of_django = {SOURCE / "site" / "core" / "sqlite" / "base.py"}  # Django looks for a database's code under this name
    files = {path for path in SOURCE.rglob("*.py") if path not in of_django}
    modules = {path.stem for path in files} | {path.name for path in SOURCE.rglob("*") if path.is_dir()}
    assert modules & NAMES_WITHOUT_A_SUBJECT == set()


def test_the_engine_is_pure() -> None:
    forbidden = {"logging", "random", "time", "pathlib", "subprocess", "socket", "django", "click", "requests"}
    used = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in ENGINE
        for name in imports(path)
        if name.split(".")[0] in forbidden
    }
    assert used == set()


def test_the_engine_asks_the_system_for_nothing_but_the_number_of_cores() -> None:
    assert found(re.compile(r"\bos\.(?!cpu_count\(\)|process_cpu_count\(\))\w+|\bopen\("), ENGINE) == []


def test_the_engine_never_asks_what_time_it_is() -> None:
    clocks = re.compile(
        r"\bdatetime\.(?:now|utcnow|today)\(|\bdate\.today\(|\bperf_counter\(|\bnp\.random\.(?:seed|rand)"
    )
    assert found(clocks, ENGINE) == []


def test_every_module_of_the_engine_is_typed() -> None:
    assert (SOURCE / "py.typed").exists()
