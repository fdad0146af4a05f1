"""What must be right before the site starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from trilemma.site.core import assets


@register
def front_end_is_built(app_configs: Sequence[Any] | None, **_options: object) -> list[CheckMessage]:
    """Refuse to start without the built front end: every page would come without styles and say nothing about it."""
    del app_configs
    try:
        files = assets.manifest().files
    except assets.AssetError as error:
        return [Error(str(error), id="trilemma.E001")]
    where = assets.static_folders()
    lost = [name for name in files.values() if not any((place / name).is_file() for place in where)]
    if lost:
        return [Error(f"{assets.what_is_missing()} Missing: {', '.join(lost)}", id="trilemma.E002")]
    return []
