"""Overtime rules in words."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from trilemma.engine import api as engine
from trilemma.files.plan_text import part_of_document
from trilemma.site.people.models import NO_OVERTIME


def overtime_words(rule: Any) -> str:  # noqa: ANN401 - a name or a table of plan text
    """Return what an overtime rule allows, in a sentence."""
    if rule is None or rule == NO_OVERTIME:
        return _("No overtime.")
    team = part_of_document("team", {"id": "rule", "overtime": rule})
    assert isinstance(team, engine.Team)  # noqa: S101 - that is the kind that was asked for
    found = team.overtime
    assert found is not None  # noqa: S101 - it was stated
    parts = [
        _("at most %(day)s h more a day and %(week)s h a week")
        % {"day": _hours(found.minutes_per_day), "week": _hours(found.minutes_per_week)}
    ]
    if found.average_minutes_per_week is not None:
        values = {"hours": _hours(found.average_minutes_per_week), "weeks": found.average_weeks}
        parts.append(_("%(hours)s h a week on average over %(weeks)s weeks") % values)
    parts.append(_("%(hours)s h of rest between two days") % {"hours": _hours(found.rest_minutes)})
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _hours(minutes: int) -> str:
    return number_format(minutes // 60 if minutes % 60 == 0 else round(minutes / 60, 2))
