"""The codes that each field may hold: closed lists are complete, open ones may be extended by a publisher."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache

from exports.ocds.profiles import Profile
from exports.ocds.schemas import FOLDER


@lru_cache
def codelists(profile: Profile) -> Mapping[str, frozenset[str]]:
    """The codes of each list by its file name; the UK's are the European ones and its own additions."""
    folder = FOLDER / ("core" if profile is Profile.CORE else "eu") / "codelists"
    found = {path.name: _codes(path.name, folder.name, folder.parent.name) for path in sorted(folder.glob("*.csv"))}
    if profile is Profile.UK:
        for path in sorted((FOLDER / "uk" / "codelists").glob("*.csv")):
            name = path.name.removeprefix("+")
            found[name] = found.get(name, frozenset()) | _codes(path.name, "codelists", "uk")
    return found


@lru_cache
def _codes(name: str, folder: str, profile: str) -> frozenset[str]:
    with (FOLDER / profile / folder / name).open(encoding="utf-8-sig", newline="") as stream:
        return frozenset(row["Code"].strip() for row in csv.DictReader(stream) if row.get("Code"))
