"""Releases of whole procedures: one for each public event, in order, only what is new, and the truth in the end."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

import pytest

from config.open_data import OpenData
from exports.ocds.merging import Release, compiled
from exports.ocds.profiles import Profile
from exports.ocds.releasing.packages import record_package, release_package, to_bytes
from exports.ocds.releasing.releases import releases_of
from procedures.loader import LoadedDefinition
from tests.exports.ocds.lives import Life, lived
from tests.hands import real, small
from tests.pilot import make

BOTH = pytest.mark.parametrize(("loaded", "end"), [(small(), "DONE"), (real(), "CLOSED")], ids=["small", "real"])
EACH = pytest.mark.parametrize("profile", list(Profile), ids=str)


@lru_cache
def whole(end: str) -> Life:
    """A procedure from its draft to its end; made once, never changed."""
    return lived(small() if end == "DONE" else real(), end, facts=() if end == "DONE" else ("contract_over_5m",))


def last(releases: list[Release], profile: Profile) -> Release:
    """What is true after all releases."""
    return compiled(releases, profile)


def by_id(parts: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Parts of a release by their identifiers."""
    return {part["id"]: part for part in parts}


@BOTH
@EACH
def test_the_same_history_gives_the_same_bytes(loaded: LoadedDefinition, end: str, profile: Profile) -> None:
    """Twice, from two readings of the history."""
    life = whole(end)
    made = [to_bytes(release_package(case, releases_of(case, profile), profile)) for case in (life.told(), life.told())]
    assert made[0] == made[1]


@BOTH
@EACH
def test_a_release_never_changes_once_it_is_out(loaded: LoadedDefinition, end: str, profile: Profile) -> None:
    """What is exported after any command is the beginning of what is exported after all."""
    life = whole(end)
    everything = releases_of(life.told(), profile)
    ends = [n + 1 for n in range(len(life.causes)) if life.causes[n + 1 : n + 2] != [life.causes[n]]]
    for upto in ends:
        before = releases_of(life.told(upto), profile)
        assert before == everything[: len(before)]


@BOTH
@EACH
def test_dates_increase_as_times_and_as_texts(loaded: LoadedDefinition, end: str, profile: Profile) -> None:
    """Two events of one instant are kept apart, for merging goes by date alone."""
    dates = [release["date"] for release in releases_of(whole(end).told(), profile)]
    assert dates == sorted(set(dates))
    assert {len(date) for date in dates} == {27}


@BOTH
def test_every_update_carries_identifiers_and_only_what_is_new(loaded: LoadedDefinition, end: str) -> None:
    """No field of the tender is told again unless it changed."""
    releases = releases_of(whole(end).told(), Profile.UK)
    known: dict[str, Any] = {}
    for release in releases:
        tender = release.get("tender", {})
        assert "id" in tender or not tender
        assert not [name for name in ("title", "status", "procurementMethod") if known.get(name) == tender.get(name, 0)]
        known.update(tender)
        assert all(contract["awardID"] for contract in release.get("contracts", ()))


def test_nothing_is_public_of_a_draft() -> None:
    """A procedure that was only opened has no release."""
    assert releases_of(lived(real(), "DRAFT").told(), Profile.UK) == []


def test_a_procedure_that_ends_before_anything_was_public_stays_unknown() -> None:
    """There is nothing to take back."""
    life = lived(real(), "DRAFT")
    life.do("terminate")
    assert releases_of(life.told(), Profile.UK) == []


def test_the_problem_statement_begins_the_planning() -> None:
    """Its approval is the first thing that the public hears."""
    (release,) = releases_of(lived(real(), "PROBLEM_DEFINED").told(), Profile.UK)
    assert release["tag"] == ["planning"]
    assert release["tender"]["status"] == "planning"
    assert [party["roles"] for party in release["parties"]] == [["buyer", "procuringEntity"]]


def test_the_call_says_how_it_goes_on() -> None:
    """Method, stages in words, last day, a milestone for each gate between stages."""
    releases = releases_of(lived(real(), "PARTICIPATION_OPEN").told(), Profile.UK)
    call = next(release for release in releases if "tender" in release["tag"])
    tender = call["tender"]
    assert (tender["status"], tender["procurementMethod"]) == ("active", "selective")
    assert tender["procurementMethodDetails"] == "Competitive flexible procedure"
    assert "3. Testbed: testbed, testbed gate." in tender["procedure"]["features"]
    assert tender["tenderPeriod"]["endDate"] == tender["expressionOfInterestDeadline"]
    assert [(one["id"], one["status"]) for one in tender["milestones"]] == [
        ("award_seed_funding", "scheduled"),
        ("enter_testbed", "scheduled"),
        ("enter_refinement", "scheduled"),
        ("invite_final_tenders", "scheduled"),
    ]
    assert [(one["documentType"], one["noticeType"]) for one in tender["documents"]] == [("tenderNotice", "UK4")]


