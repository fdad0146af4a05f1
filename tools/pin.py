"""Pin the whole tree of packages exactly, without naming the place they come from.

``python tools/pin.py`` resolves the newest versions and writes them into pyproject.toml
(``tool.uv.constraint-dependencies``, and ``build-constraint-dependencies`` for what builds the package) and, with
hashes, into requirements.lock. ``python tools/pin.py --check`` says whether both still fit the dependencies.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PYPROJECT = CHECKOUT / "pyproject.toml"
REQUIREMENTS = CHECKOUT / "requirements.lock"
HEADER = "# The run-time packages of Trilemma, exact and with hashes; written by `just pin`.\n"
LISTS = ("constraint-dependencies", "build-constraint-dependencies")


def main(arguments: list[str]) -> int:
    """Write the pins, or only check them."""
    if arguments == ["--check"]:
        return check()
    if arguments:
        sys.exit(f"unknown option {arguments[0]}: there is only --check")
    text = unpinned(PYPROJECT.read_text(encoding="utf-8"))
    text += pin_section(resolved(text), resolved_build(text))
    PYPROJECT.write_text(text, encoding="utf-8")
    REQUIREMENTS.write_text(hashed(text), encoding="utf-8")
    print(f"pinned {len(pins_of(text)[0])} packages")
    return 0


def check() -> int:
    """Compare the pins with what the dependencies need today; report each difference."""
    text = PYPROJECT.read_text(encoding="utf-8")
    tree, build = pins_of(text)
    wrong = [f"pyproject.toml: {line}" for line in differences(tree, resolved(text))]
    wrong += [f"pyproject.toml, build: {line}" for line in differences(build, resolved_build(text))]
    locked = REQUIREMENTS.read_text(encoding="utf-8") if REQUIREMENTS.exists() else ""
    wrong += [f"requirements.lock: {line}" for line in differences(versions(locked), versions(hashed(text)))]
    for line in wrong:
        print(line)
    print("run `just pin`" if wrong else f"all {len(tree)} packages are pinned")
    return 1 if wrong else 0


def differences(have: list[str], need: list[str]) -> list[str]:
    """Say which pins are missing and which are left over."""
    missing = [f"{pin} is not pinned" for pin in need if pin not in have]
    return missing + [f"{pin} is pinned but not needed" for pin in have if pin not in need]


def pins_of(text: str) -> tuple[list[str], list[str]]:
    """Return both lists of pins in the text of a pyproject.toml."""
    settings = tomllib.loads(text).get("tool", {}).get("uv", {})
    tree, build = (settings.get(name, []) for name in LISTS)
    return tree, build


def unpinned(text: str) -> str:
    """Return the text of a pyproject.toml without its section of pins, which is the last."""
    return re.sub(r"\n# --- pins -+\n.*", "", text, flags=re.DOTALL)


def pin_section(tree: list[str], build: list[str]) -> str:
    """Return the section of pins, which goes on in the table ``tool.uv``."""
    title = "# --- pins ".ljust(119, "-")
    lists = (f"{name} = [\n{quoted(pins)}]\n" for name, pins in zip(LISTS, (tree, build), strict=True))
    return f"\n{title}\n\n# written by `just pin`, checked by `just pins`\n" + "".join(lists)


def quoted(pins: list[str]) -> str:
    """Return the entries of a TOML list."""
    return "".join(f'  "{pin}",\n' for pin in pins)


def resolved(text: str) -> list[str]:
    """Return the pins of the whole tree: extras, groups and all."""
    options = ["--all-extras", "--all-groups", "--no-hashes", "--no-annotate"]
    return versions(uv_export(text, options))


def hashed(text: str) -> str:
    """Return the run-time packages with the hashes of their files."""
    return HEADER + uv_export(text, ["--no-dev", "--all-extras", "--no-annotate"])


def resolved_build(text: str) -> list[str]:
    """Return the pins of what builds the package."""
    project = tomllib.loads(text)
    needs = "\n".join(project["build-system"]["requires"])
    _, build = pins_of(text)
    with tempfile.TemporaryDirectory() as scratch:
        constraints = Path(scratch, "constraints.txt")
        constraints.write_text("\n".join(build), encoding="utf-8")
        options = ["--universal", "--no-header", "--no-annotate", "--quiet"]
        minimum = project["project"]["requires-python"].removeprefix(">=")
        command = ["pip", "compile", "-", *options, "--python-version", minimum, "-c", str(constraints)]
        return versions(uv(command, Path(scratch), needs))


def uv_export(text: str, options: list[str]) -> str:
    """Resolve the dependencies of a pyproject.toml away from the checkout, so that nothing is left behind."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "pyproject.toml").write_text(text, encoding="utf-8")
        shutil.copy(CHECKOUT / "README.md", folder)
        return uv(["export", "--quiet", "--no-emit-project", "--no-header", *options], folder)


def uv(arguments: list[str], folder: Path, given: str | None = None) -> str:
    """Run uv and return what it prints; an error ends the program with uv's own words."""
    done = subprocess.run(["uv", *arguments], cwd=folder, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def versions(requirements: str) -> list[str]:
    """Return the lines ``name==version ; marker`` of a requirements file, without its hashes."""
    lines = (line.removesuffix("\\").strip() for line in requirements.splitlines())
    return [line.replace('"', "'") for line in lines if "==" in line and not line.startswith(("#", "-"))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
