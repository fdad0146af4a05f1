"""The rows of projects."""

from __future__ import annotations

from trilemma.site.projects.models.fields import CustomField, FieldKind, FieldPlace
from trilemma.site.projects.models.project import (
    Project,
    ProjectKind,
    ProjectMembership,
    ProjectRole,
    ProjectState,
)

__all__ = [
    "CustomField",
    "FieldKind",
    "FieldPlace",
    "Project",
    "ProjectKind",
    "ProjectMembership",
    "ProjectRole",
    "ProjectState",
]
