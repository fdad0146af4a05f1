"""Which kinds of runs there are, and what is done for each: load, compute, save."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from trilemma.site.runs.models import Run
from trilemma.site.runs.outcomes import Outcome

Clock = Callable[[], float]
Stop = Callable[[], bool]


class Watcher(Protocol):
    """Receives how far a computation is; it is a `Progress` of the engine that also takes the best so far."""

    def report(self, done: float, text: str) -> None:
        """Take note that a share ``done`` in ``[0, 1]`` is finished."""

    def best(self, value: float | None, bound: float | None = None, gap: float | None = None) -> None:
        """Take note of the best value so far, its proven bound, and the gap between them."""


class Compute(Protocol):
    """The computation itself: pure, without the database."""

    def __call__(self, loaded: Any, *, progress: Watcher, stop: Stop, clock: Clock, seed: int) -> Any:  # noqa: ANN401 - of any app
        """Return what was found; when ``stop()`` turns true, the best so far, or raise the engine's `StoppedError`."""
        ...


def nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True, slots=True)
class Handler:
    """What is done for runs of one kind.

    Attributes
    ----------
    kind
        The name, such as ``schedule``.
    load
        Run -> what is computed on; reads the database. ``Model.of(run)`` gives the rows of the run's organisation.
    compute
        What takes time; without the database.
    save
        Run and what was computed -> outcome; writes the app's own rows, in one transaction with the end of the run.
    warm
        Called once in the process from which computations are forked: imports and compiles what takes long.
    quick
        Whether it takes milliseconds: then it runs in the worker itself, in order, within ten seconds.
    """

    kind: str
    load: Callable[[Run], Any]
    compute: Compute
    save: Callable[[Run, Any], Outcome]
    warm: Callable[[], None] = nothing
    quick: bool = False


@dataclass
class _Registry:
    handlers: dict[str, Handler] = field(default_factory=dict)


_REGISTRY = _Registry()


def register(
    kind: str,
    *,
    load: Callable[[Run], Any],
    compute: Compute,
    save: Callable[[Run, Any], Outcome],
    warm: Callable[[], None] = nothing,
    quick: bool = False,
) -> None:
    """Let an app say how runs of a kind are carried out; called in ``apps``."""
    _REGISTRY.handlers[kind] = Handler(kind, load, compute, save, warm, quick)


def handler_of(kind: str) -> Handler:
    """Return what is done for runs of a kind.

    Raises
    ------
    KeyError
        If no app knows the kind.
    """
    return _REGISTRY.handlers[kind]


def kinds(*, quick: bool | None = None) -> list[str]:
    """Return the kinds that are known, all or only those that are quick or are not."""
    return [name for name, handler in _REGISTRY.handlers.items() if quick in {None, handler.quick}]