def test_the_european_rendering_is_an_innovation_partnership_in_stages() -> None:
    """Form F02 of the profile: a second stage with fewer and fewer suppliers."""
    tender = last(releases_of(lived(real(), "PARTICIPATION_OPEN").told(), Profile.EU), Profile.EU)["tender"]
    assert tender["procurementMethodDetails"] == "Innovation partnership"
    assert tender["secondStage"]["successiveReduction"] is True
    assert tender["secondStage"]["maximumCandidates"] == 12
    assert "legalBasis" not in tender


def test_the_bare_standard_has_no_field_of_a_profile() -> None:
    """Lots, procedure and statistics are extensions."""
    found = last(releases_of(whole("CLOSED").told(), Profile.CORE), Profile.CORE)
    assert not {"lots", "procedure", "secondStage", "statusDetails"} & found["tender"].keys()
    assert "bids" not in found


def test_who_is_funded_is_public_when_the_stage_begins_and_not_before() -> None:
    """Between the decisions and the gate nobody outside may know them."""
    life = lived(real(), "ROUND1_ASSESSED")
    before = releases_of(life.told(), Profile.UK)
    assert "acme" not in str(before)
    funded = lived(real(), "SEED")
    told = releases_of(funded.told(), Profile.UK)
    assert told[-1]["tag"] == ["tenderUpdate", "award", "contract"]
    assert [award["id"] for award in told[-1]["awards"]] == ["acme-funding", "bolt-funding"]
    assert not [release for release in told[:-1] if "acme" in str(release)]


def test_the_winner_is_public_with_the_award_notice_and_not_before() -> None:
    """Deciding the award and sending the summaries tells the public nothing about who won."""
    told = releases_of(lived(real(), "SUMMARIES_SENT").told(), Profile.UK)
    assert "award-1" not in str(told)
    award = releases_of(lived(real(), "STANDSTILL").told(), Profile.UK)
    named = [release for release in award if "award-1" in str(release)]
    assert named[0]["awards"][0]["status"] == "pending"
    assert named[0]["awards"][0]["standstillPeriod"]["endDate"]
    assert named[0]["awards"][0]["documents"][0]["noticeType"] == "UK6"


def test_the_end_of_the_whole_is_told_as_it_was() -> None:
    """Contract active then over, funded work over, gates met, tender complete."""
    found = last(releases_of(whole("CLOSED").told(), Profile.UK), Profile.UK)
    awards, contracts = by_id(found["awards"]), by_id(found["contracts"])
    assert found["tender"]["status"] == "complete"
    assert {one["status"] for one in found["tender"]["milestones"]} == {"met"}
    assert awards["acme-award-1"]["status"] == "active"
    assert {one["status"] for one in contracts.values()} == {"terminated"}
    assert contracts["acme-contract-1"]["dateSigned"]
    assert [one["noticeType"] for one in contracts["acme-contract-1"]["documents"]] == ["UK7", "UK9"]


def test_a_payment_is_a_transaction_and_meets_its_milestone() -> None:
    """Payer and payee are parties, the sum is what was paid."""
    life = lived(real(), "SEED")
    commitment = next(name for name, known in life.state.commitments.items() if known.partner == "acme")
    ((instalment, minor),) = life.state.commitments[commitment].instalments.items()
    life.do("pay_instalment", commitment=commitment, instalment=instalment, amount_minor=minor)
    release = releases_of(life.told(), Profile.UK)[-1]
    assert release["tag"] == ["implementation"]
    (contract,) = release["contracts"]
    (paid,) = contract["implementation"]["transactions"]
    assert (paid["payer"]["id"], paid["payee"]["id"]) == ("buyer", "supplier-acme")
    assert contract["implementation"]["milestones"] == [{"id": paid["id"], "status": "met", "dateMet": paid["date"]}]


def test_what_was_abandoned_is_cancelled_and_its_gates_are_not_met() -> None:
    """After the call an end without a contract is a cancellation."""
    life = lived(real(), "SELECTION")
    life.do("terminate")
    release = releases_of(life.told(), Profile.UK)[-1]
    assert release["tag"] == ["tenderCancellation"]
    assert release["tender"]["status"] in {"cancelled", "unsuccessful"}
    assert release["tender"]["finalStatusDate"]
    assert {one["status"] for one in release["tender"]["milestones"]} == {"notMet"}


def test_an_award_that_is_withdrawn_is_cancelled_and_the_next_one_is_another() -> None:
    """Never taken out of what was published."""
    life = lived(small(), "STANDSTILL")
    life.do("advance", to="DECIDED", move="reissue")
    found = by_id(last(releases_of(life.told(), Profile.UK), Profile.UK)["awards"])
    assert found["acme-award-1"]["status"] == "cancelled"


