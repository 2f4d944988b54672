"""The channels of a site as a person may see them: where they lead and what leads to them, without a secret."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from channels.configuration import (
    BUILT_IN,
    ChatSettings,
    Configuration,
    FolderSettings,
    NotifySettings,
    SmtpSettings,
    WebhookSettings,
    secrets_of,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownChannel:
    """One channel: ``routes`` are the fields that name it, ``missing`` the variables that hold no secret yet."""

    name: str
    kind: str
    where: str
    routes: tuple[str, ...]
    missing: tuple[str, ...]
    addressed: bool


def shown_channels(
    configuration: Configuration, home: Path, environ: Mapping[str, str] | None = None
) -> tuple[ShownChannel, ...]:
    """Every channel, the built-in ones first."""
    known = os.environ if environ is None else environ
    return tuple(_shown(configuration, name, home, known) for name in configuration.names)


def _shown(configuration: Configuration, name: str, home: Path, environ: Mapping[str, str]) -> ShownChannel:
    settings = configuration.channel.get(name)
    secrets = [] if settings is None else [secret for _, secret in secrets_of(settings)]
    return ShownChannel(
        name=name,
        kind=name if settings is None else settings.kind,
        where=_where(configuration, name, home),
        routes=tuple(".".join(path) for path, named in configuration.routes.named() if named == name),
        missing=tuple(one.variable for one in secrets if one.variable is not None and not environ.get(one.variable)),
        addressed=isinstance(settings, SmtpSettings | NotifySettings),
    )


def _where(configuration: Configuration, name: str, home: Path) -> str:
    """Where it leads. A webhook's path and a chat's address may hold tokens, so they are left out."""
    match configuration.channel.get(name):
        case SmtpSettings(host=host, security=security, sender=sender):
            return f"{host} ({security}) as {sender}"
        case NotifySettings(base_url=url) | WebhookSettings(url=url):
            parts = urlsplit(url)
            port = "" if parts.port is None else f":{parts.port}"
            return f"{parts.scheme}://{parts.hostname}{port}"
        case ChatSettings(url=secret):
            return "in the file" if secret.variable is None else f"env:{secret.variable}"
        case FolderSettings(path=path):
            return str(home / path)
        case None:
            return str(home / "outgoing") if name == BUILT_IN[0] else "standard error"
