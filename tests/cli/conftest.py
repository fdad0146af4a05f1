"""A tiny plan as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

SHOP = """\
format = 1

[project]
id = "shop"
name = "Web shop"
start = 2027-01-04
time_zone = "Europe/Berlin"
currency = "EUR"

[[team]]
id = "dev"
capacity = 1
rate = 80

[[activity]]
id = "design"
name = "Design"
duration = "5d"
team = "dev"

[[activity]]
id = "texts"
links = ["design"]
effort = "2d"
team = "dev"

[[activity]]
id = "build"
links = ["design"]
effort = ["8d", "10d", "15d"]
team = "dev"

[[activity]]
id = "live"
links = ["build", "texts"]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Write a plan of three tasks of one developer and a milestone."""
    path = tmp_path / "shop.toml"
    path.write_text(SHOP, encoding="utf-8")
    return path
