"""RoadLab from problem statement to award: the funnel, the money, the refusals, the dates and the record."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from actions.roadlab import case
from actions.roadlab.cast import LATE
from actions.roadlab.shown import Cautioned, GatePassed, StageReached
from engine.state import State
from storage.codec import state_from_bytes
from tests.journeys.conftest import SEED, Played, play_in


@pytest.fixture
def state(roadlab: Played) -> State:
    """Give the state of RL-1 at the end."""
    with roadlab.stage.house.store.reading() as reading:
        row = reading.procedure(case.PROCEDURE)
    assert row is not None
    return state_from_bytes(row.state)


def test_it_ends_with_two_contracts_and_their_details_published(roadlab: Played, state: State) -> None:
    """The end of the re-enactment: CONTRACT_ENTERED, UK7 out within its 30 days."""
    assert (state.stage, state.step, state.ended) == ("award", "CONTRACT_ENTERED", None)
    assert roadlab.outcome.contracted == ("Immense Simulations", "Samdesk")
    assert roadlab.outcome.notices["UK7"] == date(2028, 1, 19)
    assert state.deadlines["contract_details_due"].last_on == date(2028, 2, 8)


def test_the_funnel_narrows_from_nine_to_four_to_two(roadlab: Played) -> None:
    """Nine funded, four refined and two awarded are facts; the numbers between are assumed."""
    counts = {narrowed.state: narrowed.count for narrowed in roadlab.outcome.narrowed}
    assert counts == {
        "applied": 13,
        "selected": 11,
        "tendered": 10,
        "funded": 9,
        "testing": 8,
        "refining": 4,
        "final_tendered": 3,
        "awarded": 2,
        "contracted": 2,
    }
    assert (roadlab.outcome.applications, roadlab.outcome.late) == (14, 1)


def test_seven_of_the_nine_leave_in_six_ways(roadlab: Played) -> None:
    """Each has its own state and date and, where somebody decided, its reason."""
    assert [(left.name, left.state_title) for left in roadlab.outcome.departures] == [
        ("Innovator 7 (assumed name)", "Target not met"),
        ("Innovator 8 (assumed name)", "Withdrew"),
        ("Innovator 9 (assumed name)", "Excluded"),
        ("Oxford Plastics", "Eliminated"),
        ("RSK", "Eliminated"),
        ("Mobilized Construction", "No final tender"),
        ("Route Reports", "Unsuccessful"),
    ]
    assert all(left.why for left in roadlab.outcome.departures)


def test_the_third_lot_ceases_and_the_award_notice_says_so(roadlab: Played, state: State) -> None:
    """PR24 regulation 27(2)(w): a lot that ceased while others are awarded is told in UK6."""
    assert roadlab.outcome.ceased_lots == ("inclusive",)
    with roadlab.stage.house.store.reading() as reading:
        n = state.notices["UK6"].n
        published = next(reading.events(case.PROCEDURE, after_n=n - 1, upto_n=n)).body()["data"]
    assert published["ceased_lots"] == ["inclusive"]


def test_the_money_stays_within_its_envelopes(roadlab: Played) -> None:
    """Three envelopes in pence: set aside, committed and paid."""
    sums = {e.envelope: (e.amount_minor, e.committed_minor, e.paid_minor) for e in roadlab.outcome.money.envelopes}
    assert sums == {
        "seed_and_testbed": (350_000_00, 300_000_00, 280_000_00),
        "refinement": (2_000_000_00, 2_000_000_00, 2_000_000_00),
        "contract": (1_500_000_00, 1_180_000_00, 0),
    }
    seeds = [c.amount_minor for c in roadlab.outcome.money.commitments if c.commitment.startswith("seed-")]
    assert seeds == [20_000_00] * 9


def test_every_transfer_carries_its_legal_base_and_route_r1_its_warning(roadlab: Played, state: State) -> None:
    """law.md 8.0: no payment without a recorded base; the caution about payments before the award is shown."""
    bases = {ref: commitment.legal_base for ref, commitment in state.commitments.items()}
    assert len(bases) == 23
    contracts = {ref for ref in bases if ref.startswith("contract-")}
    assert {bases[ref] for ref in contracts} == {"public_contract"}
    assert {base for ref, base in bases.items() if ref not in contracts} == {"participant_payment"}
    cautions = [shown for shown in roadlab.seen if isinstance(shown, Cautioned) and shown.legal_base]
    assert [caution.legal_base for caution in cautions] == ["participant_payment"]
    assert cautions[0].text == roadlab.stage.definition.money.legal_bases["participant_payment"].caution


def test_everything_that_must_be_refused_is_refused_for_its_own_reason(roadlab: Played) -> None:
    """Each refusal by its reasons, and a rule that it cites."""
    assert [(refusal.expected.rule, {f.id for f in refusal.findings}) for refusal in roadlab.refusals] == [
        ("UK-SCOPE-4", {"value_estimated", "route_decided"}),
        ("UK-OBJ-1", {"not_submitter"}),
        ("UK-CLK-4", {"applications_close_minimum"}),
        ("UK-CLK-6", {"sealed"}),
        ("UK-CLK-6", {"still_in", "in_time"}),
        ("UK-SCOPE-4", {"sum", "envelope"}),
        ("UK-CFP-4", {"still_in"}),
        ("UK-SCOPE-4", {"envelope"}),
        ("UK-SS-1", {"standstill_over"}),
    ]


def test_only_the_gate_of_a_move_can_still_open(roadlab: Played) -> None:
    """Nobody is told "not yet" about a late tender or a supplier that never returns."""
    first, *others = [refusal.sentence for refusal in roadlab.refusals]
    assert first.startswith('You cannot advance to "Problem defined" (PROBLEM_DEFINED) yet, because: ')
    assert not [sentence for sentence in others if " yet, because" in sentence]


def test_refusals_are_kept_beside_the_history_and_never_in_it(roadlab: Played) -> None:
    """Design invariant 6: a refusal adds nothing to the history; its whole explanation is kept."""
    with roadlab.stage.house.store.reading() as reading:
        attempts = reading.attempts(case.PROCEDURE)
        times = {line.at() for line in reading.events(case.PROCEDURE)}
    assert [attempt.explanation["sentence"] for attempt in attempts] == [r.sentence for r in roadlab.refusals]
    assert not times & {refusal.at for refusal in roadlab.refusals}


def test_an_application_one_second_late_is_recorded_and_not_admitted(roadlab: Played, state: State) -> None:
    """UK-CLK-6: received at 12:00:01; its receipt is in the history, its content is not."""
    late = state.partners[LATE.ref]
    assert (late.state, late.on_time) == ("late", False)
    assert late.received_at == datetime(2026, 11, 26, 12, 0, 1, tzinfo=UTC)
    assert not [key for key in state.artefacts if key.endswith(f"@{LATE.ref}")]


def test_the_standstill_ends_where_the_rule_book_says(roadlab: Played) -> None:
    """law.md 1.1: UK6 on Thursday 23 December 2027, last day Friday 7 January 2028."""
    assert roadlab.outcome.notices["UK6"] == date(2027, 12, 23)
    assert roadlab.outcome.standstill_ends_on == date(2028, 1, 7)


def test_the_real_window_of_2018_stands_with_an_earlier_notice(roadlab: Played, state: State) -> None:
    """The notice goes out on 30 October (assumed); applications close when they really did, eight years later."""
    assert roadlab.outcome.notices["UK4"] == date(2026, 10, 30)
    assert state.deadlines["applications_close"].due_at == datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def test_five_stages_pass_in_order_and_every_gate_says_what_held(roadlab: Played) -> None:
    """Eighteen moves; none without a requirement that held."""
    assert [s.number for s in roadlab.seen if isinstance(s, StageReached)] == [1, 2, 3, 4, 5]
    gates = [shown for shown in roadlab.seen if isinstance(shown, GatePassed)]
    assert len(gates) == 18
    assert all(gate.met for gate in gates)
    assert [gate.move for gate in gates if gate.waived] == ["close_seed"]


def test_the_record_is_verified_and_says_that_it_is_a_re_enactment(roadlab: Played, state: State) -> None:
    """Chain, replay and files are checked as `seedbed verify` does; the opening carries the banner for good."""
    assert roadlab.outcome.verification.good, roadlab.outcome.verification.sentence
    assert state.re_enactment is not None
    assert state.re_enactment.startswith("Re-enactment under the Procurement Act 2023. TfL worked under PCR 2015")
    assert roadlab.stage.house.store.info.mode == "demo"


def test_the_same_seed_gives_the_same_hashes_and_another_seed_the_same_facts(roadlab: Played, tmp_path: Path) -> None:
    """Design invariant 5: time, randomness and identifiers are passed in, and nothing else decides."""
    again, other = play_in(tmp_path / "again"), play_in(tmp_path / "other", SEED + 1)
    try:
        assert _hashes(again) == _hashes(roadlab)
        assert again.outcome == roadlab.outcome
        assert not set(_hashes(other)) & set(_hashes(roadlab))
        assert other.outcome.money == roadlab.outcome.money
        assert other.outcome.departures == roadlab.outcome.departures
    finally:
        again.stage.house.close()
        other.stage.house.close()


def _hashes(played: Played) -> list[bytes]:
    with played.stage.house.store.reading() as reading:
        return [line.hash for line in reading.all_events()]
