"""Partners: how they come in, how they move on, and that whoever has left never returns."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from engine.events import PartnerMoved
from procedures.loader import LoadedDefinition
from tests.factories import Case, make_procedure, real, small
from tests.pilot import lift, make, prepare
from tests.questions import reasons_of

MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(("after", "state"), [(-1, "applied"), (0, "applied"), (1, "late")])
def test_an_application_is_late_one_microsecond_after_the_deadline(after: int, state: str) -> None:
    """The last microsecond is in time; a late one is recorded with its receipt and not admitted."""
    case = make_procedure("OPEN", partners={})
    due = case.state.deadlines["entry_closes"].due_at
    received = due + after * MICROSECOND
    case.wait_until(due + timedelta(days=1))
    assert case.do("register_partner", partner="acme", received_at=received, sme=True) == ("partner.registered",)
    partner = case.state.partners["acme"]
    assert (partner.state, partner.on_time, partner.received_at) == (state, state == "applied", received)
    assert (partner.sme, partner.lot, partner.previous, partner.registered_n) == (True, None, None, case.state.n)


@pytest.mark.parametrize(("after", "state"), [(-1, "applied"), (0, "applied"), (1, "late")])
def test_without_a_receipt_time_the_application_comes_now(after: int, state: str) -> None:
    """The clock decides to the microsecond."""
    case = make_procedure("OPEN", partners={})
    due = case.state.deadlines["entry_closes"].due_at
    case.wait_until(due + after * MICROSECOND)
    case.do("register_partner", partner="acme")
    assert case.state.partners["acme"].state == state
    assert case.state.partners["acme"].received_at == case.now


def test_a_receipt_does_not_lie_in_the_future() -> None:
    """The very instant is the latest."""
    case = make_procedure("OPEN", partners={})
    later = case.now + MICROSECOND
    reasons = case.why("register_partner", partner="acme", received_at=later)
    assert reasons == {"received": "a receipt at 2 March 2026, 09:00 (London) lies in the future"}
    case.do("register_partner", partner="acme", received_at=case.now)


def test_a_partner_is_registered_once() -> None:
    """The refusal names the first registration."""
    case = make_procedure("SIFT")
    n = case.state.partners["acme"].registered_n
    received = case.state.partners["acme"].received_at
    reasons = case.why("register_partner", partner="acme", received_at=received)
    assert reasons == {"once": f"acme is already registered (event {n})"}


def test_the_door_opens_with_the_notice_and_shuts_for_ever() -> None:
    """Before the notice, and in later steps for whoever came in time, nobody comes in (UK-CFP-4)."""
    early = make_procedure("READY")
    assert early.why("register_partner", partner="acme") == {"door": "the door is not open in step READY"}
    early.do("set_deadline", deadline="entry_closes", due_at=early.now + timedelta(days=30))
    assert set(early.why("register_partner", partner="acme")) == {"door"}
    case = make_procedure("TRIAL")
    received = case.state.partners["acme"].received_at
    (finding,) = case.refused("register_partner", partner="new", received_at=received).blockers
    assert (finding.id, finding.rules) == ("door", ("UK-CFP-4",))
    due = case.state.deadlines["entry_closes"].due_at
    assert set(case.why("register_partner", partner="new", received_at=due)) == {"door"}
    case.do("register_partner", partner="new", received_at=due + MICROSECOND)
    assert case.state.partners["new"].state == "late"


def test_nobody_comes_in_while_the_procedure_stands_still() -> None:
    """Paused, suspended and ended are reasons of their own; everybody is told them all."""
    case = make_procedure("OPEN", partners={})
    case.do("pause")
    case.do("suspend")
    assert set(case.why("register_partner", partner="acme")) == {"not_paused", "not_suspended"}
    lift(case)
    case.do("terminate")
    assert set(case.why("register_partner", partner="acme")) == {"not_ended", "door"}


def test_only_its_roles_register_and_move() -> None:
    """Anybody else is turned away."""
    case = make_procedure("SIFT")
    with pytest.raises(NotAllowed, match="may not register a partner: that is for Supplier or Manager"):
        case.do("register_partner", partner="new", role="owner")
    with pytest.raises(NotAllowed, match='may not move a partner by "Admit": that is for Chair or Manager'):
        case.do("move_partner", partner="acme", move="admit", role="owner")


def test_an_unknown_partner_or_move_is_not_found() -> None:
    """With the nearest known name."""
    case = make_procedure("SIFT")
    with pytest.raises(NotFound, match=r'There is no partner "acm"\. Did you mean acme\?'):
        case.do("move_partner", partner="acm", move="admit")
    with pytest.raises(NotFound, match=r'There is no partner move "admitt"\. Did you mean admit\?'):
        case.do("move_partner", partner="acme", move="admitt", role="manager")


def test_a_partner_moves_through_the_gate_of_its_move() -> None:
    """Only its own papers and checks are asked for, and all that is missing is said."""
    case = make_procedure("SIFT")
    reasons = case.why("move_partner", partner="acme", move="admit")
    assert reasons == {
        "bid_opened": '"Bid" of acme is on file and waits for its reviewer',
        "checked": "exclusion and debarment were not checked at this gate for acme",
    }
    case.do("accept_artefact", artefact="bid", partner="acme")
    case.do("check_exclusion", partner="acme")
    assert case.do("move_partner", partner="acme", move="admit", reason=None, heard=False) == ("partner.moved",)
    partner = case.state.partners["acme"]
    assert (partner.state, partner.previous, partner.n) == ("trying", "applied", case.state.n)
    assert set(case.why("move_partner", partner="bolt", move="admit")) == {"bid_opened", "checked"}


def test_a_move_starts_from_where_the_partner_is() -> None:
    """Otherwise the state is said, and where the move starts from."""
    case = make_procedure("TRIAL")
    reasons = case.why("move_partner", partner="acme", move="choose")
    assert reasons["state"] == 'acme is "Trying"; this move starts from Tendered'
    assert reasons["during"] == "it is not made in step TRIAL"
    assert set(reasons) == {"state", "during", "assessed", "best"}


def test_a_move_with_a_deadline_is_made_in_time() -> None:
    """The last microsecond is in time (UK-CLK-6)."""
    case = make_procedure("TRIAL")
    for ref in ("acme", "bolt"):
        case.do("submit_artefact", artefact="offer", partner=ref)
    case.wait_until(case.state.deadlines["trial_ends"].due_at)
    case.do("move_partner", partner="acme", move="tender")
    case.clock.advance(MICROSECOND)
    (finding,) = case.refused("move_partner", partner="bolt", move="tender").blockers
    assert (finding.id, finding.why, finding.rules) == ("until", '"Trial ends" has passed', ("UK-CLK-6",))


def test_a_reason_and_a_hearing_are_asked_for_together() -> None:
    """UK-EXC-4: nobody is excluded unheard, and never without a reason."""
    case = make_procedure("TRIAL")
    explanation = case.refused("move_partner", partner="acme", move="exclude", reason=None, heard=False)
    found = {finding.id: (finding.why, finding.rules) for finding in explanation.blockers}
    assert found == {
        "reason": ("it needs --reason", ("UK-REC-1",)),
        "heard": ("the supplier must be heard first: say --heard when it was", ("UK-EXC-4",)),
    }
    assert set(case.why("move_partner", partner="acme", move="exclude", heard=False)) == {"heard"}
    assert set(case.why("move_partner", partner="acme", move="exclude", reason=None)) == {"reason"}
    assert set(case.why("move_partner", partner="bolt", move="leave", reason=None, heard=False)) == {"reason"}
    case.do("move_partner", partner="bolt", move="leave", heard=False)
    case.do("move_partner", partner="acme", move="exclude")
    event = case.history[-1].event
    assert isinstance(event, PartnerMoved)
    assert (event.source, event.target, event.heard) == ("trying", "excluded", True)


def test_nobody_moves_on_while_the_procedure_stands_still_but_anybody_may_leave() -> None:
    """A pause or a court keeps nobody in."""
    case = make_procedure("TRIAL")
    case.do("submit_artefact", artefact="offer", partner="acme")
    case.do("pause")
    case.do("suspend")
    assert set(case.why("move_partner", partner="acme", move="tender")) == {"not_paused", "not_suspended"}
    case.do("move_partner", partner="acme", move="leave")
    assert case.state.partners["acme"].state == "left"


@pytest.mark.parametrize("loaded", [small(), real()], ids=["small", "real"])
def test_no_move_brings_back_anybody_who_left(loaded: LoadedDefinition) -> None:
    """Every leaver's state by every move in every step of the definition: all are refused (UK-CFP-4)."""
    rules, tried = loaded.definition.partners, 0
    for step in loaded.definition.steps:
        case = make_procedure(step, definition=loaded)
        if not case.state.partners:
            continue
        for leaver in sorted(loaded.definition.leavers):
            gone = case.twin()
            source = gone.state.partners["acme"].state
            gone.happen(PartnerMoved(partner="acme", move="any", source=source, target=leaver, heard=True))
            for move in rules.moves:
                assert refused_for_good(gone, move) == "UK-CFP-4"
                tried += 1
    assert tried > 1_000 or loaded is small()


