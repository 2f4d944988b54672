"""Releases in a package, and the record of their process: valid by the schema, or they are not made at all."""

from __future__ import annotations

import json
from typing import Any, Final

from exports.ocds.checking.schema_errors import schema_findings
from exports.ocds.merging import Release, compiled
from exports.ocds.profiles import EXTENSIONS, Profile
from exports.ocds.releasing.case import Case
from exports.ocds.schemas import record_package_validator, release_package_validator

VERSION: Final = "1.1"
Package = dict[str, Any]


class InvalidPackage(AssertionError):
    """A package of ours that its schema refuses: a mistake of the program, and never written."""


def release_package(case: Case, releases: list[Release], profile: Profile) -> Package:
    """All releases of a procedure."""
    made = {**_head(case, releases, profile, "releases"), "releases": releases}
    _require_valid(made, release_package_validator(profile))
    return made


def record_package(case: Case, releases: list[Release], profile: Profile) -> Package:
    """The record of a procedure: its releases, and what is true after all of them.

    A versioned release is not made: the standard's schema of it does not describe what profiles add (decision 0136).
    """
    record = {"ocid": case.ocid, "releases": releases, "compiledRelease": compiled(releases, profile)}
    made = {**_head(case, releases, profile, "records"), "records": [record]}
    _require_valid(made, record_package_validator(profile))
    return made


def to_bytes(package: Package) -> bytes:
    """A package as it is written: the same package, the same bytes."""
    return (json.dumps(package, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode()


def _head(case: Case, releases: list[Release], profile: Profile, kind: str) -> Package:
    settings = case.settings
    where = settings.packages
    publisher = {"name": settings.publisher.name, "scheme": settings.publisher.scheme, "uid": settings.publisher.id,
                 "uri": settings.publisher.uri}  # fmt: skip
    head = {
        "uri": f"urn:seedbed:{case.ocid}:{kind}" if where is None else f"{where.rstrip('/')}/{case.reference}.json",
        "version": VERSION,
        "extensions": list(EXTENSIONS[profile]),
        # The history alone decides: a package that is made again later says the same.
        "publishedDate": releases[-1]["date"],
        "publisher": {name: value for name, value in publisher.items() if value is not None},
        "license": settings.license,
        "publicationPolicy": settings.publication_policy,
    }
    return {name: value for name, value in head.items() if value is not None}


def _require_valid(package: Package, validator: Any) -> None:
    found = list(schema_findings(validator, package, ""))
    if found:
        told = "; ".join(f"{one.path}: {one.message}" for one in found[:5])
        raise InvalidPackage(f"The package that was made is not valid and was not written: {told}")
