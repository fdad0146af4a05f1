"""What happens to every request: safe headers, errors in plain words, and the actor of its address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from trilemma.engine.api import TrilemmaError
from trilemma.site.core.actor import Actor
from trilemma.site.core.errors import NotFoundError, RuleError, SiteError
from trilemma.site.core.failures import failure, unavailable, wants_json
from trilemma.site.core.models import User
from trilemma.site.core.queries import actor_of

Respond = Callable[[HttpRequest], HttpResponse]

POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class ActorRequest(HttpRequest):
    """A request below an organisation's address: the actor is known."""

    actor: Actor
    user: User


def security_headers(respond: Respond) -> Respond:
    """Send a strict content security policy with every answer; nothing private is kept by caches."""

    def with_headers(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return with_headers


class ErrorPages:
    """Turns errors of the site into answers; whatever the request began to write is undone with its transaction."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer our own errors, those of plans that break a rule, and those of a database that is away."""
        if isinstance(exception, SiteError):
            return failure(request, exception)
        if isinstance(exception, TrilemmaError):  # a plan that cannot be computed as it stands
            return failure(request, RuleError(exception.message))
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable(request)
        return None


class ActorOfAddress:
    """Finds out who acts in the organisation that the address names, and speaks their language."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on in the account's language and time zone."""
        user = getattr(request, "user", None)
        if not isinstance(user, User):
            return self.respond(request)
        with translation.override(user.language):
            request.LANGUAGE_CODE = translation.get_language() or "en"
            zone = user.time_zone or None
            with timezone.override(zone):
                return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: object, arguments: Sequence[object], values: dict[str, Any]
    ) -> HttpResponse | None:
        """Put the actor on a request below ``/o/<organisation>/``; strangers do not even learn that it is there."""
        slug = values.pop("organisation", None)
        if slug is None:
            return None
        if not isinstance(request.user, User):
            if wants_json(request):
                return failure(request, NotFoundError.plain())
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
        try:
            actor = actor_of(request.user, slug)
        except SiteError as error:
            return failure(request, error)
        request.actor = actor  # type: ignore[attr-defined] # it is an `ActorRequest` from here on
        return None
