"""The shipped procedure says what the rule book says: steps, clocks, notices, papers and people of route R1."""

from __future__ import annotations

from itertools import pairwise

from engine.definition import Move, Severity, TableRow
from engine.definition import requirements as r
from engine.time.periods import Counting, Unit
from procedures.checker.walk import asked, parts
from procedures.loader import load_definition
from tests.procedures.places import SHIPPED

DEFINITION = load_definition(SHIPPED).definition
MOVES = DEFINITION.moves_by_name


def gate(move: str) -> dict[str, r.Requirement]:
    """The requirements of a move by their identifiers."""
    return {asks.id: asks for asks in MOVES[move].gate}


def test_the_five_stages_hold_the_steps_of_the_rule_book_in_their_order() -> None:
    """Problem statement, seed funding, testbed, refinement, award."""
    steps = {stage.stage: [step.step for step in stage.steps] for stage in DEFINITION.stages}
    assert steps == {
        "problem_statement": [
            "DRAFT",
            "PROBLEM_DEFINED",
            "ENGAGEMENT",
            "DESIGN_APPROVED",
            "PARTICIPATION_OPEN",
            "SELECTION",
            "ROUND1_OPEN",
            "ROUND1_ASSESSED",
        ],
        "seed_funding": ["SEED", "SEED_GATE"],
        "testbed": ["TESTBED", "TESTBED_GATE"],
        "refinement": ["REFINEMENT"],
        "award": [
            "FINAL_INVITED",
            "FINAL_ASSESSMENT",
            "AWARD_DECIDED",
            "SUMMARIES_SENT",
            "STANDSTILL",
            "CONTRACT_ENTERED",
            "DELIVERY",
            "CLOSED",
            "NOT_AWARDED",
        ],
    }


def test_the_moves_are_those_of_the_rule_book_and_no_others() -> None:
    """Every way of the table of route R1, its loops and withdrawals, and a way out wherever nobody may be left."""
    ways = [(move.source, move.target) for move in DEFINITION.moves]
    spine = list(DEFINITION.steps)[:-1]
    assert set(ways) == {
        *pairwise(spine),
        ("PARTICIPATION_OPEN", "PARTICIPATION_OPEN"),
        ("REFINEMENT", "REFINEMENT"),
        ("SELECTION", "NOT_AWARDED"),
        ("ROUND1_OPEN", "NOT_AWARDED"),
        ("ROUND1_ASSESSED", "NOT_AWARDED"),
        ("SEED_GATE", "NOT_AWARDED"),
        ("TESTBED_GATE", "NOT_AWARDED"),
        ("REFINEMENT", "NOT_AWARDED"),
        ("FINAL_INVITED", "NOT_AWARDED"),
        ("FINAL_ASSESSMENT", "NOT_AWARDED"),
        ("STANDSTILL", "FINAL_ASSESSMENT"),
        ("STANDSTILL", "AWARD_DECIDED"),
    }
    assert ways.count(("REFINEMENT", "REFINEMENT")) == 2


def test_every_gate_and_every_deadline_carries_its_rules() -> None:
    """Nothing is asked without saying which rule asks it."""
    assert [one.where for one in asked(DEFINITION) if not one.requirement.rules] == []
    assert [name for name, rule in DEFINITION.deadlines.items() if not rule.rules] == []
    assert [name for name, rule in DEFINITION.notices.items() if not rule.rules] == []


def test_what_a_gate_asks_is_one_plain_sentence() -> None:
    """A manager reads it: it begins with a capital and ends with a full stop."""
    for one in asked(DEFINITION):
        text = one.requirement.text
        assert text[0].isupper(), text
        assert text.endswith("."), text
        assert len(text) <= 140, text


