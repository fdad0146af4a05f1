"""Values as people type them, in the form in which rows keep them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from trilemma.site.core.errors import RuleError

_BARE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_AMOUNT: Final = re.compile(r"(.+?)\s+(?:x\s?([0-9]+(?:\.[0-9]{1,3})?)|([0-9]+(?:\.[0-9])?)\s?%)")
_ANY: Final = re.compile(r"(?:([0-9]+)\s+)?any\s+(.+?)(?:\s+level\s+([0-9]+))?(?:\s+from\s+(.+?))?", re.IGNORECASE)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
CONSTRAINTS: Final = (
    *("start-no-earlier", "start-no-later", "finish-no-earlier", "finish-no-later", "must-start", "must-finish"),
    "as-late-as-possible",
)
Table = dict[str, Any]


def length(text: str, unit: str) -> str | list[str]:
    """Return a length of time or a range of three; a bare number is in ``unit``."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) not in {1, 3}:
        raise RuleError(
            _("“%(value)s” is neither one length of time nor three, such as 2d / 3d / 6d.") % {"value": text}
        )
    stated = [f"{part}{unit}" if _BARE.fullmatch(part) else part for part in parts]
    return stated[0] if len(stated) == 1 else stated


def instant(text: str) -> str:
    """Return a date, or a date and time, as plan text has it."""
    stated = text.strip()
    if not _DATE.fullmatch(stated):
        raise RuleError(_("“%(value)s” is no date such as 2027-03-05.") % {"value": text})
    return f"{stated}:00" if len(stated) == 16 else stated


def constraints(text: str) -> Table:
    """Return constraints such as ``start-no-earlier 2027-03-05, as-late-as-possible``."""
    found: Table = {}
    for part in (each.strip() for each in text.split(",") if each.strip()):
        kind, _blank, at = part.partition(" ")
        if kind not in CONSTRAINTS:
            raise RuleError(_("There is no constraint “%(kind)s”.") % {"kind": kind})
        key = kind.replace("-", "_")
        if key in found:
            raise RuleError(_("There are two constraints “%(kind)s”.") % {"kind": kind})
        found[key] = True if kind == "as-late-as-possible" else instant(at)
    return found


def share(text: str) -> str:
    """Return a share such as ``40%``; a bare number is in percent."""
    stated = text.strip().removesuffix("%").strip()
    if not _BARE.fullmatch(stated) or float(stated) > 100:
        raise RuleError(_("“%(value)s” is no share from 0 %% to 100 %%.") % {"value": text})
    return f"{stated}%"


def lag(text: str) -> str:
    """Return a lag with its sign; nothing where there is none."""
    stated = text.strip().replace(" ", "").replace("\u2212", "-")
    if not stated:
        return ""
    signed = stated if stated[0] in "+-" else f"+{stated}"
    return f"{signed}d" if _BARE.fullmatch(signed[1:]) else signed


def staff(text: str, people: Mapping[str, Sequence[Table]]) -> tuple[list[str], list[Table]]:
    """Return demands and picks of a text such as ``Anna Berg, Back end x2, Ben 50%, 2 any PHP level 2``."""
    demands: list[str] = []
    picks: list[Table] = []
    for part in (each.strip() for each in text.split(",") if each.strip()):
        exact = _known(part, people)
        match = None if exact else _AMOUNT.fullmatch(part)
        name, count, percent = (match[1], match[2], match[3]) if match else (part, None, None)
        chosen = None if exact else _ANY.fullmatch(name)
        if chosen:
            picks.append(_pick(chosen, percent, people))
            continue
        key = exact or one_of(name, people)
        demands.append(f"{key} x{count}" if count else f"{key} {percent}%" if percent else key)
    return demands, picks


def _pick(match: re.Match[str], percent: str | None, people: Mapping[str, Sequence[Table]]) -> Table:
    skills = {
        each["skill"] if isinstance(each, dict) else each
        for person in people.get("person", ())
        for each in person.get("skills", ())
    }
    by_name = {skill.casefold(): skill for skill in skills}
    skill = by_name.get(match[2].casefold())
    found: Table = {"skill": skill} if skill else {"team": one_of(match[2], {"team": people.get("team", ())})}
    if match[1]:
        found["count"] = int(match[1])
    if match[3]:
        found["level"] = int(match[3])
    if match[4]:
        found["team"] = one_of(match[4], {"team": people.get("team", ())})
    return {**found, "share": f"{percent}%"} if percent else found


def _known(name: str, people: Mapping[str, Sequence[Table]]) -> str | None:
    """Return the id of whoever has exactly this name or id."""
    wanted = name.casefold()
    every = [each for kind in ("person", "team") for each in people.get(kind, ())]
    found = [each["id"] for each in every if wanted in {each["id"].casefold(), each.get("name", "").casefold()}]
    return found[0] if len(found) == 1 else None


def one_of(name: str, people: Mapping[str, Sequence[Table]]) -> str:
    """Return the id of the one team or person that a name, or the beginning of a part of one, can mean."""
    exact = _known(name, people)
    if exact:
        return exact
    wanted = name.casefold()
    every = [each for kind in ("person", "team") for each in people.get(kind, ())]
    near = [each for each in every if _begins(each.get("name") or each["id"], wanted)]
    if len(near) == 1:
        return str(near[0]["id"])
    if near:
        names = ", ".join(each.get("name") or each["id"] for each in near[:4])
        raise RuleError(_("“%(name)s” can be %(names)s. Type more of the name.") % {"name": name, "names": names})
    raise RuleError(_("There is no team or person “%(name)s”.") % {"name": name})


def _begins(name: str, wanted: str) -> bool:
    words = name.casefold()
    return words.startswith(wanted) or any(part.startswith(wanted) for part in words.split())


def listed(value: str, things: Sequence[Table], what: str) -> str:
    """Return the id of a thing named by id or name; nothing for none."""
    wanted = value.strip().casefold()
    if not wanted:
        return ""
    found = [each["id"] for each in things if wanted in {each["id"].casefold(), each.get("name", "").casefold()}]
    if not found:
        raise RuleError(_("There is no %(what)s “%(name)s” in this plan.") % {"what": what, "name": value})
    return str(found[0])
