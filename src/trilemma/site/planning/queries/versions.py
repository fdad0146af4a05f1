"""Plans side by side: a baseline, a scenario and the live plan, activity by activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from trilemma.engine.api import BaselineEntry, TrilemmaError, from_minor, live_schedule, schedule_cost
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.models import Baseline
from trilemma.site.planning.queries.cells import mode_in_force
from trilemma.site.planning.queries.dates import dates_of
from trilemma.site.planning.queries.outline import NONE, outline_of

_EPOCH = datetime.fromisoformat("1970-01-01T00:00+00:00")


@dataclass(frozen=True, slots=True)
class Version:
    """One of the plans that are compared: its name, and dates, effort and cost of each task and milestone."""

    name: str
    titles: Mapping[str, str]
    entries: Mapping[str, BaselineEntry]

    @property
    def finish(self) -> datetime | None:
        """The last finish."""
        return max((entry.finish for entry in self.entries.values()), default=None)

    @property
    def cost(self) -> Decimal:
        """All costs together."""
        return sum((entry.cost for entry in self.entries.values()), Decimal())


@dataclass(frozen=True, slots=True)
class Compared:
    """One activity in two versions; what is None is not there."""

    name: str
    kind: str
    before: BaselineEntry | None
    after: BaselineEntry | None

    @property
    def days_later(self) -> int:
        """By how many days it finishes later, negative where earlier."""
        if self.before is None or self.after is None:
            return 0
        return (self.after.finish.date() - self.before.finish.date()).days

    @property
    def effort_more(self) -> float:
        """By how many hours its effort, or else its duration, is more."""
        if self.before is None or self.after is None:
            return 0
        more = self.after.effort_minutes - self.before.effort_minutes
        return (more or self.after.duration_minutes - self.before.duration_minutes) / 60

    @property
    def cost_more(self) -> Decimal:
        """By how much it costs more."""
        new = self.after.cost if self.after else Decimal()
        return new - (self.before.cost if self.before else Decimal())


def live_version(compiled: Compiled, name: str) -> Version:
    """Return a plan as it is now, by its live dates."""
    plan, dates, outline = compiled.plan, dates_of(compiled), outline_of(compiled)
    try:
        costs = schedule_cost(*live_schedule(plan)).by_activity
    except TrilemmaError:
        costs = {}
    zone = ZoneInfo(plan.time_zone)
    entries, titles = {}, {}
    for row, key in enumerate(outline.names):
        if int(outline.leaf[row]) == NONE:
            continue
        activity = plan.activity_by_id[key]
        _number, mode = mode_in_force(activity, plan.adopted.mode_of(key))
        effort = round(mode.effort.likely) if mode is not None and mode.effort is not None else 0
        start, finish = (
            (_EPOCH + timedelta(minutes=int(at[row]))).astimezone(zone) for at in (dates.start, dates.finish)
        )
        cost = from_minor(costs.get(key, 0), plan.currency)
        entries[key] = BaselineEntry(key, start, finish, int(dates.duration[row]), effort, cost)
        titles[key] = activity.name or key
    return Version(name, titles, entries)


def baseline_version(compiled: Compiled, baseline: Baseline) -> Version:
    """Return a plan as it was frozen."""
    frozen = next(each for each in compiled.plan.baselines if each.id == baseline.key)
    titles = {each.id: each.name or each.id for each in compiled.plan.activities}
    if baseline.document:
        titles |= {each["id"]: each.get("name") or each["id"] for each in baseline.document.get("activity", ())}
    leaves = {entry.activity: entry for entry in frozen.entries if entry.activity not in compiled.plan.children}
    return Version(baseline.name, titles, leaves)


def compare(before: Version, after: Version) -> Sequence[Compared]:
    """Return the activities that differ, in the order of the later version, those that are gone last."""
    found = []
    for key in [*after.entries, *(key for key in before.entries if key not in after.entries)]:
        old, new = before.entries.get(key), after.entries.get(key)
        kind = _kind(old, new)
        if kind:
            found.append(Compared(after.titles.get(key) or before.titles.get(key) or key, kind, old, new))
    return found


def _kind(old: BaselineEntry | None, new: BaselineEntry | None) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    if (old.effort_minutes or old.duration_minutes) != (new.effort_minutes or new.duration_minutes):
        return "re-estimated"
    if (old.start, old.finish) != (new.start, new.finish):
        return "moved"
    return "dearer" if old.cost != new.cost else ""
