"""Addresses of runs."""

from __future__ import annotations

from django.urls import path

from trilemma.site.runs import views

urlpatterns = [
    path("o/<slug:organisation>/runs/", views.runs, name="runs"),
    path("o/<slug:organisation>/runs/<str:run>/progress", views.progress, name="run_progress"),
    path("o/<slug:organisation>/runs/<str:run>/cancel", views.cancel, name="run_cancel"),
]
