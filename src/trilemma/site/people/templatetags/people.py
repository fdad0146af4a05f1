"""What the lists of people draw often."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

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
