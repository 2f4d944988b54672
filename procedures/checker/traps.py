"""Traps: a step that can be reached although what its way out needs can no longer be had.

A gate may ask for something that is only done earlier, if an earlier gate saw to it on every way here. Where none did,
a manager who went on in good faith would find the way shut for ever. Only requirements that bind (MUST) can do that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.definition import Move, PartnerMove, Requirement, Severity
from engine.definition import requirements as r
from procedures.checker.finding import Finding
from procedures.checker.gates import Paper
from procedures.checker.reach import Reach, states_from, steps_from
from procedures.checker.walk import Asked, asked

Same = Callable[[Requirement], bool]
OnClocks = r.DeadlinePassed | r.DeadlineNotPassed | r.StandstillOver


def traps(reach: Reach) -> Iterator[Finding]:
    """Each binding requirement that can no longer be met where it is asked, and that nothing earlier saw to."""
    for one in asked(reach.definition):
        if one.requirement.severity is not Severity.MUST:
            continue
        for said in _too_late(one, reach):
            yield Finding(where=one.where, message=f"{one.gate} in {one.step}: {said}")


def _too_late(one: Asked, reach: Reach) -> Iterator[str]:
    asks = one.requirement
    if isinstance(asks, Paper):
        yield from _late_paper(asks, one, reach)
    elif isinstance(asks, r.NoticePublished):
        yield from _late_notice(asks.notice, one, reach, _same_notice(asks.notice))
    elif isinstance(asks, OnClocks):
        yield from _late_deadline(asks, one, reach)
    elif isinstance(asks, r.EveryPartnerAssessed):
        during = reach.definition.rounds[asks.round].during
        if one.step not in during and not _partners_seen_to(asks.states, reach, _same_round(asks.round)):
            yield _earlier(f"the round {asks.round} is only assessed", during)
    if isinstance(asks, r.DeadlineNotPassed):
        yield from _shut_for_ever(asks, one, reach)


def _earlier(what: str, during: tuple[str, ...]) -> str:
    return f"{what} earlier ({', '.join(during)}), and no earlier gate sees to it"


def _late_paper(asks: Paper, one: Asked, reach: Reach) -> Iterator[str]:
    rule = reach.definition.artefacts[asks.artefact]
    if not rule.during or one.step in rule.during:
        return
    if isinstance(asks, r.ArtefactReviewed) and rule.sealed_until is not None:
        return  # what never came before its deadline is answered too
    same = _same_artefact(asks.artefact)
    # A tender comes in by a move of its partner that closes with a deadline: after that door nobody can bring it.
    seen_to = _partners_seen_to(asks.partners, reach, same) if asks.partners else _seen_to(one, reach, same)
    through_a_door = one.sources is not None and _came_through_a_door(one, reach)
    if not seen_to and not through_a_door and not _may_go_back(one, rule.during, reach):
        yield _earlier(f"{asks.artefact} can only be submitted", rule.during)


def _may_go_back(one: Asked, during: tuple[str, ...], reach: Reach) -> bool:
    """Whether a way leads from here to a step in which it can still be done: then nobody is trapped."""
    return not steps_from(reach.definition, one.step, lambda _: True).isdisjoint(during)


def _came_through_a_door(one: Asked, reach: Reach) -> bool:
    moves = reach.definition.partners.moves.values()
    return any(move.until is not None for move in moves if move.target in (one.sources or ()))


def _late_notice(notice: str, one: Asked, reach: Reach, same: Same) -> Iterator[str]:
    during = reach.definition.notices[notice].during
    if one.step not in during and not _seen_to(one, reach, same) and not _may_go_back(one, during, reach):
        yield _earlier(f"{notice} can only be published", during)


def _late_deadline(asks: OnClocks, one: Asked, reach: Reach) -> Iterator[str]:
    starts = reach.definition.deadlines[asks.deadline].starts
    if starts.notice is not None:
        same = _same_clock(asks.deadline, starts.notice)
        for said in _late_notice(starts.notice, one, reach, same):
            yield f"the deadline {asks.deadline} starts with a notice: {said}"
    elif starts.step is None:
        during = reach.definition.starts_during(asks.deadline)
        if one.step not in during and not _seen_to(one, reach, _on_clock(asks.deadline)):
            yield f"the deadline {asks.deadline} starts with the {starts}: {_earlier('that can only happen', during)}"
    elif one.step != starts.step and one.step in _steps_without(reach, lambda move: move.target != starts.step):
        yield f"the deadline {asks.deadline} starts with {starts.step}, and some way here does not pass there"


def _shut_for_ever(asks: r.DeadlineNotPassed, one: Asked, reach: Reach) -> Iterator[str]:
    """Time does not come back: when a deadline has passed, another move must lead on, or its start be repeated."""
    definition = reach.definition
    rule = definition.deadlines[asks.deadline]
    notice = rule.starts.notice
    if rule.period is not None and notice is not None and one.step in definition.notices[notice].during:
        return
    same = _not_passed(asks.deadline)
    onward = [move for move in definition.moves_from[one.step] if move.target != one.step]
    if onward and all(any(same(other) and _binds(other, asks.when) for other in move.gate) for move in onward):
        yield f"once {asks.deadline} has passed, no move leads on from here"


def _seen_to(one: Asked, reach: Reach, same: Same) -> bool:
    """Whether every way to the step goes through a gate that asks for the same and binds under the same condition."""
    when = one.requirement.when

    def lets_through(move: Move) -> bool:
        return not any(same(asks) for asks in _asked_by(move, when, reach))

    return one.step not in _steps_without(reach, lets_through)


def _asked_by(move: Move, when: str | None, reach: Reach) -> Iterator[Requirement]:
    """What a move's gate binds to, and what the notices that it asks for were bound to when they were published."""
    for asks in move.gate:
        if _binds(asks, when):
            yield asks
            if isinstance(asks, r.NoticePublished):
                yield from (inner for inner in reach.definition.notices[asks.notice].gate if _binds(inner, when))


def _partners_seen_to(states: tuple[str, ...], reach: Reach, same: Same) -> bool:
    """Whether no partner comes into one of the states but through a gate of its own that asks for the same."""

    def lets_through(move: PartnerMove) -> bool:
        return not any(same(asks) and _binds(asks, None) for asks in move.gate)

    entry = reach.definition.partners.entry
    return states_from(reach.definition, (entry.state,), lets_through).isdisjoint(states)


def _binds(asks: Requirement, when: str | None) -> bool:
    return asks.severity is Severity.MUST and asks.when in (None, when)


def _steps_without(reach: Reach, lets_through: Callable[[Move], bool]) -> frozenset[str]:
    return steps_from(reach.definition, reach.definition.initial, lets_through)


def _same_artefact(artefact: str) -> Same:
    return lambda asks: isinstance(asks, r.ArtefactAccepted) and asks.artefact == artefact


def _same_notice(notice: str) -> Same:
    return lambda asks: isinstance(asks, r.NoticePublished) and asks.notice == notice


def _same_round(round_: str) -> Same:
    return lambda asks: isinstance(asks, r.EveryPartnerAssessed) and asks.round == round_


def _not_passed(deadline: str) -> Same:
    return lambda asks: isinstance(asks, r.DeadlineNotPassed) and asks.deadline == deadline


def _on_clock(deadline: str) -> Same:
    return lambda asks: isinstance(asks, OnClocks) and asks.deadline == deadline


def _same_clock(deadline: str, notice: str) -> Same:
    return lambda asks: (isinstance(asks, OnClocks) and asks.deadline == deadline) or _same_notice(notice)(asks)
