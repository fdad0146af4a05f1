"""The page about building pages names every part, tag and filter there is."""

from __future__ import annotations

from pathlib import Path

from trilemma.site.core.templatetags.shell import register

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PAGE = (CHECKOUT / "docs" / "pages.md").read_text(encoding="utf-8")
PARTS = CHECKOUT / "src" / "trilemma" / "site" / "core" / "templates" / "core" / "parts"


def test_every_part_is_named() -> None:
    assert [part.name for part in sorted(PARTS.iterdir()) if f"`{part.name}`" not in PAGE] == []


def test_every_tag_and_filter_is_named() -> None:
    assert [name for name in register.tags if f"{{% {name} " not in PAGE] == []
    assert [name for name in register.filters if f"\\|{name}" not in PAGE] == []
