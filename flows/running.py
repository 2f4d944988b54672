"""Finds the service that runs on a data folder: where it is and what to show it, from a file for its owner alone."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from config.settings import Settings
from engine.time.local_time import format_instant, parse_instant


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A running service: its address and token, its process, and its Prefect server's API and pages."""

    url: str
    token: str
    pid: int
    since: datetime
    prefect_url: str
    prefect_page: str | None

    def __repr__(self) -> str:
        """Keep the token out of logs and tracebacks."""
        return f"Service({self.url}, pid {self.pid})"


def announce(settings: Settings, service: Service) -> None:
    """Write the service's file, whole and readable by its owner only."""
    data = {"schema": "seedbed/service/1", **asdict(service), "since": format_instant(service.since)}
    incoming = settings.service_file.with_name(f".service-{secrets.token_hex(6)}.part")
    descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(data, file, indent=2)
    incoming.replace(settings.service_file)


def withdraw(settings: Settings) -> None:
    """Remove the service's file, if it is still this process's."""
    service = _read(settings.service_file)
    if service is not None and service.pid == os.getpid():
        settings.service_file.unlink(missing_ok=True)


def service_of(settings: Settings) -> Service | None:
    """The service that runs on this data folder, or None; a file that a killed one left behind is not believed."""
    service = _read(settings.service_file)
    return service if service is not None and is_alive(service.pid) else None


def is_alive(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _read(file: Path) -> Service | None:
    try:
        data = json.loads(file.read_bytes())
        return Service(
            url=data["url"],
            token=data["token"],
            pid=data["pid"],
            since=parse_instant(data["since"]),
            prefect_url=data["prefect_url"],
            prefect_page=data["prefect_page"],
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
