"""The machine's clock for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.page import Page
from cli.render.words import plural
from cli.values import ZONE
from engine.time.local_time import describe_instant, parse_instant

if TYPE_CHECKING:
    from actions.queries.clock import Anomaly, ClockStanding


def show_clock(page: Page, found: ClockStanding) -> None:
    """What it says, what is gone by, and what waits; then whether anything of ours runs."""
    page.line(f"{_at(found.says)}{', a simulated clock' if found.simulated else ''}.")
    if found.simulated:
        if not found.can_be_moved:
            page.line(
                "The demonstration is over, and its clock stands for good. To rehearse: seedbed demo --until STEP"
            )
        return
    if not found.in_doubt:
        page.line("The machine's clock is not in doubt.")
    else:
        page.line(
            f"The machine's clock is in doubt: {plural(len(found.waiting), 'step')} nobody has confirmed.", style="bold"
        )
        for one in found.waiting:
            page.line(f"  {_step(one)}")
        page.line(f"Until then Seedbed goes by {_at(found.now)}, and what hangs on the time waits.")
        page.line('Look at another clock, put this one right, then: seedbed clock confirm --reason "..."')
    if found.dated_until is not None:
        page.line(f"The history is ahead of it: until {_at(found.dated_until)} events are dated like the last one.")
    if found.confirmed is not None:
        why = f': "{found.confirmed.reason}"' if found.confirmed.reason else " (reason withheld)"
        page.line(f"Last confirmed by {found.confirmed.by}, {_at(found.confirmed.at)}{why}")
    page.line(_alive(found))


def show_confirmed(page: Page, answer: dict[str, Any]) -> None:
    """What was vouched for."""
    done = "Would confirm" if answer["dry_run"] else "Confirmed already" if answer["repeated"] else "Confirmed"
    says = _at(parse_instant(answer["clock_says"]))
    page.line(f"{done}: the clock says {says}; {plural(answer['anomalies'], 'step')} of it vouched for.")


def _step(one: Anomaly) -> str:
    seconds = f"{abs(one.ahead_seconds):,.1f} s"
    if one.how == "stored":
        return f"{one.machine}: said {_at(one.said)}, {seconds} before what is recorded already ({_at(one.expected)})"
    way = "forward" if one.ahead_seconds > 0 else "back"
    return f"{one.machine}: put {way} by {seconds}, from {_at(one.expected)} to {_at(one.said)}"


def _alive(found: ClockStanding) -> str:
    if found.alive_at is None or found.up_since is None:
        return "No clock of Seedbed's ever ran here: `seedbed serve` brings one."
    if found.ticking:
        return f"A clock of Seedbed's runs, without a gap since {_at(found.up_since)}."
    return f"No clock of Seedbed's runs: the last sign of life was {_at(found.alive_at)}. See `seedbed outage-report`."


def _at(at: Any) -> str:
    return describe_instant(at.replace(microsecond=0), ZONE)
