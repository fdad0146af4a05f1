"""The built front end: which files it has, by the names that templates use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

PACKAGE: Final = "trilemma_assets"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Names of files by what they are built from, and the icons of the sprite."""

    files: dict[str, str]
    icons: frozenset[str]


class AssetError(LookupError):
    """A template asks for a file or an icon that the front end does not have."""


def folder() -> Path | None:
    """Return where the built front end is installed."""
    return _folder_of(PACKAGE)


@lru_cache(maxsize=4)
def _folder_of(package: str) -> Path | None:
    """Look a package up once: a page asks for its icons hundreds of times."""
    found = find_spec(package)
    return Path(found.origin).parent if found is not None and found.origin else None


def static_folders() -> list[Path]:
    """Return the folders that the site serves as static files."""
    where = folder()
    return [where / "static"] if where is not None and (where / "static").is_dir() else []


def manifest() -> Manifest:
    """Return the manifest; it is read again when the front end was built again."""
    where = folder()
    file = where / "manifest.json" if where is not None else None
    if file is None or not file.is_file():
        raise AssetError(what_is_missing())
    return _read(file, file.stat().st_mtime_ns)


def what_is_missing() -> str:
    """Say what to do when there are no assets."""
    return (
        f"The built front end (package {PACKAGE}) is not installed with Trilemma: install the package again, "
        "or run `just frontend` in a checkout."
    )


def file_of(name: str) -> str:
    """Return the built file of a name such as ``app.js``."""
    files = manifest().files
    if name not in files:
        raise AssetError(f"There is no asset {name}; there are {', '.join(sorted(files))}.")
    return files[name]


def known_icon(name: str) -> str:
    """Return the name of an icon after looking whether there is one."""
    if name not in manifest().icons:
        raise AssetError(f"There is no icon {name}: add it to frontend/icons.txt and run `just frontend`.")
    return name


@lru_cache(maxsize=1)
def _read(file: Path, changed: int) -> Manifest:
    """Read the manifest; ``changed`` tells one build from the next."""
    del changed
    content = json.loads(file.read_text(encoding="utf-8"))
    return Manifest(content["files"], frozenset(content["icons"]))
