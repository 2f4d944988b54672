"""Every error as a problem document (RFC 9457): what went wrong in words, and the command line's exit code for it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.errors import (
    BeyondCalendar,
    Busy,
    DefinitionInvalid,
    HistoryConflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    Refused,
    SeedbedError,
    VerificationFailed,
    WrongFolder,
)

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("seedbed.web")

_STATUS: dict[type[Exception], tuple[int, str, str]] = {
    InvalidInput: (400, "invalid-input", "The request is not well formed"),
    NotAllowed: (403, "not-allowed", "Not your role"),
    NotFound: (404, "not-found", "There is no such thing"),
    HistoryConflict: (409, "somebody-was-first", "Somebody was first"),
    Refused: (422, "refused", "The rules do not allow it yet"),
    WrongFolder: (422, "wrong-folder", "The data folder is of another kind"),
    BeyondCalendar: (422, "beyond-calendar", "The calendar does not reach that far"),
    DefinitionInvalid: (400, "invalid-definition", "The procedure definition is wrong"),
    VerificationFailed: (500, "verification-failed", "The record is not what it claims to be"),
    Busy: (503, "busy", "Busy: try again"),
}

_HTTP_EXIT = {400: 2, 401: 7, 403: 7, 404: 4, 405: 2, 413: 2, 415: 2, 421: 2, 503: 75}


def problem(
    status: int,
    kind: str,
    title: str,
    detail: str,
    *,
    exit_code: int,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    """One problem document."""
    body = {
        "type": f"urn:seedbed:problem:{kind}",
        "title": title,
        "status": status,
        "detail": detail,
        "exit_code": exit_code,
        **more,
    }
    return JSONResponse(body, status_code=status, headers=headers, media_type=MEDIA_TYPE)


def problem_of(error: Exception) -> Response:
    """The problem document of any error; what we did not foresee is not explained to the client (the log has it)."""
    if isinstance(error, ValidationError):
        return invalid(error, "/command")
    for known in type(error).__mro__:
        if known in _STATUS:
            status, kind, title = _STATUS[known]
            code = error.exit_code if isinstance(error, SeedbedError) else 1
            more = {"explanation": error.explanation.to_data()} if isinstance(error, Refused) else {}
            headers = {"Retry-After": "1"} if status == 503 else None
            return problem(status, kind, title, str(error), exit_code=code, headers=headers, **more)
    if isinstance(error, SeedbedError):
        _LOG.error("%s: %s", type(error).__name__, error)
        return problem(500, "failed", "It could not be done", str(error), exit_code=error.exit_code)
    detail = "Something went wrong that Seedbed did not foresee; its log says what."
    return problem(500, "unexpected", "Unexpected", detail, exit_code=1)


def invalid(error: ValidationError, below: str, *, skip: int = 1) -> Response:
    """Every wrong field with a JSON pointer to it; ``skip`` parts of pydantic's place are not in the document."""
    errors = [
        {"pointer": below + _pointer(found["loc"][skip:]), "detail": found["msg"]}
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    detail = "; ".join(f"{found['pointer'] or '/'}: {found['detail']}" for found in errors[:10])
    _, kind, title = _STATUS[InvalidInput]
    return problem(400, kind, title, detail, exit_code=InvalidInput.exit_code, errors=errors[:100])


def _pointer(place: Sequence[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)


async def on_error(request: Request, error: Exception) -> Response:
    """Starlette's handler of whatever an endpoint raises."""
    return problem_of(error)


async def on_http_error(request: Request, error: Exception) -> Response:
    """Unknown routes and methods are problem documents too."""
    if not isinstance(error, HTTPException):
        return problem_of(error)
    code = _HTTP_EXIT.get(error.status_code, 1)
    title = {404: "There is no such page", 405: "Not in this way"}.get(error.status_code, error.detail)
    detail = f"{request.method} {request.url.path}: {error.detail}"
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, f"http-{error.status_code}", title, detail, exit_code=code, headers=headers)
