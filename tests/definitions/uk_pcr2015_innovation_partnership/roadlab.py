"""London RoadLab as it really ran: its dates, and which of them the sources tell; whatever they do not is assumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

RE_ENACTMENT: Final = (
    "Recorded re-enactment of London RoadLab (Transport for London, 2018 to 2020) under PCR 2015 regulation 31, with"
    " its own dates where they are public; what is not public is assumed."
)


@dataclass(frozen=True, kw_only=True)
class When:
    """A moment of the case (London wall time), and who says so; nobody: it is assumed."""

    at: datetime
    what: str
    source: str | None = None

    @property
    def assumed(self) -> bool:
        """Whether it is ours and not the sources'."""
        return self.source is None


def _london(text: str, what: str, source: str | None = None) -> When:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))
    return When(at=wall.astimezone(UTC), what=what, source=source)


BEGUN: Final = _london("2018-09-03T09:00", "The need is written down.")
NOTICE_SENT: Final = _london("2018-10-24T09:00", "The contract notice is sent, 30 days before the close at least.")
OPENED: Final = _london("2018-11-06T09:00", "Applications open to innovators.", "BusinessCloud, 6 November 2018")
CLOSED: Final = _london("2018-11-26T12:00", "Applications close.", "BusinessCloud; Startup Network")
LATE: Final = When(at=CLOSED.at + timedelta(seconds=1), what="An application comes a second late.")
SELECTED: Final = _london("2018-12-07T10:00", "Candidates are selected.")
PROJECTS_DUE: Final = _london("2019-01-07T12:00", "Projects are due.")
PITCHES: Final = _london("2019-01-14T10:00", "A panel hears pitches, in January 2019.", "SGN, 12 November 2018")
FINAL_INVITED: Final = _london("2019-01-18T16:00", "Final tenders are invited.")
FINAL_DUE: Final = _london("2019-01-28T12:00", "Final tenders are due.")
DECIDED: Final = _london("2019-02-01T11:00", "Nine are chosen.")
STANDSTILL_ENDS: Final = _london("2019-02-11T23:59", "The tenth day after the decision was sent.")
SIGNED: Final = _london("2019-02-12T10:00", "Nine partnership contracts are concluded.")
TESTBED: Final = _london("2019-02-18T09:00", "Ten weeks begin, in early 2019.", "Computer Weekly; BusinessCloud")
TEN_WEEKS_OVER: Final = _london("2019-04-29T09:00", "Ten weeks are over.")
FOUR: Final = _london("2019-05-20T10:00", "Four products go on.")
DEVELOPED: Final = _london("2020-02-28T17:00", "The second phase is over.")
TWO: Final = _london("2020-03-20T10:00", "Two are bought.")

MOMENTS: Final = (
    BEGUN, NOTICE_SENT, OPENED, CLOSED, LATE, SELECTED, PROJECTS_DUE, PITCHES, FINAL_INVITED, FINAL_DUE, DECIDED,
    STANDSTILL_ENDS, SIGNED, TESTBED, TEN_WEEKS_OVER, FOUR, DEVELOPED, TWO,
)  # fmt: skip

# Computer Weekly and UKAuthority name six of the nine; the other three names are assumed.
TWO_BOUGHT: Final = ("samdesk", "immense")
FOUR_REFINED: Final = (*TWO_BOUGHT, "mobilized-construction", "route-reports")
TALKS_CONTINUED: Final = ("oxford-plastics", "rsk")
NOT_NAMED: Final = ("innovator-7", "innovator-8", "innovator-9")
NINE: Final = (*FOUR_REFINED, *TALKS_CONTINUED, *NOT_NAMED)
# How many others applied, and why they left, is assumed.
UNSUCCESSFUL: Final = "innovator-10"
NO_PROJECT: Final = "innovator-11"
NOT_SELECTED: Final = ("innovator-12", "innovator-13")
TOO_LATE: Final = "innovator-14"
APPLIED: Final = (*NINE, UNSUCCESSFUL, NO_PROJECT, *NOT_SELECTED)

SEED_MINOR: Final = 20_000_00
"""£20,000 for each of the nine (Computer Weekly); pence."""
REFINEMENT_MINOR: Final = 2_000_000_00
"""Up to £2 million for the four together (Computer Weekly; UKAuthority); equal shares are assumed."""
PROGRAMME_MINOR: Final = 350_000_00
"""From the Lane Rental Scheme (PC Pro, 1 August 2019)."""
PURCHASE_MINOR: Final = 1_180_000_00
"""What the two contracts are worth is assumed."""
