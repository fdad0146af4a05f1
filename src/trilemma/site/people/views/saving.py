"""What the pages of people have in common: a form is saved with a way back, or shown again with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from trilemma.site.core.errors import RuleError
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.undoing import stack_of
from trilemma.site.people.actions import SCOPE


def saved(form: forms.Form | forms.BaseFormSet[Any], act: Callable[[], object]) -> bool:
    """Do what a form asks for if it is in order; otherwise put the messages where they belong and return False."""
    if not form.is_valid():
        return False
    try:
        act()
    except RuleError as error:
        _put_messages(form, error)
        return False
    return True


def _put_messages(form: forms.Form | forms.BaseFormSet[Any], error: RuleError) -> None:
    if isinstance(form, forms.BaseFormSet):
        form._non_form_errors = form.error_class([error.message], error_class="nonform")  # type: ignore[attr-defined] # where Django keeps them
        return
    known = {name: message for name, message in error.fields.items() if name in form.fields}
    for name, message in known.items():
        form.add_error(name, message)
    if not known:
        form.add_error(None, error.message)


def back_to(request: ActorRequest, name: str, *arguments: str, fragment: str = "") -> HttpResponse:
    """Lead back to a page that says what was done, with the way to undo it beside it."""
    say_done(request)
    answer = redirect(name, request.actor.organisation_slug, *arguments)
    if fragment:
        answer["Location"] += f"#{fragment}"
    return answer


def say_done(request: ActorRequest) -> None:
    """Let the next page say what the actor did last."""
    label = stack_of(request.actor, SCOPE).undo
    messages.success(request, label or _("Saved."), extra_tags=SCOPE if label else "")
