"""The whole plan for the plan page, in the words of its protocol."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from django.core.serializers.json import DjangoJSONEncoder

from trilemma.engine.api import Plan
from trilemma.site.planning.convert import Compiled
from trilemma.site.planning.queries.columns import encoded, encoded_all
from trilemma.site.planning.queries.dates import Dates, dates_of, minute_of, origin_minute
from trilemma.site.planning.queries.outline import outline_of
from trilemma.site.planning.queries.page_rows import page_columns, page_links

MONTH: Final = 30 * 24 * 60
_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00+00:00")


def plan_data(compiled: Compiled, *, baseline: str | None) -> dict[str, Any]:
    """Return what everybody who may see the plan gets; who they are and may do is added by the view.

    ``columns`` and ``links`` are JSON already, made once for each revision: see `assembled`.
    """
    plan, dates = compiled.plan, dates_of(compiled)
    calendar = plan.calendar_by_id[plan.calendar]
    return {
        "time_zone": clock_changes(plan.time_zone, dates.start_of_plan - MONTH, dates.finish_of_plan + 24 * MONTH),
        "units": {
            "minutes_per_day": calendar.minutes_per_day,
            "minutes_per_week": calendar.minutes_per_week,
            "days_per_month": calendar.days_per_month,
        },
        "status_date": None if plan.status_date is None else minute_of(plan.status_date),
        "start": dates.start_of_plan,
        "finish": dates.finish_of_plan,
        "calendar": {"working": working_spans(plan, dates)},
        "resources": resources_of(plan),
        "work_kinds": [{"id": kind.id, "name": kind.name or kind.id} for kind in plan.quality.kinds],
        "deliverables": [{"id": each.id, "name": each.name or each.id} for each in plan.deliverables],
        "baselines": [
            {"id": row["public_id"], "name": row["name"], "taken_on": minute_of(_day(str(row["taken_on"]), plan))}
            for row in compiled.rows.baselines
        ],
        "baseline": baseline,
    }


def columns_json(compiled: Compiled) -> str:
    """Return the columns that all readers may see as JSON, made once for each revision."""
    return _once(compiled, "columns_json", lambda: {"id": [], **encoded_all(page_columns(compiled))})


def links_json(compiled: Compiled) -> str:
    """Return the links as JSON, made once for each revision."""
    return _once(compiled, "links_json", lambda: page_links(compiled))


def assembled(data: Mapping[str, Any], columns: str, more_columns: Mapping[str, Any], links: str) -> str:
    """Return the answer: ``data`` with columns and links, which are JSON already."""
    head = as_json(data)
    more = as_json(more_columns)
    whole = columns if more == "{}" else f"{columns[:-1]}{',' if columns != '{}' else ''}{more[1:]}"
    return f'{head[:-1]},"columns":{whole},"links":{links}}}'


def as_json(value: object) -> str:
    """Return JSON without blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)


def baseline_columns(compiled: Compiled, public_id: str | None) -> dict[str, Any]:
    """Return the dates of a baseline, row by row."""
    row = next((each for each in compiled.rows.baselines if each["public_id"] == public_id), None)
    if row is None:
        return {}
    frozen = next(each for each in compiled.plan.baselines if each.id == row["key"])
    known = {entry.activity: entry for entry in frozen.entries}
    found = [known.get(name) for name in outline_of(compiled).names]
    return encoded_all(
        {
            "baseline_start": [None if entry is None else minute_of(entry.start) for entry in found],
            "baseline_finish": [None if entry is None else minute_of(entry.finish) for entry in found],
        }
    )


def counted(compiled: Compiled, counts: Mapping[str, int]) -> Any:  # noqa: ANN401 - a column in any form
    """Return a column of counts by the public ids of rows."""
    activities = compiled.rows.activities
    return encoded([counts.get(activities[key]["public_id"]) for key in outline_of(compiled).keys])


def resources_of(plan: Plan) -> list[dict[str, Any]]:
    """Return teams and persons as the page knows them."""
    teams = [{"id": team.id, "name": team.name or team.id, "kind": "team"} for team in plan.teams]
    people = [
        {"id": each.id, "name": each.name or each.id, "kind": "person", **({"team": each.team} if each.team else {})}
        for each in plan.people
    ]
    return [*teams, *people]


def clock_changes(name: str, first: int, last: int) -> dict[str, Any]:
    """Return the offsets of a time zone between two instants, found day by day and then to the minute."""
    zone = ZoneInfo(name)
    changes, offsets = [first - 1], [_offset(zone, first - 1)]
    day = 24 * 60
    for start in range(first, last, day):
        if _offset(zone, start + day) != offsets[-1]:
            low, high = start, start + day
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if _offset(zone, middle) == offsets[-1] else (low, middle)
            changes.append(high)
            offsets.append(_offset(zone, high))
    return {"name": name, "changes": changes, "offsets": offsets}


def working_spans(plan: Plan, dates: Dates) -> list[int]:
    """Return starts and finishes of the plan's usual working time, one after the other."""
    index = [each.id for each in plan.calendars].index(plan.calendar)
    force = plan.near_workforce
    line, origin = force.timelines[int(force.calendar_timeline[index])], origin_minute(plan)
    first, last = dates.start_of_plan - MONTH - origin, dates.finish_of_plan + MONTH - origin
    rows = slice(np.searchsorted(line.finishes, first), np.searchsorted(line.starts, last))
    found: list[int] = np.column_stack((line.starts[rows], line.finishes[rows])).ravel().__add__(origin).tolist()
    return found


def _once(compiled: Compiled, name: str, make: Any) -> str:  # noqa: ANN401 - a function
    if name not in compiled.derived:
        compiled.derived[name] = as_json(make())
    return str(compiled.derived[name])


def _offset(zone: ZoneInfo, minute: int) -> int:
    moment = (_EPOCH + timedelta(minutes=minute)).astimezone(zone)
    return round((moment.utcoffset() or timedelta()).total_seconds()) // 60


def _day(text: str, plan: Plan) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(plan.time_zone))


__all__: Sequence[str] = (
    "as_json",
    "assembled",
    "baseline_columns",
    "clock_changes",
    "columns_json",
    "counted",
    "links_json",
    "plan_data",
    "resources_of",
    "working_spans",
)
