"""The forecasts of all hybrids of two plans, with the same luck."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from typing import Final

from trilemma.engine.control.attribution.causes import MoveCause
from trilemma.engine.control.attribution.hybrid import Hybrids
from trilemma.engine.errors import HorizonError, StoppedError
from trilemma.engine.plan import Plan
from trilemma.engine.risk import forecast
from trilemma.engine.watch import Progress, Stop

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Plans count minutes from origins of their own, so their finishes are compared on this scale."""

Numbers = tuple[int, int, int, int]
"""P50 and P80 of the finish [elapsed minutes from `EPOCH`], P50 and P80 of the cost [minor units]."""
Evaluate = Callable[[Plan], Numbers]

_FIRST_TO_FLIP: Final = (
    MoveCause.PEOPLE, MoveCause.PROGRESS, MoveCause.SCOPE, MoveCause.ESTIMATES, MoveCause.ORDER, MoveCause.RISKS,
    MoveCause.TERMS,
)  # fmt: skip


def outlook_numbers(*, draws: int, seed: int, resources: bool, workers: int | None, stop: Stop) -> Evaluate:
    """Return a function from a plan to the four numbers of its forecast."""

    def numbers(plan: Plan) -> Numbers:
        if stop():
            raise StoppedError("the comparison was stopped before all its plans were simulated")
        found = forecast(
            plan, draws=draws, seed=seed, resources=resources, workers=workers, influences=False, stop=stop
        )  # fmt: skip
        if found.stopped:
            raise StoppedError("the comparison was stopped before all its plans were simulated")
        origin = (plan.origin - EPOCH).days * 24 * 60
        finish, cost = found.finish_summary, found.cost_summary
        return origin + round(finish.p50), origin + round(finish.p80), round(cost.p50), round(cost.p80)

    return numbers


def lattice(
    old: Plan,
    new: Plan,
    hybrids: Hybrids,
    causes: Sequence[MoveCause],
    evaluate: Evaluate,
    progress: Progress,
) -> list[Numbers]:
    """Return the numbers of every coalition of causes; bit ``i`` of the index says that cause ``i`` is the new plan's.

    The first are those of the old plan, the last those of the new one, as they are. A hybrid whose work is never
    finished, for instance because whoever does it has left, is replaced by one that is: the nearest with fewest causes
    taken from the other side, people first. Without differing causes there are just the two.
    """
    if not causes:
        return [evaluate(old), evaluate(new)]
    last = (1 << len(causes)) - 1
    found: dict[int, Numbers | None] = {0: evaluate(old), last: evaluate(new)}
    for coalition in range(1, last):
        progress.report((coalition + 1) / (last + 1), f"{coalition + 1} of {last + 1} plans")
        found[coalition] = _attempt(hybrids, causes, coalition, evaluate)
    progress.report(1.0, f"{last + 1} plans")
    return [_nearest(found, causes, coalition) for coalition in range(last + 1)]


def _attempt(hybrids: Hybrids, causes: Sequence[MoveCause], coalition: int, evaluate: Evaluate) -> Numbers | None:
    try:
        return evaluate(hybrids.plan(cause for bit, cause in enumerate(causes) if coalition >> bit & 1))
    except HorizonError:
        return None


def _nearest(found: dict[int, Numbers | None], causes: Sequence[MoveCause], coalition: int) -> Numbers:
    """Return the numbers of a coalition, or of the nearest one that has any; the two plans themselves always have."""
    return next(numbers for flips in _flips(causes) if (numbers := found[coalition ^ flips]) is not None)


def _flips(causes: Sequence[MoveCause]) -> Iterator[int]:
    """Yield sets of causes to take from the other plan, fewest first; the same from both sides."""
    bits = [1 << causes.index(cause) for cause in _FIRST_TO_FLIP if cause in causes]
    for size in range(len(bits) + 1):
        for chosen in combinations(bits, size):
            yield sum(chosen)
