"""Which definition a person means: a file, a name, a name and a version, or the digest of one that was used here."""

from __future__ import annotations

import re
from pathlib import Path

from actions.designing.record import designs_of
from engine.errors import InvalidInput, NotFound
from procedures.loader import LoadedDefinition, definition_from_canonical
from procedures.registry import load
from storage.reading import Reading

_DIGEST = re.compile(r"[0-9a-f]{8,64}")


def version_meant(reading: Reading, text: str) -> LoadedDefinition:
    """The definition; of a name alone the newest version that is published here, or the one that ships.

    ``NotFound`` suggests what there is; ``InvalidInput`` when the beginning of a digest is that of several.
    """
    if "/" in text or text.endswith((".yaml", ".yml")):
        return load(text)
    found = _by_digest(reading, text) if _DIGEST.fullmatch(text) else _by_name(reading, text)
    return load(text) if found is None else found


def _by_name(reading: Reading, text: str) -> LoadedDefinition | None:
    name, _, version = text.partition("@")
    known = [one for one in designs_of(reading).published.values() if one.name == name and version in {"", one.version}]
    if not known:
        return None
    newest = max(known, key=lambda one: tuple(map(int, one.version.split("."))))
    return _stored(reading, newest.definition)


def _by_digest(reading: Reading, text: str) -> LoadedDefinition | None:
    known = [row.sha256 for row in reading.definitions() if row.sha256.startswith(text)]
    if len(known) > 1:
        raise InvalidInput(f"{text} begins the digests of {len(known)} definitions: write more of it.")
    return _stored(reading, known[0]) if known else None


def _stored(reading: Reading, digest: str) -> LoadedDefinition:
    """One from the store; it has no file, and so no lines."""
    try:
        canonical = reading.definition(digest)
    except NotFound as error:
        raise NotFound(f"The definition {digest[:12]} is on record, and not in this store.") from error
    definition = definition_from_canonical(canonical)
    path = Path(f"{definition.name}-{definition.version}.yaml")
    return LoadedDefinition(definition=definition, digest=digest, canonical=canonical, lines={}, path=path)
