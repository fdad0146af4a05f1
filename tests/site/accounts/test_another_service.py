"""Signing in with another service (OpenID Connect), set by the environment of the installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SHOW = (
    "import django, json; django.setup();"
    "from django.conf import settings; from django.test import Client;"
    "page = Client(headers={'host': 'localhost'}).get('/accounts/login/').content.decode();"
    "print(json.dumps([settings.SOCIALACCOUNT_PROVIDERS, 'Example ID' in page]))"
)


def shown(folder: Path, **variables: str) -> list[object]:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "trilemma.site.config.settings",
        "TRILEMMA_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        **variables,
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=environment, check=True)
    done = subprocess.run([sys.executable, "-c", SHOW], env=environment, check=True, capture_output=True, text=True)
    found: list[object] = json.loads(done.stdout)
    return found


def test_the_service_of_the_environment_is_offered_on_the_sign_in_page(tmp_path: Path) -> None:
    providers, offered = shown(
        tmp_path,
        TRILEMMA_OPENID_ISSUER="https://id.example.com/realms/one",
        TRILEMMA_OPENID_CLIENT="trilemma",
        TRILEMMA_OPENID_SECRET="of the test",  # noqa: S106 - of this test alone
        TRILEMMA_OPENID_NAME="Example ID",
    )
    assert offered
    assert isinstance(providers, dict)
    app = providers["openid_connect"]["APPS"][0]
    assert app["settings"]["server_url"] == "https://id.example.com/realms/one"
    assert (app["name"], app["client_id"]) == ("Example ID", "trilemma")
