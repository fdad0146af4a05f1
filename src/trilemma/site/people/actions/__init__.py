"""What changes people."""

from __future__ import annotations

from trilemma.site.people.actions.calendars import (
    add_calendar,
    add_usual_calendar,
    bin_calendar,
    change_calendar,
    make_usual,
)
from trilemma.site.people.actions.cells import edit_cell
from trilemma.site.people.actions.dated import (
    RateFrom,
    add_absence,
    change_absence,
    remove_absence,
    set_rates_of_person,
    set_rates_of_team,
    set_skills,
)
from trilemma.site.people.actions.persons import (
    SCOPE,
    add_person,
    agree_to_overtime,
    bin_person,
    change_person,
    leave,
    restore_person,
)
from trilemma.site.people.actions.taking_over import Taken, take_over
from trilemma.site.people.actions.teams import add_team, bin_team, change_team, restore_team

__all__ = [
    "SCOPE",
    "RateFrom",
    "Taken",
    "add_absence",
    "add_calendar",
    "add_person",
    "add_team",
    "add_usual_calendar",
    "agree_to_overtime",
    "bin_calendar",
    "bin_person",
    "bin_team",
    "change_absence",
    "change_calendar",
    "change_person",
    "change_team",
    "edit_cell",
    "leave",
    "make_usual",
    "remove_absence",
    "restore_person",
    "restore_team",
    "set_rates_of_person",
    "set_rates_of_team",
    "set_skills",
    "take_over",
]
