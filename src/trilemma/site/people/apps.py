"""The app of Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """Who works, and when."""

    name = "trilemma.site.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        """Add what people have to show to the side bar, the search and the export of one's own data."""
        from trilemma.site.accounts.actions import add_beginning  # noqa: PLC0415 - models must be loaded first
        from trilemma.site.core.pages import add_navigation  # noqa: PLC0415 - as above
        from trilemma.site.core.searching import add_search  # noqa: PLC0415 - as above
        from trilemma.site.people.actions import add_usual_calendar  # noqa: PLC0415 - as above
        from trilemma.site.people.queries import personal  # noqa: PLC0415 - as above
        from trilemma.site.people.views.lists import find, navigation  # noqa: PLC0415 - as above

        add_navigation(60, navigation)
        personal.add_personal_part("person", personal.person_part)
        personal.add_personal_part("account", personal.account_part)
        personal.add_personal_part("trail", personal.trail_part)
        add_beginning(add_usual_calendar)
        add_search(40, _("People"), find)
