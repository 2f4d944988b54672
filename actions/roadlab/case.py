"""What is known of London RoadLab (Transport for London, 2018-2021), with who says so; everything else is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

PROCEDURE: Final = "RL-1"
TITLE: Final = "London RoadLab: roadworks that are inclusive, safer and smarter"

BANNER: Final = "Re-enactment under the Procurement Act 2023"
WORKED_UNDER: Final = "TfL worked under the Public Contracts Regulations 2015, regulation 31."
MOVED: Final = "Dates are moved by eight years (2018 -> 2026); the real date stands beside each where it is known."
MARKED: Final = "(assumed) marks what the public sources do not say. People are named by role only."
RE_ENACTMENT: Final = (
    f"{BANNER}. TfL worked under PCR 2015 regulation 31. Dates moved by eight years (2018 -> 2026);"
    " what is not public is assumed."
)
"""Stands in the history with the opening, so that no output can leave it out."""

LOTS: Final = {
    "inclusive": "Inclusive: streets that everybody can use during roadworks",
    "safer": "Safer: health and safety of workers and the public",
    "smarter": "Smarter: roadworks planned and run with smart technology",
}
"""The three challenge areas of 2018 (BusinessCloud); that each is a lot is assumed."""

FACTS: Final = {
    "pipeline_scope": True,
    "market_engagement_held": True,
    "qualifying_planned_notice": False,
    "not_central_government": True,
    "documents_with_notice": True,
    "urgency": False,
    "contract_over_5m": False,
}
"""The answers to the definition's questions of fact (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the public sources say: when it really happened, if they do, and which source; else it is assumed."""

    what: str
    real: str | None = None
    source: str | None = None

    @property
    def assumed(self) -> bool:
        """Whether it is ours and not the sources'."""
        return self.source is None

    def mark(self) -> str:
        """What is printed beside it: the real date, or that there is none in the sources, or that all is assumed."""
        return "(assumed)" if self.assumed else self.real or "date not public"


ASSUMED: Final = Known(what="not public")

PROBLEM: Final = Known(
    what="Roadworks on strategic roads cost London's economy about £2 billion a year, and their number rose sharply in"
    " five years.",
    source="TfL blog; Startup Network",
)
APPLICATIONS_OPEN: Final = Known(
    what="Applications open for three challenge areas: inclusive, safer, smarter.",
    real="early November 2018",
    source="BusinessCloud, 6 November 2018",
)
APPLICATIONS_CLOSE: Final = Known(
    what="Applications close.",
    real="26 November 2018, 12:00",
    source="BusinessCloud; Startup Network",
)
PITCHES: Final = Known(
    what="A panel of TfL, Plexal and the utilities hears pitches.",
    real="January 2019",
    source="SGN press release, 12 November 2018",
)
NINE_FUNDED: Final = Known(
    what="Nine proposals are selected and get £20,000 each.",
    source="Computer Weekly",
)
TEN_WEEKS: Final = Known(
    what="A ten-week programme with TfL's experts and data, utilities, councils and pilot sites.",
    real="early 2019",
    source="Computer Weekly; BusinessCloud",
)
ENVELOPE: Final = Known(
    what="£350,000 from TfL's Lane Rental Scheme pay for the programme.",
    real="reported 1 August 2019",
    source="PC Pro, 1 August 2019",
)
FOUR_REFINED: Final = Known(
    what="Four products go on, with contracts of up to £2 million in total.",
    source="Computer Weekly; UKAuthority",
)
TALKS_CONTINUED: Final = Known(
    what="Talks with Oxford Plastics and RSK continue outside the procedure.",
    source="UKAuthority",
)
TWO_CONTRACTS: Final = Known(
    what="Contracts go to Samdesk (SAM) and Immense.",
    source="CiTTi Magazine",
)

KNOWN: Final = (
    PROBLEM,
    APPLICATIONS_OPEN,
    APPLICATIONS_CLOSE,
    PITCHES,
    NINE_FUNDED,
    TEN_WEEKS,
    ENVELOPE,
    FOUR_REFINED,
    TALKS_CONTINUED,
    TWO_CONTRACTS,
)
"""Everything about the real case that the re-enactment rests on."""
