"""The site behind the commands of operators: Django is set up once a command needs it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trilemma.site.config.environment import Environment


def set_up_site() -> Environment:
    """Load Django with the settings of this installation; return these.

    Raises
    ------
    InputError
        If a setting cannot be understood, or the data folder cannot be written.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trilemma.site.config.settings")
    try:
        django.setup()
    except OSError as error:
        from trilemma.engine.api import InputError

        place = error.filename or data_folder()
        raise InputError(f"the data folder cannot be used: {error.strerror}", str(place)) from error
    from django.conf import settings

    environment: Environment = settings.ENVIRONMENT
    return environment


def data_folder() -> Path:
    """Return where this installation keeps its data."""
    return Path(os.environ.get("TRILEMMA_DATA_DIR") or Path.home() / ".local" / "share" / "trilemma")


def use_data_folder(folder: Path) -> None:
    """Keep all data of this installation in a folder, made where it is missing.

    Raises
    ------
    InputError
        If it cannot be made or written.
    """
    from trilemma.engine.api import InputError

    place = folder.expanduser().absolute()
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise InputError(f"the data folder cannot be made: {error.strerror}", str(place)) from error
    if not os.access(place, os.W_OK | os.X_OK):
        raise InputError("the data folder cannot be written", str(place))
    os.environ["TRILEMMA_DATA_DIR"] = str(place)
