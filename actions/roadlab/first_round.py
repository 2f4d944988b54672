"""Stage one, second part: selection, first tenders and the choice of nine."""

from __future__ import annotations

from datetime import date

from actions.roadlab import case, purse
from actions.roadlab.cast import (
    CHAIR,
    COM,
    ELIMINATED_FIRST,
    EVAL_1,
    EVAL_2,
    FINANCE,
    FUNDED,
    IN_TIME,
    LEGAL,
    NO_TENDER,
    NOT_SELECTED,
    PM,
    PORTAL,
    SELECTED,
    SRO,
    TENDERED,
)
from actions.roadlab.panel import scores
from actions.roadlab.script import Acts, Minutes


def acts() -> Acts:
    """27 November 2026 to 25 January 2027."""
    yield from _select()
    yield from _tender()
    yield from _assess()
    yield from _agree()


def _select() -> Acts:
    opened = Minutes("2026-11-27 09:00", 20)
    for innovator in IN_TIME:
        yield CHAIR.accepts("application", opened, innovator.ref)
    declared = Minutes("2026-12-01 09:00", 10)
    for person in (CHAIR, EVAL_1, EVAL_2):
        yield person.declares(declared)
    checked = Minutes("2026-12-03 09:00", 20)
    for innovator in IN_TIME:
        yield COM.checks(innovator.ref, checked)
    yield EVAL_1.submits("selection_record", "2026-12-04 09:00")
    yield COM.accepts("selection_record", "2026-12-04 15:00")
    chosen = Minutes("2026-12-07 10:00", 5)
    for innovator in SELECTED:
        yield CHAIR.moves(innovator.ref, "select", chosen)
    for innovator, reason in NOT_SELECTED.items():
        yield CHAIR.moves(innovator.ref, "not_select", chosen, reason)
    yield CHAIR.decides("selection_decision", "2026-12-08 11:00", "Eleven meet every condition of participation")
    yield COM.decides("selection_decision", "2026-12-08 12:00", "The published conditions alone were used")
    yield COM.sets("round1_close", "2027-01-07 12:00", date(2026, 12, 9), "2026-12-08 14:00")
    yield COM.advances("ROUND1_OPEN", "2026-12-09 09:00").told("Eleven suppliers are invited to tender")


def _tender() -> Acts:
    received = Minutes("2027-01-06 09:00", 25)
    for innovator in TENDERED:
        yield PORTAL.submits("first_tender", received, innovator.ref)
        yield PORTAL.moves(innovator.ref, "tender", received)
    yield COM.moves(NO_TENDER.ref, "no_tender", "2027-01-07 12:01")
    yield CHAIR.advances("ROUND1_ASSESSED", "2027-01-07 12:10").told("Ten tenders are opened; the entry door is shut")
    opened = Minutes("2027-01-08 09:00", 20)
    for innovator in TENDERED:
        yield CHAIR.accepts("first_tender", opened, innovator.ref)


def _assess() -> Acts:
    rows = list(scores("round1", TENDERED, Minutes("2027-01-12 09:00", 2)))
    yield rows[0].told("A panel hears pitches and scores them", case.PITCHES)
    yield from rows[1:]
    declared = Minutes("2027-01-18 09:00", 10)
    for person in (SRO, FINANCE):
        yield person.declares(declared)
    checked = Minutes("2027-01-18 10:00", 10)
    for innovator in FUNDED:
        yield COM.checks(innovator.ref, checked)
    chosen = Minutes("2027-01-18 15:00", 3)
    for innovator in FUNDED:
        yield SRO.moves(innovator.ref, "fund", chosen)
    reason = "The lowest of ten totals, with little evidence of an outcome that users of the street would notice."
    yield SRO.moves(ELIMINATED_FIRST.ref, "eliminate_in_round_one", chosen, reason)
    yield CHAIR.submits("round1_report", "2027-01-19 09:00")
    yield COM.accepts("round1_report", "2027-01-19 11:00")
    yield SRO.decides("seed_award", "2027-01-19 14:00", "Nine of ten, in the order of their scores")
    yield FINANCE.decides("seed_award", "2027-01-19 16:00", "Nine times £20,000 are covered")


def _agree() -> Acts:
    signed = Minutes("2027-01-20 09:00", 10)
    for innovator in FUNDED:
        yield COM.submits("seed_agreement", signed, innovator.ref)
        yield LEGAL.accepts("seed_agreement", signed, innovator.ref)
    bound = Minutes("2027-01-20 14:00", 5)
    for innovator in FUNDED:
        commitment, base = f"seed-{innovator.ref}", purse.PARTICIPANT_PAYMENT
        yield COM.commits(commitment, "seed_and_testbed", innovator.ref, purse.SEED, base, purse.DEVELOPS, bound)
    yield PM.sets("seed_ends", "2027-02-19 17:00", date(2027, 1, 25), "2027-01-21 10:00")
    yield SRO.advances("SEED", "2027-01-25 09:00").told("Nine are funded with £20,000 each", case.NINE_FUNDED)
