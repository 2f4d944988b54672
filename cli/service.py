"""The running service of a data folder: found by its file, spoken to over loopback, believed only with its token."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from engine import errors
from engine.errors import Busy, InvalidInput, Refused, SeedbedError
from flows.running import is_alive

if TYPE_CHECKING:
    from actions.answer import Answer
    from actions.perform import Request
    from config.settings import Settings
    from engine.register import RegisterCommand

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 60.0

_BY_CODE: Final[Mapping[int, type[SeedbedError]]] = {
    2: errors.InvalidInput,
    3: errors.BeyondCalendar,
    4: errors.NotFound,
    5: errors.HistoryConflict,
    6: errors.VerificationFailed,
    7: errors.NotAllowed,
    8: errors.DefinitionInvalid,
    75: errors.Busy,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A service that answers on this machine; ``token`` is never shown."""

    host: str
    port: int
    token: str

    def perform(self, request: Request, definition: str | None = None, *, unpublished: bool = False) -> Answer:
        """Have a command carried out; raises what it was refused with, the whole explanation included.

        ``definition`` is the text of the definition that an ``open`` is about.
        """
        from actions.answer import answer_from

        body = {
            "command": request.command.model_dump(mode="json"),
            "auth": request.auth,
            "expected_n": request.expected_n,
            "dry_run": request.dry_run,
        }
        if definition is not None:
            body |= {"definition": definition, "unpublished": unpublished}
        return answer_from(self._post("/api/v1/commands", request.request_id, body))

    def register(self, command: RegisterCommand, request_id: str, definition: str | None) -> dict[str, Any]:
        """Have a command to the register of people carried out; a definition says where a new role is defined."""
        body: dict[str, Any] = {"command": command.model_dump(mode="json"), "auth": "claim", "dry_run": False}
        if definition is not None:
            body["definition"] = definition
        return self._post("/api/v1/register", request_id, body)

    def _post(self, path: str, request_id: str, body: dict[str, Any]) -> dict[str, Any]:
        connection = HTTPConnection(self.host, self.port, timeout=ANSWER_SECONDS)
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": request_id,
            "Content-Type": "application/json",
            "Accept": "application/json, application/problem+json",
        }
        try:
            connection.request("POST", path, json.dumps(body).encode(), headers)
            reply = connection.getresponse()
            status, raw = reply.status, reply.read()
        except (OSError, HTTPException) as error:
            raise Busy(
                f"The service at {self.host}:{self.port} stopped answering ({error}). Whether the command was carried"
                f" out is not known: repeat it with --request-id {request_id}, and it is done once."
            ) from error
        finally:
            connection.close()
        if status == 401:
            raise NotOurService(
                f"What answers at {self.host}:{self.port} does not know this folder's token: another service has taken"
                " its place. Working on the data folder itself."
            )
        return _read(status, raw)


class NotOurService(Exception):
    """Something answers where the service was, but it is not the service of this data folder."""


def running_service(settings: Settings, note: Callable[[str], None]) -> Service | None:
    """The service that keeps this data folder, or None; a file that a dead service left behind is noted and ignored."""
    described = _described(settings, note)
    if described is None:
        return None
    connection = HTTPConnection(described.host, described.port, timeout=CONNECT_SECONDS)
    try:
        connection.connect()
    except OSError:
        note(f"{settings.service_file} is of a service that no longer runs; working on the data folder itself.")
        return None
    finally:
        connection.close()
    return described


def _described(settings: Settings, note: Callable[[str], None]) -> Service | None:
    path = settings.service_file
    try:
        found = path.stat()
        document = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        note(f"{path} cannot be read ({error}); working on the data folder itself.")
        return None
    if stat.S_IMODE(found.st_mode) & 0o077:
        note(f"{path} can be read by others than its owner, so its token is not used: chmod 600 it, or restart serve.")
        return None
    try:
        address = urlsplit(str(document["url"]))
        host, port, token = address.hostname or "", address.port or 0, str(document["token"])
        pid = int(document["pid"])
    except (KeyError, TypeError, ValueError):
        note(f"{path} is not what a service writes; working on the data folder itself.")
        return None
    if not is_alive(pid):
        note(f"{path} is of a service that no longer runs; working on the data folder itself.")
        return None
    if host not in LOOPBACK:
        raise InvalidInput(f"{path} names the host {host}; the command line speaks to a service on this machine only.")
    return Service(host=host, port=port, token=token)


def _read(status: int, raw: bytes) -> dict[str, Any]:
    """The answer, or the error that the service tells."""
    try:
        document = json.loads(raw)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise SeedbedError(f"What answers there is no Seedbed service (HTTP {status}). Restart `seedbed serve`.")
    if status < 400:
        return document
    message = str(document.get("detail") or document.get("title") or f"HTTP {status}")
    explanation, code = document.get("explanation"), document.get("exit_code")
    if code == Refused.exit_code and isinstance(explanation, dict) and "findings" in explanation:
        from engine.explanation import explanation_from

        raise Refused(explanation_from(explanation))
    raise _BY_CODE.get(code if isinstance(code, int) else 1, SeedbedError)(message)
