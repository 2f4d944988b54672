"""Stage four: four suppliers refine their solutions with the authority."""

from __future__ import annotations

from datetime import date

from actions.roadlab import purse
from actions.roadlab.cast import COM, FINANCE, LEGAL, PM, REFINED
from actions.roadlab.script import Acts, Minutes


def acts() -> Acts:
    """28 May to 11 October 2027."""
    for instalment, day in (("plan", "2027-06-02"), ("prototype", "2027-09-01"), ("handover", "2027-09-30")):
        paid = Minutes(f"{day} 10:00", 5)
        for innovator in REFINED:
            pounds = purse.REFINED[innovator.ref][instalment]
            yield FINANCE.pays(f"refinement-{innovator.ref}", instalment, pounds, paid)
    yield PM.learns(
        "refinement",
        "artefact:final_documents",
        "Working with the control room from the first day changed every product for the better.",
        "2027-10-01 09:00",
        worked=True,
    )
    yield PM.learns(
        "refinement",
        "artefact:refinement_agreement",
        "Data from buses came under three different licences, which cost two suppliers and us two months each.",
        "2027-10-01 09:10",
        worked=False,
    )
    yield PM.submits("final_documents", "2027-10-04 09:00")
    yield LEGAL.accepts("final_documents", "2027-10-05 09:00")
    yield COM.decides(
        "final_invitation", "2027-10-05 14:00", "Negotiation is over; the criteria are those of the notice"
    )
    yield LEGAL.decides("final_invitation", "2027-10-05 16:00", "Nothing in the documents is new to one supplier alone")
    checked = Minutes("2027-10-06 09:00", 10)
    for innovator in REFINED:
        yield COM.checks(innovator.ref, checked)
    yield COM.sets("final_tenders_close", "2027-11-08 12:00", date(2027, 10, 11), "2027-10-07 10:00")
    yield COM.advances("FINAL_INVITED", "2027-10-11 09:00").told("Criteria are frozen; four are invited to tender")
