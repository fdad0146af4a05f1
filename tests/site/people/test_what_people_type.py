"""Shares, numbers of people, money and skills as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from trilemma.site.core.errors import RuleError
from trilemma.site.people.convert import (
    at_day,
    format_people,
    format_share,
    format_skills,
    overtime_words,
    parse_money,
    parse_people,
    parse_share,
    parse_skills,
)


@pytest.mark.parametrize(
    "text, permille",
    [("80%", 800), ("80", 800), ("0.8", 800), ("0,8", 800), ("100 %", 1000), ("1", 1000), ("62.5%", 625), ("1%", 10)],
)
def test_part_time(text: str, permille: int) -> None:
    assert parse_share(text) == permille


@pytest.mark.parametrize("text", ["", "half", "120%", "-5%", "nan", "33.33%", "inf"])
def test_no_part_time(text: str) -> None:
    with pytest.raises(RuleError):
        parse_share(text)


def test_numbers_of_people() -> None:
    assert [parse_people(text) for text in ("2", "2.5", "2,5", "0")] == [2000, 2500, 2500, 0]
    assert [format_people(permille) for permille in (2000, 2500, 0)] == ["2", "2.5", "0"]
    with pytest.raises(RuleError):
        parse_people("many")


def test_money_per_hour() -> None:
    assert [parse_money(text) for text in ("85", "85,50", "1 200.5", "")] == [
        Decimal(85),
        Decimal("85.50"),
        Decimal("1200.50"),
        None,
    ]
    for text in ("-1", "1.234", "cheap", "1e12"):
        with pytest.raises(RuleError):
            parse_money(text)


def test_skills_with_levels() -> None:
    text = "Python 3, SAP FI; C++: 2\n Go"
    assert parse_skills(text) == {"Python": 3, "SAP FI": 1, "C++": 2, "Go": 1}
    assert format_skills(parse_skills(text).items()) == "Python 3, SAP FI, C++ 2, Go"
    assert parse_skills(" , ") == {}


@pytest.mark.parametrize("text", ["Go 0", "Go 101", "Go, go 2", "x" * 61, 'a"b'])
def test_no_skills(text: str) -> None:
    with pytest.raises(RuleError):
        parse_skills(text)


def test_what_holds_on_a_day() -> None:
    entries: list[dict[str, Any]] = [{"first": None, "permille": 1000}, {"first": "2026-09-01", "permille": 800}]
    assert [at_day(entries, date(2026, month, 1), 7) for month in (8, 9)] == [1000, 800]
    assert at_day([], date(2026, 8, 1), 1000) == 1000


def test_shares_in_percent() -> None:
    assert [format_share(permille) for permille in (1000, 625, 0)] == ["100%", "62.5%", "0%"]


def test_overtime_rules_in_words() -> None:
    assert overtime_words(None) == overtime_words("none") == "No overtime."
    assert overtime_words("EU") == (
        "At most 2 h more a day and 8 h a week; 48 h a week on average over 17 weeks; 11 h of rest between two days."
    )
    own = {"per_day": "90min", "per_week": "4h", "rest": "12h"}
    assert overtime_words(own) == "At most 1.5 h more a day and 4 h a week; 12 h of rest between two days."
