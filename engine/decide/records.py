"""Records that explain decisions: interests, lessons, communications (ss.81-83, 98)."""

from __future__ import annotations

from engine import commands as c
from engine import events as e
from engine.decide.elements import require_element
from engine.decide.reasons import Reasons, require_known, require_role
from engine.evaluation import Context


def declare_conflicts(context: Context, command: c.DeclareConflicts) -> tuple[e.Event, ...]:
    """A person's own declaration; a conflict needs its details, and so does its end (UK-COI-2)."""
    require_role(context, command, context.definition.powers.declare_conflicts, "declare interests here")
    reasons = Reasons(context, "declare interests")
    known = context.state.conflicts.get(f"{command.role}/{command.actor}")
    open_ = command.position != "none" or (known is not None and known.position != "none")
    why = "it needs --details" if command.position != "none" else "it needs --details: a conflict was declared before"
    explained = command.details is not None or not open_
    reasons.need(explained, "details", "A conflict, and its end, is described.", why, rules=("UK-COI-2",))
    reasons.settle()
    return (
        e.ConflictsDeclared(
            person=command.actor, role=command.role, position=command.position, details=command.details
        ),
    )


def record_lesson(context: Context, command: c.RecordLesson) -> tuple[e.Event, ...]:
    """What was learnt, for a stage that was entered, about something that there is."""
    require_role(context, command, context.definition.powers.record_lessons, "record a lesson")
    require_known((stage.stage for stage in context.definition.stages), command.stage, "stage")
    require_element(context, command.about)
    reasons = Reasons(context, "record a lesson")
    entered = command.stage in context.state.visits
    reasons.need(entered, "entered", "The stage was entered.", f"{command.stage} has not been entered")
    reasons.settle()
    return (e.LessonRecorded(stage=command.stage, about=command.about, worked=command.worked, lesson=command.lesson),)


def record_communication(context: Context, command: c.RecordCommunication) -> tuple[e.Event, ...]:
    """UK-REC-2: communications with suppliers about the award, before the contract and after."""
    require_role(context, command, context.definition.powers.communicate, "record a communication")
    for ref in command.partners:
        require_known(context.state.partners, ref, "partner")
    return (e.CommunicationRecorded(partners=list(command.partners), direction=command.direction, about=command.about),)
