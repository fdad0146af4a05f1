"""The site behind the commands of operators: Django is set up once a command needs it."""

from __future__ import annotations

import os


def set_up_site() -> None:
    """Load Django with the settings of this installation."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trilemma.site.config.settings")
    django.setup()
