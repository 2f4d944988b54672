"""Reads the database URL: where the store is, and which of the two databases holds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from engine.errors import InvalidInput

_SQLITE: Final = "sqlite:///"
_POSTGRESQL: Final = ("postgresql://", "postgres://")
_SSL_MODES: Final = ("disable", "prefer", "require", "verify-full")


@dataclass(frozen=True, kw_only=True)
class PostgresAddress:
    """Where a PostgreSQL database is: a host, or the folder of a Unix socket."""

    user: str
    password: str | None
    host: str
    port: int
    database: str
    sslmode: str

    @property
    def socket(self) -> str | None:
        """Return the path of the Unix socket when the host is a folder."""
        return f"{self.host}/.s.PGSQL.{self.port}" if self.host.startswith("/") else None

    def __str__(self) -> str:
        """Name the database without its password."""
        return f"postgresql://{self.user}@{self.host}:{self.port}/{self.database}"

    def __repr__(self) -> str:
        """Keep the password out of tracebacks too."""
        return str(self)


Address = Path | PostgresAddress


def parse_address(url: str) -> Address:
    """Return a file's path for sqlite:///path (sqlite:////absolute/path), a PostgresAddress for postgresql://..."""
    if url.startswith(_SQLITE):
        name = url.removeprefix(_SQLITE)
        if not name or name.startswith(":memory:") or "\0" in name:
            raise InvalidInput("The database URL names no file; write sqlite:///folder/seedbed.db.")
        return Path(name)
    if url.startswith(_POSTGRESQL):
        return _parse_postgresql(url)
    scheme = url.split(":", 1)[0]
    raise InvalidInput(f"The database URL begins with {scheme!r}; sqlite:/// and postgresql:// are known.")


def _parse_postgresql(url: str) -> PostgresAddress:
    """Read postgresql://user:password@host:port/database[?host=/socket/folder][&sslmode=...]."""
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError as wrong:
        raise InvalidInput(f"The database URL cannot be read: {wrong}.") from None
    query = dict(parse_qsl(parts.query))
    if unknown := sorted(set(query) - {"host", "sslmode"}):
        raise InvalidInput(f"The database URL has the setting {unknown[0]!r}; only host and sslmode are known.")
    sslmode = query.get("sslmode", "prefer")
    if sslmode not in _SSL_MODES:
        raise InvalidInput(f"sslmode {sslmode!r} is not one of {', '.join(_SSL_MODES)}.")
    database = unquote(parts.path.lstrip("/"))
    if not parts.username or not database:
        raise InvalidInput("The database URL needs a user and a database: postgresql://user:password@host:port/name.")
    return PostgresAddress(
        user=unquote(parts.username),
        password=unquote(parts.password) if parts.password else None,
        host=query.get("host") or unquote(parts.hostname or "localhost"),
        port=port,
        database=database,
        sslmode=sslmode,
    )
