from __future__ import annotations

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PAGE = (CHECKOUT / "docs" / "settings.md").read_text(encoding="utf-8")
CODE = (CHECKOUT / "src" / "trilemma" / "site" / "config" / "environment.py").read_text(encoding="utf-8")


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    read = set(re.findall(r'"(TRILEMMA_[A-Z_]+|DATABASE_URL)"', CODE))
    headings = re.findall(r"^### (\S+)$", PAGE, re.MULTILINE)
    assert sorted(headings) == sorted(read)


def test_no_other_variable_of_ours_is_read_anywhere() -> None:
    sources = (CHECKOUT / "src" / "trilemma").rglob("*.py")
    named = {name for path in sources for name in re.findall(r"\bTRILEMMA_[A-Z_]+\b", path.read_text(encoding="utf-8"))}
    assert named - set(re.findall(r"^### (\S+)$", PAGE, re.MULTILINE)) == set()
