"""The JSON Schema of the definition format, for editors that complete and check while someone writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from engine.definition import Definition

PATH: Final = Path(__file__).parent / "schema" / "definition.schema.json"
"""Where the schema is written out; a definition points at it in its first line."""


def schema() -> dict[str, Any]:
    """The schema as a value; it cannot say everything that the loader checks, but nothing that it refuses is right."""
    generated = Definition.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_closed(generated),
        "title": "Seedbed procedure definition",
    }


def _closed(part: Any) -> Any:
    """A mapping whose keys must be names allows no other keys: pydantic says the first half only."""
    if isinstance(part, list):
        return [_closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    shut = {"additionalProperties": False} if "patternProperties" in part else {}
    return {key: _closed(inside) for key, inside in part.items()} | shut


def text() -> str:
    """The schema as it is written to its file."""
    return json.dumps(schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
