"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class ForecastsConfig(AppConfig):
    """Computations on plans and the proposals that come of them."""

    name = "trilemma.site.forecasts"
    label = "forecasts"
    verbose_name = _("Forecasts")

    def ready(self) -> None:
        """Say how plans are computed, and add the pages to every project."""
        from trilemma.site.forecasts import jobs  # noqa: PLC0415 - models are known once all apps are loaded
        from trilemma.site.forecasts.stripes import proposals_over_plan  # noqa: PLC0415 - as above
        from trilemma.site.planning.views.addresses import offer_proposals  # noqa: PLC0415 - as above
        from trilemma.site.projects.pages import ProjectTab, add_tab  # noqa: PLC0415 - as above

        jobs.register_kinds()
        offer_proposals(proposals_over_plan)
        tab = ProjectTab
        add_tab(100, tab("overview", lambda: gettext("Overview"), "project_overview", "layout-dashboard", "o"))
        add_tab(300, tab("trade_off", lambda: gettext("Trade-off"), "trade_off", "triangle", "b"))
        add_tab(400, tab("forecast", lambda: gettext("Forecast"), "forecast", "chart-spline", "f"))
        add_tab(450, tab("levers", lambda: gettext("Levers"), "levers", "sliders-horizontal", "l"))
