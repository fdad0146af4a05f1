"""What may happen, what it would do, and how estimates move together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from trilemma.engine.distributions import Estimate
from trilemma.engine.plan.rules import require, require_id, require_money, require_share


@dataclass(frozen=True, slots=True)
class Mitigation:
    """A measure that makes a risk less likely or weaker, at a cost.

    ``effect`` is the share of the original effects that is left when the risk strikes all the same.
    """

    probability: float
    cost: Decimal = Decimal(0)
    effect: float = 1.0
    name: str = ""

    def __post_init__(self) -> None:
        require_share(self.probability, "mitigation", "the probability left")
        require_share(self.effect, "mitigation", "the share of the effect left")
        require_money(self.cost, "mitigation", "the cost")


@dataclass(frozen=True, slots=True)
class Risk:
    """An uncertain event with effects on the activities it names, or on every task where it names none.

    ``delay`` adds minutes to the measure of each affected activity (duration or effort), ``stretch`` multiplies that
    measure, ``cost`` adds an amount once, ``defects`` are injected once.
    """

    id: str
    probability: float
    name: str = ""
    activities: tuple[str, ...] = ()
    delay: Estimate | None = None
    stretch: Estimate | None = None
    cost: Estimate | None = None
    defects: Estimate | None = None
    mitigation: Mitigation | None = None

    def __post_init__(self) -> None:
        place = f"risk {self.id}"
        require_id(self.id, place)
        require_share(self.probability, place, "the probability")
        effects = (self.delay, self.stretch, self.cost, self.defects)
        require(any(effect is not None for effect in effects), place, "it has no effect")
        require(len(self.activities) == len(set(self.activities)), place, "an activity is named twice")
        weaker = self.mitigation is None or self.mitigation.probability <= self.probability
        require(weaker, place, "a mitigation must not make it more likely")


@dataclass(frozen=True, slots=True)
class Correlation:
    """How far estimates move together: of activities of one team, and of all activities of the project.

    The correlation of two tasks of one team is ``team + project``, of two tasks of different teams ``project``.
    """

    team: float = 0.0
    project: float = 0.0

    def __post_init__(self) -> None:
        require_share(self.team, "correlation", "the share of the team")
        require_share(self.project, "correlation", "the share of the project")
        require(self.team + self.project <= 1.0, "correlation", "team and project together must not exceed 1")