def test_the_standstill_is_eight_working_days_beginning_with_publication() -> None:
    """UK-SS-1, and a longer one stated in the notice binds."""
    standstill = DEFINITION.deadlines["standstill"]
    assert standstill.starts.notice == "UK6"
    assert standstill.period is not None
    assert (standstill.period.length, standstill.period.unit) == (8, Unit.WORKING_DAYS)
    assert standstill.period.counting is Counting.BEGINNING_WITH
    assert standstill.may_be_longer


def test_no_contract_is_entered_into_before_the_standstill_is_over() -> None:
    """UK-SS-6: asked of the partner's move and of the procedure's, both as law."""
    own = DEFINITION.partners.moves["contract"]
    assert own.during == ("STANDSTILL",)
    for asks in (*own.gate, *MOVES["enter_contract"].gate):
        if isinstance(asks, r.StandstillOver):
            assert asks.severity is Severity.MUST
    assert sum(isinstance(a, r.StandstillOver) for a in (*own.gate, *MOVES["enter_contract"].gate)) == 2


def test_participation_and_tendering_periods_follow_the_tables_of_section_54() -> None:
    """Counted from the day after; 25 or 10 days to apply; 30, 25 or 10 to tender, in each round."""
    tables = {"applications_close": PARTICIPATION, "round1_close": TENDERING, "final_tenders_close": TENDERING}
    for name, rows in tables.items():
        least = DEFINITION.least_periods(name)
        assert {row.row: row.period and row.period.length for row in least if isinstance(row, TableRow)} == rows
        periods = [row.period for row in least if row.period is not None]
        assert {period.counting for period in periods} == {Counting.AFTER}
        assert {period.unit for period in periods} == {Unit.CALENDAR_DAYS}


PARTICIPATION = {1: None, 2: 10, 3: 25}
TENDERING = {1: None, 2: None, 3: 10, 4: 10, 5: 10, 6: 10, 7: 25, 8: 30, 9: 30, 10: 35}


def test_rows_two_to_five_are_declared_in_the_tender_notice() -> None:
    """Regulation 18(2)(s): whoever relies on a shorter period says so."""
    rows = DEFINITION.tables["tendering_period"].rows
    assert [row.row for row in rows if row.declared] == [2, 3, 4, 5]


def test_periods_after_signature_begin_with_its_day() -> None:
    """30 days for the details, 90 for the copy, 30 after the end: the first day counts (trap 2)."""
    for name, length in {"contract_details_due": 30, "contract_copy_due": 90, "contract_termination_due": 30}.items():
        period = DEFINITION.deadlines[name].period
        assert period is not None
        assert (period.length, period.counting) == (length, Counting.BEGINNING_WITH)


def test_early_termination_wants_the_notice_that_the_law_wants() -> None:
    """None before the tender notice, UK12 after it, UK11 after signature."""
    phases = [(phase.source[0], phase.published, phase.target, phase.notice) for phase in DEFINITION.termination.phases]
    assert phases == [
        ("DESIGN_APPROVED", "UK4", "NOT_AWARDED", "UK12"),
        ("DRAFT", None, "NOT_AWARDED", None),
        ("PARTICIPATION_OPEN", None, "NOT_AWARDED", "UK12"),
        ("CONTRACT_ENTERED", None, "CLOSED", "UK11"),
    ]


def test_exclusion_is_checked_again_at_every_gate_that_lets_a_supplier_on() -> None:
    """UK-EXC-1, UK-EXC-2, UK-EXC-8: before progression, before assessment, before award, before signature."""
    checked = {move.move for move in DEFINITION.moves if any(isinstance(a, r.ExclusionsChecked) for a in move.gate)}
    assert checked == {
        "open_round_one",
        "award_seed_funding",
        "enter_testbed",
        "enter_refinement",
        "invite_final_tenders",
        "decide_award",
        "enter_contract",
    }
    own = {
        name for name, m in DEFINITION.partners.moves.items() if any(isinstance(a, r.ExclusionsChecked) for a in m.gate)
    }
    assert own == {"select", "fund", "progress_to_testbed", "progress_to_refinement", "award", "contract"}


