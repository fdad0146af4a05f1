"""How the library of accounts behaves here: who may sign up, which addresses count as verified, secrets encrypted."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from trilemma.site.accounts.actions.invitations import usable_invitation
from trilemma.site.core.errors import NotFoundError
from trilemma.site.core.models import Invitation, User

INVITED = "invitation"
"""Where the session keeps the secret of an invitation that is being accepted."""


def invitation_of(request: HttpRequest) -> Invitation | None:
    """Return the invitation that whoever asks has followed and not accepted yet."""
    secret = request.session.get(INVITED)
    if not secret:
        return None
    try:
        return usable_invitation(secret)
    except NotFoundError:
        return None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # it has no types
    """Sign-up by invitation only, unless the installation is open to all."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return whether whoever asks may make an account."""
        return bool(settings.ENVIRONMENT.sign_up) or invitation_of(request) is not None

    def new_user(self, request: HttpRequest) -> User:
        """Return an account that speaks the language of the page on which it was made."""
        return User(language=(translation.get_language() or "en")[:2])

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Return whether an address needs no mail: the invitation was sent to it, and an admin vouches for it."""
        invitation = invitation_of(request)
        invited = invitation is not None and invitation.email.lower() == email.lower()
        return invited or bool(super().is_email_verified(request, email))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead whoever has followed an invitation to where it is accepted."""
        if invitation_of(request) is not None:
            return reverse("invitation", args=[request.session[INVITED]])
        return str(super().get_login_redirect_url(request))

    get_signup_redirect_url = get_login_redirect_url


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # it has no types
    """The same rule for accounts of another service; what it says of the name is taken over."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ANN401 - a login of the library
        """Return whether whoever asks may make an account."""
        return bool(settings.ENVIRONMENT.sign_up) or invitation_of(request) is not None

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:  # noqa: ANN401
        """Take over address and name."""
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = (data.get("name") or " ".join(part for part in parts if part))[:120]
        return user


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc] # it has no types
    """Keeps the secrets of second factors encrypted with the key of the installation."""

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as it is."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return what authenticator apps call this site."""
        return "Trilemma"


def _cipher() -> Fernet:
    key = hashlib.sha256(b"trilemma.second_factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
