"""Which promises hold: each alone, all together, the weakest, and those that stand in each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import prod
from typing import Final

import numpy as np

from trilemma.engine.errors import InputError
from trilemma.engine.plan import Plan, Statement, StatementKind
from trilemma.engine.promises.outcomes import Bool1D, JointSamples, statement_outcomes
from trilemma.engine.promises.probability import Probability, share_of

METHOD: Final = "promise_probability"

FAR_BELOW: Final = 0.5
"""Statements exclude each other when they meet in less than this share of what independence would give."""
LARGEST_SET: Final = 3
MOST_FOR_TRIPLES: Final = 40
"""With more uncertain statements than this only pairs are searched."""


class ConflictKind(StrEnum):
    """How statements stand in each other's way."""

    EXCLUDING = "excluding"
    TOGETHER_TOO_MUCH = "together-too-much"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements that can hardly be kept together.

    Attributes
    ----------
    kind
        ``excluding``: they are met together in less than half the draws that independence would give, beyond doubt
        (the upper end of the 95 % interval). ``together-too-much``: each is met with the confidence that is wanted of
        it, but all of them together are not met with even the lowest of these (again beyond doubt).
    statements
        Their ids, in the plan's order; no part of them is such a conflict by itself.
    joint
        Probability that all are met.
    if_independent, weakest
        What independence would give, and the lowest of the single probabilities: the most that they can be together.
    """

    kind: ConflictKind
    statements: tuple[str, ...]
    joint: Probability
    if_independent: float
    weakest: float


@dataclass(frozen=True, slots=True)
class StatementForecast:
    """Whether a statement holds: its probability against the confidence that is wanted."""

    statement: Statement
    probability: Probability

    @property
    def shortfall(self) -> float:
        """By how much the probability misses the confidence; negative where there is room."""
        return self.statement.confidence - self.probability.value

    @property
    def holds(self) -> bool:
        """Whether the probability reaches the confidence."""
        return self.shortfall <= 0.0


@dataclass(frozen=True, slots=True)
class PromiseReport:
    """Which statements of a plan hold.

    Attributes
    ----------
    statements
        In the plan's order.
    outcomes
        Whether each is met in each draw, shape ``(n_draws,)``, by id.
    joint
        Probability that all are met; None without statements.
    joint_promises
        Probability that all promises are met, expectations left aside; None without promises.
    weakest
        Id of the statement with the greatest shortfall; of equals that with the lower probability, then the greater
        weight, then the first. None without statements.
    conflicts
        Excluding ones first, then by joint probability.
    draws
        How many draws this rests on.
    """

    statements: tuple[StatementForecast, ...]
    outcomes: Mapping[str, Bool1D]
    joint: Probability | None
    joint_promises: Probability | None
    weakest: str | None
    conflicts: tuple[Conflict, ...]
    draws: int
    method: str = METHOD

    def joint_of(self, identifiers: Iterable[str]) -> Probability:
        """Return the probability that all of some statements are met.

        Raises
        ------
        InputError
            If there is no such statement.
        """
        return joint_probability(self.outcomes, identifiers, self.draws)


def promise_report(plan: Plan, samples: JointSamples) -> PromiseReport:
    """Probability of every statement of a plan, alone and together, from a forecast's joint samples.

    Parameters
    ----------
    plan
        The plan whose statements count.
    samples
        A forecast of it, such as `risk.forecast` returns.

    Returns
    -------
    PromiseReport
        Probabilities with standard errors and 95 % intervals, the weakest statement, and conflicts among two or three.

    Raises
    ------
    ShapeError
        If the samples lack an activity that a statement names.

    Notes
    -----
    Method id ``promise_probability`` (docs/methods/promise_probability.md).
    """
    outcomes = statement_outcomes(plan, samples)
    draws = len(samples.finish)
    found = tuple(StatementForecast(s, share_of(int(outcomes[s.id].sum()), draws)) for s in plan.statements)
    promised = [s.id for s in plan.statements if s.kind is StatementKind.PROMISE]
    return PromiseReport(
        statements=found,
        outcomes=outcomes,
        joint=joint_probability(outcomes, outcomes, draws) if outcomes else None,
        joint_promises=joint_probability(outcomes, promised, draws) if promised else None,
        weakest=_weakest(found),
        conflicts=tuple(sorted(_conflicts(found, outcomes, draws), key=lambda c: (c.kind, c.joint.value))),
        draws=draws,
    )


def joint_probability(outcomes: Mapping[str, Bool1D], identifiers: Iterable[str], draws: int) -> Probability:
    """Return the probability that all of some statements are met; 1 for none of them.

    Raises
    ------
    InputError
        If there is no such statement.
    """
    met = np.ones(draws, dtype=np.bool_)
    for name in identifiers:
        if name not in outcomes:
            raise InputError(f"there is no statement {name!r}", "statements")
        met &= outcomes[name]
    return share_of(int(met.sum()), draws)


def _weakest(found: Iterable[StatementForecast]) -> str | None:
    ranked = sorted(found, key=lambda f: (-f.shortfall, f.probability.value, -f.statement.weight))
    return ranked[0].statement.id if ranked else None


def _conflicts(found: tuple[StatementForecast, ...], outcomes: Mapping[str, Bool1D], draws: int) -> Iterator[Conflict]:
    """Yield minimal conflicts; what is met always or never is in none of them."""
    uncertain = [f for f in found if 0.0 < f.probability.value < 1.0]
    known: dict[ConflictKind, list[frozenset[str]]] = {kind: [] for kind in ConflictKind}
    largest = LARGEST_SET if len(uncertain) <= MOST_FOR_TRIPLES else LARGEST_SET - 1
    for size in range(2, largest + 1):
        for group in combinations(uncertain, size):
            names = tuple(f.statement.id for f in group)
            joint = joint_probability(outcomes, names, draws)
            for kind in _kinds(group, joint):
                if not any(part < set(names) for part in known[kind]):
                    known[kind].append(frozenset(names))
                    single = [f.probability.value for f in group]
                    yield Conflict(kind, names, joint, prod(single), min(single))


def _kinds(group: tuple[StatementForecast, ...], joint: Probability) -> Iterator[ConflictKind]:
    if joint.high < FAR_BELOW * prod(f.probability.value for f in group):
        yield ConflictKind.EXCLUDING
    wanted = min(f.statement.confidence for f in group)
    if all(f.holds for f in group) and joint.high < wanted:
        yield ConflictKind.TOGETHER_TOO_MUCH
