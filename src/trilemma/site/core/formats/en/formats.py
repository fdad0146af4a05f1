"""Dates in English: the day first, as most of the world reads it."""

from __future__ import annotations

from typing import Final

DATE_FORMAT: Final = "j M Y"
SHORT_DATE_FORMAT: Final = "j M Y"
MONTH_DAY_FORMAT: Final = "j M"
DATETIME_FORMAT: Final = "j M Y, H:i"
SHORT_DATETIME_FORMAT: Final = "j M Y, H:i"
TIME_FORMAT: Final = "H:i"
FIRST_DAY_OF_WEEK: Final = 1
