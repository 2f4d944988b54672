"""Gates judge the history as it is, also one that no command of today would have made, under an older rule for one."""

from __future__ import annotations

from datetime import timedelta

from engine import events as e
from engine.explanation import Standing
from tests.defaults import ANSWERS
from tests.factories import Case, make_procedure
from tests.questions import standing_of, why_of

MICROSECOND = timedelta(microseconds=1)


def sifted() -> Case:
    """Give a procedure whose two partners try and have their money: £100.00, a penny each."""
    case = make_procedure("SIFT")
    for ref in ("acme", "bolt"):
        case.do("accept_artefact", artefact="bid", partner=ref)
        case.do("check_exclusion", partner=ref)
        case.do("move_partner", partner=ref, move="admit")
    case.do("set_envelope", envelope="trials", amount_minor=10_000)
    for ref in ("acme", "bolt"):
        case.do("commit_money", commitment=f"c-{ref}", envelope="trials", partner=ref)
    return case


def test_an_envelope_that_shrank_below_what_is_bound_keeps_the_gate_shut() -> None:
    """To the penny."""
    case = sifted()
    assert standing_of(case, "start_trial", "paid_for").standing is Standing.MET
    case.happen(e.EnvelopeSet(envelope="trials", amount_minor=2, currency="GBP"))
    assert standing_of(case, "start_trial", "paid_for").standing is Standing.MET
    case.happen(e.EnvelopeSet(envelope="trials", amount_minor=1, currency="GBP"))
    assert why_of(case, "start_trial", "paid_for") == 'commitments exceed the envelope "Trials" by £0.01'


def test_money_on_a_legal_base_that_nobody_knows_keeps_the_gate_shut() -> None:
    """Each transfer carries its own (law.md 8.0)."""
    case = sifted()
    case.happen(
        e.MoneyCommitted(
            commitment="odd", envelope="trials", partner="acme", amount_minor=1, currency="GBP", legal_base="custom",
            instalments=[("i1", 1)], category="PROCEDURE_COST", answers=ANSWERS,
        )
    )  # fmt: skip
    assert why_of(case, "start_trial", "paid_for") == "no known legal base is recorded for odd"


def test_a_payment_never_exceeds_its_envelope() -> None:
    """Even when the envelope was made smaller than what is bound."""
    case = make_procedure("TRIAL")
    case.do("set_envelope", envelope="trials", amount_minor=10_000)
    instalments = [{"instalment": "i1", "amount_minor": 500}]
    case.do("commit_money", commitment="c1", envelope="trials", partner="acme", instalments=instalments)
    case.happen(e.EnvelopeSet(envelope="trials", amount_minor=499, currency="GBP"))
    payment = {"commitment": "c1", "instalment": "i1", "amount_minor": 500}
    assert case.why("pay_instalment", **payment) == {"envelope": "payments would exceed the envelope by £0.01"}
    case.happen(e.EnvelopeSet(envelope="trials", amount_minor=500, currency="GBP"))
    case.do("pay_instalment", **payment)


def test_at_its_very_moment_a_deadline_still_runs_and_says_so() -> None:
    """It stands still only while the procedure does."""
    case = make_procedure("TRIAL")
    case.wait_until(case.state.deadlines["trial_ends"].due_at)
    assert why_of(case, "assess", "trial_over").startswith('the deadline "Trial ends" runs until ')
    case.do("pause")
    case.clock.advance(MICROSECOND)
    assert why_of(case, "assess", "trial_over") == 'the deadline "Trial ends" stands still until the procedure goes on'


def test_a_deadline_that_nobody_set_or_started_is_no_reason_to_go_on() -> None:
    """Neither to whom it must have passed nor to whom it must still run, nor as a standstill."""
    ready = make_procedure("READY")
    for move, requirement in (("sift", "closed"), ("open_entry", "still_open"), ("sign", "stood_still")):
        assert standing_of(ready, move, requirement).blocks
    ready.do("set_deadline", deadline="entry_closes", due_at=ready.now + timedelta(days=20))
    for move, requirement in (("sift", "closed"), ("open_entry", "still_open")):
        assert standing_of(ready, move, requirement).blocks
    trial = make_procedure("SIFT")
    assert why_of(trial, "assess", "trial_over") == 'the deadline "Trial ends" is not set'
    trial.do("set_deadline", deadline="trial_ends", due_at=trial.now + timedelta(days=20))
    assert why_of(trial, "assess", "trial_over") == 'the deadline "Trial ends" has not started: it starts with TRIAL'
