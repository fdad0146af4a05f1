"""Accounts that operators make."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from trilemma.site.core.errors import RuleError
from trilemma.site.core.models import User


@transaction.atomic
def add_account(email: str, *, name: str = "", password: str | None = None, language: str = "en") -> User:
    """Make an account whose address counts as verified: an operator or an invitation vouches for it.

    Without a password one signs in by a login link or sets one through "forgotten password".
    """
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise RuleError(_("There is an account with this address already."), fields={"email": email})
    user = User.objects.create_user(email, password, name=name.strip()[:120], language=language)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
