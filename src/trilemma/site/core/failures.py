"""Errors as people and programs see them: a page or a part of one in plain words, or problem details."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from trilemma.site.core.errors import SiteError


def failure(request: HttpRequest, error: SiteError) -> HttpResponse:
    """Return an error in the form that whoever asked can read."""
    if wants_json(request):
        return JsonResponse(error.problem(), status=error.status, content_type="application/problem+json")
    if getattr(request, "htmx", False):
        # as a notice above the page: whatever was asked for stays as it is, and so does what was typed
        answer = render(request, "core/error_part.html", {"error": error}, status=error.status)
        return reswap(retarget(answer, "#toasts"), "beforeend")
    return render(request, "core/error.html", {"error": error}, status=error.status)


def wants_json(request: HttpRequest) -> bool:
    """Return whether a program asked: by the kinds that it accepts, or by what it sent."""
    accepts = request.headers.get("Accept", "")
    return "application/json" in accepts or "application/problem+json" in accepts


class _PlainError(SiteError):
    """An error of the framework in our form."""

    def __init__(self, message: str, status: int, code: str) -> None:
        super().__init__(message)
        self.http = (status, code)

    @property
    def status(self) -> int:  # type: ignore[override] # of one object, not of the class
        """The status of this error."""
        return self.http[0]

    @property
    def code(self) -> str:  # type: ignore[override] # of one object, not of the class
        """The code of this error."""
        return self.http[1]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense."""
    del exception
    return failure(request, _PlainError(_("The browser sent something this page cannot read."), 400, "bad_request"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that is not allowed."""
    del exception
    return failure(request, _PlainError(_("You may not do this."), 403, "forbidden"))


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was not sent from one of our pages."""
    del reason
    message = _("This form is too old or was not sent from this site. Load the page again and send it once more.")
    return failure(request, _PlainError(message, 403, "csrf"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    del exception
    message = _("There is nothing here. It may have been moved or deleted, or it is not shared with you.")
    return failure(request, _PlainError(message, 404, "not_found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the program is at fault."""
    message = _("Something went wrong on our side. Nothing was lost; please try again.")
    return failure(request, _PlainError(message, 500, "fault"))


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while the database cannot be reached."""
    message = _("The database cannot be reached just now. Please try again in a moment.")
    answer = failure(request, _PlainError(message, 503, "unavailable"))
    answer["Retry-After"] = "5"
    return answer
