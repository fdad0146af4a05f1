"""What one row of the plan page shows beside its dates; rows that have not changed keep their cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from trilemma.engine.api import PERMILLE, Activity, Demand, Mode, Pick, Plan
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.convert.rows import Row
from trilemma.site.planning.queries.dates import minute_of

NO_MEASURE, DURATION, EFFORT, ELAPSED = 0, 1, 2, 3


class Cells(NamedTuple):
    """One row, in the names and forms of the page's columns."""

    id: str
    version: int
    name: str
    measure: int
    low: int | None
    likely: int | None
    high: int | None
    done: int | None
    actual_start: int | None
    actual_finish: int | None
    deadline: int | None
    constraints: tuple[tuple[str, int | None], ...] | None
    people: tuple[str, tuple[str, ...]] | None
    modes: tuple[tuple[str, str], ...] | None
    mode: int | None
    work_kind: str | None
    deliverable: str | None
    note: int | None


NAMES: Final = Cells._fields


def cells_of(compiled: Compiled) -> dict[int, Cells]:
    """Return the cells of every row by primary key; those of unchanged rows are the same objects as before."""
    found = compiled.derived.get("cells")
    if found is None:
        known: _Known | None = compiled.derived.get("known_cells")
        compiled.derived["known_cells"] = kept = _kept(compiled, known)
        found = compiled.derived["cells"] = kept.cells
    return found


class _Known(NamedTuple):
    """Cells of a state of a plan, with what they were made of."""

    activities: Mapping[int, Row]
    modes: Mapping[str, str]
    cells: dict[int, Cells]


def _kept(compiled: Compiled, known: _Known | None) -> _Known:
    activities, modes = compiled.rows.activities, compiled.plan.adopted.mode_by_activity
    before, changed, _links = compiled.derived.get("step", (None, frozenset(), frozenset()))
    if known is None or before is None or known.activities is not before.activities or known.modes != modes:
        return _Known(activities, modes, _renewed(compiled, activities, known, modes))
    cells = {**known.cells, **_renewed(compiled, [pk for pk in changed if pk in activities], known, modes)}
    for pk in changed:
        if pk not in activities:
            cells.pop(pk, None)
    return _Known(activities, modes, cells)


def _renewed(
    compiled: Compiled, keys: Iterable[int], known: _Known | None, modes: Mapping[str, str]
) -> dict[int, Cells]:
    """Return the cells of rows; where nothing differs from the known ones these stay the same objects."""
    found = {}
    for pk in keys:
        activity = compiled.parts.activities[pk]
        cells = _cells(compiled.plan, compiled.rows.activities[pk], activity, modes.get(activity.id))
        before = known.cells.get(pk) if known is not None else None
        found[pk] = before if before == cells and before is not None else cells
    return found


def mode_in_force(activity: Activity, adopted: str | None) -> tuple[int | None, Mode | None]:
    """Return the number of the mode in force and the mode: the adopted one, else the first."""
    for number, mode in enumerate(activity.modes):
        if mode.id == adopted:
            return number, mode
    return (0, activity.modes[0]) if activity.modes else (None, None)


def _cells(plan: Plan, row: Row, activity: Activity, adopted: str | None) -> Cells:
    number, mode = mode_in_force(activity, adopted)
    progress, deadline = activity.progress, activity.deadline
    measure, low, likely, high = _estimate(mode)
    return Cells(
        id=row["public_id"],
        version=row["version"],
        name=row["name"],
        measure=measure,
        low=low,
        likely=likely,
        high=high,
        done=done_permille(activity, mode),
        actual_start=_minute(progress.actual_start if progress else None),
        actual_finish=_minute(progress.actual_finish if progress else None),
        deadline=_minute(deadline.at if deadline else None),
        constraints=tuple((str(each.kind), _minute(each.at)) for each in activity.constraints) or None,
        people=(people_text(plan, mode), tuple(_who(plan, mode, activity))) if mode and _staffed(mode) else None,
        modes=tuple((each.id, mode_name(each)) for each in activity.modes) if len(activity.modes) > 1 else None,
        mode=number if len(activity.modes) > 1 else None,
        work_kind=activity.work_kind,
        deliverable=activity.deliverable,
        note=1 if activity.note else None,
    )


def mode_name(mode: Mode) -> str:
    """Return what people call a mode."""
    return mode.name or mode.id


def _staffed(mode: Mode) -> bool:
    return bool(mode.demands or mode.picks)


def _minute(instant: datetime | None) -> int | None:
    return None if instant is None else minute_of(instant)


def _estimate(mode: Mode | None) -> tuple[int, int | None, int | None, int | None]:
    if mode is None:
        return NO_MEASURE, None, None, None
    measure = EFFORT if mode.effort is not None else ELAPSED if mode.elapsed else DURATION
    estimate = mode.estimate
    likely = round(estimate.likely)
    if estimate.low == estimate.high:
        return measure, None, likely, None
    return measure, round(estimate.low), likely, round(estimate.high)


def done_permille(activity: Activity, mode: Mode | None) -> int | None:
    """Return how much is done: as reported, else what is not remaining, else everything where it is finished."""
    progress = activity.progress
    if progress is None:
        return None
    if progress.finished:
        return PERMILLE
    if progress.complete_permille is not None:
        return progress.complete_permille
    if progress.remaining is not None and mode is not None and mode.estimate.likely:
        return max(0, round(PERMILLE * (1 - progress.remaining.likely / mode.estimate.likely)))
    return 0 if progress.started else None


def people_text(plan: Plan, mode: Mode) -> str:
    """Return who does it as people type it: ``Anna Berg, Back end x2, Ben 50%, any PHP level 2``."""
    return ", ".join([*(_demand(plan, each) for each in mode.demands), *(_pick(plan, each) for each in mode.picks)])


def _demand(plan: Plan, demand: Demand) -> str:
    name = name_of(plan, demand.resource)
    if demand.permille == PERMILLE:
        return name
    if demand.permille > PERMILLE:
        return f"{name} x{demand.permille / PERMILLE:g}"
    return f"{name} {demand.permille / 10:g}%"


def _pick(plan: Plan, pick: Pick) -> str:
    count = f"{pick.count} " if pick.count > 1 else ""
    level = f" level {pick.level}" if pick.level > 1 else ""
    share = f" {pick.permille / 10:g}%" if pick.permille != PERMILLE else ""
    team = f" from {name_of(plan, pick.team)}" if pick.team and pick.skill else ""
    what = pick.skill or name_of(plan, pick.team or "")
    return f"{count}any {what}{level}{team}{share}"


def name_of(plan: Plan, resource: str) -> str:
    """Return the name of a team or person."""
    owner = plan.team_by_id.get(resource) or plan.person_by_id.get(resource)
    return (owner.name or owner.id) if owner else resource


def _who(plan: Plan, mode: Mode, activity: Activity) -> Iterator[str]:
    """Yield the teams and persons that a filter should find: those demanded, picked from and chosen."""
    yield from dict.fromkeys(
        (
            *(each.resource for each in mode.demands),
            *(each.team for each in mode.picks if each.team),
            *plan.adopted.people_of(activity.id),
        )
    )
