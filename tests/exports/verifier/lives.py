"""Histories from the product's own rules, as stories for the writer: random lives, and single steps of one's choice."""

from __future__ import annotations

import json
import random
from typing import Any

from config.calendars import FOLDER
from engine import commands as c
from engine.errors import SeedbedError
from engine.moving.course import Course
from procedures.loader import LoadedDefinition
from storage.codec import to_draft
from tests.exports.verifier.writer import Happening, Story
from tests.factories import Case
from tests.properties.wishes import Wishes, moments


class Recorder(Case):
    """A case that remembers which command each of its events came from, and who gave it."""

    def __init__(self, loaded: LoadedDefinition | None = None, **more: Any) -> None:
        """Begin before the procedure is opened."""
        super().__init__(loaded, **more)
        self.by: list[tuple[str, str, str]] = []
        self.commands = 0

    def send(self, command: c.Command) -> tuple[str, ...]:
        """Let it happen, and note by whom."""
        types = super().send(command)
        self.commands += 1
        self.by += [(f"k-{self.commands}", command.actor, command.role)] * len(types)
        return types


def calendars(name: str = "uk") -> list[dict[str, Any]]:
    """The calendar that a definition counts on, as the bundle holds it."""
    return [json.loads((FOLDER / f"{name}-2026.1.json").read_bytes())]


def story_of(case: Recorder, **more: Any) -> Story:
    """A case as a story; its documents were never written, so they are withheld."""
    happenings, withheld = [], {}
    for happened, (cause, actor, role) in zip(case.history, case.by, strict=True):
        draft = to_draft(happened.event, bytes(16), actor)
        sealed = {path: one.value for path, one in draft.sealed.items()}
        at = happened.at.isoformat(timespec="microseconds")[:26] + "Z"
        data = json.loads(json.dumps(dict(draft.data)))
        happenings.append(
            Happening(type=draft.type, data=data, at=at, actor=actor, role=role, cause=cause, sealed=sealed)
        )
        if draft.type == "artefact.submitted":
            withheld[happened.n, "document"] = "commercially sensitive"
    fields: dict[str, Any] = {"withheld": withheld, **more}
    if "calendars" not in fields:
        fields["calendars"] = calendars(case.definition.calendar)
    opened, *later = Course(case.history).digests or (case.loaded.digest,)
    fields["later"] = [case.versions[digest].canonical for digest in later]
    return Story(
        stream=case.reference, happenings=happenings, definition=case.versions[opened].canonical, **fields
    )  # fmt: skip


def random_life(loaded: LoadedDefinition, seed: int, wishes: int) -> Recorder:
    """What random people did, as far as the rules let them."""
    case, rng = Recorder(loaded), random.Random(seed)
    lots = rng.choice(([], [], ["north", "south"]))
    facts = {fact: rng.random() < 0.4 for fact in case.definition.facts}
    case.do("open", lots={lot: f"Lot {lot}" for lot in lots}, facts=facts)
    for kind, fields in moments(Wishes(case, rng, lots), wishes):
        if kind == "wait":
            case.wait_until(fields["until"])
            continue
        try:
            case.do(kind, **fields)
        except SeedbedError:
            continue  # refused: it leaves nothing in the history
    return case
