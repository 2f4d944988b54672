"""When the ledger is signed: at once after what an outsider may rely on, soon after everything else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from actions.answer import Answer
from actions.ledger.checkpointing import is_due, sign_history
from engine.errors import SeedbedError
from storage.records import StoredEvent

if TYPE_CHECKING:
    from actions.house import House

AT_ONCE: Final = (
    "gate.decided",
    "step.entered",
    "partner.registered",
    "partner.moved",
    "award.withdrawn",
    "lot.ceased",
    "procedure.terminated",
    "values.withheld",
)
"""Gates, applications and tenders, openings, awards, contracts, ends: once acknowledged, no cut can hide them."""

_ENDINGS: Final = tuple(f'"type":"{name}","v":1}}'.encode() for name in AT_ONCE)
_FILED: Final = b'"type":"artefact.submitted","v":1}'
_OWN_PAPER: Final = b'"partner":null,'


def is_at_once(stored: Iterable[StoredEvent]) -> bool:
    """Whether any of these events is one that is signed at once; a supplier's document is received like a tender."""
    return any(
        line.canon.endswith(_ENDINGS) or (line.canon.endswith(_FILED) and _OWN_PAPER not in line.canon)
        for line in stored
    )


def signed(house: House, answer: Answer, stored: Iterable[StoredEvent]) -> Answer:
    """Sign at once where it is called for; a ledger that cannot be signed undoes no command, and the answer says so.

    An answer that is given again may be to a command whose process died before it was signed: it is signed now.
    """
    if not (answer.repeated or is_at_once(stored)):
        return answer
    why_not = try_to_sign(house)
    if why_not is None:
        return answer
    return answer._replace(warnings=(*answer.warnings, f"It is recorded, but the ledger was not signed: {why_not}"))


def sign_when_due(house: House) -> bool:
    """Sign what has waited for nearly a minute, and return whether anything was; raises what stands in the way."""
    with house.store.reading() as reading:
        due = is_due(reading, house.clock.now())
    if due:
        sign_history(house)
    return due


def try_to_sign(house: House) -> str | None:
    """Sign what waits to be signed; why that could not be done, or None."""
    try:
        sign_history(house)
    except (SeedbedError, OSError) as error:
        return str(error)
    return None
