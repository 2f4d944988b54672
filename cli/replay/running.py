"""Runs a replay on the screen: shows the frame, waits for a key, and shows the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actions.answer import Answer
from actions.replaying.step import StepSeen, step_seen
from actions.replaying.why import explained, kept_answer
from cli.render.replay.screen import Frame
from cli.replay.keys import pressed
from cli.replay.session import Session

if TYPE_CHECKING:
    from rich.console import Console

    from actions.queries.history import Attempted
    from actions.replaying.tape import Tape
    from cli.desk import Desk


class Viewer:
    """Makes the frame of a session; what a person was told is read from the store when it is asked for."""

    def __init__(self, desk: Desk, tape: Tape, attempts: Sequence[Attempted]) -> None:
        """Hold a tape and the refusals beside it."""
        self._desk = desk
        self._tape = tape
        self._attempts = attempts
        self._answers: dict[str, Answer | None] = {}

    def answer(self, request_id: str) -> Answer | None:
        """The kept answer to a command, read once."""
        if request_id not in self._answers:
            with self._desk.reading() as reading:
                self._answers[request_id] = kept_answer(reading, request_id)
        return self._answers[request_id]

    def step(self, n: int) -> StepSeen:
        """One step of the replay."""
        return step_seen(self._tape, n, self.answer, self._attempts)

    def frame(self, session: Session) -> Frame:
        """What is to be on the screen now."""
        why = None
        if session.pane == "why":
            answer = self.answer(self._tape.lines[session.n].request_id)
            why = explained(self._tape, session.n, answer, self._attempts)
        state, zone = self._tape.state(session.n), self._tape.definition(session.n).zone
        title = f"{state.title} [re-enactment]" if state.re_enactment else state.title
        return Frame(session, self.step(session.n), why, (title, zone))


def run(console: Console, viewer: Viewer, session: Session) -> None:
    """Step until whoever looks has seen enough; the screen is given back as it was."""
    with console.screen(hide_cursor=True) as screen, pressed() as keys:
        _show(screen, viewer, session)
        size = console.size
        for key in keys:
            if key is None and console.size == size:
                continue
            size = console.size
            if key is not None:
                session.press(key)
            if session.over:
                return
            _show(screen, viewer, session)


def _show(screen: Any, viewer: Viewer, session: Session) -> None:
    screen.update(viewer.frame(session))
