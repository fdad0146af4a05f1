"""Run a recipe of the justfile on a machine that has nothing but Python 3.11: ``python3 tools/start.py test``.

Puts uv into ``.venv-tools`` with pip, the pinned packages into ``.venv`` with uv, compiles all to bytecode, and hands
over to just.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
TOOLS = CHECKOUT / ".venv-tools"
BIN = "Scripts" if os.name == "nt" else "bin"


def pinned(name: str) -> str:
    """Return the pin of a package, such as ``uv==1.2.3``, from pyproject.toml."""
    import tomllib  # noqa: PLC0415 - an older Python must come as far as the message about its version

    pyproject = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    pins: list[str] = pyproject["tool"]["uv"]["constraint-dependencies"]
    return next(pin.split(" ;")[0] for pin in pins if pin.startswith(f"{name}=="))


def install_uv() -> Path:
    """Make sure that the pinned uv is in the tools' own environment; return where."""
    pin = pinned("uv")
    uv = TOOLS / BIN / ("uv.exe" if os.name == "nt" else "uv")
    mark = TOOLS / "installed"
    if uv.exists() and mark.exists() and mark.read_text(encoding="utf-8") == pin:
        return uv
    try:
        venv.create(TOOLS, with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        sys.exit("This Python cannot make environments with pip; on Debian install the package python3-venv.")
    subprocess.run([str(TOOLS / BIN / "python"), "-m", "pip", "install", "--quiet", pin], check=True)
    mark.write_text(pin, encoding="utf-8")
    return uv


def main(arguments: list[str]) -> int:
    """Prepare the environment and run the recipe that was asked for."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the point is to say it on an older Python
        sys.exit("Trilemma needs Python 3.11 or newer.")
    uv = install_uv()
    environment = {
        **os.environ,
        "UV_PROJECT_ENVIRONMENT": str(CHECKOUT / ".venv"),
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
    }
    environment.pop("VIRTUAL_ENV", None)
    project = ["--quiet", "--project", str(CHECKOUT)]
    if failed := subprocess.run([str(uv), "sync", *project], check=False, env=environment).returncode:
        return failed
    # uv does it for the packages; ours is only linked, and where Python may write no bytecode every start would pay
    python = CHECKOUT / ".venv" / BIN / "python"
    subprocess.run([str(python), "-m", "compileall", "-q", str(CHECKOUT / "src")], check=False)
    run = [str(uv), "run", "--no-sync", *project, "just", "--justfile", str(CHECKOUT / "justfile")]
    return subprocess.run([*run, *arguments], check=False, env=environment, cwd=CHECKOUT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
