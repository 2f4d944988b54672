"""In time or late, or so close to the end that the clock cannot tell: then a person rules on that very receipt."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from engine.evaluation.context import Context
from engine.explanation import Finding, Standing
from engine.regimes import cited
from engine.state import Deadline
from engine.time.local_time import describe_end, describe_instant, short_instant


class Side(StrEnum):
    """On which side of a deadline's end something lies."""

    IN_TIME = "in time"
    LATE = "late"
    UNCLEAR = "unclear"


def side_of(
    context: Context, known: Deadline | None, about: str, at: datetime | None = None, *, used_n: int = -1
) -> Side:
    """A ruling about it decides; without one what lies within the clock's error is unclear.

    ``at`` is the instant of its receipt (now). A ruling counts once: not for what was recorded with event ``used_n``.
    """
    if known is None or not known.started or known.stopped_at is not None:
        return Side.IN_TIME
    ruling = context.ruling(known, about, at)
    if ruling is not None and ruling.n > used_n:
        return Side.IN_TIME if ruling.in_time else Side.LATE
    if context.unclear(known, at):
        return Side.UNCLEAR
    return Side.LATE if (at or context.now) > known.due_at else Side.IN_TIME


def needs_ruling(
    context: Context, name: str, about: str, at: datetime | None = None, *, rules: tuple[str, ...] = ("UK-CLK-6",)
) -> Finding:
    """The finding that stands in the way until somebody has ruled."""
    rule = context.definition.deadlines[name]
    return Finding(
        id=f"{name}_ruling",
        kind="ruling",
        asks=f'It is clear on which side of "{rule.title}" it lies.',
        standing=Standing.RULING,
        why=unclear(context, name, at),
        who=context.titles(may_rule(context, name)),
        next=to_rule(context, name, about, at),
        rules=cited(context.definition.regime, rules),
    )


def unclear(context: Context, name: str, at: datetime | None = None) -> str:
    """Why the clock cannot tell."""
    known, zone = context.state.deadlines[name], context.definition.zone
    seconds = context.clock_error.total_seconds()
    return (
        f"{describe_instant(at or context.now, zone, precise=True)} lies within {seconds:g} s of the end of"
        f' "{context.definition.deadlines[name].title}" ({describe_end(known.due_at, zone)}), and the'
        f" clock may be wrong by as much: it needs a ruling"
    )


def to_rule(context: Context, name: str, about: str, at: datetime | None = None) -> str:
    """What a person types to rule."""
    instant = short_instant(at or context.now)
    words = f'rule {name} --about {about} --at {instant} --in-time --reason "..."'
    return context.type_group("deadline", words)


def may_rule(context: Context, name: str) -> tuple[str, ...]:
    """The roles that rule: those that set the deadline, and the legal adviser, who also says what a court says."""
    roles = (*context.definition.deadlines[name].set_by, *context.definition.powers.suspend)
    return tuple(dict.fromkeys(roles))
