"""Rules of the templates that no other tool knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted((CHECKOUT / "src" / "trilemma" / "site").glob("*/templates/**/*.html"))
STYLES = [path for path in (CHECKOUT / "frontend").rglob("*.css") if "node_modules" not in path.parts]
SCRIPTS = [path for path in (CHECKOUT / "frontend").rglob("*.js") if "node_modules" not in path.parts]
TAG = re.compile(r"\{[%{#].*?[%}#]\}", re.DOTALL)


def relative(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def classes_of(template: str) -> set[str]:
    written = re.findall(r'\bclass="((?:[^"{]|\{[%{].*?[%}]\})*)"', template)
    return {name for names in written for name in TAG.sub(" ", names).split()}


@pytest.fixture(scope="module")
def known() -> set[str]:
    styled = re.findall(r"\.([a-z][\w-]*)", "".join(path.read_text(encoding="utf-8") for path in STYLES))
    sought = re.findall(r"\.([a-z][\w-]*)", "".join(path.read_text(encoding="utf-8") for path in SCRIPTS))
    return {*styled, *sought}


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_every_class_of_a_template_is_styled(template: Path, known: set[str]) -> None:
    assert classes_of(template.read_text(encoding="utf-8")) - known == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_no_template_needs_a_looser_security_policy(template: Path) -> None:
    text = TAG.sub("", template.read_text(encoding="utf-8"))
    assert re.findall(r'<[^>]*\sstyle="|<[^>]*\son\w+="|<[^>]*\shx-on|"javascript:|"js:', text) == []
    assert [
        tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and "application/json" not in tag
    ] == []
