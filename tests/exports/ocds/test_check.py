"""Every defect is named by release and place, in any form of file; what is unknown is kept, what is valid passes."""

from __future__ import annotations

import copy
import json
import time
from typing import Any

import pytest

from exports.ocds.checking.findings import KEPT, Kind, Severity
from exports.ocds.profiles import EXTENSIONS, Profile
from tests.exports.ocds.publishing import checked, checked_text, package, told

PREFIX = "ocds-xxxxxx-IP-2026-001"


@pytest.mark.parametrize("profile", list(Profile), ids=str)
def test_the_worked_example_is_valid_in_every_profile(profile: Profile) -> None:
    """Eight releases from problem statement to completion; by the UK's fields nothing at all is remarked."""
    report = checked(package(), profile)
    assert (report.valid, report.errors, report.warnings, report.releases) == (True, 0, 0, 8)
    assert (report.notes == 0) is (profile is Profile.UK)


@pytest.mark.parametrize(
    ("made", "form"),
    [
        (package(), "release package"),
        (package()["releases"], "list of releases"),
        (package()["releases"][0], "single release"),
        ([package()], "release package"),
        ({"ocid": PREFIX, "releases": package()["releases"]}, "record"),
        ([{"ocid": PREFIX, "releases": package()["releases"]}], "list of records"),
    ],
    ids=["package", "list", "release", "list of packages", "record", "records"],
)
def test_any_form_is_understood(made: Any, form: str) -> None:
    """A package, a list, one release, a record."""
    report = checked(made)
    assert report.valid, report.findings[:3]
    assert form in report.form
    assert report.releases == (1 if form == "single release" else 8)


def test_releases_on_lines_of_their_own_are_read_one_by_one() -> None:
    """Line-delimited, with a broken line between: it is named by its number, and the others are judged."""
    lines = [json.dumps(release) for release in package()["releases"]]
    lines[3] = lines[3][:50]
    report = checked_text("\n".join(lines))
    assert report.releases == 7
    assert [one.path for one in report.findings if one.kind is Kind.JSON] == ["line 4"]


def test_a_record_package_is_judged_in_all_its_parts() -> None:
    """Releases out of order, a compiled release with a wrong code, a missing ocid: each in its place."""
    releases = package()["releases"]
    compiled = {**copy.deepcopy(releases[0]), "tag": ["compiled"]}
    compiled["tender"]["status"] = "innovating"
    record = {"releases": [releases[1], releases[0]], "compiledRelease": compiled}
    head = {name: value for name, value in package().items() if name != "releases"}
    report = checked({**head, "records": [record]})
    assert {(kind, path) for severity, kind, path, _ in told(report) if severity == "error"} == {
        ("schema", "/records/0"),
        ("date_order", "/records/0/releases/1/date"),
        ("closed_code", "/records/0/compiledRelease/tender/status"),
    }


def test_a_versioned_release_is_judged_by_the_only_schema_that_there_is() -> None:
    """The bare standard's: what a profile adds may fail it, so outside the bare standard it only warns."""
    record = {"ocid": PREFIX, "releases": package()["releases"], "versionedRelease": {"ocid": 1}}
    assert not checked(record, Profile.CORE).valid
    report = checked(record, Profile.UK)
    assert report.valid
    assert {one.path for one in report.findings} >= {"/versionedRelease/ocid"}


SPOILT: list[tuple[str, str, str, Any, str]] = [
    ("closed_code", "/releases/0/tag/0", "0", ["seedFunding"], "seedFunding"),
    ("closed_code", "/releases/0/tender/status", "0", "innovating", "innovating"),
    ("schema", "/releases/2/tender/documents/0/url", "2", "http:// find-tender.example/x", "an address"),
    ("schema", "/releases/2/tender/value/amount", "2", "1500000", "not the text '1500000'"),
    ("schema", "/releases/2/tender/tenderPeriod/endDate", "2", "2026-02-30T00:00:00Z", "an instant"),
    ("schema", "/releases/3/awards/1/id", "3", None, "string or integer"),
    ("schema", "/releases/5/date", "5", "2026-09-20", "an instant"),
    ("closed_code", "/releases/7/tender/milestones/0/status", "7", "done", "'done'"),
]


