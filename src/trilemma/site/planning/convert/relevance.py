"""Whom of an organisation a plan takes with it: those it names, and whoever they bring along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Table = dict[str, Any]
_AMOUNT = re.compile(r"\s+(?:x\s?[0-9.]+|[0-9.]+\s?%)$")


def relevant_people(tables: Mapping[str, Any], people: Mapping[str, list[Table]]) -> dict[str, list[Table]]:
    """Return the calendars, teams and persons that matter to a plan.

    A team that is named brings its members, a person their team, a pick everybody who could be chosen. The usual
    calendar always comes along, for it holds where none is named.
    """
    teams = {team["id"]: team for team in people.get("team", ())}
    persons = {person["id"]: person for person in people.get("person", ())}
    named = set(_named(tables))
    if any(_picks(tables)):
        named |= set(_candidates(tables, persons.values()))
    named |= {persons[name]["team"] for name in named & persons.keys() if persons[name].get("team")}
    named |= {person["id"] for person in persons.values() if person.get("team") in named}
    found = {
        "team": [team for name, team in teams.items() if name in named],
        "person": [person for name, person in persons.items() if name in named],
    }
    calendars = people.get("calendar", [])
    wanted = {table.get("calendar") for table in (*found["team"], *found["person"], *tables.get("activity", ()))}
    wanted.add(tables["project"].get("calendar"))
    found["calendar"] = [each for number, each in enumerate(calendars) if number == 0 or each["id"] in wanted]
    return {name: listed for name, listed in found.items() if listed}


def _modes(tables: Mapping[str, Any]) -> Iterator[Table]:
    for activity in tables.get("activity", ()):
        yield from activity.get("mode", ())


def _picks(tables: Mapping[str, Any]) -> Iterator[Table]:
    for mode in _modes(tables):
        yield from mode.get("picks", ())


def _named(tables: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ids that could be meant: a text with an amount may also be an id as a whole."""
    for mode in _modes(tables):
        for key in ("team", "people"):
            stated = mode.get(key, [])
            for entry in stated if isinstance(stated, list) else [stated]:
                if isinstance(entry, str):
                    name = entry.strip()
                    yield from (name, _AMOUNT.sub("", name))
                else:
                    yield entry["who"]
        yield from (pick["team"] for pick in mode.get("picks", ()) if pick.get("team"))
    yield from (lever["team"] for lever in tables.get("lever", ()) if lever.get("team"))
    yield from _adopted(tables.get("adopted", {}))


def _adopted(adopted: Mapping[str, Any]) -> Iterator[str]:
    assignments = adopted.get("assignments", {})
    listed = assignments.values() if isinstance(assignments, dict) else [each["people"] for each in assignments]
    for names in listed:
        yield from names
    yield from (slot["who"] for slot in adopted.get("overtime", ()))


def _candidates(tables: Mapping[str, Any], persons: Iterable[Table]) -> Iterator[str]:
    skills = {pick["skill"] for pick in _picks(tables) if pick.get("skill")}
    for person in persons:
        levels = person.get("skills", [])
        own = {each["skill"] if isinstance(each, dict) else each for each in levels}
        if skills & own:
            yield person["id"]
