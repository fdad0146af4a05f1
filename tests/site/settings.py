"""Settings of the site's tests: a data folder of their own, quick passwords, SQLite unless DATABASE_URL says otherwise."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("TRILEMMA_DATA_DIR", tempfile.mkdtemp(prefix="trilemma-tests-"))
os.environ.setdefault("TRILEMMA_SECRET_KEY", "a secret of the tests alone, never of an installation")

from trilemma.site.config.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# the gallery of components is a page of the tests alone
TEMPLATES[0]["DIRS"] = [str(Path(__file__).parent / "gallery" / "templates")]  # noqa: F405 - of the settings

# kinds of runs that only tests ask for; and a database in a file, which workers in other processes can open too
INSTALLED_APPS += ["tests.site.trial"]  # noqa: F405 - of the settings
if ENVIRONMENT.database.embedded:  # noqa: F405 - of the settings
    DATABASES["default"]["TEST"] = {"NAME": str(ENVIRONMENT.data / "tests.sqlite3")}  # noqa: F405 - of the settings

# long enough for a machine that is busy with other tests
RUN_LEASE_SECONDS = 6.0
