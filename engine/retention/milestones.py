"""From which days the periods of keeping run: found in a procedure's own history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from engine import events as e
from engine.definition import Definition
from engine.retention.schedule import Milestone, Schedule
from engine.state import State
from engine.time.local_time import local_date


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """A milestone that was reached on a local day, by event ``n``."""

    name: str
    title: str
    on: date
    n: int


def milestones_of(
    schedule: Schedule, definition: Definition, state: State, history: Iterable[e.Recorded]
) -> dict[str, Reached]:
    """The milestones that were reached, each on its last day: with several lots, the last contract counts."""
    moves: dict[str, tuple[date, int]] = {}
    for one in history:
        event = one.event
        if isinstance(event, e.PartnerMoved) and str(one.n) not in state.corrections:
            moves[event.target] = (local_date(one.at, definition.zone), one.n)
    found = {name: _reached(name, rule, state, moves) for name, rule in schedule.milestones.items()}
    return {name: reached for name, reached in found.items() if reached is not None}


def _reached(name: str, rule: Milestone, state: State, moves: dict[str, tuple[date, int]]) -> Reached | None:
    if rule.only_ended and state.ended is None:
        return None
    days = [moves[target] for target in rule.partner_states if target in moves]
    days += [(state.notices[notice].on, state.notices[notice].n) for notice in rule.notices if notice in state.notices]
    if not days:
        return None
    on, n = max(days)
    return Reached(name=name, title=rule.title, on=on, n=n)
