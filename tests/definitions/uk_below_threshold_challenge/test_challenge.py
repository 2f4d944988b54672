"""Below the threshold: open to everybody, two notices where the sum asks for them, small firms and prompt payment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.definitions.playing import Player, along, judged, opened, shipped, to_step
from tests.pilot import prepare

LOADED = shipped("uk_below_threshold_challenge")
DEFINITION = LOADED.definition


def at(step: str, *facts: str) -> Player:
    """A challenge with two suppliers that has come to a step."""
    return to_step(opened(LOADED, facts=facts), step)


@pytest.mark.parametrize("facts", [(), ("notifiable",)], ids=["small", "notifiable"])
def test_the_whole_way_with_and_without_notices(facts: tuple[str, ...]) -> None:
    """UK-SCOPE-13: tender notice and details notice from £12,000 or £30,000 on, and none below."""
    player = along(at("PILOT", *facts), ["close_procedure"])
    assert set(player.state.notices) == ({"UK4", "UK7"} if facts else set())
    judged(player)


def test_nobody_is_selected_before_proposing() -> None:
    """UK-SCOPE-13: no suitability stage; whoever comes in may propose at once."""
    assert DEFINITION.landmarks.steps.selection is None
    entry = DEFINITION.partners.entry
    assert entry.state in DEFINITION.partners.moves["propose"].source
    assert DEFINITION.partners.moves["propose"].during == entry.during


def test_the_challenge_does_not_open_without_its_notice() -> None:
    """The notice first, on the central platform."""
    player = at("CHALLENGE_READY", "notifiable")
    assert "tender_notice_published" in player.why("advance", to="CHALLENGE_OPEN")
    assert "tender_notice_published" not in at("CHALLENGE_READY").why("advance", to="CHALLENGE_OPEN")


def test_small_firms_and_the_estimate_are_considered_before_anything_is_public() -> None:
    """UK-OBJ-3, UK-SCOPE-5: barriers for small firms, and contracts that belong together."""
    why = opened(LOADED).why("advance", to="CHALLENGE_READY")
    assert {"small_firms_considered", "value_estimated", "challenge_written"} <= set(why)


def test_proposals_have_two_weeks_and_stay_sealed() -> None:
    """A small firm needs time, and nobody reads one offer before the others."""
    player = at("CHALLENGE_READY")
    prepare(player, "open_challenge")
    early = player.now + timedelta(days=10)
    assert "proposals_close_minimum" in player.why("set_deadline", deadline="proposals_close", due_at=early)
    assert DEFINITION.artefacts["proposal"].sealed_until == "proposals_close"


def test_the_best_proposal_is_chosen() -> None:
    """One that is worse is refused while a better one is not chosen."""
    player = at("ASSESSMENT")
    why = player.why("move_partner", partner="acme", move="choose")
    assert {"proposal_complete", "assessed", "best"} <= set(why)


def test_no_standstill_is_owed_and_everybody_is_told_the_reasons() -> None:
    """Section 51 does not reach here; a letter with reasons costs nothing."""
    assert DEFINITION.standstill_deadline is None
    told = [then for then in DEFINITION.moves_by_name["decide_award"].then if then.kind == "tell_partners"]
    assert {state for then in told for state in then.partners} == {"chosen", "unsuccessful"}


def test_nothing_is_owed_when_a_challenge_is_given_up() -> None:
    """UK-PTN-1 speaks of covered procurement: no UK12 below the threshold."""
    player = at("CHALLENGE_OPEN", "notifiable")
    player.do("terminate")
    assert player.state.notice_due is None


def test_every_contract_pays_within_thirty_days() -> None:
    """Section 88 mirrors section 68: in the challenge and in the contract."""
    for paper in ("challenge_brief", "signed_contract"):
        assert any("30 days" in line for line in DEFINITION.artefacts[paper].contains), paper
