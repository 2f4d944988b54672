"""From a file to a definition: strict YAML, then the words of ``engine.definition``, then the structural check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from engine.definition import Definition
from engine.errors import DefinitionInvalid, NotFound
from procedures import strict_yaml
from procedures.checker import Finding, check
from procedures.complaints import complaints
from procedures.strict_yaml import complaint, place

MOST_COMPLAINTS: Final = 50


@dataclass(frozen=True, kw_only=True)
class LoadedDefinition:
    """A definition that was read, its canonical bytes, their SHA-256, and the line of each of its parts."""

    definition: Definition
    digest: str
    canonical: bytes
    lines: Mapping[str, int]
    path: Path


def load_definition(path: Path | str) -> LoadedDefinition:
    """Read, validate and check a definition file; DefinitionInvalid lists everything that is wrong, one line each."""
    path = Path(path)
    return read_definition(_content(path), path)


def read_definition(content: bytes, path: Path | str = "definition.yaml") -> LoadedDefinition:
    """The same from bytes that came from elsewhere; ``path`` is only for the messages."""
    loaded = parse_definition(content, path)
    if findings := check(loaded.definition):
        raise unsound(loaded, findings)
    return loaded


def parse_file(path: Path | str) -> LoadedDefinition:
    """A definition file read and validated, not yet checked: for whoever tells what is wrong in another form."""
    path = Path(path)
    return parse_definition(_content(path), path)


def parse_definition(content: bytes, path: Path | str = "definition.yaml") -> LoadedDefinition:
    """The same from bytes; DefinitionInvalid when the words are wrong, whatever they say."""
    path = Path(path)
    document = strict_yaml.read(content, str(path))
    try:
        # JSON in pydantic's strict mode: lists become tuples, but "no" never becomes false nor "7" a number.
        parsed = Definition.model_validate_json(json.dumps(document.value), strict=True)
    except ValidationError as error:
        raise DefinitionInvalid(_listed(complaints(error, document), path)) from error
    # Read back from the canonical form, so that a definition from a file and one from the database are the same
    # value to the last iteration order.
    canonical = canonical_form(parsed)
    definition = definition_from_canonical(canonical)
    lines = {place(where): line for where, line in document.lines.items()}
    digest = hashlib.sha256(canonical).hexdigest()
    return LoadedDefinition(definition=definition, digest=digest, canonical=canonical, lines=lines, path=path)


def unsound(loaded: LoadedDefinition, findings: Iterable[Finding]) -> DefinitionInvalid:
    """The error that lists what the structural check found, each with its line."""
    said = ((line_of(f.where, loaded.lines), f.where, f.message) for f in findings)
    return DefinitionInvalid(_listed(said, loaded.path))


def _listed(said: Iterable[tuple[int, str, str]], path: Path) -> str:
    """Everything that is wrong, in the order of the file; a file that is wrong all over is not repeated whole."""
    lines = [complaint(str(path), line, where, words) for line, where, words in sorted(said, key=itemgetter(0))]
    if len(lines) > MOST_COMPLAINTS:
        lines[MOST_COMPLAINTS:] = [f"{path}: and {len(lines) - MOST_COMPLAINTS} more"]
    return "\n".join(lines)


def canonical_form(definition: Definition) -> bytes:
    """The bytes that identify a definition: compact JSON with sorted keys, in UTF-8."""
    value = definition.model_dump(mode="json", by_alias=True)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def definition_from_canonical(canonical: bytes) -> Definition:
    """Read a definition back from its canonical bytes, which were checked when they were made."""
    return Definition.model_validate_json(canonical)


def line_of(where: str, lines: Mapping[str, int]) -> int:
    """The line of a place in the file, or of what it is part of: a key left out is wanted where its mapping begins."""
    while where and where not in lines:
        where = where[: max(where.rfind("."), where.rfind("["), 0)]
    return lines.get(where, 1)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(strict_yaml.MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound(f"There is no definition file {path}.") from error
    except (OSError, ValueError) as error:
        raise DefinitionInvalid(f"{path}:1: the file: {error}, expected a file that can be read") from error
