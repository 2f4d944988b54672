"""The re-enactment when it is over: the funnel, the money, the time, the verified replay, and what to type next."""

from __future__ import annotations

import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from actions.roadlab import case
from actions.roadlab.shown import RefusalShown
from cli.page import write
from cli.render.reenactment import ZONE, Seen, console_for_people, day
from engine.money import format_money
from engine.time.dates import describe_date
from engine.time.local_time import local_date

if TYPE_CHECKING:
    from actions.roadlab.outcome import Outcome, StageTime
    from cli.commands.demo import Performed

_BAR = 36
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def report(performed: Performed, *, quiet: bool) -> None:
    """Everything that came of it; with ``quiet`` one line."""
    if quiet:
        write(f"{case.BANNER}: {_ending(performed.outcome)}\n")
        return
    screen = Seen(console_for_people(), live=False)
    Report(screen, performed).print()


class Report:
    """The summary, section by section."""

    def __init__(self, screen: Seen, performed: Performed) -> None:
        """Nothing is printed yet."""
        self._screen = screen
        self._performed = performed
        self._outcome = performed.outcome

    def print(self) -> None:
        """Print every section."""
        self._funnel()
        self._departures()
        self._money()
        self._time()
        self._verified()
        self._next()

    def _heading(self, text: str) -> None:
        self._screen.put(Text(text, "bold"), before=True)

    def _funnel(self) -> None:
        outcome = self._outcome
        self._heading("The funnel")
        rows = Table.grid(padding=(0, 1))
        rows.add_column(width=16)
        rows.add_column(justify="right", width=3)
        rows.add_column(width=16)
        came = f"{outcome.late} of them a second late, kept unopened" if outcome.late else ""
        rows.add_row("Applications", str(outcome.applications), _blocks(outcome.applications), came)
        for narrowed in outcome.narrowed:
            source = narrowed.known.source or "(assumed)"
            rows.add_row(narrowed.title, str(narrowed.count), _blocks(narrowed.count), Text(source, "dim"))
        self._screen.put(rows)

    def _departures(self) -> None:
        outcome = self._outcome
        self._heading(f"How {NUMBERS[len(outcome.departures)]} of the nine left")
        rows = Table.grid(padding=(0, 2))
        rows.add_column(no_wrap=True)
        rows.add_column(no_wrap=True)
        rows.add_column(no_wrap=True)
        for one in outcome.departures:
            mark = "" if one.known.assumed else f" ({one.known.source})"
            rows.add_row(day(one.at), one.name, one.state_title, Text(f"{one.why}{mark}", "dim"))
        self._screen.put(rows)
        for lot in outcome.ceased_lots:
            words = f'The lot "{lot}" ceased, as UK6 says. Assumed, as is every departure without a source beside it.'
            self._screen.put(Text(words, "dim"))

    def _money(self) -> None:
        money = self._outcome.money
        self._heading("The money")
        rows = Table(box=None, pad_edge=False, header_style="bold")
        rows.add_column("")
        for title in ("set aside", "committed", "paid", "left"):
            rows.add_column(title, justify="right")
        order = [stage.stage for stage in self._outcome.stages]
        for envelope in sorted(money.envelopes, key=lambda one: order.index(one.stages[0])):
            sums = (envelope.amount_minor, envelope.committed_minor, envelope.paid_minor, envelope.left_minor)
            rows.add_row(envelope.title, *(self._pounds(sum_) for sum_ in sums))
        self._screen.put(rows)
        bases: dict[tuple[str, bool], list[int]] = {}
        for commitment in money.commitments:
            base = (commitment.legal_base_title, commitment.caution is not None)
            bases.setdefault(base, []).append(commitment.amount_minor)
        for (title, warned), sums_ in bases.items():
            words = f"{self._pounds(sum(sums_))} in {len(sums_)} commitments: {title}"
            self._screen.put(Text(f"{words}{'; each with the warning above' if warned else ''}", "dim"))
        words = "£350,000, £2,000,000 and £20,000 for each of nine are from the sources; the rest is assumed."
        self._screen.put(Text(words, "dim"))

    def _pounds(self, amount_minor: int) -> str:
        """Whole pounds without pence."""
        return format_money(amount_minor, self._outcome.money.currency).removesuffix(".00")

    def _time(self) -> None:
        outcome = self._outcome
        self._heading("The time")
        first, last = outcome.stages[0].from_at, outcome.stages[-1].to_at
        rows = Table.grid(padding=(0, 2))
        for stage in outcome.stages:
            span = f"{day(stage.from_at)} to {day(stage.to_at)}"
            days = (local_date(stage.to_at, ZONE) - local_date(stage.from_at, ZONE)).days
            rows.add_row(stage.title, span, Text(f"{days} days", justify="right"), _bar(stage, first, last))
        self._screen.put(rows)
        if outcome.standstill_ends_on is not None:
            published = describe_date(outcome.notices["UK6"])
            ended = describe_date(outcome.standstill_ends_on)
            line = f"UK6 was published on {published}; eight working days of standstill ended on {ended} (UK-SS-1)."
            self._screen.put(Text(line, "dim"))

    def _verified(self) -> None:
        outcome, performed = self._outcome, self._performed
        refused = sum(1 for shown in performed.seen if isinstance(shown, RefusalShown))
        self._heading("The record")
        followed = outcome.consequences
        notices, letters = followed.get("draft_notice", 0), followed.get("message", 0)
        lines = [
            outcome.verification.sentence,
            f"{refused} things that must be refused were refused, each for its own reason.",
            f"{notices} notices were drafted and {letters} letters written to suppliers; nothing was sent.",
        ]
        self._screen.put(*(Text(line) for line in lines), Text(f"Last hash: {outcome.head}", "dim"))
        self._screen.put(Text(f"{_ending(outcome)} It took {performed.seconds:.0f} seconds.", "bold"))

    def _next(self) -> None:
        seedbed, home = program(), self._performed.home
        self._heading("What to type next")
        self._screen.put(Text(f"export SEEDBED_HOME={shlex.quote(str(home))}"))
        rows = Table.grid(padding=(0, 3))
        for words, why in NEXT:
            rows.add_row(f"{seedbed} {words}", Text(why, "dim"))
        self._screen.put(rows)
        self._screen.put(Text("A folder of your own: the tutorial, docs/tutorial/first-procedure.md", "dim"))


