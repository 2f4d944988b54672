"""Who takes part: people by role, and the suppliers with what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from actions.roadlab.script import Person

PM: Final = Person(id="pm-1", role="programme_manager", title="Programme manager")
SRO: Final = Person(id="sro-1", role="senior_responsible_owner", title="Senior responsible owner")
COM: Final = Person(id="com-1", role="commercial_lead", title="Commercial lead")
EVAL_1: Final = Person(id="eval-1", role="evaluation_panel", title="First member of the evaluation panel")
EVAL_2: Final = Person(id="eval-2", role="evaluation_panel", title="Second member of the evaluation panel")
CHAIR: Final = Person(id="chair-1", role="evaluation_chair", title="Chair of the evaluation panel")
LEGAL: Final = Person(id="legal-1", role="legal_adviser", title="Legal adviser")
FINANCE: Final = Person(id="finance-1", role="finance_lead", title="Finance lead")
PORTAL: Final = Person(id="portal-1", role="supplier", title="Supplier desk of the portal")

PEOPLE: Final = (PM, SRO, COM, EVAL_1, EVAL_2, CHAIR, LEGAL, FINANCE, PORTAL)
AUDITOR: Final = Person(id="audit-1", role="auditor", title="Auditor, from outside")
"""Comes when the story is told, reads everything, changes nothing; what was recorded before stays as it was."""

ADMIN: Final = "admin-1"
ADMIN_TITLE: Final = "Administrator of the register"
ASSIGNED_FROM: Final = "2026-05-11"


@dataclass(frozen=True, kw_only=True)
class Innovator:
    """A supplier: what it proposes, in which lot, and when its application came in (London wall time)."""

    ref: str
    name: str
    lot: str
    proposal: str
    applied: str
    source: str | None = None
    sme: bool = True

    @property
    def assumed(self) -> bool:
        """Whether its name is ours; which lot it belongs to always is."""
        return self.source is None

    @property
    def label(self) -> str:
        """Its name as it is printed, marked when it is ours."""
        return f"{self.name} (assumed name)" if self.assumed else self.name


SAMDESK: Final = Innovator(
    ref="samdesk",
    name="Samdesk",
    lot="safer",
    proposal="SAM finds incidents at roadworks from social media within minutes and alerts the control room",
    applied="2026-11-20 14:05",
    source="Computer Weekly; CiTTi Magazine",
)
IMMENSE: Final = Innovator(
    ref="immense",
    name="Immense Simulations",
    lot="smarter",
    proposal="a simulation that shows what roadworks do to the network before the first barrier is put up",
    applied="2026-11-19 10:31",
    source="Computer Weekly; CiTTi Magazine",
)
ROUTE_REPORTS: Final = Innovator(
    ref="route-reports",
    name="Route Reports",
    lot="smarter",
    proposal="connected devices in buses that collect data on the quality of the road",
    applied="2026-11-25 16:48",
    source="Computer Weekly; UKAuthority",
)
MOBILIZED: Final = Innovator(
    ref="mobilized-construction",
    name="Mobilized Construction",
    lot="inclusive",
    proposal="connected devices in buses that find where a road or a crossing has become hard to use",
    applied="2026-11-24 09:12",
    source="Computer Weekly; UKAuthority",
)
OXFORD_PLASTICS: Final = Innovator(
    ref="oxford-plastics",
    name="Oxford Plastics",
    lot="inclusive",
    proposal="detection of water leaks before anybody digs",
    applied="2026-11-17 11:20",
    source="UKAuthority",
)
RSK: Final = Innovator(
    ref="rsk",
    name="RSK",
    lot="smarter",
    proposal="detection of water leaks before anybody digs",
    applied="2026-11-18 15:40",
    source="UKAuthority",
    sme=False,
)
INNOVATOR_7: Final = Innovator(
    ref="innovator-7",
    name="Innovator 7",
    lot="safer",
    proposal="barriers that report when they are moved or fall",
    applied="2026-11-12 13:02",
)
INNOVATOR_8: Final = Innovator(
    ref="innovator-8",
    name="Innovator 8",
    lot="inclusive",
    proposal="step-free diversions for people with wheelchairs, prams and white canes",
    applied="2026-11-23 17:55",
)
INNOVATOR_9: Final = Innovator(
    ref="innovator-9",
    name="Innovator 9",
    lot="safer",
    proposal="a wearable that warns workers of vehicles coming into the site",
    applied="2026-11-26 11:41",
)
INNOVATOR_10: Final = Innovator(
    ref="innovator-10",
    name="Innovator 10",
    lot="smarter",
    proposal="shared trenches: one dig for several utilities",
    applied="2026-11-16 08:58",
)
INNOVATOR_11: Final = Innovator(
    ref="innovator-11",
    name="Innovator 11",
    lot="safer",
    proposal="lighting that follows the workers through the night",
    applied="2026-11-22 21:14",
)
INNOVATOR_12: Final = Innovator(
    ref="innovator-12",
    name="Innovator 12",
    lot="smarter",
    proposal="traffic signals that have long been in use at roadworks elsewhere",
    applied="2026-11-11 12:00",
    sme=False,
)
INNOVATOR_13: Final = Innovator(
    ref="innovator-13",
    name="Innovator 13",
    lot="inclusive",
    proposal="an idea for quieter plates over trenches, without a prototype yet",
    applied="2026-11-26 09:30",
)
INNOVATOR_14: Final = Innovator(
    ref="innovator-14",
    name="Innovator 14",
    lot="smarter",
    proposal="unknown: the application stays unopened",
    applied="2026-11-26 12:00:01",
)

FUNDED: Final = (
    SAMDESK, IMMENSE, ROUTE_REPORTS, MOBILIZED, OXFORD_PLASTICS, RSK, INNOVATOR_7, INNOVATOR_8, INNOVATOR_9,
)  # fmt: skip
"""The nine of Computer Weekly: six are named in the sources, three are not."""

LATE: Final = INNOVATOR_14
IN_TIME: Final = tuple(
    sorted((*FUNDED, INNOVATOR_10, INNOVATOR_11, INNOVATOR_12, INNOVATOR_13), key=lambda one: one.applied)
)
NOT_SELECTED: Final = {
    INNOVATOR_12: "The product has been used in a roadworks environment before, which the conditions rule out.",
    INNOVATOR_13: "There is no working prototype, which the conditions ask for.",
}
SELECTED: Final = tuple(one for one in IN_TIME if one not in NOT_SELECTED)
NO_TENDER: Final = INNOVATOR_11
TENDERED: Final = tuple(one for one in SELECTED if one is not NO_TENDER)
ELIMINATED_FIRST: Final = INNOVATOR_10

TARGET_NOT_MET: Final = INNOVATOR_7
TESTED: Final = tuple(one for one in FUNDED if one is not TARGET_NOT_MET)
WITHDREW: Final = INNOVATOR_8
MEASURED: Final = tuple(one for one in TESTED if one is not WITHDREW)
TALKS: Final = (OXFORD_PLASTICS, RSK)
EXCLUDED: Final = INNOVATOR_9
REFINED: Final = (SAMDESK, IMMENSE, ROUTE_REPORTS, MOBILIZED)
NO_FINAL_TENDER: Final = MOBILIZED
FINAL: Final = (SAMDESK, IMMENSE, ROUTE_REPORTS)
AWARDED: Final = (SAMDESK, IMMENSE)
UNSUCCESSFUL: Final = ROUTE_REPORTS

INNOVATORS: Final = (*IN_TIME, LATE)
