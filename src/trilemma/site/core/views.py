"""The first address, the settings of one's own account, undo and redo, and whether the site is well."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import JavaScriptCatalog

from trilemma.site.core.actions import change_profile, set_appearance
from trilemma.site.core.forms import ProfileForm
from trilemma.site.core.login_links import follow_login_link
from trilemma.site.core.middleware import ActorRequest
from trilemma.site.core.pages import Page, show
from trilemma.site.core.queries import organisations_of
from trilemma.site.core.searching import search
from trilemma.site.core.undoing import redo, stack_of, undo


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the organisation of an account, to the choice between several, or to a word of welcome."""
    assert request.user.is_authenticated  # noqa: S101 - the decorator sees to it
    places = organisations_of(request.user)
    if len(places) == 1:
        return redirect(f"/o/{places[0].slug}/")
    return show(request, "core/start.html", Page(title="Trilemma"))


@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in whoever a login link was made for."""
    follow_login_link(request, token)
    return redirect("start")


@require_POST
@login_required
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep how the person likes the pages: theme, row height, shortcuts of one key."""
    assert request.user.is_authenticated  # noqa: S101 - the decorator sees to it
    set_appearance(request.user, request.POST.dict())
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's own name, language, time zone and how the pages look."""
    user = request.user
    assert user.is_authenticated  # noqa: S101 - the decorator sees to it
    form = ProfileForm(request.POST or None, instance=user)
    if not form.is_valid():
        return render(request, "core/profile.html", {"form": form}, status=422 if form.is_bound else 200)
    change_profile(user, form.cleaned_data)
    with translation.override(user.language):
        messages.success(request, _("Your settings are kept."))
    return redirect("profile")


@require_safe
@cache_control(private=True, max_age=3600)
def words(request: HttpRequest) -> HttpResponse:
    """Send the texts of the scripts in the reader's language; the address names language and version."""
    catalog: HttpResponse = JavaScriptCatalog().get(request)
    return catalog


@require_safe
def search_all(request: ActorRequest) -> HttpResponse:
    """Find what the actor may see, for the command palette."""
    return JsonResponse({"groups": search(request.actor, request.GET.get("q", ""))})


@require_POST
def undo_last(request: ActorRequest, scope: str) -> HttpResponse:
    """Undo the actor's last act in a scope."""
    label = undo(request.actor, scope)
    return JsonResponse({"undone": label, **_stack(request, scope)})


@require_POST
def redo_last(request: ActorRequest, scope: str) -> HttpResponse:
    """Redo what the actor undid last in a scope."""
    label = redo(request.actor, scope)
    return JsonResponse({"redone": label, **_stack(request, scope)})


def _stack(request: ActorRequest, scope: str) -> dict[str, str]:
    stack = stack_of(request.actor, scope)
    return {"undo": stack.undo, "redo": stack.redo}
