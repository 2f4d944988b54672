"""What is on record about definitions: who wrote one, who approved it, and which procedures were to move to it.

The record is a stream of its own. A definition is published by two people: its author proposes the very bytes, by
their digest, and somebody else approves them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from engine.events.sealed import Sealed
from engine.explanation import Explanation, blocked

DESIGNS: Final = "designs"
"""The stream in which the record is kept."""

DESIGNER: Final = "designer"
"""The role that proposes and approves definitions. No definition gives it or takes it away; two people hold it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DefinitionProposed:
    """Its author says that a definition is ready; ``accepted`` holds the rules whose findings were accepted in it."""

    definition: str
    name: str
    version: str
    law_pack: str
    by: str
    accepted: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class DefinitionPublished:
    """Somebody other than its author approved a definition: from here on procedures may be opened under it."""

    definition: str
    name: str
    version: str
    law_pack: str
    author: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveDecided:
    """It was decided to move these procedures to a version; each is then moved in a transaction of its own.

    ``command`` is what each of them is asked, as text: the same for all, so that it can be gone on with.
    """

    decision: str
    definition: str
    name: str
    version: str
    procedures: list[str]
    by: str
    role: str
    command: Sealed = None
    reason: Sealed = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveFinished:
    """A decision was carried out as far as it could be."""

    decision: str
    moved: list[str]
    refused: list[str]
    by: str


DesignEvent = DefinitionProposed | DefinitionPublished | MoveDecided | MoveFinished

DESIGN_EVENT_TYPES: Final[dict[str, type[DesignEvent]]] = {
    "definition.proposed": DefinitionProposed,
    "definition.published": DefinitionPublished,
    "move.decided": MoveDecided,
    "move.finished": MoveFinished,
}
"""The stored name of each event type of the record."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Designs:
    """The record, folded: proposals that wait and what is published, by digest; decisions by reference."""

    proposed: dict[str, DefinitionProposed] = field(default_factory=dict)
    published: dict[str, DefinitionPublished] = field(default_factory=dict)
    decisions: dict[str, MoveDecided] = field(default_factory=dict)
    finished: dict[str, MoveFinished] = field(default_factory=dict)

    @property
    def open(self) -> tuple[MoveDecided, ...]:
        """Decisions that were not carried out to the end."""
        return tuple(one for ref, one in self.decisions.items() if ref not in self.finished)


def evolve_designs(designs: Designs, event: DesignEvent) -> Designs:
    """The record after one more event."""
    match event:
        case DefinitionProposed():
            return replace(designs, proposed={**designs.proposed, event.definition: event})
        case DefinitionPublished():
            waiting = {digest: one for digest, one in designs.proposed.items() if digest != event.definition}
            return replace(designs, proposed=waiting, published={**designs.published, event.definition: event})
        case MoveDecided():
            return replace(designs, decisions={**designs.decisions, event.decision: event})
        case MoveFinished():
            return replace(designs, finished={**designs.finished, event.decision: event})


def against_proposing(designs: Designs, digest: str, name: str, version: str) -> Explanation | None:
    """Why a definition cannot be proposed; None when it can."""
    found = []
    if digest in designs.published:
        found.append(blocked("new", "It is not published yet.", f"{name} {version} is published already"))
    other = next((one for one in designs.published.values() if (one.name, one.version) == (name, version)), None)
    if other is not None and other.definition != digest:
        why = f"{name} {version} is published with another content ({other.definition[:12]})"
        found.append(blocked("version", "Its version is its own.", why, next_="give it the next version"))
    return Explanation(procedure="", asked=f"propose {name} {version}", findings=tuple(found)) if found else None


def against_approving(designs: Designs, digest: str, name: str, version: str, by: str) -> Explanation | None:
    """Why a definition cannot be published by this person; None when it can."""
    found, proposal = [], designs.proposed.get(digest)
    if digest in designs.published:
        found.append(blocked("new", "It is not published yet.", f"{name} {version} is published already"))
    elif proposal is None:
        why = f"nobody has proposed {name} {version} as it is now ({digest[:12]})"
        next_ = "its author types seedbed design publish FILE"
        found.append(blocked("proposed", "Its author has proposed it.", why, next_=next_))
    elif proposal.by == by:
        why = f"{by} proposed it: somebody else who holds the role {DESIGNER} approves it"
        found.append(blocked("four_eyes", "Somebody other than the author approves.", why))
    return Explanation(procedure="", asked=f"publish {name} {version}", findings=tuple(found)) if found else None
