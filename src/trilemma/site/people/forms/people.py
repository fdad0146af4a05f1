"""Forms of people and teams."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trilemma.site.people.convert import parse_people, parse_skills
from trilemma.site.people.forms.fields import ChoiceOfRow, TypedField, day_field
from trilemma.site.people.models import AbsenceKind, Calendar, Team


class NewPersonForm(forms.Form):
    """A person, as far as one needs to know at first."""

    name = forms.CharField(label=_("Name"), max_length=120)
    team = ChoiceOfRow(label=_("Team"), required=False)

    def __init__(self, *arguments: Any, teams: Iterable[Team], **options: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*arguments, **options)
        field = self.fields["team"]
        assert isinstance(field, ChoiceOfRow)  # noqa: S101 - declared above
        field.offer((team for team in teams if not team.capacity), _("No team"))


class NewTeamForm(forms.Form):
    """A team: with members, or a number of people nobody in particular."""

    name = forms.CharField(label=_("Name"), max_length=120)
    people = TypedField(
        parse_people,
        label=_("Number of people"),
        required=False,
        help_text=_("Leave this empty for a team with named members."),
    )


class NameForm(forms.Form):
    """What a person is called, and which account is theirs."""

    name = forms.CharField(label=_("Name"), max_length=120)
    user = ChoiceOfRow(
        label=_("Account"),
        required=False,
        help_text=_("Whoever signs in with it enters their own absences and agrees to overtime."),
    )

    def __init__(self, *arguments: Any, accounts: Iterable[Any], **options: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*arguments, **options)
        user = self.fields["user"]
        assert isinstance(user, ChoiceOfRow)  # noqa: S101 - declared above
        user.offer(accounts, _("None"))


class SkillsForm(forms.Form):
    """Skills with their levels, in one line."""

    skills = TypedField(
        parse_skills,
        label=_("Skills"),
        required=False,
        help_text=_(
            "Each with its level, 1 where none is stated: Python 3, SAP FI. Higher levels do the work of lower."
        ),
    )


class LeaveForm(forms.Form):
    """The last day of a person who leaves."""

    last_day = day_field(_("Last day"), required=True)


class HoursForm(forms.Form):
    """When a person is here at all, and by which calendar they work."""

    team = ChoiceOfRow(label=_("Team"), required=False)
    calendar = ChoiceOfRow(label=_("Calendar"), required=False)
    joined_on = day_field(_("First day"))
    left_on = day_field(_("Last day"))

    def __init__(  # noqa: ANN204 - of a form
        self,
        *arguments: Any,  # noqa: ANN401 - Django's own options
        teams: Iterable[Team],
        calendars: Iterable[Calendar],
        **options: Any,  # noqa: ANN401 - as above
    ):
        super().__init__(*arguments, **options)
        team, calendar = self.fields["team"], self.fields["calendar"]
        assert isinstance(team, ChoiceOfRow)  # noqa: S101 - declared above
        assert isinstance(calendar, ChoiceOfRow)  # noqa: S101 - declared above
        team.offer(teams, _("No team"))
        calendar.offer(calendars, _("As the team, else the usual one"))


class TeamForm(forms.Form):
    """What a team is called, its colour, and by which calendar it works."""

    name = forms.CharField(label=_("Name"), max_length=120)
    calendar = ChoiceOfRow(label=_("Calendar"), required=False)
    colour = forms.ChoiceField(
        label=_("Colour"),
        required=False,
        choices=[
            ("", _("By its name")),
            ("0", _("Blue")),
            ("1", _("Violet")),
            ("2", _("Pink")),
            ("3", _("Red")),
            ("4", _("Yellow")),
            ("5", _("Green")),
            ("6", _("Turquoise")),
            ("7", _("Grey")),
        ],
    )

    def __init__(self, *arguments: Any, calendars: Iterable[Calendar], **options: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments, **options)
        calendar = self.fields["calendar"]
        assert isinstance(calendar, ChoiceOfRow)  # noqa: S101 - declared above
        calendar.offer(calendars, _("The usual one"))


class AbsenceForm(forms.Form):
    """Days on which somebody is away."""

    person = ChoiceOfRow(label=_("Person"))
    first = day_field(_("First day"), required=True)
    last = day_field(_("Last day"))
    kind = forms.ChoiceField(label=_("Kind"), choices=AbsenceKind.choices, initial=AbsenceKind.VACATION)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *arguments: Any, people: Iterable[Any], **options: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*arguments, **options)
        person = self.fields["person"]
        assert isinstance(person, ChoiceOfRow)  # noqa: S101 - declared above
        person.offer(people, "")
        if len(person.rows) == 1:
            person.choices = [(key, str(row)) for key, row in person.rows.items()]
