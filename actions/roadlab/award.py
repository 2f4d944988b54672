"""Stage five: final tenders, two awards, one lot that ceases, standstill and contracts."""

from __future__ import annotations

from datetime import date

from actions.roadlab import case, purse
from actions.roadlab.cast import (
    AWARDED,
    CHAIR,
    COM,
    EVAL_1,
    EVAL_2,
    FINAL,
    FINANCE,
    LEGAL,
    NO_FINAL_TENDER,
    PORTAL,
    SAMDESK,
    SRO,
    UNSUCCESSFUL,
)
from actions.roadlab.panel import scores
from actions.roadlab.script import Acts, Minutes

CEASED = "inclusive"


def acts() -> Acts:
    """11 October 2027 to 19 January 2028."""
    yield from _tender()
    yield from _assess()
    yield from _decide()
    yield from _tell()
    yield from _sign()


def _tender() -> Acts:
    received = Minutes("2027-11-05 10:00", 45)
    for innovator in FINAL:
        yield PORTAL.submits("final_tender_document", received, innovator.ref)
        yield PORTAL.moves(innovator.ref, "final_tender", received)
    reason = "Nothing had come from it when the deadline passed."
    yield COM.moves(NO_FINAL_TENDER.ref, "no_final_tender", "2027-11-08 12:01", reason).told(
        "Mobilized Construction leaves: no final tender"
    )
    yield CHAIR.advances("FINAL_ASSESSMENT", "2027-11-08 12:10").told("Three final tenders are opened")


def _assess() -> Acts:
    opened = Minutes("2027-11-09 09:00", 30)
    for innovator in FINAL:
        yield CHAIR.accepts("final_tender_document", opened, innovator.ref)
    declared = Minutes("2027-11-09 14:00", 5)
    for person in (SRO, COM, CHAIR, EVAL_1, EVAL_2, FINANCE):
        yield person.declares(declared)
    yield from scores("final", FINAL, Minutes("2027-11-10 09:00", 5))


def _decide() -> Acts:
    checked = Minutes("2027-11-22 09:00", 10)
    for innovator in FINAL:
        yield COM.checks(innovator.ref, checked)
    chosen = Minutes("2027-11-22 14:00", 5)
    for innovator in AWARDED:
        yield SRO.moves(innovator.ref, "award", chosen)
    reason = "Immense offers the more advantageous tender in the same lot."
    yield SRO.moves(UNSUCCESSFUL.ref, "not_award", chosen, reason).told("Route Reports leaves: unsuccessful")
    reason = "No final tender came in this lot; the need goes into the authority's street design programme."
    yield SRO.does("cease_lot", chosen, lot=CEASED, reason=reason).told(
        'The lot "inclusive" ceases; the other two go on'
    )
    yield FINANCE.sets_aside("contract", purse.CONTRACT, "2027-11-24 10:00")
    yield CHAIR.submits("evaluation_report", "2027-11-29 09:00")
    yield COM.accepts("evaluation_report", "2027-12-01 09:00")
    yield SRO.decides("award_decision", "2027-12-03 10:00", "The most advantageous tender of each lot, as recommended")
    yield FINANCE.decides("award_decision", "2027-12-03 15:00", "Both contracts are covered by the contract envelope")
    yield SRO.advances("AWARD_DECIDED", "2027-12-06 09:00").told(
        "Two lots are awarded: Samdesk and Immense", case.TWO_CONTRACTS
    )


def _tell() -> Acts:
    yield COM.submits("assessment_summaries", "2027-12-13 10:00")
    yield LEGAL.accepts("assessment_summaries", "2027-12-16 10:00")
    partners = tuple(innovator.ref for innovator in FINAL)
    yield COM.does("send_summaries", "2027-12-20 10:00", partners=partners)
    yield COM.advances("SUMMARIES_SENT", "2027-12-20 10:05").told("All assessment summaries go out at the same time")
    yield COM.publishes("UK6", date(2027, 12, 23), "2027-12-23 10:00", "roadlab-uk6", (CEASED,)).told(
        "UK6 is published, with the lot that ceased"
    )
    yield COM.advances("STANDSTILL", "2027-12-23 10:15").told("Eight working days of standstill begin")


def _sign() -> Acts:
    asked = "Route Reports asks how its score for solution and future came about."
    yield COM.does(
        "record_communication", "2028-01-05 11:00", partners=(UNSUCCESSFUL.ref,), direction="received", about=asked
    )
    checked = Minutes("2028-01-06 09:00", 10)
    for innovator in AWARDED:
        yield COM.checks(innovator.ref, checked)
    yield SRO.moves(SAMDESK.ref, "contract", "2028-01-07 16:30").refused(
        "Signing inside the standstill, on its last day",
        "standstill_over",
        rule="UK-SS-1",
        lesson="A calendar of England alone says that the standstill was over on the 6th. 4 January is a bank holiday"
        " in Scotland, and a bank holiday anywhere in the United Kingdom is no working day.",
    )
    signed = Minutes("2028-01-10 10:00", 10)
    for innovator in AWARDED:
        yield SRO.moves(innovator.ref, "contract", signed)
        yield COM.submits("signed_contract", signed, innovator.ref)
        yield LEGAL.accepts("signed_contract", signed, innovator.ref)
        yield COM.commits(
            f"contract-{innovator.ref}",
            "contract",
            innovator.ref,
            purse.CONTRACTS[innovator.ref],
            purse.PUBLIC_CONTRACT,
            purse.BUYS,
            signed,
        )
    yield SRO.advances("CONTRACT_ENTERED", "2028-01-10 12:00").told("Two contracts are signed", case.TWO_CONTRACTS)
    yield COM.publishes("UK7", date(2028, 1, 19), "2028-01-19 10:00", "roadlab-uk7").told(
        "UK7 is published, within its 30 days"
    )
