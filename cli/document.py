"""The one JSON document that a command prints when it is asked for data."""

from __future__ import annotations

import json
import sys
from typing import Any

from cli.page import write


def write_document(data: dict[str, Any]) -> None:
    """Write one document, its ``schema`` first; text that this terminal's encoding lacks is escaped."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    text = json.dumps(data, indent=2, ensure_ascii=encoding not in ("utf8", "utf_8"))
    write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def write_line(data: dict[str, Any]) -> None:
    """Write one document on one line: for a stream of them."""
    write(json.dumps(data, separators=(",", ":")) + "\n")
