"""Writes canonical bytes at the speed of a command: by orjson, where ``engine.canonical`` says that there are such.

Inside that restricted domain sorted orjson output equals the engine's own (a property test compares them); outside it
the engine answers, with its explanation. ``storage.verify`` reads everything back through the engine's, so that the two
check each other on every history.
"""

from __future__ import annotations

from typing import Any

import orjson

from engine.canonical import MAX_BYTES, canonical, has_canonical_form


def canonical_bytes(value: Any) -> bytes:
    """Return ``engine.canonical.canonical(value)``, ten times faster."""
    if has_canonical_form(value):
        try:
            data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:  # half a surrogate pair: the engine names the place
            return canonical(value)
        if len(data) <= MAX_BYTES:
            return data
    return canonical(value)
