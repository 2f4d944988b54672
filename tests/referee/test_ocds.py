"""Open data before referees of others: libcoveocds finds nothing, ocdskit compiles what we compile.

Run by `make referee` only.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from exports.ocds.profiles import Profile
from exports.ocds.releasing.packages import record_package, release_package, to_bytes
from exports.ocds.releasing.releases import releases_of
from exports.ocds.schemas import FOLDER, release_schema
from tests.exports.ocds.lives import Life, lived, random_life
from tests.hands import real, small
from tests.referee.environment import judge

pytestmark = pytest.mark.referee
EACH = pytest.mark.parametrize("profile", list(Profile), ids=str)
LIVES = 8


def standard(profile: Profile, where: Path) -> None:
    """The standard as the referee wants it, with the release schema and the codelists of a profile in their places."""
    codelists = FOLDER / ("core" if profile is Profile.CORE else "eu") / "codelists"
    with zipfile.ZipFile(where, "w") as archive:
        archive.writestr("standard/", "")  # the referee takes the first name for the folder of all
        archive.writestr("standard/schema/release-package-schema.json", _core("release-package-schema.json"))
        archive.writestr("standard/schema/record-package-schema.json", json.dumps(_without_versions()))
        versioned = "versioned-release-validation-schema.json"
        archive.writestr(f"standard/schema/{versioned}", _core(versioned))
        archive.writestr("standard/schema/release-schema.json", json.dumps(release_schema(profile)))
        for path in sorted(codelists.glob("*.csv")):
            archive.write(path, f"standard/schema/codelists/{path.name}")


def _core(name: str) -> str:
    return (FOLDER / "core" / name).read_text(encoding="utf-8")


def _without_versions() -> dict[str, Any]:
    """The record's schema without versioned releases: we make none, and the referee would fetch their schema."""
    schema: dict[str, Any] = json.loads(_core("record-package-schema.json"))
    del schema["definitions"]["record"]["properties"]["versionedRelease"]
    return schema


def before_the_judge(life: Life, profile: Profile, folder: Path) -> dict[str, Any]:
    """Give a judge the packages of a life; without the names of extensions, which would be fetched."""
    case = life.told()
    releases = releases_of(case, profile)
    packages = {"release": release_package(case, releases, profile), "record": record_package(case, releases, profile)}
    for name, package in packages.items():
        (folder / f"{name}.json").write_bytes(to_bytes({**package, "extensions": []}))
    (folder / "schema.json").write_text(json.dumps(release_schema(profile)), encoding="utf-8")
    standard(profile, folder / "standard.zip")
    said: dict[str, Any] = judge("ocds", str(folder))
    compiled = packages["record"]["records"][0]["compiledRelease"]
    assert said.pop("compiled") == compiled
    return said


def assert_nothing_found(said: dict[str, Any]) -> None:
    """Neither errors nor closed codes; and no open code or field that the profile does not know."""
    for package in ("release", "record"):
        assert said[package]["validation_errors"] == []
        assert said[package]["additional_closed_codelist_values"] == {}


@EACH
@pytest.mark.parametrize("end", ["DONE", "CLOSED"])
def test_whole_procedures_pass(end: str, profile: Profile, tmp_path: Path) -> None:
    """From the draft to the end, in each profile."""
    life = lived(small() if end == "DONE" else real(), end)
    said = before_the_judge(life, profile, tmp_path)
    assert_nothing_found(said)
    assert not said["release"]["additional_checks"]


@EACH
@pytest.mark.parametrize("seed", range(LIVES))
def test_random_lives_pass(seed: int, profile: Profile, tmp_path: Path) -> None:
    """Lots, corrections, withdrawals, ends."""
    life = random_life(small(), 500 + seed, 160)
    if releases_of(life.told(), profile):
        assert_nothing_found(before_the_judge(life, profile, tmp_path))


def test_the_referee_is_able_to_find_something(tmp_path: Path) -> None:
    """A wrong closed code and a missing identifier are found, each where the referee tells it."""
    case = lived(small(), "OPEN").told()
    package = release_package(case, releases_of(case, Profile.CORE), Profile.CORE)
    package["releases"][0]["tag"] = ["seedFunding"]
    del package["releases"][1]["ocid"]
    standard(Profile.CORE, tmp_path / "standard.zip")
    (tmp_path / "broken.json").write_bytes(to_bytes({**package, "extensions": []}))
    said = judge("ocds", str(tmp_path), "broken")
    assert said["broken"]["validation_errors"]
    assert said["broken"]["additional_closed_codelist_values"]
