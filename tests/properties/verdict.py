"""What the model expects of a command: accepted, or which kinds of "no" are right."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.properties.model import Command, Model

BAD, TURNED_AWAY, REFUSED = "bad input", "turned away", "refused"


@dataclass
class Verdict:
    """Why not: nothing in ``no`` means that the command is accepted; ``gate`` holds the requirements that are shut."""

    no: set[str] = field(default_factory=set)
    gate: set[str] | None = None

    def bad(self, wrong: bool) -> bool:
        """A name that nobody knows."""
        if wrong:
            self.no.add(BAD)
        return wrong

    def roles(self, command: Command, allowed: list[str]) -> None:
        """Only some roles may."""
        if command["role"] not in allowed:
            self.no.add(TURNED_AWAY)

    def refuse(self, *reasons: bool) -> None:
        """Reasons against it."""
        if any(reasons):
            self.no.add(REFUSED)

    def shut(self, requirements: set[str]) -> None:
        """What keeps its gate shut."""
        self.gate = requirements
        self.refuse(bool(requirements))


def power(model: Model, command: Command, v: Verdict, power: str) -> None:
    """A power of the definition."""
    v.roles(command, model.raw["powers"][power])


def left(model: Model, partner: str | None) -> bool:
    """Whether a partner has left."""
    return partner in model.partners and model.partners[partner]["state"] in model.leavers
