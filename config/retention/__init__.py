"""How long records are kept, as versioned data beside this file; made sense of in ``engine.retention``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent
CURRENT: Final = "uk-2026.1"
"""The schedule in force; an older one stays beside it, so that what was decided under it can be understood."""


def load_retention(name: str = CURRENT) -> dict[str, Any]:
    """A schedule as plain data; ``FileNotFoundError`` when there is none of that name and version."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
