"""Documents whose history is gone: a new database beside them would make an empty office of a lost one."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.settings import Settings


def files_left_behind(settings: Settings) -> Path | None:
    """The local folder of artefacts when there are any in it; None when there is none, or it is not local."""
    parts = urlsplit(settings.artefacts_url)
    if parts.scheme not in ("", "file"):
        return None
    folder = Path(unquote(parts.path))
    kept = any(path.is_file() for path in folder.rglob("*")) if folder.is_dir() else False
    return folder if kept else None
