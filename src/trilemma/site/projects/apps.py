"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Projects, their members and fields of one's own."""

    name = "trilemma.site.projects"
    label = "projects"
    verbose_name = _("Projects")
