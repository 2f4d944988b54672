"""What many simulated lives came to, for whoever designs a procedure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.page import Page
from cli.render.words import plural, written

if TYPE_CHECKING:
    from procedures.simulation import Simulation
    from procedures.simulation.summing_up import Spread


def show_simulated(page: Page, found: Simulation, plot: Path | None) -> None:
    """The award first, then the steps, the hours, the cost of bidding, and how to see the same again."""
    page.line(
        f"{found.definition} {found.version}, launched on {written(found.launch)}: {found.lives:,} simulated lives"
    )
    _award(page, found)
    page.heading("When steps are entered")
    rows = [(w.title, f"{w.lives:,}", written(w.p50), written(w.p80)) for w in found.steps]
    page.table(("Step", "Lives", "P50", "P80"), rows, right=("Lives",))
    if found.staff:
        page.heading("Hours of the authority's own people")
        rows_of_staff = [(one.title, f"{one.hours.p50:,}", f"{one.hours.p80:,}") for one in found.staff]
        page.table(("Role", "P50", "P80"), rows_of_staff, right=("P50", "P80"))
    _market(page, found)
    page.line()
    if plot is not None:
        page.line(f"{plot}: when it awards, as a picture.", style="green")
    page.line(f"P50: half of the lives stay within it; P80: four in five. Seed {found.seed} gives the same again.")


def _award(page: Page, found: Simulation) -> None:
    if found.award is None:
        page.line("None of them came to an award.", style="red")
    else:
        share = 100 * found.awarded / found.lives
        page.line(
            f"{share:.0f} % award: half of these by {written(found.award.p50)}, four in five by"
            f" {written(found.award.p80)}.",
            style="bold",
        )
    for ended in found.ended_early:
        page.line(f"{ended.lives:,} ended in {ended.title}.")
    if found.beyond_calendar:
        lives = plural(found.beyond_calendar, "life runs", "lives run")
        page.line(f"{lives} past the last day of the calendar; dates there are not guessed.", style="yellow")


def _market(page: Page, found: Simulation) -> None:
    page.heading("What it costs the market")
    pairs = [("Hours of all bidders", _spread(found.bidding, ""))]
    if found.bidding_cost is not None:
        pairs.append(("Cost of bidding", _spread(found.bidding_cost, found.currency)))
    pairs.append(("Paid to participants", _spread(found.participant_payments, found.currency)))
    if found.contract_value is not None:
        pairs.append(("Estimated value", f"{found.currency} {found.contract_value:,}"))
    page.pairs(pairs)
    if found.bidding_share is not None:
        page.line(f"Bidding costs {found.bidding_share} % of the estimated value at P80.")


def _spread(spread: Spread, currency: str) -> str:
    unit = f"{currency} " if currency else ""
    return f"P50 {unit}{spread.p50:,}, P80 {unit}{spread.p80:,}"
