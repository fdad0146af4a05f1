"""What people change about their own account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from trilemma.site.core.errors import RuleError
from trilemma.site.core.models import User
from trilemma.site.core.models.accounts import Density, Theme

CHOICES: Final[dict[str, frozenset[str]]] = {
    "theme": frozenset(Theme.values),
    "density": frozenset(Density.values),
    "single_key_shortcuts": frozenset({"on", "off"}),
}


PROFILE: Final = ("name", "language", "time_zone", "theme", "density", "single_key_shortcuts")


def set_appearance(user: User, chosen: Mapping[str, str]) -> None:
    """Keep how a person likes the pages: theme, row height, shortcuts of one key."""
    known = {name: value for name, value in chosen.items() if name in CHOICES}
    wrong = {name: _("This is none of the choices.") for name, value in known.items() if value not in CHOICES[name]}
    if wrong or not known:
        raise RuleError(_("This cannot be set."), wrong)
    for name, value in known.items():
        setattr(user, name, value == "on" if name == "single_key_shortcuts" else value)
    user.save(update_fields=list(known))


def change_profile(user: User, values: Mapping[str, object]) -> None:
    """Keep what a person says of themselves and how they like the pages; the form has looked at it."""
    for name in PROFILE:
        setattr(user, name, values[name])
    user.save(update_fields=list(PROFILE))
