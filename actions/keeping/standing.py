"""A proposal that stands, looked at as things are now."""

from __future__ import annotations

from actions.house import House
from actions.keeping.plan import Plan, plan_of
from actions.keeping.record import now_of, records_of
from actions.queries.keeping import decision_named
from actions.queries.moment import ZONE
from engine.errors import InvalidInput
from engine.keeping import RECORDS, Status
from engine.time.local_time import local_date
from storage import erasing
from storage.reading import Reading


def plan_now(house: House, reading: Reading, ref: str) -> Plan:
    """What a proposal would take away now; ``InvalidInput`` when it is decided already."""
    decision = decision_named(reading, ref)
    if decision.status is not Status.PROPOSED:
        raise InvalidInput(f"{ref} is {decision.status} already, by {decision.ended_by}: nothing is left to decide.")
    instead = any(place.path == "data.instead" for place in erasing.in_stream(reading, RECORDS, decision.n))
    today = local_date(now_of(house, reading), ZONE)
    return plan_of(house, reading, records_of(reading), decision.proposal, today, instead=instead)
