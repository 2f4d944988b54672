"""Releases merged into one, as OCDS 1.1 says: the newest value of each field counts, lists merge by identifier.

The rules stand in the schema: ``omitWhenMerged`` fields are those of a release and not of the process, lists under
``wholeListMerge`` and lists whose members have no identifiers are replaced whole, null takes a field away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from exports.ocds.profiles import Profile
from exports.ocds.schemas import Schema, release_schema, resolve

Release = dict[str, Any]


def compiled(releases: Iterable[Mapping[str, Any]], profile: Profile) -> Release:
    """The state of a process after its releases: what is true now of everything that was ever told."""
    ordered = sorted(releases, key=lambda release: str(release["date"]))
    merger = _Merger(release_schema(profile))
    merged: Release = {}
    for release in ordered:
        merger.object(merged, release, merger.schema)
    last = ordered[-1]
    head = {"id": f"{last['ocid']}-{last['date']}", "date": last["date"], "tag": ["compiled"]}
    return {"ocid": last["ocid"], **head, **{name: value for name, value in merged.items() if name != "ocid"}}


class _Merger:
    """Applies the rules of one schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._indexes: dict[int, tuple[list[Release], dict[str, Release]]] = {}

    def object(self, into: Release, given: Mapping[str, Any], part: Schema) -> None:
        fields = resolve(self.schema, part).get("properties", {})
        for name, value in given.items():
            rule = fields.get(name, {})
            if rule.get("omitWhenMerged"):
                continue
            if value is None:
                into.pop(name, None)
            elif isinstance(value, dict):
                self._into_object(into, name, value, rule)
            elif isinstance(value, list):
                self._into_list(into, name, value, rule)
            else:
                into[name] = value

    def _into_object(self, into: Release, name: str, value: Mapping[str, Any], rule: Schema) -> None:
        """What is emptied by null stays as an empty object, as the standard's own tool leaves it."""
        known = into.get(name)
        inner: Release = known if isinstance(known, dict) else {}
        self.object(inner, value, rule)
        if value:
            into[name] = inner

    def _into_list(self, into: Release, name: str, value: list[Any], rule: Schema) -> None:
        found = resolve(self.schema, rule)
        items = found.get("items", {})
        if found.get("wholeListMerge") or not _identified(value):
            into[name] = value
            return
        known = into.get(name)
        members: list[Release] = known if isinstance(known, list) else []
        by_id = self._index(members)
        for given in value:
            if _key(given) not in by_id:
                by_id[_key(given)] = {}
                members.append(by_id[_key(given)])
            self.object(by_id[_key(given)], given, items)
        into[name] = members

    def _index(self, members: list[Release]) -> dict[str, Release]:
        """Who is in a list, by identifier; kept with the list itself, so that a thousand updates make it once."""
        kept = self._indexes.get(id(members))
        if kept is None:
            kept = members, {_key(member): member for member in members}
            self._indexes[id(members)] = kept
        return kept[1]


def _identified(value: list[Any]) -> bool:
    return all(isinstance(member, dict) and member.get("id") is not None for member in value)


def _key(member: Mapping[str, Any]) -> str:
    """Numbers and texts that are written alike are one identifier."""
    return str(member["id"])
