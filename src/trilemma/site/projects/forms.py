"""Forms of projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trilemma.site.projects.models import CustomField, FieldKind, Project, ProjectRole


class ProjectForm(forms.ModelForm):  # type: ignore[type-arg] # generic for type checkers only
    """What a project says of itself; ``version`` tells whether somebody else changed it meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Project
        fields = ("name", "kind", "state", "customer", "description", "priority")
        help_texts = {
            "customer": _("Leave it empty for work in-house."),
            "priority": _("From 0 to 1000: where teams are shared, the higher one is served first."),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}

    def clean_priority(self) -> int:
        """Refuse what the engine would refuse."""
        priority: int = self.cleaned_data["priority"]
        if priority > 1000:
            raise forms.ValidationError(_("The priority is a whole number from 0 to 1000."))
        return priority


class MemberForm(forms.Form):
    """A colleague and a role."""

    role = forms.ChoiceField(choices=ProjectRole.choices, initial=ProjectRole.MEMBER, label=_("Role"))
    field_order = ("user", "role")

    def __init__(self, *arguments: Any, people: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*arguments, **options)
        self.fields["user"] = forms.ModelChoiceField(people, label=_("Person"), to_field_name="public_id")
        self.order_fields(self.field_order)


class CustomFieldForm(forms.ModelForm):  # type: ignore[type-arg] # generic for type checkers only
    """A field of one's own; choices come one a line."""

    options = forms.CharField(label=_("Choices, one a line"), widget=forms.Textarea(attrs={"rows": 4}), required=False)

    class Meta:
        model = CustomField
        fields = ("place", "name", "kind")

    def clean(self) -> dict[str, Any]:
        """Ask for choices where they are needed."""
        cleaned = super().clean() or {}
        lines = [line.strip() for line in cleaned.get("options", "").splitlines() if line.strip()]
        if cleaned.get("kind") == FieldKind.CHOICE and len(lines) < 2:
            self.add_error("options", _("Write at least two choices, each on its own line."))
        self.instance.choices = lines
        return cleaned