def test_lots_are_told_with_their_own_status() -> None:
    """One that has ceased is cancelled while the other goes on."""
    life = lived(real(), "PARTICIPATION_OPEN", partners={"acme": "north", "bolt": "south"})
    life.do("cease_lot", lot="south")
    found = by_id(last(releases_of(life.told(), Profile.UK), Profile.UK)["tender"]["lots"])
    assert (found["north"]["status"], found["south"]["status"]) == ("active", "cancelled")
    assert found["north"]["awardCriteria"]["criteria"][0]["numbers"][0]["weight"] == "percentageExact"


def test_identifiers_come_from_the_settings() -> None:
    """Prefix, publisher, buyer, suppliers, the address of notices, and what the central platform calls the process."""
    settings = OpenData.model_validate(
        {
            "ocid_prefix": "ocds-a1b2c3",
            "publisher": {"name": "Northtown", "scheme": "GB-LAE", "id": "NTN"},
            "buyer": {"name": "Northtown", "scheme": "GB-PPON", "id": "AAAA-1111-BBBB"},
            "packages": "https://data.northtown.example/ocds",
            "notices": "https://notices.example/{reference}",
            "procedures": {"RL-1": {"external_ocid": "ocds-h6vhtk-04f2a1"}},
            "suppliers": {"acme": {"scheme": "GB-COH", "id": "00000001", "name": "Acme plc"}},
        }
    )
    life = whole("CLOSED")
    case = life.told(settings=settings)
    package = release_package(case, releases_of(case, Profile.UK), Profile.UK)
    found = last(package["releases"], Profile.UK)
    assert package["uri"] == "https://data.northtown.example/ocds/RL-1.json"
    assert package["publisher"] == {"name": "Northtown", "scheme": "GB-LAE", "uid": "NTN"}
    assert found["ocid"] == "ocds-a1b2c3-RL-1"
    assert found["buyer"] == {"id": "GB-PPON-AAAA-1111-BBBB", "name": "Northtown"}
    assert found["relatedProcesses"][0]["identifier"] == "ocds-h6vhtk-04f2a1"
    assert by_id(found["parties"])["GB-COH-00000001"]["identifier"] == {"scheme": "GB-COH", "id": "00000001"}
    assert found["tender"]["documents"][0]["url"] == "https://notices.example/2026%2FS%20000-000001"


@BOTH
@EACH
def test_the_record_holds_what_is_true_after_all_releases(loaded: LoadedDefinition, end: str, profile: Profile) -> None:
    """Its releases are those of the package, its compiled release is their merge."""
    case = whole(end).told()
    releases = releases_of(case, profile)
    (record,) = record_package(case, releases, profile)["records"]
    assert record["releases"] == releases
    assert record["compiledRelease"] == compiled(releases, profile)
    assert record["compiledRelease"]["tag"] == ["compiled"]
    assert record["ocid"] == case.ocid


def test_a_payment_of_money_that_nobody_outside_knows_of_waits_for_the_gate() -> None:
    """Money bound between two gates is told with the next one, and what was paid of it too."""
    life = lived(real(), "SEED")
    life.do("commit_money", commitment="more", envelope="seed_and_testbed", partner="acme")
    before = releases_of(life.told(), Profile.UK)
    life.do("pay_instalment", commitment="more", instalment="i1", amount_minor=1)
    assert releases_of(life.told(), Profile.UK) == before
    make(life, "close_seed")
    told = releases_of(life.told(), Profile.UK)[-1]
    assert told["tag"] == ["tenderUpdate", "contractAmendment", "implementation"]
    assert told["contracts"][0]["amendments"][0]["rationale"] == "More money is bound: Seed funding and testbed."


def test_a_thousand_payments_are_no_more_work_each_than_one() -> None:
    """They are told one by one without comparing all that came before: twice as many take about twice as long."""
    life = lived(real(), "SEED")
    life.do("set_envelope", envelope="seed_and_testbed", amount_minor=100_000_000)
    instalments = [{"instalment": f"i{number}", "amount_minor": 100} for number in range(200)]
    for number in range(5):
        fields = {"commitment": f"more-{number}", "partner": "acme", "instalments": instalments}
        life.do("commit_money", envelope="seed_and_testbed", **fields)
    make(life, "close_seed")
    known = len(releases_of(life.told(), Profile.UK))
    for number in range(5):
        for one in instalments:
            life.do("pay_instalment", commitment=f"more-{number}", **one)
    begun = time.process_time()
    releases = releases_of(life.told(), Profile.UK)
    assert len(releases) == known + 1_000
    assert time.process_time() - begun < 10
    found = by_id(last(releases, Profile.UK)["contracts"])["acme-funding"]["implementation"]
    assert len(found["transactions"]) == 1_000
