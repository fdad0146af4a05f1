"""JSON and iCalendar."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.strategies import plans
from trilemma.engine.api import InputError, Plan, Schedule, ScheduledActivity, TrilemmaError
from trilemma.files import read_plan, write_plan
from trilemma.files.icalendar import write_icalendar
from trilemma.files.plan_json import plan_of_tables, plan_tables, read_plan_json, write_plan_json
from trilemma.files.samples import sample_names, sample_plan


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
@given(plan=plans())
def test_reading_json_that_was_written_gives_the_same_plan(plan: Plan) -> None:
    assert read_plan_json(write_plan_json(plan).encode()) == plan


@pytest.mark.parametrize(
    "text, place, message",
    [
        ("{", "plan.json:1:2", "no valid JSON"),
        ("[]", "plan.json", "an object with the tables"),
        ("[" * 100_000, "plan.json", "nested too deeply"),
        ('{"format": NaN}', "plan.json", "a number that cannot be read"),
        ('{"format": ' + "9" * 5000 + "}", "plan.json", "a number that cannot be read"),
        (
            '{"format": 1, "project": {"id": "x", "start": "2027-01-11", "tsk": 1}}',
            "plan.json",
            "project, tsk: the key 'tsk' is unknown",
        ),
        (
            '{"format": 1, "project": {"id": "x", "start": "2027-01-11"}, "risk": [{"id": "r", "probability": 2, "cost": 1}]}',
            "plan.json",
            "risk r: the probability",
        ),
    ],
)
def test_wrong_json_ends_in_one_error(text: str, place: str, message: str) -> None:
    with pytest.raises(TrilemmaError) as caught:
        read_plan_json(text.encode())
    assert message in caught.value.message
    assert caught.value.place == place


@pytest.mark.parametrize("name", sample_names())
def test_a_calendar_has_an_event_for_each_task_and_milestone(name: str) -> None:
    plan = sample_plan(name)
    written = write_icalendar(plan)
    events = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert len(events) == len(plan.leaves)
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert written == write_icalendar(sample_plan(name))


def test_events_are_those_of_the_schedule() -> None:
    plan = sample_plan("website-relaunch")
    schedule = Schedule(
        (ScheduledActivity("kick-off", 2 * 1440, 3 * 1440, "normal"), ScheduledActivity("go-live", 99, 99))
    )
    events = {
        str(each["summary"]): each
        for each in icalendar.Calendar.from_ical(write_icalendar(plan, schedule)).walk("VEVENT")
    }
    assert set(events) == {"Kick-off with the customer", "The new website is live"}
    first = events["Kick-off with the customer"]
    assert (first.decoded("dtstart") - plan.origin).total_seconds() == 2 * 86_400
    assert (first.decoded("dtend") - first.decoded("dtstart")).total_seconds() == 86_400
    assert "dtend" not in events["The new website is live"]
    assert events["The new website is live"]["transp"] == "TRANSPARENT"


@pytest.mark.parametrize("ending", [".toml", ".json"])
def test_files_are_written_and_read_back_by_their_ending(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"plan{ending}"
    plan = sample_plan("data-centre-migration")
    write_plan(plan, path)
    assert read_plan(path) == plan
    assert read_plan(path.read_bytes(), name="plan") == plan


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ics"])
def test_lists_and_calendars_are_written_by_their_ending(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"plan{ending}"
    write_plan(sample_plan("data-centre-migration"), path)
    assert path.stat().st_size > 1000


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    plan = sample_plan("data-centre-migration")
    with pytest.raises(InputError, match="no plan is written to files of this kind"):
        write_plan(plan, tmp_path / "plan.xyz")
    with pytest.raises(InputError, match="cannot be written"):
        write_plan(plan, tmp_path / "missing" / "plan.toml")
    assert json.loads(write_plan_json(plan))["project"]["id"] == "data-centre-migration"


@pytest.mark.parametrize("name", sample_names())
def test_the_tables_of_a_plan_go_through_plain_json_and_come_back_as_the_same_plan(name: str) -> None:
    plan = sample_plan(name)
    assert plan_of_tables(json.loads(json.dumps(plan_tables(plan))), "tables") == plan
