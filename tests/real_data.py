"""Where the public data is that tests and benchmarks run on: archives beside the checkout, never part of it.

``TRILEMMA_DATA`` names the folder of the archives; without it that is ``../shared/data`` beside the checkout.
"""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """Return the folder that holds the archives, whether it exists or not."""
    return Path(os.environ.get("TRILEMMA_DATA") or CHECKOUT.parent / "shared" / "data").resolve()


def find_real_data(name: str) -> Path | None:
    """Return the folder with the content of the archive ``name``, or None where the archive is absent.

    The archive is unpacked once, beside the machine's other temporary files, however many processes ask for it.
    """
    archive = data_folder() / f"{name}.tar.xz"
    if not archive.is_file():
        plain = data_folder() / name
        return plain if plain.is_dir() else None
    facts = archive.stat()
    cache = Path(tempfile.gettempdir()) / f"trilemma-data-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    target = cache / f"{name}-{facts.st_size}-{facts.st_mtime_ns}"
    if not target.is_dir():
        cache.mkdir(mode=0o700, exist_ok=True)
        unpack(archive, cache, target)
    return target


def unpack(archive: Path, cache: Path, target: Path) -> None:
    """Unpack into a scratch folder, then rename: another process sees the whole folder or none."""
    scratch = Path(tempfile.mkdtemp(dir=cache))
    with tarfile.open(archive) as bundle:
        if hasattr(tarfile, "data_filter"):
            bundle.extractall(scratch, filter="data")
        else:  # before Python 3.11.4
            bundle.extractall(scratch)  # noqa: S202 - the archives are the project's own
    try:
        scratch.rename(target)
    except OSError:
        shutil.rmtree(scratch)
        if not target.is_dir():  # otherwise another process was quicker, and its folder is as good
            raise


def real_data(name: str) -> Path:
    """Return the folder of an archive, or skip the test (or the whole module) and say what is missing."""
    found = find_real_data(name)
    if found is None:
        pytest.skip(f"the archive {name} is not in {data_folder()} (set TRILEMMA_DATA)", allow_module_level=True)
    return found
