"""Set one field of one row: what is typed becomes what the row keeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from trilemma.engine.api import PERMILLE, Activity
from trilemma.files.quantities import DayUnits, format_span
from trilemma.site.core.errors import RuleError
from trilemma.site.planning.actions.editing import values
from trilemma.site.planning.actions.editing.draft import Draft
from trilemma.site.planning.convert.rows import Row
from trilemma.site.planning.queries.cells import done_permille, mode_in_force
from trilemma.site.planning.queries.dates import dates_of, minute_of
from trilemma.site.planning.queries.outline import outline_of

PROGRESS_FIELDS: Final = frozenset({"done", "actual_start", "actual_finish", "remaining"})
"""What members of a project may report without being its managers."""
_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00+00:00")
OWN: Final = "own."


def set_field(draft: Draft, pk: int, name: str, value: Any) -> None:  # noqa: ANN401 - text, or a list of links
    """Give a field of a row a value as typed.

    Raises
    ------
    RuleError, PartError
        If it does not fit; the draft may have been changed by then and is to be thrown away.
    """
    if name.startswith(OWN):
        draft.put(pk, own_fields={**draft.row(pk)["own_fields"], name.removeprefix(OWN): str(value)})
        return
    setter = _SETTERS.get(name)
    if setter is None:
        raise RuleError(_("Activities have no field “%(name)s”.") % {"name": name})
    setter(draft, pk, value if name == "links" else str(value).strip())


def _name(draft: Draft, pk: int, value: str) -> None:
    if not value:
        raise RuleError(_("Give the activity a name."))
    draft.put(pk, name=value[:300])


def _text(column: str) -> Callable[[Draft, int, str], None]:
    def put(draft: Draft, pk: int, value: str) -> None:
        draft.put(pk, **{column: value})

    return put


# --- modes ----------------------------------------------------------------------------------------------------------


def _mode_number(draft: Draft, pk: int) -> int:
    """Return the number of the mode in force, as it would be."""
    row = draft.row(pk)
    adopted = _pairs(draft.head_value("adopted").get("modes", {})).get(row["key"])
    ids = [mode.get("id", "normal") for mode in row["modes"]]
    return ids.index(adopted) if adopted in ids else 0


def _pairs(modes: Any) -> dict[str, str]:  # noqa: ANN401 - a table, or a list of tables
    return dict(modes) if isinstance(modes, dict) else {each["activity"]: each["mode"] for each in modes}


def _put_mode(draft: Draft, pk: int, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Change the mode in force; a milestone gets its first."""
    if draft.is_summary(pk):
        raise RuleError(_("“%(name)s” is a summary: it is done by what lies below it.") % {"name": draft.title(pk)})
    modes = [dict(mode) for mode in draft.row(pk)["modes"]] or [{"id": "normal"}]
    number = _mode_number(draft, pk)
    modes[number] = change(modes[number])
    draft.put(pk, modes=modes)


def _duration(draft: Draft, pk: int, value: str) -> None:
    if not value or value.rstrip("dhwmoin ") in {"0", ""}:
        _kind(draft, pk, "milestone")
        return
    stated = values.length(value, "d")
    _put_mode(draft, pk, lambda mode: {**{k: v for k, v in mode.items() if k != "effort"}, "duration": stated})


def _effort(draft: Draft, pk: int, value: str) -> None:
    stated = values.length(value, "h")
    _put_mode(draft, pk, lambda mode: {**{k: v for k, v in mode.items() if k != "duration"}, "effort": stated})


def _people(draft: Draft, pk: int, value: str) -> None:
    row = draft.row(pk)
    if not row["modes"] and not value:
        return
    if not row["modes"] and not draft.is_summary(pk):
        raise RuleError(_("“%(name)s” is a milestone. Give it a duration or an effort first.") % {"name": row["name"]})
    demands, picks = values.staff(value, draft.base.people)
    stated = {**({"people": demands} if demands else {}), **({"picks": picks} if picks else {})}
    left_out = {"team", "people", "picks"}
    _put_mode(draft, pk, lambda mode: {**{k: v for k, v in mode.items() if k not in left_out}, **stated})


def _mode(draft: Draft, pk: int, value: str) -> None:
    row = draft.row(pk)
    if value not in {mode.get("id", "normal") for mode in row["modes"]}:
        raise RuleError(_("“%(name)s” has no way “%(mode)s”.") % {"name": draft.title(pk), "mode": value})
    adopted = draft.head_value("adopted")
    draft.head["adopted"] = {**adopted, "modes": {**_pairs(adopted.get("modes", {})), row["key"]: value}}


