"""Addresses of plans."""

from __future__ import annotations

from django.urls import path

from trilemma.site.planning.views import starting

BELOW = "o/<slug:organisation>/projects/"

urlpatterns = [
    path(f"{BELOW}new", starting.new_project, name="new_project"),
    path(f"{BELOW}new/upload", starting.upload_plan, name="upload_plan"),
    path(f"{BELOW}new/import/<str:draft>", starting.import_plan, name="import_plan"),
    path(f"{BELOW}new/import/<str:draft>/discard", starting.discard_import, name="discard_import"),
]
