"""Stage one, first part: from the opening to the close of applications."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from actions.roadlab import case, purse
from actions.roadlab.cast import CHAIR, COM, FINANCE, IMMENSE, IN_TIME, LATE, LEGAL, PM, PORTAL, SRO, Innovator
from actions.roadlab.script import Act, Acts, Minutes, when


def acts() -> Acts:
    """18 May to 26 November 2026."""
    yield from _define()
    yield from _engage()
    yield from _design()
    yield from _publish()
    yield from sorted(_apply(), key=lambda act: act.at)
    yield COM.advances("SELECTION", "2026-11-26 12:05").told(
        "Applications are closed: 14 came, 13 in time", case.APPLICATIONS_CLOSE
    )


def _define() -> Acts:
    opened = {"title": case.TITLE, "lots": case.LOTS, "facts": case.FACTS, "re_enactment": case.RE_ENACTMENT}
    yield PM.does("open", "2026-05-18 09:30", **opened).told("The procedure is opened, with three lots")
    yield COM.publishes("UK1", date(2026, 5, 20), "2026-05-20 11:00", "roadlab-uk1")
    yield PM.submits("problem_statement", "2026-06-22 10:00")
    yield SRO.accepts("problem_statement", "2026-06-24 15:00")
    yield PM.advances("PROBLEM_DEFINED", "2026-06-26 09:00").refused(
        "Advancing with a missing document",
        "value_estimated",
        "route_decided",
        rule="UK-SCOPE-4",
        lesson="Nobody goes on before the value is estimated with every payment to participants in it, and the route"
        " is decided by two people. All reasons are given at once.",
    )
    yield FINANCE.submits("value_estimate", "2026-06-29 11:30")
    yield FINANCE.accepts("value_estimate", "2026-06-29 11:32").refused(
        "Approving one's own paper",
        "not_submitter",
        rule="UK-OBJ-1",
        lesson="Finance may accept value estimates, but not the one it wrote: somebody else has to read it.",
    )
    yield SRO.accepts("value_estimate", "2026-06-30 10:00")
    yield SRO.decides("route_decision", "2026-06-30 10:30", "One procedure with funded rounds and the award at the end")
    yield LEGAL.decides("route_decision", "2026-06-30 16:00", "Route R1 is open; each payment needs its legal base")
    yield PM.advances("PROBLEM_DEFINED", "2026-07-01 09:00").told("The problem is stated as an outcome", case.PROBLEM)


def _engage() -> Acts:
    yield PM.submits("engagement_plan", "2026-07-06 10:00")
    yield COM.accepts("engagement_plan", "2026-07-07 10:00")
    yield PM.advances("ENGAGEMENT", "2026-07-08 09:00").told("The market is asked")
    yield COM.publishes("UK2", date(2026, 7, 10), "2026-07-10 09:30", "roadlab-uk2")
    yield PM.submits("engagement_report", "2026-09-10 10:00")
    yield COM.accepts("engagement_report", "2026-09-11 10:00")


def _design() -> Acts:
    written = Minutes("2026-09-21 09:00", 10)
    yield COM.submits("duties_record", written)
    yield COM.submits("procedure_design", written)
    yield CHAIR.submits("assessment_methodology", written)
    yield COM.submits("draft_contract", written)
    yield COM.submits("conflicts_assessment", written)
    read = Minutes("2026-09-28 09:00", 30)
    for paper in ("duties_record", "procedure_design", "assessment_methodology", "draft_contract"):
        yield LEGAL.accepts(paper, read)
    yield LEGAL.accepts("conflicts_assessment", read)
    declared = Minutes("2026-10-01 09:00", 15)
    for person in (PM, SRO, COM, LEGAL):
        yield person.declares(declared)
    yield SRO.decides("design_decision", "2026-10-06 10:00", "Proportionate, and open to small firms")
    yield LEGAL.decides(
        "design_decision", "2026-10-06 15:00", "Rounds, exits and payments are published as they will be"
    )
    yield SRO.advances("DESIGN_APPROVED", "2026-10-09 09:00").told("The design is approved")


def _publish() -> Acts:
    yield FINANCE.sets_aside("seed_and_testbed", purse.SEED_AND_TESTBED, "2026-10-12 10:00").told(
        "£350,000 are set aside for seed and testbed", case.ENVELOPE
    )
    yield COM.submits("tender_notice", "2026-10-20 10:00")
    yield LEGAL.accepts("tender_notice", "2026-10-26 10:00")
    close = "2026-11-26 12:00"
    yield COM.sets("applications_close", close, date(2026, 11, 6), "2026-10-27 09:00").refused(
        "Publishing on 6 November and closing on the 26th, as in 2018",
        "applications_close_minimum",
        rule="UK-CLK-4",
        lesson="Twenty days were lawful then. Section 54 now gives suppliers at least 25, from the day after the"
        " notice. So the notice goes out on 30 October (assumed), and the real closing time stands.",
    )
    yield COM.sets("applications_close", close, date(2026, 10, 30), "2026-10-27 09:20")
    yield COM.publishes("UK4", date(2026, 10, 30), "2026-10-30 08:30", "roadlab-uk4").told(
        "Tender notice UK4 is published", case.APPLICATIONS_OPEN
    )
    yield COM.advances("PARTICIPATION_OPEN", "2026-10-30 09:00").told(
        "Applications are open, in three challenge areas", case.APPLICATIONS_OPEN
    )


def _apply() -> Acts:
    for innovator in IN_TIME:
        yield _registered(innovator, when(innovator.applied))
        yield PORTAL.submits("application", when(innovator.applied) + timedelta(seconds=20), innovator.ref)
    yield CHAIR.accepts("application", "2026-11-25 17:00", IMMENSE.ref).refused(
        "Opening an application before the deadline",
        "sealed",
        rule="UK-CLK-6",
        lesson="Nobody reads what a supplier wrote while others are still writing.",
    )
    received = when(LATE.applied)
    yield _registered(LATE, received + timedelta(seconds=4)).told("The fourteenth comes at 12:00:01: kept unopened")
    yield PORTAL.submits("application", received + timedelta(seconds=5), LATE.ref).refused(
        "An application one second late (12:00:01)",
        "still_in",
        "in_time",
        rule="UK-CLK-6",
        lesson="It is recorded with its receipt time, kept unopened and not admitted: all have the same deadline.",
    )


def _registered(innovator: Innovator, at: datetime) -> Act:
    return PORTAL.does(
        "register_partner",
        at,
        partner=innovator.ref,
        name=innovator.label,
        lot=innovator.lot,
        sme=innovator.sme,
        received_at=when(innovator.applied),
    )
