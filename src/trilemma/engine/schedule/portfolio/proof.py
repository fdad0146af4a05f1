"""What a proof may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trilemma.engine.schedule.problem import Solution


@dataclass(frozen=True, slots=True)
class Proof:
    """How CP-SAT takes part.

    ``until`` is an instant of the clock; ``deterministic`` limits its work instead where the answer must repeat;
    ``narrow`` makes each round look only for what is better than the best known.
    """

    until: float
    seed: int = 0
    workers: int = 1
    deterministic: float | None = None
    narrow: bool = True
    parameters: Mapping[str, object] | None = None
    subsolvers: tuple[str, ...] = ()
    near: Solution | None = None
    """A schedule to begin at where none is known; it need not keep the limits."""