@pytest.mark.parametrize(("kind", "path", "release", "value", "words"), SPOILT, ids=[one[1] for one in SPOILT])
def test_each_defect_is_named_by_release_and_place(kind: str, path: str, release: str, value: Any, words: str) -> None:
    """One thing is wrong, and exactly that is said."""
    made = package()
    expected = made["releases"][int(release)]["id"]
    parts = path.removesuffix("/0" if path.endswith("/tag/0") else "").strip("/").split("/")
    place: Any = made
    for part in parts[:-1]:
        place = place[int(part) if isinstance(place, list) else part]
    place[parts[-1]] = value
    report = checked(made)
    (finding,) = [one for one in report.findings if one.severity is Severity.ERROR]
    assert (finding.kind.value, finding.path, finding.release) == (kind, path, expected)
    assert words in finding.message


def test_a_missing_field_is_named() -> None:
    """The validator tells each by itself."""
    made = package()
    del made["releases"][0]["ocid"], made["releases"][0]["date"]
    found = {one.message for one in checked(made).findings if one.severity is Severity.ERROR}
    assert found == {"ocid is missing", "date is missing"}


def test_what_is_referred_to_and_is_nowhere_is_named() -> None:
    """An award, a lot, a party: looked for in all releases of the process, for an update does not repeat them."""
    made = package()
    made["releases"][4]["contracts"][0]["awardID"] = "A-9"
    made["releases"][3]["awards"][0]["relatedLots"] = ["9"]
    made["releases"][0]["buyer"]["id"] = "nobody"
    assert told(checked(made)) == [
        ("warning", "reference", "/releases/0/buyer/id", f"{PREFIX}-001"),
        ("warning", "reference", "/releases/3/awards/0/relatedLots", f"{PREFIX}-004"),
        ("warning", "reference", "/releases/4/contracts/0/awardID", f"{PREFIX}-005"),
    ]


def test_identifiers_and_dates_are_compared_within_a_process() -> None:
    """The same id twice is an error, the same date makes merging ambiguous, another process may use both."""
    made = package()
    made["releases"][1]["id"] = made["releases"][0]["id"]
    made["releases"][3]["date"] = made["releases"][2]["date"]
    found = [(severity, kind, path) for severity, kind, path, _ in told(checked(made))]
    assert found == [
        ("error", "duplicate_id", "/releases/1/id"),
        ("warning", "date_order", "/releases/3/date"),
    ]
    made["releases"][1]["ocid"] = "ocds-xxxxxx-other"
    assert not [one for one in checked(made).findings if one.kind is Kind.DUPLICATE_ID]


def test_a_period_that_ends_before_it_begins_is_named() -> None:
    """By instants, not by texts: the offsets count."""
    made = package()
    made["releases"][2]["tender"]["tenderPeriod"] = {
        "startDate": "2026-04-01T12:00:00+02:00",
        "endDate": "2026-04-01T09:59:59Z",
    }
    assert told(checked(made)) == [
        ("warning", "date_order", "/releases/2/tender/tenderPeriod/endDate", f"{PREFIX}-003")
    ]


def test_a_misspelt_field_is_told_from_one_that_nobody_describes() -> None:
    """Extra fields are lawful, so the schema is silent; a compound such as buyerID is another field."""
    made = package()
    tender = made["releases"][0]["tender"]
    tender.update({"procurmentMethod": "open", "links": [], "valueX": 1})
    kinds = {one.path: (one.severity.value, one.kind.value, one.message) for one in checked(made).findings}
    assert kinds["/releases/0/tender/procurmentMethod"] == (
        "warning", "misspelt", "no such field; procurementMethod may be meant"
    )  # fmt: skip
    assert kinds["/releases/0/tender/links"][:2] == ("note", "unknown_field")
    assert kinds["/releases/0/tender/valueX"][:2] == ("note", "unknown_field")


