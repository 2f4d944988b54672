"""Route R4: a prototype awarded directly, with its two notices, its standstill, and no quantity."""

from __future__ import annotations

from tests.definitions.playing import Player, along, judged, opened, shipped, to_step
from tests.pilot import Partners

LOADED = shipped("uk_prototype_direct_award")
DEFINITION = LOADED.definition
ONE: Partners = {"acme": None}


def at(step: str, *facts: str) -> Player:
    """A procedure with one supplier that has come to a step."""
    return to_step(opened(LOADED, partners=ONE, facts=facts), step, partners=ONE)


def test_one_supplier_is_enough_and_the_whole_way_can_be_gone() -> None:
    """Nobody waits for competition in a direct award; the life is verified from outside."""
    player = along(at("TRIAL"), ["close_procedure"], partners=ONE)
    assert (player.state.step, player.state.notice_due) == ("CLOSED", "UK11")
    assert {"UK5", "UK6", "UK7"} <= set(player.state.notices)
    judged(player)


def test_the_transparency_notice_comes_before_the_award() -> None:
    """UK-DA-1: nothing is public without it, and the award notice asks for it."""
    player = at("AWARD_INTENDED")
    assert "transparency_published" in player.why("advance", to="INTENTION_PUBLIC")
    assert "during" in player.why("publish_notice", notice="UK6")


def test_conflicts_are_assessed_before_the_transparency_notice() -> None:
    """UK-COI-3: asked of the case, and again of each notice."""
    player = at("CASE_MADE")
    assert "conflicts_assessed" in player.why("advance", to="CASE_APPROVED")
    for notice in ("UK5", "UK6", "UK7", "UK10"):
        assert any("conflicts" in asks.id for asks in DEFINITION.notices[notice].gate), notice


def test_the_standstill_is_mandatory_here_too() -> None:
    """UK-SS-2 frees extreme urgency and others, and not a prototype."""
    player = at("STANDSTILL")
    assert "standstill_over" in player.why("move_partner", partner="acme", move="contract")
    period = DEFINITION.deadlines["standstill"].period
    assert period is not None
    assert (period.length, period.unit.value) == (8, "working-days")


def test_an_excluded_supplier_is_not_chosen() -> None:
    """UK-EXC-1, UK-EXC-8: the check is part of the choice, and made in that step."""
    player = at("OFFER_ASSESSED")
    assert {"exclusion_checked", "assessed"} <= set(player.why("move_partner", partner="acme", move="choose"))


def test_no_quantity_is_bought_and_what_follows_is_decided() -> None:
    """UK-SCOPE-10: no step buys, the one legal base says why, and the end asks what follows."""
    assert DEFINITION.landmarks.steps.purchase is None
    (base,) = DEFINITION.money.legal_bases.values()
    assert base.caution is not None
    assert "quantity" in base.caution
    player = at("TRIAL")
    assert "purchase_routed" in player.why("advance", to="CLOSED")


def test_giving_up_owes_a_notice_only_once_something_was_public() -> None:
    """UK-PTN-1: after a transparency notice, and not before."""
    player = at("OFFER_ASSESSED")
    player.do("terminate")
    assert player.state.notice_due is None
    player = at("AWARD_INTENDED")
    for _ in range(40):
        why = player.why("publish_notice", notice="UK5") if "UK5" not in player.state.notices else {}
        if "notice_ready" not in why:
            break
        player.do("submit_artefact", artefact="transparency_text")
        player.do("accept_artefact", artefact="transparency_text")
        player.do("publish_notice", notice="UK5")
    player.do("terminate")
    assert player.state.notice_due == "UK12"


def test_withdrawing_starts_both_notices_and_the_standstill_anew() -> None:
    """A notice that was wrong is not corrected by signing later."""
    player = along(at("STANDSTILL"), ["withdraw_award"], partners=ONE)
    assert "transparency_published" in player.why("advance", to="INTENTION_PUBLIC")
    player = along(player, ["publish_intention", "start_standstill"], partners=ONE)
    assert "standstill_over" in player.why("move_partner", partner="acme", move="contract")
