"""Stage three: ten weeks on pilot sites, and the gate after them."""

from __future__ import annotations

from actions.roadlab import case, purse
from actions.roadlab.cast import (
    CHAIR,
    COM,
    EVAL_1,
    EVAL_2,
    EXCLUDED,
    FINANCE,
    LEGAL,
    MEASURED,
    MOBILIZED,
    OXFORD_PLASTICS,
    PM,
    PORTAL,
    REFINED,
    SAMDESK,
    SRO,
    TALKS,
    TESTED,
    WITHDREW,
)
from actions.roadlab.panel import scores
from actions.roadlab.script import Acts, Minutes


def acts() -> Acts:
    """1 March to 28 May 2027."""
    yield SRO.advances("TESTBED", "2027-03-01 09:00").told("Eight suppliers go to the testbed", case.TEN_WEEKS)
    yield from _test()
    yield from _review()
    yield from _choose()
    yield from _agree()


def _test() -> Acts:
    yield FINANCE.pays(f"testbed-{SAMDESK.ref}", "start", 500_000, "2027-03-03 10:00").refused(
        "Paying over the envelope: £5,000.00 typed as pence twice",
        "sum",
        "envelope",
        rule="UK-SCOPE-4",
        lesson="A payment is the instalment that was agreed, to the penny; payments stay within their envelope.",
    )
    paid = Minutes("2027-03-03 10:05", 5)
    for innovator in TESTED:
        yield FINANCE.pays(f"testbed-{innovator.ref}", "start", purse.TESTBED["start"], paid)
    reason = "Its lead engineer left, and the rest of the team is needed for another customer."
    yield PORTAL.moves(WITHDREW.ref, "withdraw", "2027-04-12 11:00", reason).told("Innovator 8 leaves: it withdrew")
    received = Minutes("2027-05-07 09:00", 15)
    for innovator in MEASURED:
        yield PORTAL.submits("test_results", received, innovator.ref)
        yield CHAIR.accepts("test_results", received, innovator.ref)
    yield PM.learns(
        "testbed",
        "artefact:test_results",
        "One protocol and one baseline for everybody made results comparable at a glance.",
        "2027-05-11 09:00",
        worked=True,
    )
    yield PM.learns(
        "testbed",
        "artefact:testbed_plan",
        "Two sites needed permits that took five of the ten weeks. Next time: permits before the agreements.",
        "2027-05-11 09:10",
        worked=False,
    )
    yield PM.advances("TESTBED_GATE", "2027-05-11 16:00").told("Ten weeks of testbed are over", case.TEN_WEEKS)


def _review() -> Acts:
    paid = Minutes("2027-05-12 09:00", 5)
    for innovator in MEASURED:
        yield FINANCE.pays(f"testbed-{innovator.ref}", "results", purse.TESTBED["results"], paid)
    yield FINANCE.sets_aside("refinement", purse.REFINEMENT, "2027-05-12 14:00").told(
        "£2,000,000 are set aside for refinement", case.FOUR_REFINED
    )
    declared = Minutes("2027-05-13 09:00", 5)
    for person in (SRO, COM, CHAIR, EVAL_1, EVAL_2):
        yield person.declares(declared)
    yield from scores("testbed_review", MEASURED, Minutes("2027-05-17 09:00", 3))


def _choose() -> Acts:
    checked = Minutes("2027-05-20 09:00", 10)
    for innovator in MEASURED:
        if innovator is EXCLUDED:
            reason = "An intended subcontractor came onto the debarment list in April, on a mandatory ground."
            yield COM.checks(innovator.ref, checked, "excluded", reason)
        else:
            yield COM.checks(innovator.ref, checked)
    reason = "A subcontractor is on the debarment list; heard, and given until 21 May, it named no other."
    yield COM.moves(EXCLUDED.ref, "exclude", "2027-05-24 09:00", reason, heard=True).told(
        "Innovator 9 leaves: excluded, after it was heard"
    )
    chosen = Minutes("2027-05-24 10:00", 5)
    for innovator in TALKS:
        reason = "The results carry no contract in this procedure yet (assumed); talks continue outside the procedure."
        yield SRO.moves(innovator.ref, "eliminate", chosen, reason).told(
            f"{innovator.name} leaves: talks go on outside", case.TALKS_CONTINUED
        )
    for innovator in REFINED:
        yield SRO.moves(innovator.ref, "progress_to_refinement", chosen)
    yield SRO.moves(OXFORD_PLASTICS.ref, "progress_to_refinement", "2027-05-25 09:00").refused(
        "Bringing an eliminated supplier back",
        "still_in",
        rule="UK-CFP-4",
        lesson="Whoever was eliminated in an earlier round may not come back in a later one; talks go on elsewhere.",
    )
    yield PM.submits("testbed_gate_report", "2027-05-26 09:00")
    yield CHAIR.accepts("testbed_gate_report", "2027-05-26 10:00")
    yield PM.submits("independent_review", "2027-05-26 11:00")
    yield SRO.accepts("independent_review", "2027-05-26 12:00")
    yield SRO.decides("testbed_gate", "2027-05-26 14:00", "Four go on, on the advice of the panel")
    yield CHAIR.decides("testbed_gate", "2027-05-26 15:00", "The decision follows the moderated scores")


def _agree() -> Acts:
    signed = Minutes("2027-05-27 09:00", 10)
    for innovator in REFINED:
        yield COM.submits("refinement_agreement", signed, innovator.ref)
        yield LEGAL.accepts("refinement_agreement", signed, innovator.ref)
    bound = Minutes("2027-05-27 14:00", 10)
    for innovator in REFINED:
        commitment, base = f"refinement-{innovator.ref}", purse.PARTICIPANT_PAYMENT
        if innovator is MOBILIZED:
            yield COM.commits(
                commitment, "refinement", innovator.ref, purse.TOO_MUCH, base, purse.DEVELOPS, bound
            ).refused(
                "Promising more than the envelope holds",
                "envelope",
                rule="UK-SCOPE-4",
                lesson="What was set aside is what was counted in the estimated value; more needs a larger sum first.",
            )
        instalments = purse.REFINED[innovator.ref]
        yield COM.commits(commitment, "refinement", innovator.ref, instalments, base, purse.DEVELOPS, bound)
    yield SRO.advances("REFINEMENT", "2027-05-28 15:00").told("Four suppliers go on to refinement", case.FOUR_REFINED)
