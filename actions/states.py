"""The live state of a procedure: from memory when it is still the newest, else from its projection."""

from __future__ import annotations

from collections import OrderedDict

from engine.errors import NotFound
from engine.state import State
from storage.codec import state_from_bytes
from storage.reading import Reading
from storage.records import ProcedureRow, StreamHead

_KEPT = 2048


class StateCache:
    """States by the hash of the event that made them; a hash names one history, so an entry is never wrong."""

    def __init__(self) -> None:
        """Begin empty."""
        self._states: OrderedDict[bytes, State] = OrderedDict()

    def at(self, head: StreamHead, reading: Reading, procedure: str) -> State:
        """The state after a procedure's newest event; its row is read only when it is not in memory."""
        known = self._states.get(head.hash)
        return self.of(row_of(reading, procedure)) if known is None else known

    def of(self, row: ProcedureRow) -> State:
        """The state that a projection row holds."""
        known = self._states.get(row.hash)
        if known is None:
            known = state_from_bytes(row.state)
            self.keep(row.hash, known)
        return known

    def keep(self, hash_: bytes, state: State) -> None:
        """Remember a state that was just committed."""
        self._states[hash_] = state
        if len(self._states) > _KEPT:
            self._states.popitem(last=False)

    def clear(self) -> None:
        """Forget everything: after a rebuild."""
        self._states.clear()


def row_of(reading: Reading, procedure: str) -> ProcedureRow:
    """The projection row of a procedure; ``NotFound`` suggests what there is."""
    row = reading.procedure(procedure)
    if row is None:
        raise NotFound(f"There is no procedure {procedure}. `seedbed list` shows what there is.")
    return row