def test_whoever_moves_on_or_leaves_by_assessment_has_been_assessed() -> None:
    """UK-CFP-5: no supplier is funded, progressed, eliminated or chosen without moderated scores."""
    for name in (
        "fund",
        "eliminate_in_round_one",
        "progress_to_testbed",
        "eliminate_at_seed_gate",
        "progress_to_refinement",
        "eliminate",
        "award",
        "not_award",
    ):
        own = DEFINITION.partners.moves[name].gate
        assert any(isinstance(asks, r.EveryPartnerAssessed) for asks in own), name


def test_four_eyes_look_at_every_material_decision() -> None:
    """Another role confirms, and nobody decides on a paper of their own (trap 34)."""
    for decision in DEFINITION.decisions.values():
        assert decision.confirmed_by not in {None, decision.by}
        assert decision.roles_apart


def test_no_paper_is_accepted_only_by_roles_that_alone_supply_it() -> None:
    """Reviewer and supplier can always be two people in two roles."""
    for name, rule in DEFINITION.artefacts.items():
        assert set(rule.reviewed_by) != set(rule.supplied_by) or len(rule.reviewed_by) > 1, name


def test_a_supplier_is_asked_for_ten_papers_at_most_and_the_authority_for_twenty_five() -> None:
    """A small firm must survive it."""
    own = [name for name, rule in DEFINITION.artefacts.items() if rule.per_partner]
    assert len(own) <= 10
    ending = DEFINITION.termination  # what a court brings is nobody's paperwork
    assert len(set(DEFINITION.artefacts) - {ending.court_order, ending.end_of_case}) <= 35
    assert sum("supplier" in DEFINITION.artefacts[name].supplied_by for name in own) <= 6


def test_applications_and_tenders_stay_sealed_until_their_deadline() -> None:
    """No offer is read before the door has shut for all."""
    sealed = {name: rule.sealed_until for name, rule in DEFINITION.artefacts.items() if rule.sealed_until}
    assert sealed == {
        "application": "applications_close",
        "first_tender": "round1_close",
        "final_tender_document": "final_tenders_close",
    }


def test_every_payment_to_a_participant_is_warned_about() -> None:
    """law.md 8.0: only the contract that the procedure awards needs no caution."""
    bases = DEFINITION.money.legal_bases
    assert {name for name, base in bases.items() if base.caution is None} == {"public_contract"}


def test_lessons_are_asked_for_at_the_end_of_every_stage_but_never_bind() -> None:
    """What did not work is written down too; that is good practice, so it is a SHOULD."""
    lessons = [a for move in DEFINITION.moves for a in move.gate if isinstance(a, r.LessonsRecorded)]
    assert {asks.stage for asks in lessons} == {stage.stage for stage in DEFINITION.stages}
    assert {asks.severity for asks in lessons} == {Severity.SHOULD}


def test_the_entry_door_shuts_after_selection() -> None:
    """UK-CFP-4: nobody comes in after the first tenders, and no leaver's state has a way out."""
    assert DEFINITION.partners.entry.during == ("DESIGN_APPROVED", "PARTICIPATION_OPEN", "SELECTION")
    sources = {state for move in DEFINITION.partners.moves.values() for state in move.source}
    assert not sources & DEFINITION.leavers


def test_an_award_can_be_taken_back_while_a_court_suspends_the_procedure() -> None:
    """law.md 8.a: with new summaries, a new notice and a new standstill."""
    for name in ("withdraw_and_reassess", "withdraw_and_reissue"):
        assert MOVES[name].while_suspended
        assert MOVES[name].withdraws_award
    assert "since" in str(gate("start_standstill")["award_notice_published"])


def test_titles_are_for_people() -> None:
    """No title repeats an identifier with its underscores."""
    for where, model in parts(DEFINITION):
        title = getattr(model, "title", None)
        if isinstance(title, str) and not isinstance(model, Move):
            assert "_" not in title, where
