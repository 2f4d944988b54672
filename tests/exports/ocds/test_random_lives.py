"""Any lawful history makes valid releases in every profile, and their merge says what the engine's state says."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from engine.definition import Definition
from engine.state import State
from exports.ocds.checking.file import check
from exports.ocds.merging import Release, compiled
from exports.ocds.profiles import Profile
from exports.ocds.releasing.landmarks import landmarks_of
from exports.ocds.releasing.packages import record_package, release_package, to_bytes
from exports.ocds.releasing.releases import releases_of
from procedures.checker.reach import states_from
from procedures.loader import LoadedDefinition
from tests.exports.ocds.lives import Life, random_life
from tests.hands import real, small

BOTH = pytest.mark.parametrize(("loaded", "wishes"), [(small(), 160), (real(), 420)], ids=["small", "real"])
QUICK = 25
LONG = 600


def assert_good(life: Life, profile: Profile) -> list[Release]:
    """Valid against the schema, without any finding of our own check, the same bytes twice, its end the truth."""
    case = life.told()
    releases = releases_of(case, profile)
    if not releases:
        return []
    package = to_bytes(release_package(case, releases, profile))
    record = to_bytes(record_package(case, releases, profile))
    assert package == to_bytes(release_package(case, releases_of(life.told(), profile), profile))
    for made in (package, record):
        report = check(io.BytesIO(made), profile=profile)
        assert not report.findings, report.findings[0]
    dates = [release["date"] for release in releases]
    assert dates == sorted(set(dates))
    assert len({release["id"] for release in releases}) == len(releases)
    assert all(release["tag"] for release in releases)
    assert_true(compiled(releases, profile), life.definition, life.state)
    return releases


def assert_true(found: Release, definition: Definition, state: State) -> None:
    """Statuses as the engine has them."""
    landmarks = landmarks_of(definition)
    # Who has left a contract since stays under it in public until the next public moment.
    bound = states_from(definition, landmarks.contracted)
    signed = {ref for ref, partner in state.partners.items() if partner.state in bound}
    after = state.step in landmarks.after_contract
    tender, contracts = found["tender"], {one["id"]: one for one in found.get("contracts", ())}
    called = landmarks.call_notice in state.notices
    if after:
        assert tender["status"] == "complete"
    elif state.ended is not None:
        assert tender["status"] in ({"cancelled", "unsuccessful"} if called else {"withdrawn"})
    else:
        assert tender["status"] == "active" if called else tender["status"] in {"planning", "planned"}
    if after:
        active = {id_ for id_, one in contracts.items() if "-contract-" in id_ and one["status"] == "active"}
        assert {id_.partition("-contract-")[0] for id_ in active} <= signed
        assert state.ended is None or not active
    for lot in tender.get("lots", ()):
        assert (lot["status"] == "cancelled") or not state.lots[lot["id"]].ceased
    assert_paid(contracts, state)


def assert_paid(contracts: dict[str, Any], state: State) -> None:
    """No more is told as paid than was paid, each instalment once and with its sum."""
    for contract in contracts.values():
        for paid in contract.get("implementation", {}).get("transactions", ()):
            commitment, _, instalment = paid["id"].partition("/")
            minor = state.commitments[commitment].paid[instalment]
            assert round(paid["value"]["amount"] * 100) == minor


def swept(loaded: LoadedDefinition, wishes: int, seeds: range) -> Counter[str]:
    """Play every seed, judge it in every profile, and count the tags."""
    tags: Counter[str] = Counter()
    for seed in seeds:
        life = random_life(loaded, seed, wishes)
        for profile in Profile:
            for release in assert_good(life, profile):
                tags.update(release["tag"])
    return tags


@BOTH
def test_any_lawful_history_makes_valid_releases(loaded: LoadedDefinition, wishes: int) -> None:
    """Chance plays lots, corrections, withdrawals, ends; the lives have to come far enough to prove anything."""
    tags = swept(loaded, wishes, range(QUICK))
    assert {"planning", "tender", "tenderUpdate", "award", "contract"} <= set(tags)


@pytest.mark.long
@pytest.mark.timeout(3600)
@BOTH
def test_hundreds_of_lawful_histories_make_valid_releases(loaded: LoadedDefinition, wishes: int) -> None:
    """The same, until every tag has occurred."""
    tags = swept(loaded, wishes, range(20_000, 20_000 + LONG))
    assert {"tenderCancellation", "contractTermination", "awardCancellation", "implementation"} <= set(tags)


def test_the_property_is_able_to_fail() -> None:
    """A release that is told twice, or a state that is another, is found."""
    life = random_life(small(), 3, 160)
    releases = releases_of(life.told(), Profile.UK)
    assert releases
    with pytest.raises(AssertionError):
        assert_true(compiled(releases, Profile.UK), life.definition, replace(life.state, step="DONE", ended="DONE"))
