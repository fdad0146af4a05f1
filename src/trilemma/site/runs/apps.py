"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RunsConfig(AppConfig):
    """Computations: the queue, its workers and how far they are."""

    name = "trilemma.site.runs"
    label = "runs"
    verbose_name = _("Computations")
