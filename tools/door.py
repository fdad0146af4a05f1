"""Write the two lists of ``engine/api.py`` from its block of imports for type checkers: ``python tools/door.py``.

Whoever adds a name to the engine's door writes its import into that block and runs this.
"""

from __future__ import annotations

import ast
import re
import subprocess
import textwrap
from pathlib import Path

DOOR = Path(__file__).resolve().parent.parent / "src" / "trilemma" / "engine" / "api.py"
PACKAGE = "trilemma.engine."


def homes(source: str) -> tuple[dict[str, list[str]], dict[str, tuple[str, str]]]:
    """Return the names of each module, and what stands at the door under another name."""
    block = next(node for node in ast.parse(source).body if isinstance(node, ast.If))
    plain: dict[str, list[str]] = {}
    renamed: dict[str, tuple[str, str]] = {}
    for node in block.body:
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        module = node.module.removeprefix(PACKAGE)
        for alias in node.names:
            if alias.asname and alias.asname != alias.name:
                renamed[alias.asname] = (module, alias.name)
            else:
                plain.setdefault(module, []).append(alias.name)
    return plain, renamed


def in_order(name: str) -> tuple[int, str]:
    """Sort as the linter does: constants, classes, functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


def rewritten(source: str) -> str:
    """Return the source with both lists made anew."""
    plain, renamed = homes(source)
    rows = [_row(module, sorted(names, key=in_order)) for module, names in sorted(plain.items())]
    source = _replaced(source, "_HOMES: Final = {", "}", "".join(rows))
    rows = [f'    "{name}": ("{module}", "{original}"),\n' for name, (module, original) in sorted(renamed.items())]
    source = _replaced(source, "_RENAMED: Final = {", "}", "".join(rows))
    everything = sorted([*renamed, *(name for names in plain.values() for name in names)], key=in_order)
    return _replaced(source, "__all__ = [", "]", "".join(f'    "{name}",\n' for name in everything))


def _row(module: str, names: list[str]) -> str:
    short = f'    "{module}": "{" ".join(names)}",\n'
    if len(short) <= 120:
        return short
    lines = textwrap.wrap(" ".join(names), 110, initial_indent="        ", subsequent_indent="        ")
    return f'    "{module}": """\n' + "\n".join(lines) + '\n    """,\n'


def _replaced(source: str, opening: str, closing: str, body: str) -> str:
    pattern = re.compile(rf"^{re.escape(opening)}\n.*?^{re.escape(closing)}\n", re.DOTALL | re.MULTILINE)
    return pattern.sub(lambda _: f"{opening}\n{body}{closing}\n", source, count=1)


def main() -> None:
    """Rewrite the door in the form that the linter wants."""
    subprocess.run(["ruff", "check", "--quiet", "--select", "I", "--fix", str(DOOR)], check=True)
    DOOR.write_text(rewritten(DOOR.read_text(encoding="utf-8")), encoding="utf-8")
    subprocess.run(["ruff", "format", "--quiet", str(DOOR)], check=True)


if __name__ == "__main__":
    main()
