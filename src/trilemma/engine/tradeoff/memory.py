"""What the questions asked so far say about the next one: schedules that keep its limits, bounds that hold for it."""

from __future__ import annotations

from collections.abc import Mapping

from trilemma.engine.tradeoff.points import Axis, Candidate

Limits = Mapping[Axis, int]


class Memory:
    """Every schedule found and every bound proven for a family of questions."""

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        self._bounds: list[tuple[Axis, dict[Axis, int], int | None]] = []

    def keep(self, candidate: Candidate) -> None:
        """Remember a schedule, unless a known one is as good; forget those that it dominates."""
        if any(known.values == candidate.values or known.dominates(candidate) for known in self.candidates):
            return
        self.candidates = [known for known in self.candidates if not candidate.dominates(known)]
        self.candidates.append(candidate)

    def prove(self, minimised: Axis, limits: Limits, bound: int | None) -> None:
        """Remember that nothing within limits is better than ``bound``; None: that there is nothing at all."""
        self._bounds.append((minimised, dict(limits), bound))

    def best(self, minimised: Axis, limits: Limits) -> Candidate | None:
        """Return the best known schedule within limits, of equals the one that is least elsewhere."""
        fitting = [known for known in self.candidates if known.keeps(limits)]
        return min(fitting, key=lambda c: (c.values[minimised], *c.values.values()), default=None)

    def bound(self, minimised: Axis, limits: Limits) -> int | None:
        """Return the best bound proven for these limits or for looser ones."""
        holding = [bound for axis, asked, bound in self._bounds if axis is minimised and _looser(asked, limits)]
        return max((bound for bound in holding if bound is not None), default=None)

    def impossible(self, limits: Limits) -> bool:
        """Return whether it is proven that nothing keeps these limits."""
        return any(bound is None and _looser(asked, limits) for _, asked, bound in self._bounds)


def _looser(asked: Limits, limits: Limits) -> bool:
    """Return whether everything that keeps ``limits`` keeps those that were asked about, too."""
    return all(axis in limits and limits[axis] <= limit for axis, limit in asked.items())
