"""Forms of the pages of people: what is typed, checked field by field."""

from __future__ import annotations

from trilemma.site.people.forms.calendars import CalendarForm, ExceptionFormSet, WeekFromFormSet
from trilemma.site.people.forms.dated import (
    HeadsFormSet,
    RateFormSet,
    ShareFormSet,
    capacity_of,
    heads_as_typed,
    rates_as_typed,
    shares_as_typed,
)
from trilemma.site.people.forms.overtime import OvertimeForm, RampUpForm
from trilemma.site.people.forms.people import (
    AbsenceForm,
    HoursForm,
    LeaveForm,
    NameForm,
    NewPersonForm,
    NewTeamForm,
    SkillsForm,
    TeamForm,
)

__all__ = [
    "AbsenceForm",
    "CalendarForm",
    "ExceptionFormSet",
    "HeadsFormSet",
    "HoursForm",
    "LeaveForm",
    "NameForm",
    "NewPersonForm",
    "NewTeamForm",
    "OvertimeForm",
    "RampUpForm",
    "RateFormSet",
    "ShareFormSet",
    "SkillsForm",
    "TeamForm",
    "WeekFromFormSet",
    "capacity_of",
    "heads_as_typed",
    "rates_as_typed",
    "shares_as_typed",
]
