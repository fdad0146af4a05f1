"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts, members and organisations."""

    name = "trilemma.site.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Add the organisation to the side bar."""
        from trilemma.site.accounts.views.organisations import navigation  # noqa: PLC0415 - models must be loaded first
        from trilemma.site.core.pages import add_navigation  # noqa: PLC0415 - as above

        add_navigation(90, navigation)
