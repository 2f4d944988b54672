"""What pages load: files of ours under names that say their content, so that they may be kept for a year."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

ROUTE: Final = "/assets/{name}"
_MEDIA: Final = {"seedbed.css": "text/css", "seedbed.svg": "image/svg+xml"}


def asset_path(name: str) -> str:
    """The path under which a page asks for one of the files."""
    stem, _, suffix = name.rpartition(".")
    return f"/assets/{stem}.{sha256(_content(name)).hexdigest()[:16]}.{suffix}"


async def asset(request: Request) -> Response:
    """One of the files, by its full name; nothing else can be asked for."""
    for name, media_type in _MEDIA.items():
        if request.url.path == asset_path(name):
            headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
            return Response(_content(name), media_type=media_type, headers=headers)
    raise HTTPException(404)


@lru_cache
def _content(name: str) -> bytes:
    return files("web.pages").joinpath("static", name).read_bytes()
