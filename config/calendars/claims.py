"""Of which calendar a file is, told without judging it: what is wrong with one calendar is no other one's trouble."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Final

from config.calendars.overrides import NAME

MOST_BYTES: Final = 1_000_000
_IN_TOML: Final = re.compile(r"""^[ \t]*["']?calendar["']?[ \t]*=[ \t]*(["'])(.*?)\1""", re.MULTILINE)
_IN_JSON: Final = re.compile(r'"name"[ \t\r\n]*:[ \t\r\n]*(")(.*?)"')


def name_said(path: Path) -> str | None:
    """The calendar that a file says it is of, be the rest of it broken; None when that cannot be told for certain."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    is_json = path.suffix == ".json"
    try:
        content = json.loads(text) if is_json else tomllib.loads(text)
        said = {content.get("name" if is_json else "calendar") if isinstance(content, dict) else None}
    except (ValueError, RecursionError):
        said = {found[1] for found in (_IN_JSON if is_json else _IN_TOML).findall(text)}
    names = {name for name in said if isinstance(name, str) and NAME.fullmatch(name)}
    return names.pop() if len(said) == 1 and names else None
