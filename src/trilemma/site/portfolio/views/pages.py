"""The portfolio and the load of everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trilemma.site.core.errors import RuleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.models import OrganisationRole
from trilemma.site.core.pages import Page, show
from trilemma.site.portfolio.queries import (
    Load,
    PortfolioRow,
    WorkItem,
    load_of_everybody,
    portfolio,
    work_in_week,
)
from trilemma.site.projects.permissions import may_start_projects


@dataclass(frozen=True, slots=True)
class Bar:
    """Where P50, P80 and the agreed date of a project lie on a common line, in percents."""

    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioPage(Page):
    """All projects."""

    rows: Sequence[tuple[PortfolioRow, Bar | None]]
    may_start: bool
    shows_costs: bool


@require_safe
def all_projects(request: ActorRequest) -> HttpResponse:
    """Show all projects with agreed and forecast finish, cost, quality and confidence."""
    rows = portfolio(request.actor)
    page = PortfolioPage(
        title=_("Portfolio"),
        section="portfolio",
        rows=list(zip(rows, _bars(rows), strict=True)),
        may_start=may_start_projects(request.actor),
        shows_costs=any(row.shows_costs for row in rows),
    )
    return show(request, "portfolio/portfolio.html", page)


def _bars(rows: Sequence[PortfolioRow]) -> list[Bar | None]:
    """Return the ranges of all finishes on one line."""
    instants: list[datetime] = [row.finish[name] for row in rows if row.finish for name in ("p10", "p90")]
    if not instants:
        return [None for _row in rows]
    first, width = min(instants), (max(instants) - min(instants)) or timedelta(days=1)

    def place(instant: datetime) -> int:
        return round(100 * ((instant - first) / width))

    return [
        Bar(place(row.finish["p10"]), place(row.finish["p50"]), place(row.finish["p80"])) if row.finish else None
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPage(Page):
    """The load of everybody."""

    load: Load


@require_safe
def load(request: ActorRequest) -> HttpResponse:
    """Show how full the weeks of teams and persons are, over all projects."""
    request.actor.require(OrganisationRole.MEMBER)
    page = LoadPage(title=_("Load"), section="load", load=load_of_everybody(request.actor))
    return show(request, "portfolio/load.html", page)


@dataclass(frozen=True, slots=True, kw_only=True)
class CausePage(Page):
    """What takes up somebody in a week."""

    who: str
    monday: date
    items: Sequence[WorkItem]
    total: int


@require_safe
def cause(request: ActorRequest, who: str, monday: str) -> HttpResponse:
    """Show what takes up a team or person in a week."""
    request.actor.require(OrganisationRole.MEMBER)
    try:
        day = date.fromisoformat(monday)
    except ValueError as error:
        raise RuleError(_("“%(text)s” is no date such as 2027-06-30.") % {"text": monday[:40]}) from error
    items = work_in_week(request.actor, who, day)
    page = CausePage(
        title=_("Work in the week of %(day)s") % {"day": day.isoformat()},
        section="load",
        who=who,
        monday=day,
        items=items,
        total=sum(item.minutes for item in items),
    )
    return show(request, "portfolio/cause.html", page)
