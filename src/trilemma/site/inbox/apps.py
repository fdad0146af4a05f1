"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InboxConfig(AppConfig):
    """What people say about things, and the files they put there."""

    name = "trilemma.site.inbox"
    label = "inbox"
    verbose_name = _("Comments and files")

    def ready(self) -> None:
        """Add the files to the export of an organisation."""
        from trilemma.site.accounts.queries import add_export_part  # noqa: PLC0415 - models are loaded by then
        from trilemma.site.inbox.queries import stored_files  # noqa: PLC0415 - as above

        add_export_part("files", stored_files)
