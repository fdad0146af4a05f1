from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PAGES = CHECKOUT / "docs" / "methods"
DECLARED = re.compile(r'^METHOD(?:_\w+)?: Final(?:\[str\])? = "(\w+)"', re.MULTILINE)


def method_ids() -> set[str]:
    engine = CHECKOUT / "src" / "trilemma" / "engine"
    return {name for path in engine.rglob("*.py") for name in DECLARED.findall(path.read_text(encoding="utf-8"))}


def page_names() -> set[str]:
    return {path.stem for path in PAGES.glob("*.md")} - {"README"}


def test_every_method_has_its_page() -> None:
    assert method_ids() - page_names() == set()


def test_every_page_is_of_a_method() -> None:
    assert page_names() - method_ids() == set()


@pytest.mark.parametrize("name", sorted(page_names()))
def test_a_page_says_what_is_assumed_gives_an_example_and_names_its_source(name: str) -> None:
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    headings = " | ".join(re.findall(r"^#+ (.*)$", page, re.MULTILINE)).lower()
    assert page.startswith("# "), "a page begins with its title"
    assert [word for word in ("example", "source") if word not in headings] == []
    assert "assum" in page.lower(), "a page says what is assumed"
