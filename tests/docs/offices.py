"""Data folders for the documents' sessions: none yet, or the demo at its end."""

from __future__ import annotations

import shutil
from pathlib import Path


def copy_of(demo_home: Path, home: Path) -> None:
    """A copy of a demo that was played elsewhere."""
    shutil.copytree(demo_home, home)
