"""What follows a command once it is committed: rows for the outbox, written in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from actions.identifiers import Randomness, uuid7, uuid_text
from engine import events as e
from engine.definition import Consequence, Definition
from engine.time.local_time import describe_instant
from storage.records import OutboxDraft, StoredEvent


def follow_ups(
    definition: Definition,
    events: Sequence[e.Event],
    stored: Sequence[StoredEvent],
    now: datetime,
    randomness: Randomness,
) -> Iterator[OutboxDraft]:
    """The consequences that the definition ties to what happened; each is named by its event, so it exists once."""
    for event, row in zip(events, stored, strict=True):
        for number, consequence in enumerate(_consequences(definition, event)):
            yield OutboxDraft(
                id=uuid_text(uuid7(now, randomness)),
                gseq=row.gseq,
                stream=row.stream,
                kind=consequence.kind,
                dedupe=f"{row.stream}/{row.n}/{consequence.kind}/{number}",
                payload={
                    "event": row.n,
                    "notice": consequence.notice,
                    "partners": list(consequence.partners),
                    "text": consequence.text,
                    "partner": event.partner if isinstance(event, e.PartnerMoved) else None,
                    "occasion": _occasion(event),
                },
                due_at=now,
            )


def _occasion(event: e.Event) -> str:
    match event:
        case e.StepEntered():
            return event.move
        case e.PartnerMoved():
            return event.move
        case e.ProcedureTerminated():
            return "terminated"
        case e.DeadlineMissed():
            return f"missed {event.deadline}"
        case _:
            return ""


def _consequences(definition: Definition, event: e.Event) -> Iterator[Consequence]:
    match event:
        case e.StepEntered():
            yield from definition.moves_by_name[event.move].then
        case e.ProcedureTerminated():
            if event.notice is not None:
                yield Consequence(kind="draft_notice", notice=event.notice)
            yield Consequence(kind="tell_partners", text="The procedure was ended early.")
        case e.PartnerMoved() if event.target in definition.leavers:
            yield Consequence(kind="closing_letters")
        case e.DeadlineMoved() | e.DeadlineRecounted():
            title = definition.deadlines[event.deadline].title
            due = describe_instant(event.due_at, definition.zone)
            why = "calendar" if isinstance(event, e.DeadlineMoved) else "rule that it is counted by"
            text = f'The deadline "{title}" now ends {due}: the {why} changed.'
            yield Consequence(kind="tell_partners", text=text)
        case e.DeadlineExtended():
            title = definition.deadlines[event.deadline].title
            yield Consequence(kind="tell_partners", text=f'The deadline "{title}" was extended for everybody.')
        case e.DeadlineShortened():
            title = definition.deadlines[event.deadline].title
            notice = f"{event.notice} {event.reference}"
            said = f'The deadline "{title}" was brought forward for everybody: {notice} says so.'
            yield Consequence(kind="tell_partners", text=said)
        case e.DeadlineResumed():
            title = definition.deadlines[event.deadline].title
            until = describe_instant(event.due_at, definition.zone)
            said = f'The deadline "{title}" runs again for everybody, until {until}.'
            yield Consequence(kind="tell_partners", text=said)
        case e.DeadlineMissed():
            yield from definition.deadlines[event.deadline].then
        case _:
            return
