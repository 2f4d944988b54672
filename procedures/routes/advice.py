"""What the adviser says: the route and the definition, why, what was ruled out and why, and what to beware of."""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    """A sentence that speaks for a route, or against it, and the rules behind it."""

    text: str
    rules: tuple[str, ...]


class Caution(NamedTuple):
    """What a lawyer should look at before anybody relies on the route."""

    text: str
    rules: tuple[str, ...]


class RuledOut(NamedTuple):
    """A route that does not fit, with every answer that stands against it."""

    route: str
    title: str
    definition: str
    against: tuple[Reason, ...]


class Advice(NamedTuple):
    """The route that fits, or none; ``definition`` is None when nothing that ships fits."""

    route: str
    title: str
    definition: str | None
    because: tuple[Reason, ...]
    ruled_out: tuple[RuledOut, ...]
    cautions: tuple[Caution, ...]
    next: tuple[str, ...]
