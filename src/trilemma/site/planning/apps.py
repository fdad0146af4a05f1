"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    """Plans, their activities and everything that the computed model knows."""

    name = "trilemma.site.planning"
    label = "planning"
    verbose_name = _("Planning")

    def ready(self) -> None:
        """Add the plan to the pages of every project, and plans as plan text to the export of an organisation."""
        from trilemma.site.accounts.queries import add_export_part  # noqa: PLC0415 - models are loaded by then
        from trilemma.site.core.searching import add_search  # noqa: PLC0415 - as above
        from trilemma.site.inbox.permissions import register_subjects  # noqa: PLC0415 - as above
        from trilemma.site.planning.queries.discussions import ACTIVITY, check_activity  # noqa: PLC0415 - as above
        from trilemma.site.planning.queries.export import plan_texts  # noqa: PLC0415 - as above
        from trilemma.site.planning.queries.finding import find_activities  # noqa: PLC0415 - as above
        from trilemma.site.projects.pages import ProjectTab, add_tab  # noqa: PLC0415 - as above

        add_export_part("plans", plan_texts)
        add_search(20, _("Activities"), find_activities)
        register_subjects(ACTIVITY, check_activity)
        add_tab(280, ProjectTab("versions", lambda: gettext("Versions"), "plan_versions", "history"))
        add_tab(270, ProjectTab("health", lambda: gettext("Health"), "plan_soundness", "activity"))
        add_tab(250, ProjectTab("parts", lambda: gettext("Scope and quality"), "plan_parts", "list-checks"))
        add_tab(200, ProjectTab("plan", lambda: gettext("Plan"), "plan", "chart-gantt", "t"))
