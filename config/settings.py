"""Where Seedbed keeps its data and how it is reached; read once, where the house is wired."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

REHEARSAL_CLOCK = "rehearsal-clock.txt"
"""Where it lies, time is simulated: such a folder is its own, whatever the environment says about the live one."""

LARGEST_CLOCK_ERROR_S = 3600
"""A clock that may be an hour wrong is no clock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Settings from the environment; every file of ours lies below ``home``."""

    home: Path
    database_url: str
    artefacts_url: str
    service_host: str
    service_port: int
    prefect_api_url: str | None
    clock: str
    clock_error: timedelta = timedelta(seconds=2)
    """How much the machine's clock may be wrong; what lies this close to a deadline needs a person's ruling."""
    public_url: str | None = None
    """Where people reach the service from elsewhere, without a path: what stands in messages and calendar feeds."""
    ledger_key: Path | None = None
    """Where the key lies that signs the ledger, when it is not among this folder's own."""
    ledger_origin: str | None = None
    """The ledger's name for ever, given before its key is made; otherwise it gets one of its own."""
    last_heads: Path | None = None
    """A folder outside the data folder, where the newest signed head is kept; otherwise one beside it."""

    @property
    def address(self) -> str:
        """The service's address as people are told it; the port is the configured one."""
        if self.public_url is not None:
            return self.public_url
        host = f"[{self.service_host}]" if ":" in self.service_host else self.service_host
        return f"http://{host}:{self.service_port}"

    @property
    def link_key_file(self) -> Path:
        """The key that signs links and feed addresses (readable by its owner only)."""
        return self.home / "link.key"

    @property
    def ledger_key_file(self) -> Path:
        """The key that signs the ledger (readable by its owner only)."""
        return self.ledger_key or self.home / "keys" / "ledger.key"

    @property
    def last_heads_folder(self) -> Path:
        """Where the newest signed head is kept, so that an older database put back does not pass for the newest."""
        return self.last_heads or self.home.with_name(f".{self.home.name}.last-heads")

    @property
    def service_file(self) -> Path:
        """Where a running service writes its address and token (readable by its owner only)."""
        return self.home / "service.json"

    @property
    def channels_file(self) -> Path:
        """Which messages go by which channel (readable by its owner only when it holds secrets)."""
        return self.home / "channels.toml"

    @property
    def prefect_home(self) -> Path:
        """Prefect's own folder: its database is never shared with ours."""
        return self.home / "prefect"


def read_settings(environ: Mapping[str, str] | None = None, home: Path | None = None) -> Settings:
    """Settings from ``SEEDBED_*`` variables; the data folder defaults to ``$XDG_DATA_HOME/seedbed``."""
    env = os.environ if environ is None else environ
    folder = (home or _default_home(env)).expanduser().resolve()
    if (folder / REHEARSAL_CLOCK).is_file():
        env = {name: value for name, value in env.items() if name not in _LIVE_ONLY}
    return Settings(
        home=folder,
        database_url=env.get("SEEDBED_DATABASE_URL") or f"sqlite:///{folder / 'seedbed.db'}",
        artefacts_url=env.get("SEEDBED_ARTEFACTS_URL") or (folder / "artefacts").as_uri(),
        service_host=env.get("SEEDBED_SERVICE_HOST") or "127.0.0.1",
        service_port=_port(env.get("SEEDBED_SERVICE_PORT") or "4280"),
        prefect_api_url=env.get("SEEDBED_PREFECT_API_URL") or None,
        clock=env.get("SEEDBED_CLOCK") or "system",
        clock_error=_seconds(env.get("SEEDBED_CLOCK_ERROR_SECONDS") or "2"),
        public_url=_public_url(env.get("SEEDBED_PUBLIC_URL")),
        ledger_key=_path(env.get("SEEDBED_LEDGER_KEY")),
        ledger_origin=_origin(env.get("SEEDBED_LEDGER_ORIGIN")),
        last_heads=_path(env.get("SEEDBED_LAST_HEADS")) or _state_folder(env),
    )


_LIVE_ONLY = frozenset(
    {
        "SEEDBED_DATABASE_URL",
        "SEEDBED_ARTEFACTS_URL",
        "SEEDBED_PREFECT_API_URL",
        "SEEDBED_LEDGER_KEY",
        "SEEDBED_LEDGER_ORIGIN",
        "SEEDBED_LAST_HEADS",
    }
)
"""What names the live store, the live site and the live ledger: a rehearsal never reaches them."""

_ORIGIN = re.compile(r"[a-z0-9][a-z0-9./-]{0,127}", re.ASCII)


def _default_home(env: Mapping[str, str]) -> Path:
    given = env.get("SEEDBED_HOME")
    if given:
        return Path(given)
    base = env.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base) / "seedbed"


def _path(text: str | None) -> Path | None:
    return Path(text).expanduser().resolve() if text else None


def _state_folder(env: Mapping[str, str]) -> Path | None:
    """The user's folder for state, which a backup of data does not hold; None where the user has no home."""
    base = env.get("XDG_STATE_HOME") or (f"{env['HOME']}/.local/state" if env.get("HOME") else None)
    return None if base is None else Path(base).expanduser() / "seedbed" / "last-heads"


def _origin(text: str | None) -> str | None:
    if not text:
        return None
    if not _ORIGIN.fullmatch(text):
        raise ValueError(
            f"SEEDBED_LEDGER_ORIGIN is {text!r}: give a name of your own without https://, in lower case, such as"
            " procurement.example.org/seedbed"
        )
    return text


def _seconds(text: str) -> timedelta:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LARGEST_CLOCK_ERROR_S:
        raise ValueError(
            f"SEEDBED_CLOCK_ERROR_SECONDS is {text!r}: give how many seconds the clock may be wrong, from 0 to"
            f" {LARGEST_CLOCK_ERROR_S}"
        )
    return timedelta(seconds=seconds)


def _port(text: str) -> int:
    if not text.isdigit() or not 0 <= int(text) <= 65535:
        raise ValueError(f"SEEDBED_SERVICE_PORT is {text!r}: give a port number from 0 (any free one) to 65535")
    return int(text)


def _public_url(text: str | None) -> str | None:
    if not text:
        return None
    found = urlsplit(text)
    bare = not (found.path.strip("/") or found.query or found.fragment or found.username)
    if found.scheme not in {"http", "https"} or not found.hostname or not bare or not text.isascii():
        raise ValueError(f"SEEDBED_PUBLIC_URL is {text!r}: give https://NAME, without a path")
    return f"{found.scheme}://{found.netloc}"
