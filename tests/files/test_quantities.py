"""Quantities: what is written is read back exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilemma.engine.api import InputError
from trilemma.files.quantities import DayUnits, format_share, format_span, parse_money, parse_share, parse_span

OFFICE = DayUnits()
SHORT_DAYS = DayUnits(450, 2250, 21)
minutes = st.integers(-(10**8), 10**8) | st.floats(0, 10**6).filter(lambda value: value == 0 or value > 1e-12)


@given(
    minutes=minutes, units=st.sampled_from([OFFICE, SHORT_DAYS]), elapsed=st.booleans(), largest=st.sampled_from("dh")
)
def test_a_written_length_of_time_is_read_back_exactly(
    *,
    minutes: float,
    units: DayUnits,
    elapsed: bool,
    largest: str,
) -> None:
    span = parse_span(format_span(minutes, units, elapsed=elapsed, largest=largest), units)
    assert (float(span.minutes), span.elapsed) == (float(minutes), elapsed)


@given(share=st.floats(0, 1))
def test_a_written_share_is_read_back_exactly(share: float) -> None:
    assert float(parse_share(format_share(share))) == share


@pytest.mark.parametrize(
    "value, text",
    [
        (0, "0min"),
        (60, "1h"),
        (90, "1.5h"),
        (240, "0.5d"),
        (480, "1d"),
        (1200, "2.5d"),
        (1500, "25h"),
        (17, "17min"),
        (0.1, "0.1min"),
        (-480, "-1d"),
    ],
)
def test_the_largest_short_unit_is_written(value: float, text: str) -> None:
    assert format_span(value, OFFICE) == text


@pytest.mark.parametrize(
    "text, amount",
    [
        (12500, "12500"),
        ("12 500 EUR", "12500"),
        ("EUR 95.50", "95.50"),
        ("12'500.00", "12500"),
        ("12\u202f500\u00a0EUR", "12500"),
        (Decimal("0.5"), "0.5"),
    ],
)
def test_money_is_read_in_the_projects_currency(text: str | int | Decimal, amount: str) -> None:
    assert parse_money(text, "EUR") == Decimal(amount)


@pytest.mark.parametrize(
    "text, message",
    [
        ("12.500 EUR", "thousands or decimals"),
        ("900 USD", "currency EUR"),
        ("EUR 5 USD", "currency EUR"),
        ("12,50", "no amount"),
        ("much", "no amount"),
        (Decimal("1e40"), "a plan can hold"),
    ],
)
def test_money_that_could_be_misread_is_refused(text: str | Decimal, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_money(text, "EUR")


def test_three_decimals_are_right_where_the_currency_has_three() -> None:
    assert parse_money("12.500 KWD", "KWD") == Decimal("12.500")


@pytest.mark.parametrize("text", ["3", "d", "", "3x", "1d 1ed", "3 d d", "1e3d", "9999999999999d"])
def test_a_length_of_time_without_a_known_unit_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_span(text, OFFICE)
