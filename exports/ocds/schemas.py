"""The schemas of each profile as validators: from files beside this one, every reference filled in, nothing fetched."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft4Validator, ValidationError
from jsonschema.validators import extend

from exports.ocds.formats import CHECKER
from exports.ocds.profiles import Profile

FOLDER: Final = Path(__file__).parent / "standard"
_BASE: Final = "https://standard.open-contracting.org/schema/1__1__5/"

Schema = dict[str, Any]


@lru_cache
def release_schema(profile: Profile) -> Schema:
    """The schema of a release; the UK's is a merge patch (RFC 7386) of the European one."""
    if profile is Profile.UK:
        patched: Schema = merge_patch(release_schema(Profile.EU), _read("uk/release-schema.json"))
        return patched
    return _read(f"{profile.value}/release-schema.json")


@lru_cache
def release_validator(profile: Profile) -> Draft4Validator:
    """What judges one release."""
    return _validator(release_schema(profile), profile)


@lru_cache
def release_package_validator(profile: Profile) -> Draft4Validator:
    """What judges a whole release package."""
    return _validator(_read("core/release-package-schema.json"), profile)


@lru_cache
def record_package_validator(profile: Profile) -> Draft4Validator:
    """What judges a whole record package: 1.1.5 has no schema of a record apart from it."""
    return _validator(_read("core/record-package-schema.json"), profile)


@lru_cache
def versioned_release_validator() -> Draft4Validator:
    """What judges a versioned release: the bare standard's alone exists."""
    return _validator(_read("core/versioned-release-validation-schema.json"), Profile.CORE)


@lru_cache
def header_validator(kind: str) -> Draft4Validator:
    """What judges a package (``release`` or ``record``) without its members, each of which is judged by itself."""
    schema = copy.deepcopy(_read(f"core/{kind}-package-schema.json"))
    schema["properties"][f"{kind}s"] = {"type": "array"}
    return _validator(schema, Profile.CORE)


def merge_patch(target: Any, patch: Any) -> Any:
    """Apply a merge patch (RFC 7386); neither argument is changed."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    made = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        else:
            made[name] = merge_patch(made.get(name), value)
    return made


def resolve(schema: Schema, part: Schema) -> Schema:
    """Follow a reference inside a schema to what it names."""
    while "$ref" in part:
        _, _, pointer = part["$ref"].partition("#/")
        found: Any = schema
        for name in pointer.split("/"):
            found = found[name]
        part = found
    return part


def _validator(schema: Schema, profile: Profile) -> Draft4Validator:
    known = {
        f"{_BASE}release-schema.json": release_schema(profile),
        f"{_BASE}versioned-release-validation-schema.json": _read("core/versioned-release-validation-schema.json"),
    }
    made: Draft4Validator = _DRAFT4(_Inliner(known).inlined(schema), format_checker=CHECKER)
    return made


class _Inliner:
    """Puts what is referred to in the place of each reference: looking references up takes most of a validation."""

    def __init__(self, known: dict[str, Schema]) -> None:
        self._known = known
        self._made: dict[tuple[int, str], Schema] = {}

    def inlined(self, schema: Schema) -> Schema:
        """A whole schema without references; one that refers to itself would not end, and no schema of ours does."""
        made: Schema = self._part(schema, schema)
        return made

    def _part(self, part: Any, root: Schema) -> Any:
        if isinstance(part, list):
            return [self._part(one, root) for one in part]
        if not isinstance(part, dict):
            return part
        reference = part.get("$ref")
        if not isinstance(reference, str):
            return {name: self._part(one, root) for name, one in part.items()}
        address, _, _ = reference.partition("#")
        there = self._known[address] if address else root
        place = (id(there), reference)
        if place not in self._made:
            # In draft 4 whatever stands beside a reference does not count.
            self._made[place] = self._part(there if address else resolve(there, part), there)
        return self._made[place]


def _unique(_: Any, wanted: bool, value: Any, __: Any) -> Iterator[ValidationError]:
    """No two members alike, found out in one pass: the validator's own way compares each with each."""
    if not wanted or not isinstance(value, list):
        return
    seen = {json.dumps(member, sort_keys=True) for member in value}
    if len(seen) != len(value):
        yield ValidationError("members are not unique")


_DRAFT4: Final[Any] = extend(Draft4Validator, {"uniqueItems": _unique})  # type: ignore[no-untyped-call]


@lru_cache
def _read(name: str) -> Schema:
    made: Schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return made
