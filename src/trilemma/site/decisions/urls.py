"""Addresses of decisions."""

from __future__ import annotations

from django.urls import path

from trilemma.site.decisions import views

urlpatterns = [
    path("o/<slug:organisation>/projects/<str:project>/decisions", views.decisions, name="decisions"),
    path("o/<slug:organisation>/proposals/<str:proposal>/adopt", views.adopt, name="adopt_proposal"),
]
