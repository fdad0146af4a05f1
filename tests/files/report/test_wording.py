"""Numbers in words, markup and axes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from trilemma.engine.api import Plan, Project
from trilemma.files.report.axes import Scale, day_ticks, round_ticks, weekends
from trilemma.files.report.markup import Markup, join, number, tag
from trilemma.files.report.wording import dearer, finish_day, later, money, plural, share, short_money, start_day

PLAN = Plan((Project("p"),), datetime(2027, 1, 4, tzinfo=UTC))


@given(st.text(), st.text())
def test_any_text_comes_back_from_markup_as_text(content: str, value: str) -> None:
    root = fromstring(tag("p", content, title=value))
    assert len(root) == 0
    assert list(root.keys()) == ["title"]
    kept = [letter for letter in content if letter.isalnum() and ord(letter) < 0xD800]
    assert [letter for letter in root.text or "" if letter.isalnum() and ord(letter) < 0xD800] == kept


def test_markup_is_not_escaped_twice() -> None:
    inner = tag("b", "a & b")
    assert tag("p", inner, "<") == "<p><b>a &amp; b</b>&lt;</p>"
    assert join([inner, "&"]) == Markup("<b>a &amp; b</b>&amp;")
    assert tag("a", class_="x", hidden=True, title=None, tabindex=0) == '<a class="x" hidden tabindex="0"></a>'
    assert [number(value) for value in (1.0, 1.25, -0.01, 1e6)] == ["1", "1.2", "0", "1000000"]


def test_a_finish_at_midnight_is_the_day_before() -> None:
    assert start_day(PLAN, 1440) == "5\u00a0Jan\u00a02027"
    assert finish_day(PLAN, 1440) == "4\u00a0Jan\u00a02027"
    assert finish_day(PLAN, 1441) == "5\u00a0Jan\u00a02027"


@pytest.mark.parametrize(
    "value, words",
    [(0.0, "0 %"), (0.001, "under 1 %"), (0.499, "50 %"), (0.999, "over 99 %"), (1.0, "100 %")],
)
def test_only_what_is_certain_is_called_certain(value: float, words: str) -> None:
    assert share(value).replace("\u202f", " ") == words


def test_differences_are_said_in_words() -> None:
    assert [later(minutes) for minutes in (0, 1440, -1440 * 2.5, 1440 * 20.4)] == [
        "same day", "1 day later", "2.5 days earlier", "20 days later",
    ]  # fmt: skip
    said = [dearer(PLAN, minor).replace("\u202f", " ") for minor in (10, 123_456_00, -5_00)]
    assert said == ["costs the same", "123 456 EUR more", "5 EUR less"]
    assert plural(1, "task") == "1 task"
    assert plural(2, "task and milestone", "tasks and milestones") == "2 tasks and milestones"
    assert money(PLAN, -1_234_50).replace("\u202f", " ") == "\u22121 234 EUR"
    assert [short_money(PLAN, v).replace("\u202f", " ") for v in (5_00, 175_000_00, 1_500_000_00)] == ["5", "175 k", "1.5 M"]  # fmt: skip


@given(st.floats(-1e9, 1e9), st.floats(0.001, 1e9), st.integers(2, 9))
def test_ticks_are_within_their_range_and_not_too_many(low: float, reach: float, most: int) -> None:
    high = low + reach
    ticks = round_ticks(low, high, most)
    slack = 1e-6 * max(reach, abs(low))
    assert len(ticks) <= most + 1
    assert all(low - slack <= tick <= high + slack for tick in ticks)


def test_round_ticks_are_round() -> None:
    assert round_ticks(0, 100, 6) == (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
    assert round_ticks(0.13, 0.98, 5) == (0.25, 0.5, 0.75)
    assert round_ticks(3, 3) == (3,)


def test_days_are_ticked_by_day_week_month_and_year() -> None:
    def labels(days: int, most: int) -> list[str]:
        return [tick.label for tick in day_ticks(PLAN, 60, 60 + 1440 * days, most)]

    assert labels(3, 6) == ["5 Jan 2027", "6 Jan", "7 Jan"]
    assert labels(21, 6) == ["11 Jan 2027", "18 Jan", "25 Jan"]
    assert labels(90, 6) == ["Feb 2027", "Mar", "Apr"]
    assert labels(1500, 6) == ["Jan 2028", "Jan 2029", "Jan 2030", "Jan 2031"]


def test_weekends_are_whole_saturdays_and_sundays() -> None:
    saturday = 5 * 1440
    first, second = (saturday, saturday + 2880), (saturday + 7 * 1440, saturday + 9 * 1440)
    assert list(weekends(PLAN, 0, 14 * 1440)) == [first, second]
    assert next(weekends(PLAN, 6 * 1440, 14 * 1440)) == first


def test_a_scale_of_one_value_puts_it_in_the_middle() -> None:
    assert Scale(5, 5, 0, 100)(5) == 50
    assert Scale(0, 10, 100, 0)(2) == 80
