"""Addresses of what is computed."""

from __future__ import annotations

from django.urls import path

from trilemma.site.forecasts.views import asking, forecast, levers, overview, proposals, trade_off

PROJECT = "o/<slug:organisation>/projects/<str:project>/"
PROPOSAL = "o/<slug:organisation>/proposals/<str:proposal>"
ANSWER = "o/<slug:organisation>/answers/<str:run>/"

urlpatterns = [
    path(f"{PROJECT}overview", overview.overview, name="project_overview"),
    path(f"{PROJECT}trade-off", trade_off.trade_off, name="trade_off"),
    path(f"{PROJECT}forecast", forecast.forecast, name="forecast"),
    path(f"{PROJECT}levers", levers.levers, name="levers"),
    path(f"{PROJECT}compute/<slug:kind>", asking.compute, name="compute"),
    path(PROPOSAL, proposals.proposal, name="proposal"),
    path(f"{PROPOSAL}/discard", proposals.discard, name="discard_proposal"),
    path(f"{PROPOSAL}/again", asking.compute_again, name="compute_again"),
    path(f"{ANSWER}points/<int:number>", proposals.propose_point, name="propose_point"),
    path(f"{ANSWER}lever", proposals.propose_lever, name="propose_lever"),
]