def refused_for_good(case: Case, move: str) -> str:
    """The rule of the reason that names a leaver."""
    explanation = case.refused("move_partner", partner="acme", move=move)
    (finding,) = [finding for finding in explanation.blockers if finding.id == "still_in"]
    assert finding.why.endswith("and never returns")
    return finding.rules[0]


@pytest.mark.parametrize("loaded", [small(), real()], ids=["small", "real"])
def test_the_partner_machine_has_exactly_the_ways_of_the_definition(loaded: LoadedDefinition) -> None:
    """Every pair of state and move, the forbidden ones included: refused for its state unless the file names it."""
    rules = loaded.definition.partners
    case = make_procedure("SIFT" if loaded is small() else "SELECTION", definition=loaded)
    for state in rules.states:
        moved = case.twin()
        moved.happen(PartnerMoved(partner="acme", move="any", source="applied", target=state, heard=True))
        for name, move in rules.moves.items():
            asked = reasons_of(moved, "move_partner", partner="acme", move=name)
            assert ("state" not in asked and "still_in" not in asked) is (state in move.source), (state, name)


def test_a_tender_is_received_only_with_its_paper() -> None:
    """The paper itself is on file, unopened: a word that it came is no tender (UK-CFP-4, UK-CLK-6)."""
    case = make_procedure("TRIAL")
    (finding,) = case.refused("move_partner", partner="acme", move="tender").blockers
    assert (finding.id, finding.why) == ("offer_filed", '"Offer" of acme is missing')
    assert finding.next == "seedbed attach RL-1 offer FILE --partner acme"
    case.do("submit_artefact", artefact="offer", partner="bolt")
    assert set(case.why("move_partner", partner="acme", move="tender")) == {"offer_filed"}
    case.do("submit_artefact", artefact="offer", partner="acme")
    case.do("move_partner", partner="acme", move="tender")
    assert case.state.artefacts["offer@acme"].status == "submitted"
    for step, move, paper in (("ROUND1_OPEN", "tender", "first_tender"), ("FINAL_INVITED", "final_tender", None)):
        full = make_procedure(step, definition=real())
        assert set(full.why("move_partner", partner="acme", move=move)) == {"tender_filed"}
        full.do("submit_artefact", artefact=paper or "final_tender_document", partner="acme")
        full.do("move_partner", partner="acme", move=move)


