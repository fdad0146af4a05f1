"""Addresses of projects."""

from __future__ import annotations

from django.urls import path

from trilemma.site.projects import views

BELOW = "o/<slug:organisation>/projects/"

urlpatterns = [
    path(BELOW, views.projects, name="projects"),
    path(f"{BELOW}trash", views.trash, name="trash"),
    path(f"{BELOW}trash/<str:project>/restore", views.restore_project, name="restore_project"),
    path(f"{BELOW}own-fields", views.own_fields, name="own_fields"),
    path(f"{BELOW}own-fields/<str:field>/remove", views.remove_own_field, name="remove_own_field"),
    path(f"{BELOW}<str:project>/settings", views.project_settings, name="project_settings"),
    path(f"{BELOW}<str:project>/members", views.set_member, name="set_project_member"),
    path(f"{BELOW}<str:project>/members/<str:member>/remove", views.remove_member, name="remove_project_member"),
    path(f"{BELOW}<str:project>/trash", views.trash_project, name="trash_project"),
]
