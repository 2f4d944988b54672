"""What releases are made from: a history, its definition, and what its parties are called outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from config.open_data import OpenData
from engine.definition import Definition
from engine.events import Event


class Told(NamedTuple):
    """An event in its place; ``cause`` is the command that it came from, which others may share."""

    n: int
    at: datetime
    event: Event
    cause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One procedure; ``names`` holds the names of suppliers that are still disclosed, by reference.

    ``versions`` holds every definition that it ever ran under, by digest, where it was moved from one to another.
    """

    reference: str
    definition: Definition
    history: Sequence[Told]
    settings: OpenData = field(default_factory=OpenData)
    names: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, Definition] = field(default_factory=dict)
    external_ocid: str | None = None

    @property
    def ocid(self) -> str:
        """The identifier of the contracting process."""
        return self.settings.ocid(self.reference)
