"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    """Plans, their activities and everything that the computed model knows."""

    name = "trilemma.site.planning"
    label = "planning"
    verbose_name = _("Planning")
