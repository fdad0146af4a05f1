"""What people type into lists: shares, numbers of people, money and skills; and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from trilemma.site.core.errors import RuleError

_SKILL = re.compile(r"(.*?\S)(?:[\s:]+(\d{1,3}))?")
_BLANKS = re.compile(r"[\s\u00a0\u202f']")
HIGHEST_LEVEL: Final = 100
MOST_PEOPLE: Final = 10_000
MOST_MONEY: Final = Decimal(10) ** 9


def parse_share(text: str) -> int:
    """Return the thousandths of full time that ``80%``, ``80`` or ``0.8`` means."""
    number = _number(text.removesuffix("%"), _("Write part time in percent, such as 80%."))
    share = number if number <= 1 and "%" not in text else number / 100
    if not 0 <= share <= 1:
        raise RuleError(_("Part time lies between 0% and 100%."))
    return _permille(share)


def parse_people(text: str) -> int:
    """Return the thousandths of a person that ``2.5`` people are."""
    people = _number(text, _("Write a number of people, such as 2.5."))
    if not 0 <= people <= MOST_PEOPLE:
        raise RuleError(_("A team has from 0 to 10 000 people."))
    return _permille(people)


def parse_money(text: str) -> Decimal | None:
    """Return an amount per hour; nothing typed is no amount."""
    if not text.strip():
        return None
    amount = _number(text, _("Write an amount such as 85 or 85.50."))
    if not 0 <= amount < MOST_MONEY:
        raise RuleError(_("An amount per hour is not negative."))
    if amount != round(amount, 2):
        raise RuleError(_("Write at most two places: 85.50."))
    return round(amount, 2)


def parse_skills(text: str) -> dict[str, int]:
    """Return skills with their levels from ``Python 3, SAP FI``; a skill without a level has level 1."""
    found: dict[str, int] = {}
    for part in re.split(r"[,;\n]", text):
        match = _SKILL.fullmatch(part.strip())
        if match is None:
            continue
        name, level = match[1].strip(), int(match[2] or 1)
        if not 1 <= level <= HIGHEST_LEVEL:
            raise RuleError(_("The level of “%(skill)s” must lie between 1 and 100.") % {"skill": name})
        if len(name) > 60 or '"' in name:
            raise RuleError(_("“%(skill)s” is no name of a skill: at most 60 letters, no quotes.") % {"skill": name})
        if any(name.casefold() == other.casefold() for other in found):
            raise RuleError(_("“%(skill)s” is there twice.") % {"skill": name})
        found[name] = level
    return found


def format_skills(levels: Iterable[tuple[str, int]]) -> str:
    """Return skills as they are typed."""
    return ", ".join(skill if level == 1 else f"{skill} {level}" for skill, level in levels)


def format_share(permille: int) -> str:
    """Return thousandths in percent."""
    whole, rest = divmod(permille, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"


def format_people(permille: int) -> str:
    """Return thousandths of a person as a number of people."""
    return f"{Decimal(permille) / 1000:f}"


def at_day(entries: Sequence[Mapping[str, Any]], day: date, otherwise: int) -> int:
    """Return the thousandths that hold on a day."""
    permille = otherwise
    for entry in entries:
        if (entry.get("first") or "") <= day.isoformat():
            permille = entry["permille"]
    return permille


def _number(text: str, complaint: str) -> Decimal:
    plain = _BLANKS.sub("", text)
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise RuleError(complaint) from None
    if not number.is_finite():
        raise RuleError(complaint)
    return number


def _permille(share: Decimal) -> int:
    permille = share * 1000
    if permille != permille.to_integral_value():
        raise RuleError(_("At most three decimals (one in percent) are expected here."))
    return int(permille)
