"""What the pages before and behind the door ask: whether one may sign up, and which browser a session is in."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import get_adapter
from django import template
from django.utils.translation import gettext as _

register = template.Library()

BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@register.simple_tag(takes_context=True)
def sign_up_open(context: dict[str, Any]) -> bool:
    """Return whether whoever reads the page may make an account."""
    return bool(get_adapter().is_open_for_signup(context["request"]))


@register.filter
def browser_name(agent: str) -> str:
    """Return what a browser says of itself in words: “Firefox on Linux”."""
    name = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if not name:
        return agent[:60] or _("unknown")
    return _("%(browser)s on %(system)s") % {"browser": name, "system": system} if system else name
