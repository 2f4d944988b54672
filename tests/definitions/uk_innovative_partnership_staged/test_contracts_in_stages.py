"""Route R2: the award and its standstill come before anybody is paid, and gates are break clauses of contracts."""

from __future__ import annotations

from datetime import timedelta

from engine.definition import requirements as r
from tests.definitions.playing import Player, along, judged, opened, shipped, to_step
from tests.pilot import Pilot, make, prepare
from tests.remedies import REMEDIES

LOADED = shipped("uk_innovative_partnership_staged")
DEFINITION = LOADED.definition
DUE = {
    "expire_at_seed_gate": "seed_expiry_notice_due",
    "terminate_for_cause": "cause_notice_due",
    "end_by_agreement": "agreed_end_notice_due",
}


def at(step: str, *facts: str) -> Player:
    """A procedure that has lawfully come to a step; both suppliers are under contract from the signature on."""
    player = opened(LOADED, facts=facts)
    order = list(DEFINITION.steps)
    if order.index(step) <= order.index("FINAL_ASSESSMENT"):
        return to_step(player, step)
    to_step(player, "FINAL_ASSESSMENT")
    prepare(player, "decide_award")
    for ref, partner in player.state.partners.items():
        if partner.state == "unsuccessful":
            player.do("move_partner", partner=ref, move="reassess")
            player.do("move_partner", partner=ref, move="award")
    along(player, ["decide_award"])
    return to_step(player, step)


def states(player: Player) -> dict[str, str]:
    """Where each supplier is."""
    return {ref: partner.state for ref, partner in player.state.partners.items()}


def test_several_partners_are_contracted_before_the_seed_phase_begins() -> None:
    """Award, summaries, standstill and signature lie before the first phase; each partner has a contract."""
    player = at("SEED")
    assert set(states(player).values()) == {"contracted"}
    entered = player.state.visits
    assert {"STANDSTILL", "CONTRACT_ENTERED"} <= set(entered)
    order = list(DEFINITION.steps)
    assert order.index("STANDSTILL") < order.index("SEED")


def test_nobody_is_paid_before_a_contract() -> None:
    """Money can be bound to a partner under contract alone, and public_contract is its only base."""
    player = at("FINAL_ASSESSMENT")
    player.do("set_envelope", envelope="phases", amount_minor=1_000_000)
    why = player.why("commit_money", commitment="c1", envelope="phases", partner="acme")
    assert "payable" in why
    assert set(DEFINITION.money.legal_bases) == {"public_contract"}


def test_no_contract_is_signed_in_the_standstill() -> None:
    """UK-SS-1, UK-SS-6."""
    player = at("STANDSTILL")
    assert "standstill_over" in player.why("move_partner", partner="acme", move="contract")


def test_whoever_is_not_taken_up_expires_and_no_breach_is_told() -> None:
    """Law.md trap 19: UK11 is due within 30 days, beginning with the day; no UK9 clock starts."""
    player = at("SEED_GATE")
    prepare(player, "enter_testbed")
    bolt = states(player)["bolt"]
    assert bolt in {"testing", "expired_after_seed"}
    player = at("SEED_GATE")
    reviewed(player, "seed_review")
    player.do("move_partner", partner="bolt", move="expire_at_seed_gate")
    due = player.state.deadlines[DUE["expire_at_seed_gate"]]
    assert due.last_on is not None
    assert due.last_on - due.starts_on == timedelta(days=29)
    assert "breach_notice_due" not in player.state.deadlines
    player.do("publish_notice", notice="UK11")
    assert player.state.deadlines[DUE["expire_at_seed_gate"]].met_n is not None
    along(player, ["enter_testbed"])
    assert states(player) == {"acme": "testing", "bolt": "expired_after_seed"}


