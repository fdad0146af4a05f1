"""``trilemma user``: accounts, as the operator adds them."""

from __future__ import annotations

import click

from trilemma.cli.installation import set_up_site
from trilemma.cli.options import json_option
from trilemma.cli.output import answer


@click.group("user")
def command() -> None:
    """Add accounts; people with an account invite others in the browser."""


@command.command("add")
@click.argument("email", metavar="EMAIL")
@click.option("--name", default="", metavar="NAME", help="How the person is called.")
@click.option("--organisation", metavar="SLUG", help="Short name of the organisation they join.")
@click.option("--new-organisation", metavar="NAME", help="Make an organisation of this name; they become its admin.")
@click.option("--admin", is_flag=True, help="Let them change people, settings and members there.")
@json_option
def add(email: str, name: str, organisation: str | None, new_organisation: str | None, *, admin: bool) -> None:
    """Add an account for EMAIL, or let an existing one join; print a link to sign in with, once, within ten minutes.

    Without an organisation the account joins the only one there is.
    """
    environment = set_up_site()
    from trilemma.site.config.accounts import add_account_to
    from trilemma.site.config.schema import migrate
    from trilemma.site.core.login_links import make_login_link

    migrate()
    actor, user = add_account_to(email, name, organisation, new_organisation, admin=admin)
    link = environment.address + make_login_link(user)
    content = {"email": user.email, "organisation": actor.organisation_slug, "role": actor.role.value, "login": link}
    text = (
        f"{user.email} is {actor.role.value} of {actor.organisation_slug}.\nSign in (once, within ten minutes): {link}"
    )
    answer(content, lambda: text)
