"""A story: the deeds that lead into a fault, for a machine that replays them and as sentences for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from engine.definition import Definition


class Settled(NamedTuple):
    """What stands at the moment a deed is done: a paper (of a supplier) is good, sent back or missing, and the like."""

    what: str
    """``paper``, ``scored`` or ``paid``."""
    name: str
    value: int
    """0 it is missing, 1 it is there and accepted, 2 it was sent back."""
    partner: int | None = None


class Deed(NamedTuple):
    """One thing that somebody does, or that time does; suppliers are numbered as they come in."""

    kind: str
    """``open``, ``move``, ``register``, ``partner_move``, ``publish``, ``pass``, ``file``, ``obtain``, ``reject``,
    ``decide``, ``happen``, ``score_low``, ``suspend`` or ``resume``."""
    name: str = ""
    partner: int | None = None
    settled: tuple[Settled, ...] = ()
    facts: tuple[str, ...] = ()
    """``open``: the questions of fact that are answered yes."""


Story = tuple[Deed, ...]


def sentences(definition: Definition, story: Story, ending: str) -> tuple[str, ...]:
    """The story as people tell it: a sentence a deed, and what is then wrong."""
    there = 0
    told = []
    for deed in story:
        told.append(_sentence(definition, deed, there))
        there += deed.kind == "register"
    return (*told, ending)


def _sentence(definition: Definition, deed: Deed, there: int) -> str:
    with_what = "".join(f", {said}" for said in _settled(definition, deed.settled))
    return f"{_deed(definition, deed, there)}{with_what}"


def _deed(definition: Definition, deed: Deed, there: int) -> str:
    who = "" if deed.partner is None else f"supplier {deed.partner + 1}"
    of = f" of {who}" if who else ""
    match deed.kind:
        case "open":
            return f"open the procedure with yes to {' and '.join(deed.facts)}" if deed.facts else "open the procedure"
        case "move":
            move = definition.moves_by_name[deed.name]
            return f"{deed.name}: from {move.source} to {move.target}"
        case "partner_move":
            return f"{who}: {deed.name}, to {definition.partners.moves[deed.name].target}"
        case "pass":
            return f"let {deed.name} pass{'' if there else ' with nobody there'}"
        case "register":
            return f"{who} comes in ({definition.partners.entry.state})"
        case _:
            return _SAID[deed.kind].format(name=deed.name, who=who or "somebody", of=of)


_SAID: Final[Mapping[str, str]] = {
    "publish": "publish {name}",
    "happen": "{name} begins to run",
    "file": "{who} files {name}",
    "obtain": "{name}{of} is accepted",
    "reject": "{name}{of} is sent back",
    "decide": "decide {name}",
    "score_low": "{who} stays below a published minimum in {name}",
    "suspend": "a court suspends the procedure",
    "resume": "the court lets the procedure go on",
}


def _settled(definition: Definition, settled: Iterable[Settled]) -> Iterator[str]:
    """Only what went wrong is told: that things are in order goes without saying."""
    for one in settled:
        of = "" if one.partner is None else f" of supplier {one.partner + 1}"
        if one.what == "paper" and one.value != 1:
            yield f"{one.name}{of} {'was sent back' if one.value else 'never came'}"
        elif one.what == "scored" and not one.value:
            yield f"supplier {(one.partner or 0) + 1} not assessed in {one.name}"
        elif one.what == "paid" and not one.value:
            yield f"no money of {one.name} bound to supplier {(one.partner or 0) + 1}"
