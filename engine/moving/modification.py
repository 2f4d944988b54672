"""When the law lets the rules of a running procedure be changed, and what it then wants on record (UK-MOD-1..3)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel

from engine.definition import Definition
from engine.evaluation import Context


class Modification(StrEnum):
    """What the change of rules is in the eyes of the law."""

    INTERNAL = "internal"
    """Nothing that a supplier could rely on is another: words, reminders, who in the authority sees to what."""
    FREE = "before_notice"
    """The tender notice is not out yet: nobody was promised anything."""
    REVISED = "revised"
    """UK-MOD-1: the door is still open, and the notice was revised and published again."""
    LIMITED = "limited"
    """UK-MOD-2: only what is not substantial, and every participating supplier is notified."""
    CLOSED = "closed"
    """Final tenders are in: the terms stay what they are."""


MODIFICATION_RULES: Final[dict[str, tuple[str, ...]]] = {
    Modification.REVISED.value: ("UK-MOD-1", "UK-MOD-3"),
    Modification.LIMITED.value: ("UK-MOD-2", "UK-MOD-3"),
}
"""The rules under which a definition was changed, by what the change was."""

_INTERNAL: Final = frozenset(
    {
        "version", "title", "text", "summary", "means", "question", "missed", "short", "ladder", "ladders", "owner",
        "deputy", "senior", "landmarks", "plan", "accepted", "succeeds", "description", "caution",
    }
)  # fmt: skip
"""Parts of a definition that bind nobody outside the authority."""


def terms(value: Any) -> Any:
    """Everything of a definition, or of a part of one, that a supplier could rely on."""
    match value:
        case BaseModel():
            return {name: terms(getattr(value, name)) for name in type(value).model_fields if name not in _INTERNAL}
        case dict():
            return {name: terms(item) for name, item in value.items()}
        case tuple():
            return [terms(item) for item in value]
        case _:
            return value


def modification(context: Context, target: Definition) -> Modification:
    """What it would be to put the procedure under the other definition now."""
    if terms(context.definition) == terms(target):
        return Modification.INTERNAL
    marks, state, foreseen = context.definition.landmarks, context.state, context.definition.modifications
    tender = foreseen.notice if foreseen else marks.notices.tender
    called = {tender} if tender else set(context.definition.notices)
    if not called & set(state.notices):
        return Modification.FREE
    tendering = marks.deadlines.tendering
    final = foreseen.until if foreseen else tendering[-1] if tendering else None
    if final is not None and context.has_passed(state.deadlines.get(final)):
        return Modification.CLOSED
    # UK-MOD-1: until requests to participate close, or where there are none, the first tenders.
    first = tendering[0] if tendering else context.definition.partners.entry.until
    door = foreseen.free_until if foreseen else marks.deadlines.participation or first
    return Modification.LIMITED if context.has_passed(state.deadlines.get(door)) else Modification.REVISED


def tender_notice(context: Context) -> str | None:
    """The notice that called for competition: the one that the definition says, or the first that was published."""
    foreseen = context.definition.modifications
    named = foreseen.notice if foreseen else context.definition.landmarks.notices.tender
    published = {name: known.n for name, known in context.state.notices.items() if named in (None, name)}
    return min(published, key=published.__getitem__, default=named)
