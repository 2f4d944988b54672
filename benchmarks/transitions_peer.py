"""The peer of W3: a flat ``transitions`` machine beside a table of JSON rows, as one would write it by hand.

One machine with the six steps of W and one model. To load a procedure it sets the machine back to the first step,
selects the procedure's rows in order from the same SQLite file, decodes each with ``json`` and triggers what the row
names. Filing, accepting, setting and deciding are internal transitions, whose callback counts what was done; the move
is a transition with a guard, which opens only after two documents were accepted and two words were said on the
decision. Nothing is validated, nothing is chained, and all that is known at the end is the step and two counters.
"""

from __future__ import annotations

import json
from typing import Any

from transitions import Machine

from benchmarks.workload import definition_of_w, forty
from storage.session import Session

_INTERNAL = ("submit_artefact", "accept_artefact", "set_deadline", "record_decision")
_SELECT = "SELECT body FROM peer_row WHERE procedure = ? ORDER BY n"


class _Procedure:
    """The model: counters that the guard reads, reset by every move."""

    state: str
    trigger: Any

    def __init__(self) -> None:
        self.accepted = self.decided = 0

    def note(self, row: dict[str, Any]) -> None:
        """Count what a row says was done."""
        if row["kind"] == "accept_artefact":
            self.accepted += 1
        elif row["kind"] == "record_decision":
            self.decided += 1

    def ready(self, row: dict[str, Any]) -> bool:
        """The guard of a move."""
        return self.accepted >= 2 and self.decided >= 2

    def reset(self, row: dict[str, Any]) -> None:
        """Count anew in the next step."""
        self.accepted = self.decided = 0


class TransitionsPeer:
    """Forty rows a procedure in a table of its own, and a machine that replays them."""

    def __init__(self, session: Session) -> None:
        """Make the table and the machine, once."""
        session.run("CREATE TABLE peer_row (procedure TEXT, n INTEGER, body TEXT, PRIMARY KEY (procedure, n))")
        self._session = session
        moves = [move for move in definition_of_w().definition.moves if move.then]
        self._steps = [move.source for move in moves] + [moves[-1].target]
        self.model = _Procedure()
        self._machine = Machine(
            self.model,
            states=self._steps,
            initial=self._steps[0],
            transitions=[
                {
                    "trigger": "advance",
                    "source": m.source,
                    "dest": m.target,
                    "conditions": "ready",
                    "after": "reset",
                }
                for m in moves
            ]
            + [{"trigger": kind, "source": self._steps, "dest": None, "after": "note"} for kind in _INTERNAL],
            auto_transitions=False,
        )

    def record(self, procedure: str) -> None:
        """Write the forty commands of W as rows."""
        self._session.begin_write()
        rows = [(procedure, n, command.decode()) for n, command in enumerate(forty(procedure))]
        self._session.write_many("INSERT INTO peer_row VALUES (?, ?, ?)", rows)
        self._session.commit()

    def load(self, procedure: str) -> str:
        """Replay a procedure and return the step in which it stands."""
        model = self.model
        self._machine.set_state(self._steps[0], model)
        model.accepted = model.decided = 0
        for (body,) in self._session.all(_SELECT, (procedure,)):
            row = json.loads(body)
            model.trigger(row["kind"], row)
        return model.state
