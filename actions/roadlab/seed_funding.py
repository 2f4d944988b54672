"""Stage two: the seed phase and its gate."""

from __future__ import annotations

from datetime import date

from actions.roadlab import purse
from actions.roadlab.cast import (
    CHAIR,
    COM,
    EVAL_1,
    EVAL_2,
    FINANCE,
    FUNDED,
    PM,
    PORTAL,
    SRO,
    TARGET_NOT_MET,
    TESTED,
)
from actions.roadlab.panel import scores
from actions.roadlab.script import Acts, Minutes


def acts() -> Acts:
    """25 January to 1 March 2027."""
    yield from _work()
    yield from _review()
    yield from _plan()


def _work() -> Acts:
    paid = Minutes("2027-01-27 10:00", 5)
    for innovator in FUNDED:
        yield FINANCE.pays(f"seed-{innovator.ref}", "start", purse.SEED["start"], paid)
    received = Minutes("2027-02-18 09:00", 10)
    for innovator in FUNDED:
        yield PORTAL.submits("seed_deliverable", received, innovator.ref)
        yield PM.accepts("seed_deliverable", received, innovator.ref)
    for innovator in TESTED:
        yield PORTAL.submits("seed_report", received, innovator.ref)
        yield PM.accepts("seed_report", received, innovator.ref)
    yield PM.learns(
        "seed_funding",
        "artefact:seed_deliverable",
        "A small sum and a short time were enough to tell a prototype from a promise.",
        "2027-02-22 09:00",
        worked=True,
    )
    yield PM.learns(
        "seed_funding",
        "artefact:seed_report",
        "Firms of five people wrote two reports where one would have done. Next time: one page with the evidence.",
        "2027-02-22 09:10",
        worked=False,
    )
    yield SRO.does(
        "waive",
        "2027-02-22 10:00",
        move="close_seed",
        requirement="spending_reported",
        reason="Innovator 7 brought its evidence but no spending report; its second instalment is withheld",
    ).told("A missing spending report (a SHOULD) is waived, with a reason")
    yield PM.advances("SEED_GATE", "2027-02-22 16:00").told("The seed phase is closed")


def _review() -> Acts:
    paid = Minutes("2027-02-23 09:00", 5)
    for innovator in TESTED:
        yield FINANCE.pays(f"seed-{innovator.ref}", "evidence", purse.SEED["evidence"], paid)
    declared = Minutes("2027-02-23 10:00", 5)
    for person in (SRO, COM, CHAIR, EVAL_1, EVAL_2):
        yield person.declares(declared)
    yield from scores("seed_review", FUNDED, Minutes("2027-02-23 11:00", 2))
    checked = Minutes("2027-02-24 09:00", 10)
    for innovator in FUNDED:
        yield COM.checks(innovator.ref, checked)
    chosen = Minutes("2027-02-24 14:00", 5)
    for innovator in TESTED:
        yield SRO.moves(innovator.ref, "progress_to_testbed", chosen)
    reason = "The prototype reported no fallen barrier outside the laboratory; the milestone asked for eight of ten."
    yield SRO.moves(TARGET_NOT_MET.ref, "target_not_met_at_seed_gate", chosen, reason).told(
        "Innovator 7 leaves: target not met"
    )


def _plan() -> Acts:
    yield PM.submits("seed_gate_report", "2027-02-25 09:00")
    yield CHAIR.accepts("seed_gate_report", "2027-02-25 10:00")
    yield PM.submits("testbed_plan", "2027-02-25 11:00")
    yield CHAIR.accepts("testbed_plan", "2027-02-25 12:00")
    yield SRO.decides("seed_gate", "2027-02-25 14:00", "Eight go on, on the advice of the panel")
    yield CHAIR.decides("seed_gate", "2027-02-25 15:00", "The decision follows the moderated scores")
    signed = Minutes("2027-02-26 09:00", 10)
    for innovator in TESTED:
        yield COM.submits("testbed_agreement", signed, innovator.ref)
        yield FINANCE.accepts("testbed_agreement", signed, innovator.ref)
    bound = Minutes("2027-02-26 14:00", 5)
    for innovator in TESTED:
        commitment, base = f"testbed-{innovator.ref}", purse.PARTICIPANT_PAYMENT
        yield COM.commits(commitment, "seed_and_testbed", innovator.ref, purse.TESTBED, base, purse.TESTS, bound)
    yield PM.sets("testbed_ends", "2027-05-10 17:00", date(2027, 3, 1), "2027-02-26 16:00")
