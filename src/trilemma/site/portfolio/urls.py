"""Addresses of all projects."""

from __future__ import annotations

from django.urls import path

from trilemma.site.portfolio.views import pages

HERE = "o/<slug:organisation>/"

urlpatterns = [
    path(HERE, pages.all_projects, name="portfolio"),
    path(f"{HERE}load", pages.load, name="load"),
    path(f"{HERE}load/<str:who>/<str:monday>", pages.cause, name="load_cause"),
]
