"""What left the house: each message that had to come came, in time, once, and while it was true."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.simulation.book import Book
from tests.simulation.faults import Arrival, Window
from tests.simulation.rungs import Facts, Key, Patience, Wrong

MICROSECOND = timedelta(microseconds=1)
Item = tuple[Key, str, datetime]
"""A rung, to whom, and when the message was made that carries it."""


class Letters:
    """Collects which messages had to come, then looks at those that did."""

    def __init__(self, book: Book, facts: Facts, patience: Patience, no_mail: Patience, span: Window) -> None:
        """Expect nothing yet."""
        self.book, self.facts, self.patience, self.no_mail, self.span = book, facts, patience, no_mail, span
        self.expected: dict[str, datetime] = {}
        self.withdrawn: set[str] = set()
        self.items: dict[str, list[Item]] = defaultdict(list)
        self.counted: Counter[str] = Counter()

    def expect(self, message: str, due_at: datetime, item: Item) -> None:
        """A message has to come that carries this."""
        self.expected[message] = min(due_at, self.expected.get(message, due_at))
        self.items[message].append(item)

    def judge(self, arrived: Sequence[Arrival]) -> None:
        """Raise ``Wrong`` at the first message that came and should not have, or not as it should have."""
        came: dict[str, list[Arrival]] = defaultdict(list)
        for arrival in arrived:
            came[arrival.id].append(arrival)
        unknown = {message for message in came if message not in self.expected and message not in self.withdrawn}
        if unknown:
            raise Wrong(f"{came[min(unknown)][0]} arrived, and no fact says why")
        for message in self.withdrawn:
            facts = Counter(what for what, _ in self.facts.messages[message])
            if facts["confirmed"] or len(came[message]) > facts["sent"] + facts["repeated"]:
                raise Wrong(f"WITHDRAWN: {message} came {len(came[message])} times, on record as {dict(facts)}")
        for message, due_at in self.expected.items():
            self._was_true(message)
            self._came(message, due_at, came[message])

    def _came(self, message: str, due_at: datetime, came: Sequence[Arrival]) -> None:
        facts = Counter(what for what, _ in self.facts.messages[message])
        patience = self.no_mail if facts["failed"] else self.patience
        limit = patience.limit(due_at)
        if facts["sent"] > 1 or facts["confirmed"] > 1 or facts["dead"]:
            raise Wrong(f"TWICE: {message} is on record as {dict(facts)}")
        if len(came) > 1 + facts["repeated"] or len({one.content for one in came}) > 1:
            raise Wrong(f"{message} came {len(came)} times, on record as {dict(facts)}")
        self.counted["repeats"] += max(len(came) - 1, 0)
        if limit >= self.span.until_at:
            return
        if not came or not facts["confirmed"]:
            raise Wrong(f"LOST: {message}, due {due_at}, by {limit} on record as {dict(facts)}")
        confirmed = next(at for what, at in self.facts.messages[message] if what == "confirmed")
        if came[0].at > limit or confirmed > self.patience.limit(max(due_at, came[-1].at)):
            raise Wrong(f"LATE: {message}, due {due_at}, came at {came[0].at}, confirmed {confirmed}")

    def _was_true(self, message: str) -> None:
        """What is no longer true is not sent: everything in it stood so just before it was handed over."""
        handed_over = next((at for what, at in self.facts.messages[message] if what == "sent"), None)
        if handed_over is None:
            return
        for key, person, made in self.items[message]:
            if not self.book.is_true(key, person, max(made, handed_over - MICROSECOND)):
                raise Wrong(f"UNTRUE: {message} told {person} of {key} at {handed_over}")
