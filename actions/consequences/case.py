"""A case as it stood after one event: what every consequence of that event is written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.house import House
from actions.ledger.footer import footer, footer_of
from engine.definition import Definition
from engine.errors import NotFound
from engine.events import PartnerRegistered, Recorded
from engine.evolve import replay
from engine.state import Partner, State
from engine.time.local_time import describe_instant
from storage.codec import happened
from storage.reading import Reading


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What event ``n``, recorded ``at`` (aware, UTC), led to: the state once its whole command was carried out.

    A step is entered by one event and its clocks are started by the next ones; whoever writes about the first wants to
    name the clocks. ``names`` holds what is disclosed now: a name that was erased is missing, and the partner's
    reference stands in.
    """

    definition: Definition
    state: State
    n: int
    at: datetime
    names: Mapping[str, str]
    ledger: str = ""
    """The line of the checkpoint that covers the event: what is written from it is the same whenever it is written."""

    @property
    def procedure(self) -> str:
        """The reference of the procedure."""
        return self.state.procedure

    @property
    def banner(self) -> str | None:
        """The line that marks a re-enactment, which every output carries."""
        return banner(self.state)

    def called(self, partner: str) -> str:
        """The name of a partner, or its reference."""
        return self.names.get(partner, partner)

    def said(self, at: datetime) -> str:
        """An instant in words, in the procedure's zone."""
        return describe_instant(at, self.definition.zone)

    def partners_in(self, states: tuple[str, ...]) -> Iterator[tuple[str, Partner]]:
        """The partners in these states, by reference; no states: everybody who is still in."""
        leavers = self.definition.leavers
        for reference, partner in sorted(self.state.partners.items()):
            if partner.state in states or (not states and partner.state not in leavers):
                yield reference, partner


def banner(state: State) -> str | None:
    """The line that marks a re-enactment; None for a procedure of its own."""
    given = state.re_enactment
    if given is None or given.casefold().startswith("re-enactment"):
        return given
    return f"Re-enactment: {given}"


def case_at(house: House, procedure: str, n: int) -> Case:
    """A case as of one event; ``NotFound`` when its history is shorter."""
    with house.store.reading() as reading:
        return read_case(house, reading, procedure, n)


def read_case(house: House, reading: Reading, procedure: str, n: int) -> Case:
    """The same within a reading that has begun."""
    names: dict[str, str] = {}
    state = replay(_history(reading, procedure, n, names), procedure)
    if state.n < n or state.at is None:
        raise NotFound(f"{procedure} has no event {n}: its history ends with event {state.n}.")
    definition = house.definitions.pinned(reading, state.definition)
    return Case(
        definition=definition, state=state, n=n, at=state.at, names=names, ledger=_ledger(reading, procedure, n)
    )


def _ledger(reading: Reading, procedure: str, n: int) -> str:
    line = next(reading.events(procedure, after_n=n - 1, upto_n=n), None)
    row = None if line is None else reading.checkpoint_over(line.gseq)
    return footer(reading) if row is None else footer_of(row)


def _history(reading: Reading, procedure: str, n: int, names: dict[str, str]) -> Iterator[Recorded]:
    """The events up to the last of the command that recorded ``n``, noting on the way what the partners are called."""
    disclosed = reading.disclosures(procedure)
    command = None
    for stored in reading.events(procedure):
        if stored.n >= n:
            cause = stored.body()["cause"]
            if stored.n > n and cause != command:
                return
            command = cause
        fact = happened(stored.canon)
        if isinstance(fact.event, PartnerRegistered):
            name = disclosed.get((stored.hash, "data.name"))
            if isinstance(name, str):
                names[fact.event.partner] = name
        yield fact
