"""Whether a deadline still asks anything of anybody: the same question for the planner and for whoever sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.state import Deadline, State

if TYPE_CHECKING:
    from engine.definition import DeadlineRule


def still_to_come(state: State, known: Deadline) -> bool:
    """Whether anybody is to be reminded: it runs, does not stand still, is not met, and did not end with the rest."""
    return known.runs and not over(state, known)


def over(state: State, known: Deadline) -> bool:
    """The end of a procedure ends its deadlines, except those that begin with it: a notice is then still owed."""
    return state.ended is not None and known.n < state.entered_n(state.step)


def statutory(rule: DeadlineRule) -> bool:
    """Whether the law sets it: computed from a period, or never shorter than a minimum, under a rule of the book."""
    return bool(rule.rules) and (rule.period is not None or bool(rule.minimum) or rule.table is not None)
