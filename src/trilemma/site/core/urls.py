"""Addresses of the ground."""

from __future__ import annotations

from django.urls import path

from trilemma.site.core import views

urlpatterns = [
    path("", views.start, name="start"),
    path("enter/<str:token>", views.enter, name="login_link"),
    path("account", views.profile, name="profile"),
    path("appearance", views.appearance, name="appearance"),
    path("words.js", views.words, name="words"),
    path("o/<slug:organisation>/search", views.search_all, name="search"),
    path("o/<slug:organisation>/undo/<str:scope>", views.undo_last, name="undo"),
    path("o/<slug:organisation>/redo/<str:scope>", views.redo_last, name="redo"),
]
