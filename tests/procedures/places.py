"""Where the definitions that the tests use lie, and how one is read again after it was changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.errors import DefinitionInvalid
from procedures.loader import LoadedDefinition, read_definition
from procedures.registry import FOLDER
from procedures.strict_yaml import Value, read

HERE = Path(__file__).parent
TINY = HERE / "tiny.yaml"
SHIPPED = FOLDER / "uk_innovative_partnership.yaml"
MUST_REFUSE = HERE.parent / "must_refuse" / "definitions"


def value_of(path: Path) -> Any:
    """What a file says, as plain lists and mappings that a test may change."""
    value: Value = read(path.read_bytes(), path.name).value
    return json.loads(json.dumps(value))


def complaints_of(read_it: Callable[[], object]) -> list[str]:
    """What was complained of, line by line; empty when it was read."""
    try:
        read_it()
    except DefinitionInvalid as refused:
        return str(refused).splitlines()
    return []


def read_again(value: Any) -> LoadedDefinition:
    """A changed value through the whole loader: JSON is YAML too."""
    return read_definition(json.dumps(value).encode(), "changed.yaml")
