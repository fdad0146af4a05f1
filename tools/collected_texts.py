"""Collect the texts that the site's Python modules, templates and scripts show to people."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from django.utils.translation.template import templatize

from tools.catalogue import Key, Text

CHECKOUT: Final = Path(__file__).resolve().parent.parent
SITE: Final = CHECKOUT / "src" / "trilemma" / "site"
SCRIPTS: Final = CHECKOUT / "frontend"
_PYTHON_NAMES: Final = {
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
_LITERAL: Final = r"""(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`)"""
_SCRIPT_CALL: Final = re.compile(
    rf"(?<![\w.])(?P<name>n?p?gettext)\(\s*(?P<texts>{_LITERAL}(?:\s*[,+]\s*{_LITERAL})*)?"
)


def of_server() -> dict[Key, Text]:
    """Collect from Python modules and templates."""
    modules = (found for path in _files(SITE, "*.py") for found in _of_module(path))
    templates = (found for path in _files(SITE, "*.html", "*.txt") for found in _of_template(path))
    return _together([*modules, *templates])


def of_scripts() -> dict[Key, Text]:
    """Collect from what runs in the browser."""
    paths = [path for path in _files(SCRIPTS, "*.js") if not {"node_modules", "tests"} & set(path.parts)]
    return _together(found for path in paths for found in _of_script(path))


def _files(folder: Path, *patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in folder.rglob(pattern))


def _together(found: Iterable[Text]) -> dict[Key, Text]:
    texts: dict[Key, Text] = {}
    for text in found:
        old = texts.get(text.key, text)
        places = tuple(sorted({*old.places, *text.places}))
        texts[text.key] = replace(old, plural=old.plural or text.plural, places=places)
    return texts


def _text(name: str, arguments: list[str], path: Path) -> Text:
    context = arguments.pop(0) if "pgettext" in name else ""
    plural = arguments[1] if name.startswith("n") else ""
    return Text(arguments[0], context, plural, (path.relative_to(CHECKOUT).as_posix(),))


def _of_module(path: Path) -> Iterator[Text]:
    yield from _of_python(path.read_text(encoding="utf-8"), path)


def _of_python(source: str, path: Path) -> Iterator[Text]:
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in _PYTHON_NAMES
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            if texts:
                yield _text(names[node.func.id], texts, path)


_TEMPLATE_CALL: Final = re.compile(rf"(?P<name>\b(?:n?p?gettext)|_)\((?P<texts>u?{_LITERAL}(?:, u?{_LITERAL})*)")


def _of_template(path: Path) -> Iterator[Text]:
    for call in _TEMPLATE_CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
        yield _text(call["name"], list(ast.literal_eval(f"({call['texts']},)")), path)


def _of_script(path: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    for call in _SCRIPT_CALL.finditer(source):
        if call["texts"] is None:
            line = source.count("\n", 0, call.start()) + 1
            msg = f"{path}:{line}: {call['name']} needs a text, not something computed"
            raise ValueError(msg)
        joined = re.sub(r"([\"'`])\s*\+\s*([\"'`])", "", call["texts"])
        yield _text(call["name"], [_script_text(literal) for literal in re.findall(_LITERAL, joined)], path)


def _script_text(literal: str) -> str:
    if literal[0] == '"':
        return str(json.loads(literal))
    return str(ast.literal_eval(literal if literal[0] == "'" else f"'''{literal[1:-1]}'''"))
