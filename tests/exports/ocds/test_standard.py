"""What was shipped of the standard is what was published, complete and offline; its formats are checked strictly."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from jsonschema import Draft4Validator

from exports.ocds.codelists import codelists
from exports.ocds.formats import is_address, is_instant
from exports.ocds.profiles import Profile
from exports.ocds.schemas import FOLDER, merge_patch, release_schema

DIGESTS = {
    "core/release-schema.json": "fac192e1ccfb061f5164bdb2d64c29e517c0f81661996b97de40cebc55a2c1bc",
    "core/release-package-schema.json": "06577cec73cc16eca0cac331a7ea9ee9cd684b21c55f5f0711f7442623153698",
    "core/record-package-schema.json": "ba7bc9acfc307b6f311a54a62f686f1d9e199e61712314f995a090b660168da1",
    "core/versioned-release-validation-schema.json": "7b0271756c954eba16fdd1b364811aaf5381d23d057400b906a2aa978dc5cf84",
    "eu/release-schema.json": "d0725e03c20b62ed6025964d334ad237c9fd17deaf138e09274f82c17ad2487b",
    "uk/release-schema.json": "e2cf3b4ca7111a65e364cb76c33e1bac1aae51235092e591070e3ef88d3732b5",
}


@pytest.mark.parametrize("name", DIGESTS)
def test_a_schema_is_the_one_that_was_published(name: str) -> None:
    """Byte for byte: tag 1__1__5, the European profile and the UK extension as NOTICE.txt names them."""
    assert sha256((FOLDER / name).read_bytes()).hexdigest() == DIGESTS[name]


def test_every_part_has_its_licence_beside_it() -> None:
    """Two licences, and a notice that names source and version of each folder."""
    notice = (FOLDER / "NOTICE.txt").read_text(encoding="utf-8")
    assert all(f"{folder}/" in notice for folder in ("core", "eu", "uk"))
    assert "Apache License" in (FOLDER / "LICENSE-Apache-2.0.txt").read_text(encoding="utf-8")
    assert "Cabinet Office" in (FOLDER / "uk" / "LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("profile", list(Profile), ids=str)
def test_each_profile_is_a_sound_schema(profile: Profile) -> None:
    """Draft 4, the closed lists of the standard unchanged in all."""
    schema = release_schema(profile)
    Draft4Validator.check_schema(schema)
    assert schema["definitions"]["Tender"]["properties"]["status"]["enum"] == [
        "planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn", None
    ]  # fmt: skip
    assert len(codelists(profile)) >= 19


def test_the_uk_adds_to_the_european_profile_and_takes_nothing_away() -> None:
    """Fields and codes."""
    assert "standstillPeriod" in release_schema(Profile.UK)["definitions"]["Award"]["properties"]
    assert "standstillPeriod" not in release_schema(Profile.EU)["definitions"]["Award"]["properties"]
    for name, codes in codelists(Profile.EU).items():
        assert codes <= codelists(Profile.UK)[name]
    assert "finalStageBids" in codelists(Profile.UK)["bidStatistics.csv"] - codelists(Profile.EU)["bidStatistics.csv"]


@pytest.mark.parametrize(
    ("target", "patch", "wanted"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b"}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_patch_follows_its_standard(target: object, patch: object, wanted: object) -> None:
    """The cases of RFC 7386, appendix A."""
    before = json.dumps(target)
    assert merge_patch(target, patch) == wanted
    assert json.dumps(target) == before


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026-03-01T09:00:00Z", True),
        ("2026-03-01T09:00:00.123456+01:00", True),
        ("2026-03-01t09:00:00z", True),
        ("2016-12-31T23:59:60Z", True),
        ("2024-02-29T00:00:00Z", True),
        ("2026-02-29T00:00:00Z", False),
        ("2026-03-01T09:00:00", False),
        ("2026-03-01", False),
        ("2026-03-01 09:00:00Z", False),
        ("2026-03-01T24:00:00Z", False),
        ("2026-03-01T09:00:00+24:00", False),
        ("\uff12\uff1026-03-01T09:00:00Z", False),
        ("", False),
        (5, True),
    ],
)
def test_an_instant_has_a_day_that_exists_and_an_offset(text: object, good: bool) -> None:
    """RFC 3339, section 5.6; what is no text is the type's business."""
    assert is_instant(text) is good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://www.find-tender.service.gov.uk/Notice/001-2026?a=b#c", True),
        ("http://[::1]:8080/", True),
        ("mailto:a@b.example", True),
        ("urn:seedbed:ocds-xxxxxx-RL-1:releases", True),
        ("www.gov.uk", False),
        ("http:// www.gov.uk", False),
        ("https://", False),
        ("http:/gov.uk", False),
        ("https://gov.uk/a b", False),
        ("https://gov.uk/%zz", False),
        ("https://gov.uk/é", False),
        ("", False),
        (None, True),
    ],
)
def test_an_address_is_absolute_and_well_formed(text: object, good: bool) -> None:
    """RFC 3986, and on the web a host."""
    assert is_address(text) is good


def test_a_long_address_takes_no_time() -> None:
    """No pattern of ours goes back over what it has read."""
    assert not is_address("http://" + "a%" * 50_000)
    assert not is_address("a:" + "/a" * 50_000 + " ")
