"""A value of a plan file that does not fit, on its way up to where the file's name and lines are known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from types import TracebackType

from trilemma.engine.api import TrilemmaError

Path = tuple[str | int, ...]
"""Keys and indices from the top of the file down to a value."""


class Misfit(Exception):  # noqa: N818 - never seen outside this package
    """What is wrong, and the path to it, which grows on the way up."""

    def __init__(self, message: str, path: Path = (), cause: TrilemmaError | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.cause = cause


class within:  # noqa: N801 - reads like a word of the language
    """Add ``path`` in front of the path of a misfit inside; take errors of the engine for misfits."""

    __slots__ = ("path",)

    def __init__(self, *path: str | int) -> None:
        self.path = path

    def __enter__(self) -> None:
        """Do nothing: a misfit is rare, and this is passed often."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Complete the path."""
        if isinstance(error, Misfit):
            error.path = (*self.path, *error.path)
        elif isinstance(error, TrilemmaError):
            raise Misfit(error.message, self.path, error) from error


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return " - did you mean ...?" where a known word is near, else the known words."""
    words = sorted(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known here: {', '.join(words)}" if len(words) <= 12 else ""
