from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trilemma.engine.errors import InputError
from trilemma.engine.units import currency_exponent, from_minor, to_minor


@pytest.mark.parametrize("currency, exponent", [("EUR", 2), ("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("ZZZ", 2)])
def test_a_currency_has_the_decimals_of_the_standard(currency: str, exponent: int) -> None:
    assert currency_exponent(currency) == exponent


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "TND", "UYW"]))
def test_minor_units_become_money_and_back(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor


@pytest.mark.parametrize(
    "amount, currency, minor",
    [
        ("12.50", "EUR", 1250),
        ("0.005", "EUR", 0),
        ("0.015", "EUR", 2),
        ("-0.015", "EUR", -2),
        ("2.5", "JPY", 2),
        ("1E+3", "KWD", 1_000_000),
    ],
)
def test_more_digits_than_the_currency_has_are_rounded_half_to_even(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor


def test_money_shows_the_decimals_of_its_currency() -> None:
    assert str(from_minor(1250, "EUR")) == "12.50"
    assert str(from_minor(1250, "JPY")) == "1250"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_money_is_finite(amount: str) -> None:
    with pytest.raises(InputError, match="must be finite"):
        to_minor(Decimal(amount), "EUR")


@pytest.mark.parametrize("amount", ["1E+15", "-1E+15", "1E+999999", "100000000000000.01"])
def test_money_fits_into_the_solver(amount: str) -> None:
    with pytest.raises(InputError, match="at most 100,000,000,000,000"):
        to_minor(Decimal(amount), "EUR")


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "E R", "ÄÖÜ"])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(InputError, match="three capital letters"):
        to_minor(Decimal(1), currency)
