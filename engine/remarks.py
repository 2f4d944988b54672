"""What is worth saying beside an accepted command: cautions of the law that warn, and outcomes a person must notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine import commands as c
from engine import events as e
from engine.definition import Definition
from engine.resting import Rules, resting
from engine.time.dates import describe_date
from engine.time.local_time import describe_end, describe_instant


def warnings(definition: Definition, command: c.Command, events: tuple[e.Event, ...]) -> Iterator[str]:
    """Cautions tied to what was done; they never block (law.md: confidence G)."""
    for event in events:
        if isinstance(event, e.MoneyCommitted):
            caution = definition.money.legal_bases[event.legal_base].caution
            if caution is not None:
                yield caution
        elif isinstance(event, e.ExclusionChecked) and event.outcome == "excluded":
            yield f"{event.partner} must now be excluded: the gate stays shut until then (UK-EXC-1)."
        elif isinstance(event, e.ConflictsDeclared) and event.position == "unresolved":
            yield "An unresolved conflict keeps every gate that asks for declarations shut (UK-COI-2)."


def resting_on_void(rules: Rules, command: c.Command, history: Iterable[e.Recorded]) -> Iterator[str]:
    """UK-REC-1: what was done on an event stays done when its effect is taken back; whoever takes it back is told."""
    if not isinstance(command, c.Correct) or command.effect != "void":
        return
    for said in resting(rules, history, command.event):
        yield f"On event {command.event} rests {said}: it stays as it is, so have it looked at again (UK-REC-1)."


def notes(definition: Definition, events: tuple[e.Event, ...]) -> Iterator[str]:
    """Facts about the outcome that must not be missed."""
    for event in events:
        if isinstance(event, e.PartnerRegistered) and not event.on_time and event.due_at is not None:
            received = describe_instant(event.received_at, definition.zone, precise=True)
            due = describe_end(event.due_at, definition.zone)
            yield (
                f"Not admitted: received {received}, after the deadline {due}."
                " It is recorded with its receipt time and kept unopened."
            )
        elif isinstance(event, e.DeadlineStarted):
            title = definition.deadlines[event.deadline].title
            until = describe_instant(event.due_at, definition.zone)
            yield f'"{title}" runs from {describe_date(event.starts_on)} until {until}.'
        elif isinstance(event, e.ProcedureTerminated | e.StepEntered) and event.notice is not None:
            yield f"{event.notice} must now be published as soon as reasonably practicable."
