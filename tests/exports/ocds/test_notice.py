"""A published notice, as far as a draft can use it: whatever its form, defects named, nothing of it lost."""

from __future__ import annotations

import io
import json
from typing import Any

from exports.ocds.reading.notice import Notice, line, notices_in
from tests.exports.ocds.publishing import package


def found(value: Any) -> list[Notice]:
    """The notices in a value."""
    return list(notices_in(io.BytesIO(json.dumps(value).encode())))


def test_the_tender_of_a_package_is_found_and_what_is_no_notice_is_not() -> None:
    """Awards and contracts open nothing; a planning release with a title does."""
    notices = found(package())
    assert [notice.release[-3:] for notice in notices] == ["001", "003"]
    tender = notices[1]
    assert (tender.title, tender.value, tender.ocid) == ("Problem", "1500000 GBP", "ocds-xxxxxx-IP-2026-001")
    assert dict(tender.dates)["tenderPeriod.endDate"] == "2026-04-01T12:00:00Z"
    assert tender.lots == (("1", "Whole"),)
    assert "/tender/procedure/features" in tender.ignored
    assert "/tender/title" not in tender.ignored
    assert not tender.doubts


def test_every_form_of_file_has_its_notice() -> None:
    """A release, a record with and without a compiled release, one on each line."""
    release = package()["releases"][2]
    assert len(found(release)) == len(found([release])) == 1
    assert len(found({"records": [{"ocid": "x", "compiledRelease": release, "releases": [release]}]})) == 1
    assert len(found({"records": [{"ocid": "x", "releases": [release]}]})) == 1
    text = f"{json.dumps(release)}\n{json.dumps(release)}\n"
    assert len(list(notices_in(io.BytesIO(text.encode())))) == 2


def test_a_defective_notice_is_taken_and_its_defects_named() -> None:
    """A number written as text, a malformed address: by their places, and no reason to stop."""
    release = package()["releases"][2]
    release["tender"]["value"]["amount"] = "1500000"
    release["tender"]["documents"][0]["url"] = "http:// x"
    (notice,) = found(release)
    assert notice.value == "1500000 GBP"
    named = sorted(doubt.partition(":")[0] for doubt in notice.doubts)
    assert named == ["/tender/documents/0/url", "/tender/value/amount"]


def test_titles_and_lots_become_what_a_procedure_takes() -> None:
    """One line without marks that steer a screen; references of lower-case letters, each once."""
    release = package()["releases"][2]
    release["tender"]["title"] = "A\nnew \u202eway\x1b[31m " + "x" * 300
    release["tender"]["lots"] = [{"id": "LOT-0001"}, {"id": "LOT 0001", "title": "Second"}, {"title": "Third"}, "x", {}]
    (notice,) = found(release)
    assert notice.title.startswith("A new way [31m xxx")
    assert len(notice.title) == 200
    assert notice.lots == (("lot-0001", "Lot 1"), ("lot-2", "Second"), ("lot-3", "Third"), ("lot-5", "Lot 5"))


def test_the_buyer_is_found_wherever_it_stands() -> None:
    """As the release's buyer, or as a party in that role."""
    release = package()["releases"][2]
    assert found(release)[0].buyer == ""
    release["parties"] = [{"id": "1", "name": "Northtown", "roles": ["buyer"]}]
    assert found(release)[0].buyer == "Northtown"
    release["buyer"] = {"id": "1", "name": "Northtown Council"}
    assert found(release)[0].buyer == "Northtown Council"


def test_a_line_is_one_line() -> None:
    """Whatever a stranger wrote."""
    assert line("  a \t b\u2028c\u200f ") == "a b c"
    assert line("\ud800x") == "x"
