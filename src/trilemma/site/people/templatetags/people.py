"""What the lists of people draw often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trilemma.site.people.queries import DayCell

register = template.Library()

Pairs = tuple[tuple[str, str], ...]


@register.simple_tag
def options(pairs: Pairs, selected: str, nothing: str) -> SafeString:
    """Draw the options of a choice; those of a long list are drawn once, and only the chosen one is marked."""
    drawn = _options(pairs, str(nothing))
    return mark_safe(drawn.replace(f'value="{selected}"', f'value="{selected}" selected', 1))  # noqa: S308 - ids of ours


@lru_cache(maxsize=64)
def _options(pairs: Pairs, nothing: str) -> str:
    first = format_html('<option value="">{}</option>', nothing)
    return first + format_html_join("", '<option value="{}">{}</option>', pairs)


@register.simple_tag
def day_cells(cells: Sequence[DayCell], today: date) -> SafeString:
    """Draw the days of a person: thousands on a page, so that no template is asked for each."""
    away = conditional_escape(_("away"))
    drawn = []
    for cell in cells:
        marks = (" data-monday" if cell.starts_week else "") + (" data-today" if cell.day == today else "")
        says = conditional_escape(cell.says) if cell.says else ""
        title = f' title="{says}"' if says else ""
        words = {"away": f"{away}, {says}" if says else away, "holiday": says}.get(cell.state, "")
        heard = f'<span class="visually-hidden">{words}</span>' if words else ""
        drawn.append(f'<td data-state="{cell.state}"{marks}{title}>{heard}</td>')
    return mark_safe("".join(drawn))  # noqa: S308 - what people wrote is escaped above
