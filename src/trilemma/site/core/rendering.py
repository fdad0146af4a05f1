"""How forms are drawn: every field with label, help and errors that belong to it, in the look of the site."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws ``{{ form }}`` and ``{{ form.name.as_field_group }}`` with our templates."""

    form_template_name = "core/form.html"
    field_template_name = "core/field.html"
