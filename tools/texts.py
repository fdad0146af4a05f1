"""Write the catalogues of translations: ``python tools/texts.py``; with ``--check`` only say what is wrong with them.

Each text of the sources gets its entry in the .po files, with the translation that it has; texts that are gone are
dropped. Translations are then written into the .po files by hand, and a second run compiles them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tools import collected_texts
from tools.catalogue import Key, Text, compiled, faults, merged, read, written

LANGUAGES: Final = ("de",)
LOCALES: Final = collected_texts.SITE / "locale"
COLLECTED: Final[dict[str, Callable[[], dict[Key, Text]]]] = {
    "django": collected_texts.of_server,
    "djangojs": collected_texts.of_scripts,
}


def catalogues(language: str) -> dict[Path, dict[Key, Text]]:
    """Return what the .po files of a language must hold today."""
    folder = LOCALES / language / "LC_MESSAGES"
    paths = {folder / f"{domain}.po": collect for domain, collect in COLLECTED.items()}
    return {path: merged(collect(), read(path)) for path, collect in paths.items()}


def write(language: str) -> None:
    """Bring the catalogues of a language up to date, and compile them."""
    for path, texts in catalogues(language).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(texts, language), encoding="utf-8")
        path.with_suffix(".mo").write_bytes(compiled(texts, language))


def problems(language: str) -> list[str]:
    """Return what is missing, wrong or stale in the catalogues of a language."""
    found = []
    for path, texts in catalogues(language).items():
        found += [f"{path.name}: {fault}" for text in texts.values() for fault in faults(text)]
        if not path.exists() or path.read_text(encoding="utf-8") != written(texts, language):
            found.append(f"{path.name} is not up to date: run `just texts`")
        catalogue = path.with_suffix(".mo")
        if not catalogue.exists() or catalogue.read_bytes() != compiled(texts, language):
            found.append(f"{catalogue.name} is not compiled from today's texts: run `just texts`")
    return found


def main(arguments: list[str]) -> int:
    """Write the catalogues unless only asked to check, and name what is wrong with them."""
    if "--check" not in arguments:
        for language in LANGUAGES:
            write(language)
    found = [problem for language in LANGUAGES for problem in problems(language)]
    print("\n".join(found) or "every text is translated")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
