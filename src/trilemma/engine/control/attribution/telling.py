"""An attribution in sentences for people: how far each cause moved the forecast, and the objects behind it."""

from __future__ import annotations

from trilemma.engine.control.attribution.attribution import Attribution, CauseShare
from trilemma.engine.control.attribution.causes import MoveCause
from trilemma.engine.control.attribution.wording import PlanChange, plain
from trilemma.engine.units import MINUTES_PER_DAY_ELAPSED, from_minor

NAMES = {
    MoveCause.PROGRESS: "time and progress",
    MoveCause.ESTIMATES: "re-estimates",
    MoveCause.SCOPE: "scope",
    MoveCause.PEOPLE: "people, calendars and rates",
    MoveCause.RISKS: "risks and quality",
    MoveCause.ORDER: "links and order",
    MoveCause.TERMS: "terms and method",
}
"""How each cause is called."""
MOST_NAMED = 3


def tell(attribution: Attribution, *, most: int = MOST_NAMED) -> tuple[str, ...]:
    """Say at P80 why a forecast moved, the greatest move of the finish first.

    Parameters
    ----------
    attribution
        What is told.
    most
        How many objects are named of each cause; the others are counted.

    Returns
    -------
    tuple[str, ...]
        One sentence for each cause in which the plans differ, such as
        ``"+4 days, +3 840.00 EUR: re-estimates (activity build: 10 d -> 14 d)"``; days are elapsed.
    """
    shares = [share for share in attribution.shares if share.changes or any(_numbers(share))]
    shares.sort(key=lambda share: (-abs(share.move.finish_p80_minutes), -abs(share.move.cost_p80)))
    return tuple(_sentence(attribution, share, most) for share in shares)


def _numbers(share: CauseShare) -> tuple[int, ...]:
    move = share.move
    return move.finish_p50_minutes, move.finish_p80_minutes, move.cost_p50, move.cost_p80


def _sentence(attribution: Attribution, share: CauseShare, most: int) -> str:
    moved = f"{in_days(share.move.finish_p80_minutes)}, {in_money(share.move.cost_p80, attribution.currency)}"
    named = [in_words(change) for change in share.changes[:most]]
    if len(share.changes) > most:
        named.append(f"{len(share.changes) - most} more")
    return f"{moved}: {NAMES[share.cause]}" + (f" ({'; '.join(named)})" if named else "")


def in_words(change: PlanChange) -> str:
    """Write a change with its object; the whole plan needs no name."""
    return change.words if change.kind == "plan" else f"{change.kind} {change.id}: {change.words}"


def in_days(minutes: int) -> str:
    """Write a move of the finish in elapsed days, with its sign."""
    days = plain(abs(minutes) / MINUTES_PER_DAY_ELAPSED)
    sign = "+" if minutes > 0 else "-" if minutes < 0 else "+/-"
    return f"{sign}{days} {'day' if days == '1' else 'days'}"


def in_money(minor: int, currency: str) -> str:
    """Write a move of the cost with its sign."""
    sign = "+" if minor > 0 else "-" if minor < 0 else "+/-"
    return f"{sign}{from_minor(abs(minor), currency):,f} {currency}".replace(",", " ")