def test_a_code_of_an_open_list_may_be_new_but_not_nearly_right() -> None:
    """A code of one's own is a note, a slip of the pen a warning."""
    made = package()
    made["releases"][2]["tender"]["documents"][0]["documentType"] = "tenderNotise"
    made["releases"][0]["planning"]["documents"][0]["documentType"] = "ourOwnPaper"
    found = {one.path: one for one in checked(made).findings}
    assert found["/releases/2/tender/documents/0/documentType"].severity is Severity.WARNING
    assert "tenderNotice may be meant" in found["/releases/2/tender/documents/0/documentType"].message
    assert found["/releases/0/planning/documents/0/documentType"].severity is Severity.NOTE


def test_the_profile_follows_what_the_package_declares() -> None:
    """Undeclared is judged by the widest, a declared list by what it names."""
    made = package()
    for profile in Profile:
        made["extensions"] = list(EXTENSIONS[profile])
        assert checked(made, None).profiles == (profile.value,)
    del made["extensions"]
    assert checked(made, None).profiles == ("uk",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("12", "is none"),
        ("{}", "no release"),
        ('{"releases": []}', "the list is empty"),
        ('{"a": 1', "wanted"),
        ('{"releases": [{"id": NaN}]}', "NaN"),
        ('{"releases": [{"id": 1e999}]}', "beyond"),
        (f'{{"releases": [{{"id": {"9" * 2000}}}]}}', "2,000 digits"),
        ('{"releases": [{"id": "a", "id": "b"}]}', "stands twice"),
        (f'{{"releases": [{"[" * 500}{"]" * 500}]}}', "500 deep"),
        ("[" * 200_000, "ends in the middle"),
        ('{"releases": "x"}', "array"),
        ("\x00\x01", "is none"),
    ],
)
def test_what_is_not_strictly_json_is_named_and_never_crashes(text: str, words: str) -> None:
    """Duplicates, NaN, numbers without end, nests without end, nothing at all."""
    report = checked_text(text)
    assert not report.valid
    assert any(words in one.message for one in report.findings), report.findings


def test_bytes_that_are_no_text_are_named_and_a_mark_at_the_beginning_is_none() -> None:
    """UTF-8 and nothing else; a byte order mark is passed over."""
    assert "not UTF-8" in checked_text(b'{"releases": ["\xff"]}').findings[0].message
    assert checked_text(b"\xef\xbb\xbf" + json.dumps(package()).encode()).valid


def test_thousands_of_findings_are_grouped_and_counted() -> None:
    """Kept one by one as far as that helps, all of them counted."""
    one = package()["releases"][1]
    one["tender"]["status"] = "nonsense"
    many = [{**one, "ocid": f"ocds-xxxxxx-{number}"} for number in range(500)]
    report = checked(many)
    (group,) = [group for group in report.groups if group.kind is Kind.CLOSED_CODE]
    assert (group.count, group.where, group.first.path) == (500, "/tender/status", "/0/tender/status")
    assert report.errors == 500
    assert len(report.findings) <= KEPT


def test_names_from_strangers_are_cut_to_what_can_be_shown() -> None:
    """An id of a million letters, half a character: quoted, not repeated."""
    made = package()
    made["releases"][0]["id"] = "x" * 1_000_000
    made["releases"][0]["tender"]["\ud800" * 10_000] = 1
    report = checked(made)
    assert all(len(one.path) <= 5_500 and len(one.release) <= 500 for one in report.findings)
    "".join(one.path + one.message for one in report.findings).encode()


def test_another_version_is_judged_by_this_one_and_said_so() -> None:
    """Data of 1.0 may be right by its own rules."""
    made = {**package(), "version": "1.0"}
    assert ("note", "schema", "/version", "") in told(checked(made))


def test_ten_thousand_members_are_compared_in_one_pass() -> None:
    """The same party twice is found among ten thousand, and takes no minutes."""
    made = package()["releases"][0]
    parties = [{"id": f"p-{number}", "name": "P"} for number in range(10_000)]
    made["parties"] += [*parties, parties[0]]
    begun = time.process_time()
    report = checked(made)
    assert [one.path for one in report.findings if "same thing twice" in one.message] == ["/parties"]
    assert time.process_time() - begun < 30
