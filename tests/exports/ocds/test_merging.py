"""Releases merge as OCDS 1.1 says; the same is held against ocdskit by `make referee`."""

from __future__ import annotations

from typing import Any

from exports.ocds.merging import compiled
from exports.ocds.profiles import Profile
from exports.ocds.releasing.difference import difference, gone


def release(date: str, **parts: Any) -> dict[str, Any]:
    """A release of one process."""
    return {"ocid": "ocds-xxxxxx-1", "id": date, "date": date, "tag": ["tender"], **parts}


def test_the_newest_value_counts_and_dates_decide_the_order() -> None:
    """However they stand in the list; id, date and tag are the compiled release's own."""
    found = compiled(
        [release("2026-02-01T00:00:00Z", tender={"id": "1", "title": "new"}),
         release("2026-01-01T00:00:00Z", tender={"id": "1", "title": "old", "status": "active"})],
        Profile.CORE,
    )  # fmt: skip
    assert found == {
        "ocid": "ocds-xxxxxx-1",
        "id": "ocds-xxxxxx-1-2026-02-01T00:00:00Z",
        "date": "2026-02-01T00:00:00Z",
        "tag": ["compiled"],
        "tender": {"id": "1", "title": "new", "status": "active"},
    }


def test_null_takes_a_field_away() -> None:
    """And nothing else of the object."""
    found = compiled(
        [release("2026-01-01T00:00:00Z", tender={"id": "1", "title": "a", "description": "b"}),
         release("2026-02-01T00:00:00Z", tender={"description": None})],
        Profile.CORE,
    )  # fmt: skip
    assert found["tender"] == {"id": "1", "title": "a"}


def test_members_with_identifiers_merge_and_others_are_replaced() -> None:
    """Lots by their ids, codes and criteria as whole lists, additional identifiers whole by the schema's word."""
    first = {
        "tender": {"id": "1", "lots": [{"id": "a", "title": "A"}, {"id": "b"}], "submissionMethod": ["inPerson"]},
        "parties": [{"id": "p", "additionalIdentifiers": [{"id": "1", "scheme": "X"}]}],
    }
    second = {
        "tender": {"lots": [{"id": "b", "title": "B"}, {"id": "c"}], "submissionMethod": ["written"]},
        "parties": [{"id": "p", "additionalIdentifiers": [{"id": "2", "scheme": "X"}]}],
    }
    found = compiled([release("2026-01-01T00:00:00Z", **first), release("2026-02-01T00:00:00Z", **second)], Profile.UK)
    assert found["tender"]["lots"] == [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}, {"id": "c"}]
    assert found["tender"]["submissionMethod"] == ["written"]
    assert found["parties"] == [{"id": "p", "additionalIdentifiers": [{"id": "2", "scheme": "X"}]}]


def test_a_difference_says_only_what_is_new_with_identifiers_and_null() -> None:
    """What went away keeps its identifier and nothing else; a sum is told whole."""
    before = {"a": 1, "b": {"x": 1, "y": 2}, "gone": "x", "list": [{"id": "1", "t": "a"}, {"id": "2", "t": "b"}],
              "sum": {"amount": 1, "currency": "GBP"}}  # fmt: skip
    after = {"a": 1, "b": {"x": 1, "y": 3}, "list": [{"id": "1", "t": "c"}, {"id": "3"}],
             "sum": {"amount": 2, "currency": "GBP"}}  # fmt: skip
    assert difference(before, before) == {}
    assert difference(before, after) == {
        "b": {"y": 3},
        "list": [{"id": "1", "t": "c"}, {"id": "3"}, {"id": "2", "t": None}],
        "sum": {"amount": 2, "currency": "GBP"},
        "gone": None,
    }
    assert gone({"id": "1", "awardID": "2", "inner": {"x": 1}, "codes": ["a"]}) == {
        "id": "1",
        "awardID": "2",
        "inner": {"x": None},
        "codes": None,
    }
