"""Tags that every template has without loading them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trilemma.site.core import assets

register = template.Library()

HUES: Final = 8
LARGE: Final = 100
SYMBOLS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file: ``{% asset "app.js" %}``."""
    return static(assets.file_of(name))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon; with a label it speaks, without one it only decorates."""
    address = f"{static(assets.file_of('icons.svg'))}#{assets.known_icon(name)}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', address)


@register.simple_tag
def day(value: date | datetime | None, style: str = "DATE_FORMAT") -> SafeString:
    """Draw a date, or what stands for none."""
    if value is None:
        return format_html('<span class="muted">{}</span>', _("open"))
    moment = timezone.localtime(value) if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), formats.date_format(moment, style))


@register.simple_tag
def sure(value: date | datetime | None, share: float) -> SafeString:
    """Draw a doubtful date with how sure it is, 0.8 or 80: “3 Aug 2026, 80 % sure”."""
    percent = round(share * 100) if share <= 1 else round(share)
    words = _("{percent} % sure").format(percent=percent)
    return format_html('<span class="sure">{}, <span class="sure-share">{}</span></span>', day(value), words)


@register.simple_tag
def later(days: int, than: str = "") -> SafeString:
    """Say how much later or earlier something is: “6 days later than agreed”."""
    if days == 0:
        return delta("even", "check", _("as planned") if not than else _("no later {than}").format(than=than))
    if days > 0:
        words = ngettext("{days} day later", "{days} days later", days)
        return delta("worse", "arrow-right", _with(words.format(days=formats.number_format(days)), than))
    words = ngettext("{days} day earlier", "{days} days earlier", -days)
    return delta("better", "arrow-left", _with(words.format(days=formats.number_format(-days)), than))


def _with(words: str, than: str) -> str:
    return f"{words} {than}" if than else words


@register.simple_tag
def delta(tone: str, picture: str, words: str) -> SafeString:
    """Draw a difference: its tone is worse, better or even, and an icon says it without colour."""
    return format_html('<span class="delta" data-tone="{}">{} {}</span>', tone, icon(picture), words)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Draw the initials of a person; the name itself stands beside it or in the tooltip."""
    return format_html(
        '<span class="avatar" data-hue="{}" data-size="{}" title="{}" aria-hidden="true">{}</span>',
        sum(name.encode()) % HUES,
        size,
        name,
        initials(name),
    )


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    ends = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper()


@register.filter
def get(mapping: Any, key: Any) -> Any:  # noqa: ANN401 - a mapping of anything
    """Return an entry of a mapping whose key is a variable."""
    return mapping.get(key)


@register.filter
def amount(value: float | Decimal | None, digits: int = 0) -> str:
    """Write a number as the reader does: 176,000."""
    return "" if value is None else formats.number_format(value, decimal_pos=digits, force_grouping=True)


@register.filter
def money(value: float | Decimal | None, currency: str) -> str:
    """Write an amount of money; without cents from 100 on, as one speaks of budgets: €176,000; 176.000 €."""
    if value is None:
        return ""
    sign = "-" if value < 0 else ""
    size = Decimal(value).copy_abs()
    written = amount(size, 2 if size < LARGE else 0)
    symbol = SYMBOLS.get(currency, currency)
    if _symbol_follows():
        return f"{sign}{written}\N{NO-BREAK SPACE}{symbol}"
    space = "" if len(symbol) == 1 else "\N{NO-BREAK SPACE}"
    return f"{sign}{symbol}{space}{written}"


def _symbol_follows() -> bool:
    return (get_language() or "en").partition("-")[0] != "en"


@register.filter
def plain(value: Any) -> str:  # noqa: ANN401 - whatever an attribute can hold
    """Return a number or a date as attributes want it, the same in every language."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)
