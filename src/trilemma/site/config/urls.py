"""Every address of the site. Whatever belongs to one organisation lies below ``/o/<organisation>/``."""

from __future__ import annotations

from django.urls import include, path

from trilemma.site.config.health import livez, readyz
from trilemma.site.config.metrics import metrics
from trilemma.site.core import failures

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("accounts/", include("allauth.urls")),
    path("", include("trilemma.site.core.urls")),
    path("", include("trilemma.site.runs.urls")),
    path("", include("trilemma.site.accounts.urls")),
    path("", include("trilemma.site.planning.urls")),
    path("", include("trilemma.site.projects.urls")),
    path("", include("trilemma.site.people.urls")),
    path("", include("trilemma.site.inbox.urls")),
    path("", include("trilemma.site.forecasts.urls")),
    path("", include("trilemma.site.portfolio.urls")),
    path("", include("trilemma.site.decisions.urls")),
]

handler400 = failures.bad_request
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.server_error
