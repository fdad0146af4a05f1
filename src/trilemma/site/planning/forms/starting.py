"""Forms that start a project."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trilemma.site.projects.models import Project, ProjectState

SOURCES = [
    ("template", _("From the template of its kind: phases, hand-offs and quality steps")),
    ("empty", _("Empty")),
]


class NewProjectForm(forms.ModelForm):  # type: ignore[type-arg] # generic for type checkers only
    """A new project and what it begins with."""

    start = forms.DateField(
        label=_("Start"), widget=forms.DateInput(attrs={"type": "date"}), initial=timezone.localdate
    )
    source = forms.ChoiceField(label=_("Begin"), choices=SOURCES, widget=forms.RadioSelect, initial="template")

    class Meta:
        model = Project
        fields = ("name", "kind", "customer")
        help_texts = {"customer": _("Leave it empty for work in-house.")}


class UploadForm(forms.Form):
    """A plan file to look at."""

    file = forms.FileField(
        label=_("Plan file"),
        help_text=_(
            "MS Project (XML or MPP), Primavera (XER or XML), ProTrack, GanttProject, Planner, CSV or Excel lists, "
            "Jira exports, or Trilemma's own plan text; up to 24 MB."
        ),
    )


class ImportForm(forms.ModelForm):  # type: ignore[type-arg] # generic for type checkers only
    """What the project of a file is to be called."""

    keep_dates = forms.BooleanField(
        label=_("Keep the dates of the file"),
        help_text=_("Every activity that has not begun is held at the start that the file states."),
        required=False,
    )

    class Meta:
        model = Project
        fields = ("name", "kind", "state", "customer")

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type] # Django's own arguments
        self.fields["state"].initial = ProjectState.PLANNED
