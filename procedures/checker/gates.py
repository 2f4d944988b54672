"""Gates that nobody could ever satisfy: asked too early, of nobody, or against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from engine.definition import Definition, Requirement, Severity
from engine.definition import requirements as r
from procedures.checker.finding import Finding
from procedures.checker.reach import Reach, states_from
from procedures.checker.walk import Asked, asked

Paper = r.ArtefactAccepted | r.ArtefactFiled | r.ArtefactReviewed


def gates(reach: Reach) -> Iterator[Finding]:
    """Each requirement that cannot hold in a step in which it is asked."""
    for one in asked(reach.definition):
        why = _CANNOT.get(type(one.requirement), _no_objection)(one.requirement, one, reach)
        states = _states(one.requirement)
        for said in (*why, *_absent(states, one, reach), *_another(states, one)):
            yield Finding(where=one.where, message=f"{one.gate} in {one.step}: {said}")


def _no_objection(asks: Requirement, one: Asked, reach: Reach) -> Iterator[str]:
    yield from ()


def _artefact(asks: Paper, one: Asked, reach: Reach) -> Iterator[str]:
    rule = reach.definition.artefacts[asks.artefact]
    if rule.per_partner and not asks.partners:
        yield f"{asks.artefact} is each partner's own paper: say of which partners"
    if asks.partners and not rule.per_partner:
        yield f"{asks.artefact} is a paper of the procedure, not of its partners"
    if rule.during and not reach.could(rule.during, one.step):
        yield f"{asks.artefact} can only be submitted later ({', '.join(rule.during)})"
    opened = not isinstance(asks, r.ArtefactFiled)  # what is only on file may stay sealed
    if opened and rule.sealed_until is not None and not reach.could_start(rule.sealed_until, one.step):
        yield f"{asks.artefact} stays sealed until {rule.sealed_until}, which cannot have started"


def _decision(asks: r.DecisionTaken, one: Asked, reach: Reach) -> Iterator[str]:
    rule = reach.definition.decisions[asks.decision]
    if one.step not in rule.during:
        yield f"{asks.decision} is taken anew in each step, and not in this one ({', '.join(rule.during)})"
    for artefact in rule.about:
        paper = reach.definition.artefacts[artefact]
        if paper.during and not reach.could(paper.during, one.step):
            yield f"{asks.decision} is about {artefact}, which can only be submitted later ({', '.join(paper.during)})"


def _deadline(asks: r.DeadlinePassed | r.DeadlineNotPassed, one: Asked, reach: Reach) -> Iterator[str]:
    if not reach.could_start(asks.deadline, one.step):
        yield f"the deadline {asks.deadline} cannot have started"


def _standstill(asks: r.StandstillOver, one: Asked, reach: Reach) -> Iterator[str]:
    if not reach.could_start(asks.deadline, one.step):
        yield f"the deadline {asks.deadline} cannot have started"


def _count(asks: r.PartnersInState, one: Asked, reach: Reach) -> Iterator[str]:
    if asks.max is not None and asks.min > asks.max:
        yield f"at least {asks.min} and at most {asks.max} cannot both hold"


def _assessed(asks: r.EveryPartnerAssessed, one: Asked, reach: Reach) -> Iterator[str]:
    rule = reach.definition.rounds[asks.round]
    if not reach.could(rule.during, one.step):
        yield f"the round {asks.round} is only assessed later ({', '.join(rule.during)})"


def _ranked(asks: r.RanksFirst, one: Asked, reach: Reach) -> Iterator[str]:
    if one.sources is None:
        yield "only a partner can rank first: ask it in the gate of a partner's move"
    if not reach.could(reach.definition.rounds[asks.round].during, one.step):
        yield f"the round {asks.round} is only assessed later"


def _budget(asks: r.BudgetCovers, one: Asked, reach: Reach) -> Iterator[str]:
    payable = reach.definition.money.payable_states
    for state in asks.states:
        if not any(state in states_from(reach.definition, (paid,)) for paid in payable):
            yield f"no money can be committed to a partner that is {state}: payable are {', '.join(payable)}"


def _notice(asks: r.NoticePublished, one: Asked, reach: Reach) -> Iterator[str]:
    during = reach.definition.notices[asks.notice].during
    if not reach.could(during, one.step):
        yield f"{asks.notice} can only be published later ({', '.join(during)})"
    elif asks.since is not None and not any(_between(asks.since, step, one.step, reach) for step in during):
        yield f"{asks.notice} cannot be published between {asks.since} and here ({', '.join(during)})"


def _conflicts(asks: r.ConflictsDeclared, one: Asked, reach: Reach) -> Iterator[str]:
    for role in asks.roles:
        if role not in reach.definition.powers.declare_conflicts:
            yield f"{role} may not declare interests (powers.declare_conflicts)"
    if asks.since is not None and not _entered(asks.since, one.step, reach):
        yield f"the stage {asks.since} cannot have been entered"


def _lessons(asks: r.LessonsRecorded, one: Asked, reach: Reach) -> Iterator[str]:
    if not _entered(asks.stage, one.step, reach):
        yield f"the stage {asks.stage} cannot have been entered"


def _summaries(asks: r.SummariesSent, one: Asked, reach: Reach) -> Iterator[str]:
    if not reach.could(reach.definition.rounds[reach.definition.final_round].during, one.step):
        yield "the final round is only assessed later"


def _confirmed(asks: r.ConflictsConfirmed, one: Asked, reach: Reach) -> Iterator[str]:
    if not one.gate.startswith("the notice"):
        yield "only a notice confirms that conflicts were reviewed: ask it in the gate of one"
    paper = reach.definition.artefacts[asks.artefact]
    if paper.per_partner:
        yield f"{asks.artefact} is each partner's own paper, expected one of the procedure"
    if paper.during and not reach.could(paper.during, one.step):
        yield f"{asks.artefact} can only be submitted later ({', '.join(paper.during)})"


def _reported(asks: r.ExclusionsReported, one: Asked, reach: Reach) -> Iterator[str]:
    rules = reach.definition.exclusions
    known = () if rules is None or not rules.report_by else rules.reported
    for state in asks.states:
        if state not in known:
            yield f"nobody reports a partner that is {state} (exclusions.reported, exclusions.report_by)"


def _provided(asks: r.ChangesProvided, one: Asked, reach: Reach) -> Iterator[str]:
    papers = reach.definition.artefacts
    if asks.artefact is not None and papers[asks.artefact].per_partner:
        yield f"{asks.artefact} is each partner's own paper, expected one of the procedure"


def _measured(asks: r.IndicatorsSet, one: Asked, reach: Reach) -> Iterator[str]:
    rules = reach.definition.indicators
    if rules is None:
        yield "nobody sets key performance indicators (indicators.by)"
        return
    for state in asks.states:
        if not any(state in states_from(reach.definition, (before,)) for before in rules.states):
            yield f"no key performance indicators can be set for a partner that is {state} (indicators.states)"


_CANNOT: Final[Mapping[type[Any], Callable[[Any, Asked, Reach], Iterable[str]]]] = MappingProxyType(
    {
        r.ArtefactAccepted: _artefact,
        r.ArtefactFiled: _artefact,
        r.ArtefactReviewed: _artefact,
        r.DecisionTaken: _decision,
        r.DeadlinePassed: _deadline,
        r.DeadlineNotPassed: _deadline,
        r.PartnersInState: _count,
        r.EveryPartnerAssessed: _assessed,
        r.RanksFirst: _ranked,
        r.BudgetCovers: _budget,
        r.NoticePublished: _notice,
        r.ConflictsDeclared: _conflicts,
        r.StandstillOver: _standstill,
        r.LessonsRecorded: _lessons,
        r.SummariesSent: _summaries,
        r.ConflictsConfirmed: _confirmed,
        r.ExclusionsReported: _reported,
        r.ChangesProvided: _provided,
        r.IndicatorsSet: _measured,
    }
)


def _states(asks: Requirement) -> tuple[str, ...]:
    """The partner states that a requirement is about."""
    found: tuple[str, ...] = getattr(asks, "states", ()) or getattr(asks, "partners", ())
    return found


def _absent(states: Iterable[str], one: Asked, reach: Reach) -> Iterator[str]:
    for state in states:
        # A state that nobody ever comes to is complained of once, where it is defined.
        if one.step not in reach.partner_steps[state] and reach.partner_steps[state]:
            yield f"no partner can be {state} by then"


def _another(states: tuple[str, ...], one: Asked) -> Iterator[str]:
    """In a partner's own gate only that partner is looked at, and it is in a state from which the move starts."""
    if one.sources is not None and states and set(states) != set(one.sources):
        yield f"it asks about {', '.join(states)}, but the move starts from {', '.join(one.sources)}"


