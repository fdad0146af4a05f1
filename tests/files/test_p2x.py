"""ProTrack projects: network, baseline and tracking periods."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.real_data import real_data
from trilemma.engine.api import InputError, LinkType
from trilemma.files.imported import date_differences
from trilemma.files.p2x import read_p2x


def activity(uid: int, start: str, hours: int, fixed: int = 0) -> str:
    return (
        f"<Activity><UniqueID>{uid}</UniqueID><Name>A{uid}</Name><BaseLineStart>{start}</BaseLineStart>"
        f"<BaseLineDuration>{hours}</BaseLineDuration><FixedBaselineCost>{fixed}</FixedBaselineCost></Activity>"
    )


TRACKING = """<TrackingList><TrackingPeriod><EndDate>030320261700</EndDate></TrackingPeriod><TProTrackActivities-1>
<Activity>1</Activity><T><ActualStart>020320260800</ActualStart><ActualDuration>8</ActualDuration><RemainingDuration>0</RemainingDuration><PercentageComplete>1</PercentageComplete></T>
<Activity>2</Activity><T><ActualStart>030320260800</ActualStart><ActualDuration>8</ActualDuration><RemainingDuration>4</RemainingDuration><PercentageComplete>0.5</PercentageComplete><ActualCostDev>10</ActualCostDev></T>
</TProTrackActivities-1></TrackingList>"""

PROJECT = f"""<Project><NAME>House</NAME><Agenda><StartDate>020320260000</StartDate><NonWorkingHours>
{"".join(f"<Hour>{h}</Hour>" for h in (*range(8), 12, *range(17, 24)))}</NonWorkingHours><NonWorkingDays><Day>5</Day><Day>6</Day>
</NonWorkingDays><Holidays/></Agenda><Activities>{activity(1, "020320260800", 8, 100)}{activity(2, "030320260800", 16)}</Activities>
<Relations><Relation><FromTask>1</FromTask><ToTask>2</ToTask><LagType>2</LagType><Lag>0</Lag></Relation></Relations>
<ActivityGroups><ActivityGroup><UniqueID>9</UniqueID><Name>All</Name></ActivityGroup></ActivityGroups>
<OutlineList><List><Child><Type>1</Type><Data>9</Data><List><Child><Type>2</Type><Data>1</Data></Child></List></Child></List></OutlineList>
<Resources><Resource><FIELD0>1</FIELD0><FIELD1>Crew</FIELD1><FIELD771>50</FIELD771><FIELD780>2</FIELD780></Resource></Resources>
<ResourceAssignments><ResourceAssignment><FIELD1024>2</FIELD1024><FIELD1025>1</FIELD1025><FIELD1026>2</FIELD1026></ResourceAssignment></ResourceAssignments>
{TRACKING}</Project>"""


def test_a_project_is_read_with_baseline_and_tracking() -> None:
    imported = read_p2x(PROJECT.encode(), "house.p2x")
    plan = imported.plan
    assert plan.name == "House"
    assert [(a.id, a.parent) for a in plan.activities] == [("g9", None), ("1", "g9"), ("2", None)]
    assert [(link.predecessor, link.successor, link.type) for link in plan.links] == [("1", "2", LinkType.FINISH_START)]
    baseline = {entry.activity: (entry.finish, entry.cost) for entry in plan.baselines[0].entries}
    assert baseline["1"] == (datetime(2026, 3, 2, 17, tzinfo=UTC), Decimal("100.00"))
    assert baseline["2"] == (datetime(2026, 3, 4, 17, tzinfo=UTC), Decimal("1600.00"))
    first, second = plan.statuses[0].entries
    assert first.progress.actual_finish == datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert (second.progress.complete_permille, second.progress.actual_cost) == (500, Decimal("810.00"))
    assert second.progress.remaining is not None
    assert second.progress.remaining.likely == 240
    assert date_differences(imported) == ()


@pytest.mark.parametrize(
    "data,words",
    [
        (b"<Project>", "broken"),
        (b"<Project></Project>", "no ProTrack project"),
        (b'<?xml version="1.0" encoding="utf-99"?><Project/>', "unknown encoding"),
        (PROJECT.replace("<BaseLineDuration>16", "<BaseLineDuration>1e308").encode(), "a number up to"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Project>&b;</Project>', "document type"),
        (PROJECT.replace("<ToTask>2", "<ToTask>7").encode(), "not both exist"),
        (PROJECT.replace("<LagType>2", "<LagType>8").encode(), "one of 0 to 3"),
        (PROJECT.replace("<BaseLineDuration>16", "<BaseLineDuration>-16").encode(), "must not be negative"),
        (PROJECT.replace("030320260800</BaseLineStart>", "soon</BaseLineStart>").encode(), "'soon'"),
        (PROJECT.replace("<Hour>12", "<Hour>99").encode(), "up to 23"),
    ],
)
def test_bad_files_end_in_one_clear_error(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=r"house\.p2x") as caught:
        read_p2x(data, "house.p2x")
    assert words in caught.value.message


def test_real_projects_keep_the_starts_of_their_baselines() -> None:
    folder = real_data("dslib-real-projects") / "p2x"
    activities, moved, periods = 0, 0, 0
    for path in sorted(folder.glob("*.p2x"))[::3]:
        imported = read_p2x(path.read_bytes(), path.name)
        activities += len(imported.dates)
        moved += len(date_differences(imported))
        periods += len(imported.plan.statuses)
    assert activities > 300
    assert periods > 30
    assert moved <= activities * 0.03
