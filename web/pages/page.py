"""A page: a template filled in, and the headers that every page of ours carries."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from web.pages.assets import asset_path

HEADERS: Final = {
    # Nothing may load, run, frame or receive a form but what is ours; there are no scripts at all.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none';"
        " base-uri 'none'"
    ),
    # Addresses of pages can be secrets, and no site that a page links to learns them. Not `no-referrer`: with it a
    # browser names no origin when it sends a form, and the guard against other sites' pages turns the form away.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


def page(template: str, /, *, status: int = 200, headers: dict[str, str] | None = None, **values: Any) -> Response:
    """The answer that shows a template of ``web/pages/templates``; a name that it lacks is an error, not a blank."""
    content = _templates().get_template(template).render(**values)
    return HTMLResponse(content, status_code=status, headers={**HEADERS, **(headers or {})})


@lru_cache
def _templates() -> Environment:
    """The templates, made once; whatever is filled in is escaped, wherever it comes from."""
    made = Environment(
        loader=PackageLoader("web.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset_path
    return made
