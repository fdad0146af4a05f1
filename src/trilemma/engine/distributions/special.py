"""SciPy's special functions, loaded when one is first called: a plan that is only read or scheduled asks for none."""

from __future__ import annotations

from typing import Any


def ndtr(score: Any) -> Any:  # noqa: ANN401 - a number or an array, and back
    """Return the standard normal distribution's share below a score."""
    from scipy import special  # noqa: PLC0415 - a fifth of a second, as in every function here

    return special.ndtr(score)


def ndtri(share: Any) -> Any:  # noqa: ANN401 - as above
    """Return the standard normal distribution's quantile."""
    from scipy import special  # noqa: PLC0415 - as above

    return special.ndtri(share)


def betainc(a: Any, b: Any, x: Any) -> Any:  # noqa: ANN401 - as above
    """Return the share of a beta distribution below ``x``."""
    from scipy import special  # noqa: PLC0415 - as above

    return special.betainc(a, b, x)


def betaincinv(a: Any, b: Any, share: Any) -> Any:  # noqa: ANN401 - as above
    """Return a beta distribution's quantile."""
    from scipy import special  # noqa: PLC0415 - as above

    return special.betaincinv(a, b, share)
