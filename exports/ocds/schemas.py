"""The schemas of each profile as validators: from files beside this one, every address mapped, nothing ever fetched."""

from __future__ import annotations

import copy
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

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
    resources: list[tuple[str, Resource[Any]]] = [
        (f"{_BASE}release-schema.json", DRAFT4.create_resource(release_schema(profile))),
        (
            f"{_BASE}versioned-release-validation-schema.json",
            DRAFT4.create_resource(_read("core/versioned-release-validation-schema.json")),
        ),
    ]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft4Validator(schema, registry=registry, format_checker=CHECKER)


@lru_cache
def _read(name: str) -> Schema:
    made: Schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return made