def test_termination_for_cause_is_another_thing_with_another_notice() -> None:
    """UK-PERF-2 and UK-END-1: the supplier is heard, UK9 and UK11 are both due within 30 days."""
    player = at("SEED")
    assert "heard" in player.why("move_partner", partner="bolt", move="terminate_for_cause", heard=False)
    player.do("move_partner", partner="bolt", move="terminate_for_cause")
    assert {"breach_notice_due", "cause_notice_due"} <= set(player.state.deadlines)
    player.do("publish_notice", notice="UK9")
    player.do("publish_notice", notice="UK11")
    met = {name: player.state.deadlines[name].met_n for name in ("breach_notice_due", "cause_notice_due")}
    assert None not in met.values()


def test_each_later_ending_has_a_clock_of_its_own() -> None:
    """The notice of one ending does not serve for the next: the clock starts anew."""
    player = at("SEED")
    player.do("move_partner", partner="bolt", move="end_by_agreement")
    player.do("publish_notice", notice="UK11")
    first = player.state.deadlines[DUE["end_by_agreement"]]
    player.clock.advance(timedelta(days=3))
    player.do("move_partner", partner="acme", move="end_by_agreement")
    second = player.state.deadlines[DUE["end_by_agreement"]]
    assert first.met_n is not None
    assert (second.met_n, second.starts_on - first.starts_on) == (None, timedelta(days=3))


def test_the_option_is_taken_up_only_as_contract_and_notice_have_it() -> None:
    """UK-CHG-1b: the record of the option binds; the change notice may be left out with a reason, the record never."""
    player = at("TESTBED_GATE")
    explained = player.refused("advance", to="SCALING", move="exercise_scaling")
    blockers = {finding.id: finding for finding in explained.blockers}
    assert {"option_foreseen", "scaling_decided", "change_notice_published"} <= set(blockers)
    player.do("waive", move="exercise_scaling", requirement="change_notice_published", reason="A tenth at most.")
    why = player.why("waive", move="exercise_scaling", requirement="option_foreseen", reason="In a hurry.")
    assert "severity" in why


def test_all_contracts_may_expire_and_that_is_an_end_like_any_other() -> None:
    """No option is worth taking up: the procedure closes, and UK11 is owed."""
    player = at("TESTBED_GATE")
    reviewed(player, "testbed_review")
    for ref, state in states(player).items():
        if state == "testing":
            player.do("move_partner", partner=ref, move="expire_at_testbed_gate")
    along(player, ["decline_scaling"])
    assert (player.state.step, player.state.notice_due) == ("CLOSED", "UK11")
    judged(player)


def test_key_performance_indicators_are_set_before_a_contract_above_five_million() -> None:
    """UK-KPI-1."""
    player = at("STANDSTILL", "contract_over_5m")
    assert "indicators_set" in player.why("move_partner", partner="acme", move="contract")


def test_the_contracts_and_the_notice_both_hold_the_option() -> None:
    """The checklists of the draft contract, the signed one and the tender notice name it."""
    for lines in (
        DEFINITION.artefacts["draft_contract"].contains,
        DEFINITION.artefacts["signed_contract"].contains,
        DEFINITION.notices["UK4"].contains,
    ):
        assert any("scaling option" in line for line in lines)


def test_a_whole_life_with_the_option_taken_up_is_judged() -> None:
    """Replayed, verified from outside and exported; the change notice and its voluntary standstill included."""
    player = at("TESTBED_GATE", "contract_over_5m")
    make(player, "exercise_scaling")
    assert player.state.notices["UK10"] is not None
    assert "scaling" in states(player).values()
    along(player, ["close_procedure"])
    judged(player)


def reviewed(player: Player, round_: str) -> None:
    """Give everybody in question a moderated score for every criterion of a round."""
    asks = r.EveryPartnerAssessed(
        kind="every_partner_assessed", id="all", text="All.", round=round_, states=("contracted", "testing")
    )
    for _ in range(200):
        context = Pilot(hands=player, partners={}).context
        errand = next(iter(REMEDIES[r.EveryPartnerAssessed](asks, context)), None)
        if errand is None:
            return
        player.do(errand[0], **errand[1])
