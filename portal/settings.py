"""Settings of the installation, read once at start from the environment or a TOML file."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

PREFIX = "PORTAL_"
SECOND_FACTOR = ("offered", "required")
"""Whether people with duties must sign in with a second factor."""


class BadSettings(Exception):
    """A setting is missing or can't be used; the message says which and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator decides; each field is `PORTAL_<NAME>` in the environment."""

    data_dir: Path = Path("instance")
    database_url: str = ""
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = 0
    mail_url: str = "console:"
    mail_from: str = "Linli <linli@localhost>"
    sms_provider: str = "console"
    redis_url: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_label: str = ""
    second_factor: str = "offered"
    disabled_plugins: frozenset[str] = frozenset()

    @classmethod
    def load(cls, given: Mapping[str, str] | None = None) -> Self:
        """Read the environment over the file named by `PORTAL_CONFIG`, or just `given` (names without prefix).

        Raises `BadSettings` for an unknown name in the file or a value that can't be used.
        """
        raw = dict(given) if given is not None else _from_file_and_environment(os.environ)
        known = {field.name for field in fields(cls)}
        values: dict[str, object] = {}
        for name, text in raw.items():
            key = name.lower()
            if key not in known:
                if given is not None:
                    raise BadSettings(f"There is no setting {PREFIX}{name}.")
                continue
            values[key] = _parsed(key, str(text))
        settings = cls(**values)  # type: ignore[arg-type]  # each value was parsed for its own field above
        return settings._completed()

    def _completed(self) -> Self:
        data_dir = self.data_dir.resolve()
        data_dir.mkdir(parents=True, exist_ok=True)
        url = self.database_url or f"sqlite:///{data_dir / 'linli.db'}"
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        if self.second_factor not in SECOND_FACTOR:
            raise BadSettings(f"{PREFIX}SECOND_FACTOR is {' or '.join(SECOND_FACTOR)}, not {self.second_factor!r}.")
        key = self.secret_key
        if not key and url.startswith("postgresql"):
            raise BadSettings(f"{PREFIX}SECRET_KEY must be set when the database is PostgreSQL.")
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values |= {"data_dir": data_dir, "database_url": url, "secret_key": key or _kept_secret(data_dir)}
        return type(self)(**values)


def _from_file_and_environment(environ: Mapping[str, str]) -> dict[str, str]:
    raw: dict[str, str] = {}
    if path := environ.get(PREFIX + "CONFIG"):
        try:
            raw |= {name: str(value) for name, value in tomllib.loads(Path(path).read_text("utf-8")).items()}
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise BadSettings(f"The settings file {path} can't be read: {error}.") from error
    raw |= {name.removeprefix(PREFIX): value for name, value in environ.items() if name.startswith(PREFIX)}
    raw.pop("CONFIG", None)
    return raw


def _parsed(key: str, text: str) -> object:
    if key == "data_dir":
        return Path(text)
    if key == "trusted_proxies":
        try:
            return int(text)
        except ValueError:
            raise BadSettings(f"{PREFIX}TRUSTED_PROXIES must be a whole number, not {text!r}.") from None
    if key == "disabled_plugins":
        return frozenset(part.strip() for part in text.split(",") if part.strip())
    return text


def _kept_secret(data_dir: Path) -> str:
    """Return the secret kept in the data folder, made on first use and readable by its owner only."""
    path = data_dir / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return path.read_text("ascii")
