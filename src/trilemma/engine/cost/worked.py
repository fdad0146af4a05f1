"""Who is paid for which minutes of an activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from trilemma.engine.calendars import Timeline, intersection
from trilemma.engine.plan import PERMILLE, Activity, Mode, Plan
from trilemma.engine.plan.picks import picks_of
from trilemma.engine.plan.timelines import Workforce
from trilemma.engine.plan.workforce import Presence


@dataclass(frozen=True, slots=True)
class Paid:
    """One who works on an activity: when in regular time, when in overtime, and for which share of the time.

    ``resource`` is None for somebody who is still to be picked; ``pick`` counts the mode's picks then.
    """

    resource: str | None
    pick: int | None
    permille: int
    regular: Timeline
    overtime: Timeline


class PaidTime:
    """Finds who is paid when for the modes of a plan, each timeline once."""

    def __init__(self, plan: Plan, workforce: Workforce) -> None:
        self._plan = plan
        self._horizon = workforce.horizon
        self._presences: dict[str, Presence] = dict(zip(plan.arrays.resource_ids, workforce.presences, strict=True))
        rows = zip((c.id for c in plan.calendars), workforce.calendar_timeline, strict=True)
        self._calendars: dict[str, Timeline] = {name: workforce.timelines[int(row)] for name, row in rows}
        self._never = Timeline.of([], [], [], self._horizon)
        self._always = Timeline.continuous(self._horizon)

    def of(self, activity: Activity, mode: Mode, people: Sequence[str] = ()) -> tuple[Paid, ...]:
        """Return everyone who is paid for a mode.

        With a fixed duration all are paid for the time in which all are there; for effort each is paid for the own
        time, overtime included; an elapsed duration is paid around the clock.
        """
        crew = self._crew(mode, people)
        if mode.elapsed:
            return tuple(Paid(name, pick, share, self._always, self._never) for name, pick, share in crew)
        if mode.effort is None:
            together = self._together(activity, mode, crew)
            return tuple(Paid(name, pick, share, together, self._never) for name, pick, share in crew)
        return tuple(
            Paid(name, pick, share, *self._own(activity, mode, name, pick, share)) for name, pick, share in crew
        )

    def _crew(self, mode: Mode, people: Sequence[str]) -> tuple[tuple[str | None, int | None, int], ...]:
        single = [(d.resource, None, d.permille) for d in mode.demands if d.resource in self._presences]
        picks = picks_of(self._plan, mode)
        places = [(number, pick.permille) for number, pick in enumerate(picks) for _ in range(pick.count)]
        if len(people) == len(places):
            chosen = [(name, None, share) for name, (_, share) in zip(people, places, strict=True)]
            return (*single, *chosen)
        return (*single, *((None, number, share) for number, share in places))

    def _own(
        self, activity: Activity, mode: Mode, name: str | None, pick: int | None, share: int
    ) -> tuple[Timeline, Timeline]:
        if name is None:
            return _within(self._assumed(mode, pick), self._mask(activity)), self._never
        return _own_time(self._presences[name], share, self._mask(activity))

    def _mask(self, activity: Activity) -> Timeline | None:
        return None if activity.calendar is None else self._calendars[activity.calendar]

    def _assumed(self, mode: Mode, pick: int | None) -> Timeline:
        """Return the calendar on which somebody who is still to be picked is taken to work."""
        chosen = picks_of(self._plan, mode)[pick or 0]
        team = self._plan.team_by_id.get(chosen.team or "")
        return self._calendars[(team.calendar if team else None) or self._plan.calendar]

    def _together(self, activity: Activity, mode: Mode, crew: Sequence[tuple[str | None, int | None, int]]) -> Timeline:
        present = tuple((self._presences[name], share) for name, _, share in crew if name is not None)
        assumed = tuple(self._assumed(mode, pick) for name, pick, _ in crew if name is None)
        return _all_there(present, assumed, self._mask(activity), self._calendars[self._plan.calendar])


@lru_cache(maxsize=512)
def _own_time(who: Presence, share: int, mask: Timeline | None) -> tuple[Timeline, Timeline]:
    """Return regular time and overtime in which a share of somebody gets on; the same objects for the same presence."""
    gets_on = (who.amounts >= share) & (share * who.productivity >= PERMILLE)
    regular, overtime = _part(who, gets_on & ~who.overtime), _part(who, gets_on & who.overtime)
    return _within(regular, mask), _within(overtime, mask)


@lru_cache(maxsize=512)
def _all_there(
    present: tuple[tuple[Presence, int], ...],
    assumed: tuple[Timeline, ...],
    mask: Timeline | None,
    otherwise: Timeline,
) -> Timeline:
    """Return the time in which all are there; the same object for the same presences."""
    lines = [*(who.fixed(share) for who, share in present), *assumed, *(() if mask is None else (mask,))]
    return intersection(lines) if lines else otherwise


def _part(who: Presence, keep: npt.NDArray[np.bool_]) -> Timeline:
    return Timeline.of(who.starts[keep], who.finishes[keep], PERMILLE, who.horizon_minutes)


@lru_cache(maxsize=512)
def _within(line: Timeline, mask: Timeline | None) -> Timeline:
    return line if mask is None else intersection([line, mask])
