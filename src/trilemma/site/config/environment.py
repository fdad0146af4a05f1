"""Everything an installation can set from outside, in one typed place; docs/settings.md says what each means."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from trilemma.engine.api import InputError

TRUE: Final = frozenset({"1", "true", "yes", "on"})
MOST_PROCESSES: Final = 512
FALSE: Final = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Database:
    """Where the rows are: a file of SQLite, or a PostgreSQL server."""

    engine: str
    name: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def embedded(self) -> bool:
        """Whether it is a file beside the program."""
        return self.engine == "sqlite"


SENDER: Final = "trilemma@localhost"


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that sends mail; without a host mails are kept in the data folder."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls: bool = False
    sender: str = SENDER


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """A service that people may sign in with (OpenID Connect)."""

    issuer: str
    client: str
    secret: str
    name: str = "OpenID Connect"


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one installation."""

    data: Path
    database: Database
    secret_key: str
    hosts: tuple[str, ...]
    address: str
    secure: bool
    debug: bool
    mail: Mail
    open_id: OpenIdProvider | None
    sign_up: bool
    trusted_proxy: bool
    metrics_token: str
    processes: int


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Return the settings that environment variables state; what is missing has a sensible value.

    Raises
    ------
    InputError
        If a variable cannot be understood; the place is its name.
    """
    data = Path(variables.get("TRILEMMA_DATA_DIR") or Path.home() / ".local" / "share" / "trilemma")
    address = variables.get("TRILEMMA_ADDRESS", "http://localhost:8000").rstrip("/")
    return Environment(
        data=data,
        database=_database(variables.get("DATABASE_URL", ""), data),
        secret_key=variables.get("TRILEMMA_SECRET_KEY") or _kept_secret(data),
        hosts=_hosts(variables.get("TRILEMMA_HOSTS", ""), address),
        address=address,
        secure=address.startswith("https://"),
        debug=_flag(variables, "TRILEMMA_DEBUG"),
        mail=_mail(variables),
        open_id=_open_id(variables),
        sign_up=_flag(variables, "TRILEMMA_SIGN_UP"),
        trusted_proxy=_flag(variables, "TRILEMMA_TRUSTED_PROXY"),
        metrics_token=variables.get("TRILEMMA_METRICS_TOKEN", ""),
        processes=_count(variables, "TRILEMMA_PROCESSES", os.cpu_count() or 1),
    )


def parse_database(address: str, place: str = "DATABASE_URL") -> Database:
    """Return the database that an address such as ``postgres://user:password@host:5432/name`` names."""
    parts = urlsplit(address)
    if parts.scheme in {"sqlite", "sqlite3"}:
        return Database("sqlite", unquote(parts.path.removeprefix("/") if parts.netloc else parts.path))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise InputError("it must begin with postgres:// or sqlite://", place)
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise InputError("it names no database: postgres://user@host/NAME", place)
    try:
        port = parts.port
    except ValueError as error:
        raise InputError("its port is no number from 0 to 65535", place) from error
    return Database(
        "postgresql",
        name,
        host=unquote(parts.hostname or ""),
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=tuple(parse_qsl(parts.query)),
    )


def _database(address: str, data: Path) -> Database:
    return parse_database(address) if address else Database("sqlite", str(data / "trilemma.sqlite3"))


def _kept_secret(data: Path) -> str:
    """Return the secret of this installation, made on first use and readable for its owner only."""
    kept = data / "secret-key"
    if kept.exists():
        return kept.read_text(encoding="ascii").strip()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = secrets.token_urlsafe(48)
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster
        return kept.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret)
    return secret


def _hosts(stated: str, address: str) -> tuple[str, ...]:
    own = urlsplit(address).hostname or "localhost"
    named = [host.strip() for host in stated.split(",") if host.strip()]
    return tuple(dict.fromkeys([own, *named, "localhost", "127.0.0.1", "[::1]"]))


def _flag(variables: Mapping[str, str], name: str) -> bool:
    value = variables.get(name, "").strip().lower()
    if value not in TRUE | FALSE:
        raise InputError(f"{value!r} is neither yes nor no", name)
    return value in TRUE


def _count(variables: Mapping[str, str], name: str, usual: int) -> int:
    value = variables.get(name, "").strip()
    if not value:
        return usual
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= MOST_PROCESSES:
        raise InputError(f"{value!r} is no number from 1 to {MOST_PROCESSES}", name)
    return int(value)


def _mail(variables: Mapping[str, str]) -> Mail:
    sender = variables.get("TRILEMMA_MAIL_FROM", SENDER)
    address = variables.get("TRILEMMA_MAIL", "")
    if not address:
        return Mail(sender=sender)
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise InputError("it must look like smtps://user:password@host:465", "TRILEMMA_MAIL")
    tls = parts.scheme == "smtps"
    return Mail(
        host=parts.hostname,
        port=parts.port or (465 if tls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        sender=sender,
    )


def _open_id(variables: Mapping[str, str]) -> OpenIdProvider | None:
    issuer = variables.get("TRILEMMA_OPENID_ISSUER", "")
    if not issuer:
        return None
    client, secret = variables.get("TRILEMMA_OPENID_CLIENT", ""), variables.get("TRILEMMA_OPENID_SECRET", "")
    if not client or not secret:
        raise InputError("a client and a secret must be set beside the issuer", "TRILEMMA_OPENID_CLIENT")
    return OpenIdProvider(issuer, client, secret, variables.get("TRILEMMA_OPENID_NAME", "OpenID Connect"))
