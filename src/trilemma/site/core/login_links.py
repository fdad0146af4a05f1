"""Links that sign somebody in once, within ten minutes: what `trilemma up` prints for the owner of the machine.

Nothing is stored: the link is signed together with the time of the account's last login, so that any login uses it up.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib.auth import login
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from trilemma.site.core.errors import ForbiddenError
from trilemma.site.core.models import User

LIFE: Final = timedelta(minutes=10)
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
_SIGNER: Final = signing.TimestampSigner(salt="trilemma.login_link")


def make_login_link(user: User) -> str:
    """Return the path of a link that signs an account in once, within ten minutes."""
    token = _SIGNER.sign(f"{user.public_id}.{_state(user)}")
    return reverse("login_link", args=[token])


@transaction.atomic
def follow_login_link(request: HttpRequest, token: str) -> User:
    """Sign in whoever the link was made for; two at the same moment cannot both use it."""
    try:
        public_id, _dot, state = _SIGNER.unsign(token, max_age=LIFE).partition(".")
    except signing.BadSignature:
        raise _used_up() from None
    user = User.objects.select_for_update().filter(public_id=public_id, is_active=True).first()
    if user is None or not constant_time_compare(state, _state(user)):
        raise _used_up()
    login(request, user, backend=BACKEND)
    return user


def _state(user: User) -> str:
    """Return what changes with every login, with every password, and when the account is closed."""
    content = f"{user.last_login}{user.password}{user.is_active}"
    return salted_hmac("trilemma.login_link", content, algorithm="sha256").hexdigest()[:32]


def _used_up() -> ForbiddenError:
    return ForbiddenError(_("This link has been used, or it is more than ten minutes old. Sign in or make a new one."))