def _between(since: str, step: str, until: str, reach: Reach) -> bool:
    return step in reach.after[since] and step in reach.before[until]


def _entered(stage: str, step: str, reach: Reach) -> bool:
    return any(reach.definition.stage_of[earlier] == stage for earlier in reach.before[step])


def contradictions(definition: Definition) -> Iterator[Finding]:
    """Two requirements of one gate that cannot hold together."""
    gate: dict[tuple[str, str], list[Asked]] = {}
    for one in asked(definition):
        if one.requirement.severity is Severity.MUST and one.requirement.when is None:
            gate.setdefault((one.gate, one.step), []).append(one)
    for together in gate.values():
        for first in together:
            for second in together:
                if (said := _against(first.requirement, second.requirement, definition)) is not None:
                    message = (
                        f"{first.gate}: {first.requirement.id} and {second.requirement.id} cannot both hold: {said}"
                    )
                    yield Finding(where=second.where, message=message)


def _against(first: Requirement, second: Requirement, definition: Definition) -> str | None:
    if isinstance(first, r.DeadlineNotPassed):
        if isinstance(second, r.DeadlinePassed | r.StandstillOver) and second.deadline == first.deadline:
            return f"{first.deadline} has passed or it has not"
        if isinstance(second, r.ArtefactAccepted | r.ArtefactReviewed):
            sealed = definition.artefacts[second.artefact].sealed_until
            if sealed == first.deadline:
                return f"{second.artefact} is sealed until {sealed} has passed"
    if isinstance(first, r.PartnersInState) and isinstance(second, r.PartnersInState) and first.max is not None:
        # Whoever is counted by the second is counted by the first too, which allows fewer.
        within = first is not second and set(second.states) <= set(first.states)
        if within and second.min > first.max:
            return f"at least {second.min} are {' or '.join(second.states)}, and at most {first.max}"
    return None