def _kind(draft: Draft, pk: int, value: str) -> None:
    row = draft.row(pk)
    if value == "milestone":
        if draft.is_summary(pk):
            raise RuleError(_("“%(name)s” is a summary: it is done by what lies below it.") % {"name": draft.title(pk)})
        draft.put(pk, modes=[])
        forget_modes(draft, row["key"])
    elif value == "task":
        if not row["modes"] and not draft.is_summary(pk):
            draft.put(pk, modes=[{"id": "normal", "duration": "1d"}])
    else:
        raise RuleError(_("An activity is a task or a milestone, not “%(value)s”.") % {"value": value})


def forget_modes(draft: Draft, *names: str) -> None:
    """Take activities out of what was adopted of modes."""
    adopted = draft.head_value("adopted")
    modes = _pairs(adopted.get("modes", {}))
    if modes.keys() & set(names):
        kept = {name: mode for name, mode in modes.items() if name not in names}
        draft.head["adopted"] = {**adopted, "modes": kept}


# --- dates ----------------------------------------------------------------------------------------------------------


def _constraint(draft: Draft, pk: int, value: str) -> None:
    draft.put(pk, constraints=values.constraints(value))


def _start(draft: Draft, pk: int, value: str) -> None:
    kept = {k: v for k, v in draft.row(pk)["constraints"].items() if k not in {"start_no_earlier", "must_start"}}
    draft.put(pk, constraints={**kept, "start_no_earlier": values.instant(value)} if value else kept)


def _finish(draft: Draft, pk: int, value: str) -> None:
    activity = draft.engine(pk)
    if not draft.row(pk)["modes"]:
        _start(draft, pk, value)
        return
    if activity is None or not activity.modes:
        raise RuleError(_("Give the activity a duration before its finish."))
    wanted = local_minute(draft, values.instant(value), finish=True)
    left, unit = _work_until(draft, activity, wanted)
    if left <= 0:
        raise RuleError(_("“%(name)s” cannot finish before it starts.") % {"name": draft.title(pk)})
    if activity.progress is not None and activity.progress.started:
        text = format_span(left, _units(draft, activity), elapsed=unit == "elapsed")
        _put_progress(draft, pk, remaining=text, complete=None)
        return
    _number, mode = mode_in_force(activity, draft.base.plan.adopted.mode_of(activity.id))
    estimate = mode.estimate if mode else None
    ratio = left / estimate.likely if estimate and estimate.likely else 1
    points = [estimate.low, estimate.likely, estimate.high] if estimate and estimate.low < estimate.high else [left]
    texts = [_span(draft, activity, round(point * ratio) if len(points) > 1 else left, unit) for point in points]
    key = "effort" if unit == "effort" else "duration"
    _put_mode(draft, pk, lambda table: {**table, key: texts[0] if len(texts) == 1 else texts})


def _span(draft: Draft, activity: Activity, minutes: float, unit: str) -> str:
    return format_span(minutes, _units(draft, activity), elapsed=unit == "elapsed")


def _units(draft: Draft, activity: Activity) -> DayUnits:
    calendar = draft.base.plan.calendar_by_id[activity.calendar or draft.base.plan.calendar]
    return DayUnits(calendar.minutes_per_day, calendar.minutes_per_week, calendar.days_per_month)


def _work_until(draft: Draft, activity: Activity, wanted: int) -> tuple[int, str]:
    """Return what is done between the live start, or the status date, and an instant, in the mode's own measure."""
    plan, dates = draft.base.plan, dates_of(draft.base)
    path = dates.path
    leaf = plan.arrays.activity_index[activity.id]
    number = int(path.graph.mode[leaf])
    origin = minute_of(path.graph.origin)
    start = int(path.early_start[leaf])
    if activity.progress is not None and activity.progress.started and plan.status_date is not None:
        start = max(start, minute_of(plan.status_date) - origin)
    if plan.arrays.mode_elapsed[number]:
        return wanted - origin - start, "elapsed"
    force = plan.near_workforce
    line = force.timelines[int(force.mode_timeline[number])]
    left = int(line.between(start, max(start, wanted - origin))) // PERMILLE
    return left, "effort" if plan.arrays.mode_effort[number] else "duration"


def local_minute(draft: Draft, text: str, *, finish: bool) -> int:
    """Return a date of the plan's clock in minutes since 1970 UTC; a bare date is its first or last minute."""
    zone = ZoneInfo(draft.base.plan.time_zone)
    moment = datetime.fromisoformat(text)
    if len(text) == 10 and finish:
        moment += timedelta(days=1)
    return minute_of(moment.replace(tzinfo=zone))


def local_text(draft: Draft, minute: int) -> str:
    """Return an instant as a date and time on the plan's clock."""
    moment = (_EPOCH + timedelta(minutes=minute)).astimezone(ZoneInfo(draft.base.plan.time_zone))
    return moment.replace(tzinfo=None).isoformat()


