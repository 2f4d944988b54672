"""A definition begun from another: every comment stays, and only name, version and title become its own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from procedures import strict_yaml

FIRST_VERSION: Final = "0.1.0"
SCHEMA_FILE: Final = "definition.schema.json"
_SCHEMA_LINE: Final = re.compile(r"^# yaml-language-server: \$schema=.*$", re.MULTILINE)


def drafted(content: bytes, *, name: str, title: str, origin: str) -> bytes:
    """The text of a definition under a new name, with where it came from in its first lines; DefinitionInvalid."""
    lines = strict_yaml.read(content, origin).lines
    text = content.decode().split("\n")
    keys = sorted(line for path, line in lines.items() if len(path) == 1)
    ours = {"name": name, "version": FIRST_VERSION, "title": json.dumps(title, ensure_ascii=False)}
    for key, line in sorted(_lines_of(lines, ours).items(), key=lambda item: -item[1]):
        end = next((other for other in keys if other > line), len(text) + 1)
        text[line - 1 : end - 1] = [f"{key}: {ours[key]}", *_comments(text[line : end - 1])]
    return _headed("\n".join(text), origin).encode()


def _lines_of(lines: Mapping[strict_yaml.Path, int], wanted: Mapping[str, str]) -> dict[str, int]:
    return {key: lines[(key,)] for key in wanted}


def _comments(between: list[str]) -> list[str]:
    """What stands between a value and the next key and is no part of the value."""
    return [line for line in between if not line.strip() or line.startswith("#")]


def _headed(text: str, origin: str) -> str:
    head = f"# yaml-language-server: $schema={SCHEMA_FILE}"
    body = _SCHEMA_LINE.sub("", text, count=1).lstrip("\n")
    return f"{head}\n# Begun from {origin}.\n{body}"
