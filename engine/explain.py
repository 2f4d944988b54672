"""May this move be made? Every requirement of it, met or not, why, and who can mend it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from engine.definition import Definition, Move
from engine.evaluation import Context, evaluate
from engine.explanation import Explanation, Finding, blocked
from engine.regimes import cited
from engine.schedule import unplanned
from engine.state import State
from engine.time.calendar import Calendar


def explain(  # noqa: PLR0917 - what a decision rests on, each thing by itself
    definition: Definition,
    state: State,
    move: Move,
    now: datetime,
    calendar: Calendar,
    clock_error: timedelta = timedelta(0),
) -> Explanation:
    """Answer the gate of a move as a whole: all reasons, not the first (design invariant 6)."""
    context = Context(
        definition=definition, state=state, now=now, calendar=calendar, move=move.move, clock_error=clock_error
    )
    findings = (
        *standing_in_the_way(context, lawful_while_suspended=move.while_suspended),
        *(evaluate(requirement, context) for requirement in move.gate),
        *(unplanned(context, step=move.target) if move.source != move.target else ()),
    )
    title = definition.steps[move.target].title
    return Explanation(
        procedure=state.procedure,
        asked=f'advance to "{title}" ({move.target})',
        move=move.move,
        source=move.source,
        target=move.target,
        findings=tuple(findings),
    )


def standing_in_the_way(context: Context, *, lawful_while_suspended: bool = False) -> Iterator[Finding]:
    """What stops a procedure as a whole: it has ended, a court suspends it, or the authority paused it."""
    state, powers = context.state, context.definition.powers
    if state.ended is not None:
        why = f"the procedure has ended ({state.ended})"
        yield blocked("not_ended", "The procedure is still running.", why)
    if state.suspended is not None and not lawful_while_suspended:
        yield blocked(
            "not_suspended",
            "No court suspends the procedure.",
            f"a court matter suspends the procedure (event {state.suspended.n}, {state.suspended.basis})",
            who=context.titles(powers.suspend),
            next_=f'seedbed resume {state.procedure} --basis court_order --reason "..."',
            rules=cited(context.definition.regime, ("UK-SS-3",)),
        )
    if state.paused_n is not None:
        yield blocked(
            "not_paused",
            "The authority has not paused the procedure.",
            f"the authority paused the procedure (event {state.paused_n})",
            who=context.titles(powers.pause),
            next_=f'seedbed unpause {state.procedure} --reason "..."',
        )