def _deadline(draft: Draft, pk: int, value: str) -> None:
    known = draft.row(pk)["deadline"]
    penalty = known.get("penalty_per_day") if isinstance(known, dict) else None
    if not value:
        draft.put(pk, deadline=None)
        return
    at = values.instant(value)
    draft.put(pk, deadline={"at": at, "penalty_per_day": penalty} if penalty else at)


# --- progress -------------------------------------------------------------------------------------------------------


def _put_progress(draft: Draft, pk: int, **changes: str | list[str] | None) -> None:
    if draft.is_summary(pk):
        raise RuleError(_("Progress is reported on what lies below “%(name)s”.") % {"name": draft.title(pk)})
    known: Mapping[str, Any] = draft.row(pk)["progress"] or {}
    merged = {**known, **changes}
    progress = {key: value for key, value in merged.items() if value is not None}
    draft.put(pk, progress=progress or None)


def _actual_start(draft: Draft, pk: int, value: str) -> None:
    if value:
        _put_progress(draft, pk, started=values.instant(value))
    else:
        _put_progress(draft, pk, started=None, finished=None, complete=None, remaining=None)


def _actual_finish(draft: Draft, pk: int, value: str) -> None:
    if not value:
        _put_progress(draft, pk, finished=None)
        return
    started = (draft.row(pk)["progress"] or {}).get("started") or _live_start(draft, pk)
    _put_progress(draft, pk, started=started, finished=values.instant(value), complete="100%", remaining=None)


def _done(draft: Draft, pk: int, value: str) -> None:
    stated = values.share(value or "0")
    known: Mapping[str, Any] = draft.row(pk)["progress"] or {}
    if float(stated.removesuffix("%")) == 0:
        _put_progress(draft, pk, complete=None, finished=None, remaining=None)
        return
    started = known.get("started") or _live_start(draft, pk)
    finished = None
    if float(stated.removesuffix("%")) == 100:
        finished = known.get("finished") or _live_finish(draft, pk, started)
    _put_progress(draft, pk, started=started, finished=finished, complete=stated, remaining=None)


def _remaining(draft: Draft, pk: int, value: str) -> None:
    started = (draft.row(pk)["progress"] or {}).get("started") or _live_start(draft, pk)
    unit = "h" if any("effort" in mode for mode in draft.row(pk)["modes"]) else "d"
    remaining = values.length(value, unit) if value else None
    _put_progress(draft, pk, started=started, remaining=remaining, complete=None)


def _live_start(draft: Draft, pk: int) -> str:
    """Return the live start, or the status date where that is earlier."""
    outline, dates = outline_of(draft.base), dates_of(draft.base)
    if pk not in outline.row_of:
        return str(draft.base.rows.head["start"])
    start = int(dates.start[outline.row_of[pk]])
    status = draft.base.plan.status_date
    return local_text(draft, start if status is None else min(start, minute_of(status)))


def _live_finish(draft: Draft, pk: int, started: str) -> str:
    """Return the live finish, or the status date where that is earlier, but not before the start."""
    outline, dates = outline_of(draft.base), dates_of(draft.base)
    first = local_minute(draft, started, finish=False)
    if pk not in outline.row_of:
        return started
    finish = int(dates.finish[outline.row_of[pk]])
    status = draft.base.plan.status_date
    return local_text(draft, max(first, finish if status is None else min(finish, minute_of(status))))


# --- what it belongs to ---------------------------------------------------------------------------------------------


def _work_kind(draft: Draft, pk: int, value: str) -> None:
    kinds = draft.base.rows.head["quality"].get("kind", [])
    draft.put(pk, work_kind=values.listed(value, kinds, _("kind of work")))


def _deliverable(draft: Draft, pk: int, value: str) -> None:
    known = [{"id": row["key"], "name": row["name"]} for row in draft.base.rows.parts.get("deliverable", ())]
    draft.put(pk, deliverable=values.listed(value, known, _("deliverable")))


def _calendar(draft: Draft, pk: int, value: str) -> None:
    draft.put(pk, calendar=values.listed(value, draft.base.people.get("calendar", []), _("calendar")))


def _priority(draft: Draft, pk: int, value: str) -> None:
    if not value.isdecimal() or int(value) > PERMILLE:
        raise RuleError(_("A priority is a whole number from 0 to 1000."))
    draft.put(pk, priority=int(value))


def _links(draft: Draft, pk: int, value: Any) -> None:  # noqa: ANN401 - checked here
    """Replace all links into a row; those that stay keep their rows."""
    wanted: dict[tuple[int, str], str] = {}
    for entry in _entries(value):
        before, type_ = draft.pk(entry[0]), entry[1].upper() or "FS"
        if type_ not in {"FS", "SS", "FF", "SF"}:
            raise RuleError(_("A link is FS, SS, FF or SF, not “%(type)s”.") % {"type": entry[1]})
        if before == pk:
            raise RuleError(_("An activity cannot wait for itself."))
        wanted[(before, type_)] = values.lag(entry[2])
    known: dict[tuple[int, str], int] = {}
    for key in draft.links_into(pk):
        link = draft.links[key]
        pair = (link["predecessor_id"], link["type"])
        if pair in wanted:
            known[pair] = key
        else:
            draft.drop_link(key)
    for (before, type_), lag in wanted.items():
        draft.put_link(before, pk, type_, lag, known.get((before, type_)))


