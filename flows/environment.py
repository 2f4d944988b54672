"""Prefect's settings, decided before Prefect is imported: at home in our data folder, silent, and ours alone.

Prefect reads its settings from the environment when it is imported, so ``prepare`` comes before the first import and
``child_environment`` before a child process starts. Nothing here imports Prefect.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

from config.settings import Settings

SILENT: Final[Mapping[str, str]] = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
}
"""No attempt to reach the outside: telemetry, version checks and advertisements off, in every process of ours."""

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def prepare(settings: Settings, *, prefect_url: str | None = None, auth: str | None = None) -> None:
    """Set this process up to talk to a Prefect server; to be called before the first import of Prefect.

    With a server of the site's own (``SEEDBED_PREFECT_API_URL``) the site's own ``PREFECT_*`` variables stay, because
    its keys and certificates are among them; with ours none of them may lead anywhere else.
    """
    if settings.prefect_api_url is None:
        for name in _foreign(os.environ):
            del os.environ[name]
    os.environ.update(SILENT)
    os.environ.update(_client(settings, prefect_url or settings.prefect_api_url, auth))
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = _no_proxy(os.environ)


def child_environment(
    settings: Settings, *, prefect_url: str | None = None, auth: str | None = None, **more: str
) -> dict[str, str]:
    """The environment of a child process of ours."""
    environ = dict(os.environ)
    if settings.prefect_api_url is None:
        for name in _foreign(environ):
            del environ[name]
    environ.update(SILENT)
    environ.update(_client(settings, prefect_url or settings.prefect_api_url, auth))
    environ.update(house_environment(settings))
    environ["NO_PROXY"] = environ["no_proxy"] = _no_proxy(environ)
    environ.update(more)
    return environ


def house_environment(settings: Settings) -> dict[str, str]:
    """The variables by which another process of ours finds the same house."""
    found = {
        "SEEDBED_HOME": str(settings.home),
        "SEEDBED_DATABASE_URL": settings.database_url,
        "SEEDBED_ARTEFACTS_URL": settings.artefacts_url,
    }
    # Where the key lies, never the key.
    return found if settings.ledger_key is None else {**found, "SEEDBED_LEDGER_KEY": str(settings.ledger_key)}


def _foreign(environ: Mapping[str, str]) -> list[str]:
    return [name for name in environ if name.startswith("PREFECT_")]


def _client(settings: Settings, prefect_url: str | None, auth: str | None) -> dict[str, str]:
    """What a process needs that runs flows: where the server is, and quiet logs, never on standard output."""
    found = {
        "PREFECT_HOME": str(settings.prefect_home),
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "ERROR",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    }
    if prefect_url is not None:
        found["PREFECT_API_URL"] = prefect_url
    if auth is not None:
        found["PREFECT_API_AUTH_STRING"] = auth
    return found


def _no_proxy(environ: Mapping[str, str]) -> str:
    """A proxy is for the outside: what is on this machine is reached without one."""
    given = environ.get("NO_PROXY") or environ.get("no_proxy") or ""
    names = [name.strip() for name in given.split(",") if name.strip()]
    return ",".join(dict.fromkeys([*names, *_LOOPBACK]))
