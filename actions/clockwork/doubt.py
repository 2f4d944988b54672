"""What waits while the machine's clock is in doubt: whatever a minute can turn from in time to too late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine import commands as c
from engine.clock_record import MILLISECOND
from engine.definition import Definition
from engine.definition.requirements import Requirement
from engine.errors import Refused
from engine.explanation import Explanation, blocked
from engine.state import State

_ALWAYS = (c.RegisterPartner, c.SetDeadline, c.ExtendDeadline, c.ShortenDeadline, c.Resume, c.Unpause, c.RecordMissed)
"""They carry a receipt, are lawful only before an end, or start again what stood still: each rests on the instant."""

_ASK_FOR_TIME = frozenset({"deadline_passed", "deadline_not_passed", "standstill_over", "artefact_reviewed"})
"""Kinds of requirement whose answer the time can turn."""


def require_no_doubt(definition: Definition, state: State, command: c.Command, doubt_ms: int | None) -> None:
    """Refuse a command whose answer hangs on the time, while a step of the clock waits for an administrator."""
    if doubt_ms is not None and is_time_critical(definition, state, command):
        raise Refused(_explanation(state.procedure or command.procedure, command, doubt_ms))


def is_time_critical(definition: Definition, state: State, command: c.Command) -> bool:
    """Whether the command carries a receipt time, or its gate asks what time it is."""
    if isinstance(command, _ALWAYS):
        return True
    if isinstance(command, c.SubmitArtefact):
        rule = definition.artefacts.get(command.artefact)
        return command.partner is not None or (rule is not None and rule.sealed_until is not None)
    if isinstance(command, c.AcceptArtefact | c.RejectArtefact):
        rule = definition.artefacts.get(command.artefact)
        return rule is not None and rule.sealed_until is not None
    return any(requirement.kind in _ASK_FOR_TIME for requirement in _asked(definition, state, command)) or (
        isinstance(command, c.MovePartner) and _has_an_end(definition, command)
    )


def _asked(definition: Definition, state: State, command: c.Command) -> Iterator[Requirement]:
    """Every requirement of the gates that the command may have to pass."""
    if isinstance(command, c.Advance):
        for move in definition.moves_from.get(state.step, ()):
            if command.to in (move.target, definition.stage_of[move.target]) and command.move in (None, move.move):
                yield from move.gate
    else:
        yield from _gate_of(definition, command)


def _gate_of(definition: Definition, command: c.Command) -> Iterable[Requirement]:
    if isinstance(command, c.MovePartner):
        rule = definition.partners.moves.get(command.move)
        return () if rule is None else rule.gate
    if isinstance(command, c.PublishNotice):
        notice = definition.notices.get(command.notice)
        return () if notice is None else notice.gate
    return ()


def _has_an_end(definition: Definition, command: c.MovePartner) -> bool:
    rule = definition.partners.moves.get(command.move)
    return rule is not None and rule.until is not None


def _explanation(procedure: str, command: c.Command, doubt_ms: int) -> Explanation:
    return Explanation(
        procedure=procedure,
        asked=f"{getattr(command, 'kind', 'do this').replace('_', ' ')} while the clock is in doubt",
        findings=(
            blocked(
                "clock_confirmed",
                "The machine's clock is not in doubt.",
                f"the machine's clock {_moved(doubt_ms)} and nobody has confirmed it: what is in time and what is too"
                " late waits until an administrator has looked at the clock",
                who=("Administrator",),
                next_='seedbed clock confirm --reason "..."',
            ),
        ),
    )


def _moved(doubt_ms: int) -> str:
    seconds = abs(doubt_ms * MILLISECOND).total_seconds()
    if seconds < 1:
        return "was put forward and back"
    return f"was put {'forward' if doubt_ms > 0 else 'back'} by {seconds:,.0f} s"
