"""Units of time, share and money: one name and one number for each."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from trilemma.engine.errors import InputError

MINUTES_PER_HOUR: Final = 60
MINUTES_PER_DAY_ELAPSED: Final = 1440
MINUTES_PER_WEEK_ELAPSED: Final = 7 * MINUTES_PER_DAY_ELAPSED
PERMILLE: Final = 1000
"""One full person or one unit of capacity, in thousandths."""

USUAL_EXPONENT: Final = 2
_CURRENCIES_BY_EXPONENT: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_EXPONENT_OF: Final = {code: exponent for exponent, codes in _CURRENCIES_BY_EXPONENT.items() for code in codes.split()}
LARGEST_AMOUNT: Final = 10**14
"""No amount of money is larger, so that sums of minor units fit into 64 bits."""
_CURRENCY = re.compile(r"[A-Z]{3}")


def currency_exponent(currency: str) -> int:
    """Find the number of decimal digits of a currency's minor unit.

    Parameters
    ----------
    currency
        ISO 4217 code, three capital letters, such as ``"EUR"``.

    Returns
    -------
    int
        2 for most currencies, 0 for the yen, 3 for the Kuwaiti dinar; 2 for a code that the table does not name.

    Raises
    ------
    InputError
        If the code is not three capital letters.

    References
    ----------
    ISO 4217:2015, list one (currency and minor unit).
    """
    if not _CURRENCY.fullmatch(currency):
        raise InputError(f"a currency is three capital letters such as EUR, not {currency!r}", "currency")
    return _EXPONENT_OF.get(currency, USUAL_EXPONENT)


def to_minor(amount: Decimal, currency: str) -> int:
    """Express money as a whole number of minor units (cents), rounded half to even.

    Parameters
    ----------
    amount
        Money in the currency's main unit. More digits than the minor unit has are allowed, because rates and
        percentages make them; they are rounded half to even, so that many roundings do not drift.
    currency
        ISO 4217 code.

    Returns
    -------
    int
        Minor units.

    Raises
    ------
    InputError
        If the amount is not finite or larger than `LARGEST_AMOUNT`, or the code is not a currency code.
    """
    if not amount.is_finite():
        raise InputError(f"an amount of money must be finite, not {amount}", "money")
    if abs(amount) > LARGEST_AMOUNT:
        raise InputError(f"an amount of money must be at most {LARGEST_AMOUNT:,}, not {amount}", "money")
    return int(amount.scaleb(currency_exponent(currency)).to_integral_value(ROUND_HALF_EVEN))


def from_minor(minor: int, currency: str) -> Decimal:
    """Express money in the main unit, with exactly as many decimals as the currency has.

    Parameters
    ----------
    minor
        Whole minor units (cents).
    currency
        ISO 4217 code.

    Returns
    -------
    Decimal
        For example ``Decimal("12.50")`` for 1250 and ``"EUR"``; the inverse of `to_minor`.
    """
    return Decimal(minor).scaleb(-currency_exponent(currency))