NEXT = (
    (f"show {case.PROCEDURE}", "where it stands"),
    (f"history {case.PROCEDURE} --attempts", "what was refused, with every reason"),
    (f"explain {case.PROCEDURE}", "what the next move needs"),
    (f"deadline explain {case.PROCEDURE} standstill", "why 7 January 2028, day by day"),
    (f"show {case.PROCEDURE} --at 2027-03-15", "the same procedure as it stood in the testbed"),
    (f"decisions {case.PROCEDURE}", "every material decision and who took it (s.98)"),
    ("verify", "chain and replay, once more"),
)
"""Commands that work on the demonstration's folder; it is only read, because its clock was simulated."""


def program() -> str:
    """How this program was started, so that what is printed can be typed: its name, or the path to it."""
    started = Path(sys.argv[0])
    found = shutil.which("seedbed")
    if started.name != "seedbed" or (found is not None and Path(found).resolve() == started.resolve()):
        return "seedbed"
    try:
        return str(started.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(started.absolute())


def _ending(outcome: Outcome) -> str:
    winners = " and ".join(outcome.contracted)
    verified = "verified" if outcome.verification.good else "NOT verified"
    return f"{outcome.procedure} is at {outcome.step}: contracts with {winners}; {outcome.events} events, {verified}."


def _blocks(count: int) -> str:
    return "█" * count


def _bar(stage: StageTime, first: datetime, last: datetime) -> Text:
    whole = (last - first).total_seconds()
    start = round((stage.from_at - first).total_seconds() / whole * _BAR)
    end = max(start + 1, round((stage.to_at - first).total_seconds() / whole * _BAR))
    return Text(" " * start + "█" * (end - start))
