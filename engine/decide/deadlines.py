"""Deadlines that people set and extend."""

from __future__ import annotations

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.evaluation import Context
from engine.schedule import choice, to_extend, to_set, too_short
from engine.state import Deadline
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant, local_date


def set_deadline(context: Context, command: c.SetDeadline) -> tuple[e.Event, ...]:
    """Plan a deadline before it starts; never shorter than the law's minimum from the planned start."""
    definition, state = context.definition, context.state
    require_known(definition.deadlines, command.deadline, "deadline")
    rule = definition.deadlines[command.deadline]
    reasons = Reasons(context, f'set "{rule.title}" to {describe_instant(command.due_at, definition.zone)}')
    why = "it is computed from its start and nobody sets it"
    if reasons.need(bool(rule.set_by), "set_by_person", "It is set by a person.", why):
        require_role(context, command, rule.set_by, f'set "{rule.title}"')
    known = state.deadlines.get(command.deadline)
    running = known is not None and known.started
    next_ = to_extend(context, command.deadline, known.due_at) if known is not None else None
    reasons.need(not running, "not_started", "It has not started.", "it runs already: extend it instead", next_=next_)
    today = local_date(context.now, definition.zone)
    why = f"{describe_date(command.starts_on)} has passed"
    reasons.need(command.starts_on >= today, "starts_on", "The planned start is not past.", why)
    reasons.need(command.due_at > context.now, "future", "It lies in the future.", "it lies in the past")
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({state.ended})")
    short = too_short(context, command.deadline, command.starts_on, command.due_at) if rule.set_by else None
    if short is not None:
        reasons.add([short])
    reasons.settle()
    chosen = choice(context, command.deadline)
    set_ = e.DeadlineSet(deadline=command.deadline, due_at=command.due_at, starts_on=command.starts_on, **chosen)
    return (set_,)


def extend_deadline(context: Context, command: c.ExtendDeadline) -> tuple[e.Event, ...]:
    """Only later, only before the end, for everybody at once, with a reason."""
    definition, state = context.definition, context.state
    reasons, known = _running(context, command, "extend")
    why = f"it ended at {describe_instant(known.due_at, definition.zone)}"
    reasons.need(context.now <= known.due_at, "before_end", "It has not ended.", why, rules=("UK-MOD-3",))
    why = (
        f"it would end before {describe_instant(known.due_at, definition.zone)}: what was published is never shortened"
    )
    reasons.need(command.due_at > known.due_at, "later", "It moves later.", why, rules=("UK-CLK-6",))
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({state.ended})")
    reasons.settle()
    return (
        e.DeadlineExtended(
            deadline=command.deadline,
            due_at=command.due_at,
            last_on=local_date(command.due_at, definition.zone),
            was_due_at=known.due_at,
            reason=command.reason,
        ),
    )


def _running(context: Context, command: c.ExtendDeadline | c.ShortenDeadline, doing: str) -> tuple[Reasons, Deadline]:
    """A deadline that people set, that runs, and whose end is known; and where the reasons against moving it go."""
    require_known(context.definition.deadlines, command.deadline, "deadline")
    rule = context.definition.deadlines[command.deadline]
    reasons = Reasons(context, f'{doing} "{rule.title}"')
    if not rule.set_by:
        why = f"it follows from the law and is not {doing}ed by hand"
        reasons.need(False, "set_by_person", "It is set by a person.", why, rules=rule.rules)
        reasons.settle()
    require_role(context, command, rule.set_by, f'{doing} "{rule.title}"')
    known = context.state.deadlines.get(command.deadline)
    if known is None or not known.started:
        next_ = to_set(context, command.deadline)
        reasons.need(False, "started", "It runs.", "it has not started: set it instead", next_=next_)
        reasons.settle()
    assert known is not None  # noqa: S101 - settled above
    return reasons, _ticking(reasons, known)


def _ticking(reasons: Reasons, known: Deadline) -> Deadline:
    """What stands still goes on before it is moved: its end is not known till then; what is met is moved no more."""
    why = "it stands still: move it when the procedure goes on"
    reasons.need(known.stopped_at is None, "goes_on", "It does not stand still.", why)
    why = f"it was met by event {known.met_n}"
    reasons.need(known.met_n is None, "open", "It is not met yet.", why)
    reasons.settle()
    return known


def shorten_deadline(context: Context, command: c.ShortenDeadline) -> tuple[e.Event, ...]:
    """What was published is brought forward for everybody at once, by a notice that says so, with a reason."""
    definition, state = context.definition, context.state
    require_known(definition.notices, command.notice, "notice")
    reasons, known = _running(context, command, "shorten")
    ends = describe_instant(known.due_at, definition.zone)
    reasons.need(context.now <= known.due_at, "before_end", "It has not ended.", f"it ended at {ends}")
    reasons.need(command.due_at < known.due_at, "earlier", "It moves earlier.", f"it ends at {ends}: extend it instead")
    reasons.need(command.due_at > context.now, "future", "It lies in the future.", "it lies in the past")
    _published(reasons, command, known)
    short = too_short(context, command.deadline, known.starts_on, command.due_at)
    reasons.add(() if short is None else (short,))
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({state.ended})")
    reasons.settle()
    return (
        e.DeadlineShortened(
            deadline=command.deadline,
            due_at=command.due_at,
            last_on=local_date(command.due_at, definition.zone),
            was_due_at=known.due_at,
            notice=command.notice,
            reference=command.reference,
            reason=command.reason,
        ),
    )


def _published(reasons: Reasons, command: c.ShortenDeadline, known: Deadline) -> None:
    """The notice that tells suppliers is out, under that reference, and newer than what it changes (UK-MOD-1)."""
    context = reasons.context
    notice = context.state.notices.get(command.notice)
    out = notice is not None and notice.reference == command.reference and notice.n > known.n
    why = f"{command.notice} {command.reference} is not published since the deadline was last changed"
    next_ = context.type_group("notice", f"publish {command.notice} --reference REFERENCE")
    reasons.need(out, "published", "A notice says so.", why, next_=next_, rules=("UK-CLK-6", "UK-MOD-1"))