def test_nobody_is_turned_away_over_a_paper_that_nobody_opened() -> None:
    """Accepted or sent back, it has been read; whoever handed in nothing in time has no paper (UK-OBJ-2, UK-COP-1)."""
    case = make_procedure("SIFT")
    assert case.why("move_partner", partner="acme", move="turn_down") == {
        "bid_seen": '"Bid" of acme is on file and waits for its reviewer'
    }
    case.do("reject_artefact", artefact="bid", partner="acme")
    case.do("move_partner", partner="acme", move="turn_down")
    silent = make_procedure("OPEN", partners={})
    silent.do("register_partner", partner="acme")
    silent.wait_until(silent.state.deadlines["entry_closes"].due_at + MICROSECOND)
    make(silent, "sift", partners={})
    silent.do("move_partner", partner="acme", move="turn_down")


def test_a_supplier_that_is_not_selected_has_been_assessed() -> None:
    """Against each condition of participation, on a record that is accepted (UK-COP-1, UK-REC-1)."""
    case = make_procedure("SELECTION", definition=real())
    assert set(case.why("move_partner", partner="acme", move="not_select")) == {
        "application_opened",
        "selection_recorded",
    }
    case.do("reject_artefact", artefact="application", partner="acme")
    case.do("submit_artefact", artefact="selection_record")
    case.do("accept_artefact", artefact="selection_record")
    case.do("move_partner", partner="acme", move="not_select")


@pytest.mark.parametrize(
    ("step", "move", "reason"),
    [
        ("SEED_GATE", "target_not_met_at_seed_gate", "assessed"),
        ("SEED_GATE", "eliminate_at_seed_gate", "assessed"),
        ("TESTBED_GATE", "target_not_met", "assessed"),
        ("TESTBED_GATE", "eliminate", "assessed"),
        ("FINAL_ASSESSMENT", "disregard", "tender_opened"),
        ("FINAL_ASSESSMENT", "not_award", "assessed"),
        ("ROUND1_ASSESSED", "eliminate_in_round_one", "assessed"),
    ],
)
def test_a_supplier_leaves_on_its_merits_only_on_recorded_evidence(step: str, move: str, reason: str) -> None:
    """Words alone put nobody out: a moderated score for every criterion, or the opened paper (UK-CFP-5, EVAL-3)."""
    case = make_procedure(step, definition=real())
    assert reason in case.why("move_partner", partner="acme", move=move)


def test_who_is_invited_by_the_notice_can_apply_before_anybody_has_typed_more() -> None:
    """The tender notice invites; that the procedure is moved on after it is our own paperwork (UK-TN-1)."""
    case = make_procedure("DESIGN_APPROVED", definition=real(), partners={})
    assert set(case.why("register_partner", partner="acme")) == {"door"}
    prepare(case, "open_participation")
    assert case.state.step == "DESIGN_APPROVED"
    case.do("register_partner", partner="acme")
    case.do("submit_artefact", artefact="application", partner="acme")
    due = case.state.deadlines["applications_close"].due_at
    case.wait_until(due + MICROSECOND)
    assert case.state.partners["acme"].on_time
    case.do("register_partner", partner="late")
    assert case.state.partners["late"].state == "late"
    make(case, "open_participation")
    make(case, "start_selection", partners={})
    case.do("accept_artefact", artefact="application", partner="acme")
