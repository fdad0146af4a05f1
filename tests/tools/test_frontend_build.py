"""The built front end: complete, named by content, and never silently missing."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from tools.frontend import SOURCES, what_npm_misses

ASSETS = files("trilemma_assets")
MANIFEST = json.loads(ASSETS.joinpath("manifest.json").read_text(encoding="utf-8"))


def test_every_page_of_the_sources_is_built_and_named_by_its_content() -> None:
    pages = {path.name for path in (SOURCES / "pages").iterdir() if path.suffix in {".js", ".css", ".svg"}}
    assert set(MANIFEST["files"]) == pages | {"icons.svg", "letters.woff2"}
    assert ASSETS.joinpath("static", MANIFEST["files"]["letters.woff2"]).is_file()
    for name in sorted(pages | {"icons.svg"}):
        file = MANIFEST["files"][name]
        stem, suffix = name.split(".")
        assert re.fullmatch(rf"{stem}-[0-9A-Z]{{8}}\.{suffix}", file)
        assert ASSETS.joinpath("static", file).is_file()
        assert ASSETS.joinpath("static", f"{file}.gz").is_file()
        assert ASSETS.joinpath("static", f"{file}.br").is_file()


def test_the_sprite_has_each_listed_icon_once() -> None:
    listed = (SOURCES / "icons.txt").read_text(encoding="utf-8").split()
    sprite = ASSETS.joinpath("static", MANIFEST["files"]["icons.svg"]).read_text(encoding="utf-8")
    assert listed == sorted(set(listed))
    assert re.findall(r'<symbol id="([a-z0-9-]+)"', sprite) == listed == MANIFEST["icons"]


def test_the_lock_of_npm_packages_names_no_address() -> None:
    lock = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_every_npm_package_is_pinned_exactly() -> None:
    package = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))
    for version in [*package["dependencies"].values(), *package["devDependencies"].values()]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_an_unreachable_registry_is_said_in_one_line() -> None:
    message = "npm error code EAI_AGAIN\nnpm error request to the registry failed, reason: getaddrinfo EAI_AGAIN"
    said = what_npm_misses(message)
    assert said.startswith("The npm registry cannot be reached (EAI_AGAIN)")
    assert "\n" not in said


def test_another_failure_of_npm_is_shown_as_npm_says_it() -> None:
    assert what_npm_misses("npm error code EUSAGE\n") == (
        "The packages of the front end could not be installed: npm error code EUSAGE"
    )