def _entries(value: Any) -> list[tuple[str, str, str]]:  # noqa: ANN401 - checked here
    fits = isinstance(value, list) and all(
        isinstance(entry, list) and len(entry) == 3 and all(isinstance(part, str) for part in entry) for entry in value
    )
    if not fits:
        raise RuleError(_("Links are a list of activity, type and lag."))
    return [tuple(entry) for entry in value]


_SETTERS: Final[Mapping[str, Callable[[Draft, int, Any], None]]] = {
    "name": _name,
    "note": _text("note"),
    "duration": _duration,
    "effort": _effort,
    "start": _start,
    "finish": _finish,
    "links": _links,
    "people": _people,
    "mode": _mode,
    "constraint": _constraint,
    "deadline": _deadline,
    "actual_start": _actual_start,
    "actual_finish": _actual_finish,
    "done": _done,
    "remaining": _remaining,
    "kind_of_work": _work_kind,
    "deliverable": _deliverable,
    "calendar": _calendar,
    "priority": _priority,
    "kind": _kind,
}
FIELDS: Final = frozenset(_SETTERS)


def field_text(draft: Draft, pk: int, name: str) -> str:
    """Return what a field says, as text, so that two people's values can be compared."""
    row = draft.row(pk)
    reader = _TEXTS.get(name)
    return reader(draft, pk, row) if reader else str(row.get(name, ""))


def _mode_value(*keys: str) -> Callable[[Draft, int, Row], str]:
    def read(draft: Draft, pk: int, row: Row) -> str:
        if not row["modes"]:
            return ""
        mode = row["modes"][_mode_number(draft, pk)]
        found = [mode[key] for key in keys if key in mode]
        flat = [entry for value in found for entry in (value if isinstance(value, list) else [value])]
        joint = " / " if keys[0] in {"duration", "effort"} else ", "
        return joint.join(str(entry) for entry in flat)

    return read


def _constraint_text(_draft: Draft, _pk: int, row: Row) -> str:
    stated = row["constraints"].items()
    return ", ".join(key.replace("_", "-") + ("" if at is True else f" {at}") for key, at in stated)


def _links_text(draft: Draft, pk: int, _row: Row) -> str:
    numbers = {key: number for number, (key, _level) in enumerate(draft.outline, 1)}
    links = (draft.links[key] for key in draft.links_into(pk))
    return ", ".join(f"{numbers[each['predecessor_id']]}{each['type']}{each['lag']}" for each in links)


def _progress_text(key: str) -> Callable[[Draft, int, Row], str]:
    return lambda _draft, _pk, row: str((row["progress"] or {}).get(key, ""))


def _done_text(draft: Draft, pk: int, _row: Row) -> str:
    activity = draft.engine(pk)
    done = None if activity is None else done_permille(activity, mode_in_force(activity, None)[1])
    return "" if done is None else f"{done / 10:g}%"


_TEXTS: Final[Mapping[str, Callable[[Draft, int, Row], str]]] = {
    "duration": _mode_value("duration"),
    "effort": _mode_value("effort"),
    "people": _mode_value("team", "people", "picks"),
    "mode": lambda draft, pk, row: row["modes"][_mode_number(draft, pk)].get("id", "normal") if row["modes"] else "",
    "constraint": _constraint_text,
    "start": lambda _draft, _pk, row: str(row["constraints"].get("start_no_earlier", "")),
    "finish": _mode_value("duration", "effort"),
    "links": _links_text,
    "deadline": lambda _d, _p, row: str(
        row["deadline"]["at"] if isinstance(row["deadline"], dict) else row["deadline"] or ""
    ),
    "actual_start": _progress_text("started"),
    "actual_finish": _progress_text("finished"),
    "remaining": _progress_text("remaining"),
    "done": _done_text,
    "kind_of_work": lambda _draft, _pk, row: str(row["work_kind"]),
    "kind": lambda _draft, _pk, row: "task" if row["modes"] else "milestone",
}
COLUMNS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("duration", "effort", "people", "kind"), frozenset({"modes"})),
    **dict.fromkeys(("done", "actual_start", "actual_finish", "remaining"), frozenset({"progress"})),
    **dict.fromkeys(("start", "constraint"), frozenset({"constraints"})),
    "finish": frozenset({"modes", "constraints"}),
    "kind_of_work": frozenset({"work_kind"}),
}
"""The columns in which a field is kept, where they are called otherwise."""
