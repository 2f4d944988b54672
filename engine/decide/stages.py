"""Opening, advancing, waiving, ceasing a lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_known, require_role
from engine.definition import Definition, Move, NoticeRule, Severity
from engine.definition.requirements import LotsSettled
from engine.errors import InvalidInput, Refused
from engine.evaluation import Context
from engine.evaluation.context import listed
from engine.explain import explain
from engine.machine import shape_of
from engine.schedule import start, starting
from engine.time.local_time import local_date


def open_procedure(context: Context, command: c.OpenProcedure) -> tuple[e.Event, ...]:
    """Open a case: every question of fact is answered, the definition and the calendar are pinned."""
    definition = context.definition
    require_role(context, command, definition.powers.open, "open a procedure")
    for fact in command.facts:
        require_known(definition.facts, fact, "question of fact")
    reasons = Reasons(context, f"open {command.procedure}")
    why = f"{command.procedure} exists already"
    reasons.need(not context.state.exists, "new", "The reference is new.", why)
    missing = [f"--fact {name}=yes|no ({rule.question})" for name, rule in definition.facts.items()]
    missing = [line for line, name in zip(missing, definition.facts, strict=True) if name not in command.facts]
    why = f"these questions are not answered: {'; '.join(missing)}"
    reasons.need(not missing, "facts", "Every question of fact is answered.", why)
    for fact, other in _contradictions(definition, command.facts):
        questions = f"{definition.facts[fact].question} {definition.facts[other].question}"
        why, rules = f"{fact} and {other} cannot both be yes: {questions}", definition.facts[fact].rules
        reasons.need(False, f"contradiction_{fact}", "The answers do not contradict each other.", why, rules=rules)
    reasons.settle()
    return (
        e.ProcedureOpened(
            title=command.title,
            definition=command.definition,
            version=definition.version,
            law_pack=definition.law_pack,
            calendar=context.calendar.pin,
            initial=definition.initial,
            stage=definition.stage_of[definition.initial],
            lots=list(command.lots.items()),
            facts={**command.facts, **{name: rule.answer for name, rule in definition.settled.items()}},
            re_enactment=command.re_enactment,
        ),
    )


def _contradictions(definition: Definition, facts: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    """Pairs of questions that were both answered yes although the definition says that this cannot be."""
    for fact, rule in definition.facts.items():
        for other in rule.contradicts:
            if facts.get(fact) and facts.get(other):
                yield fact, other


def chosen_move(context: Context, command: c.Advance) -> Move:
    """The move that leads where the person wants to go; ``Refused`` for none, ``InvalidInput`` for several."""
    definition, step = context.definition, context.state.step
    shape = shape_of(definition)
    known = {stage.stage for stage in definition.stages} | set(definition.steps)
    require_known(known, command.to, "step or stage")
    if command.move is not None:
        require_known(definition.moves_by_name, command.move, "move")
    # An end is reached by its own name only: nobody abandons a procedure by asking for the stage in which it may end.
    wanted = [
        move
        for move in definition.moves_from[step]
        if command.to == shape.target(step, move.move)
        or (command.to == definition.stage_of[move.target] and not definition.steps[move.target].ends)
    ]
    wanted = [move for move in wanted if command.move in (None, move.move)]
    exact = [move for move in wanted if move.target == command.to]
    onward = [move for move in wanted if definition.stage_of[move.target] != definition.stage_of[step]]
    found = exact or onward or wanted
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(move.move for move in found)
        raise InvalidInput(f"Several moves lead from {step} to {command.to}: choose one with --move ({names}).")
    raise no_such_move(context, command.to, command.move)


def no_such_move(context: Context, to: str | None, move: str | None) -> Refused:
    """The refusal of a move that the definition does not name here (design invariant 7), with those that it names."""
    step = context.state.step
    leaving = context.definition.moves_from[step]
    possible = ", ".join(f"{m.target} ({m.title})" for m in leaving) or "nowhere: it is an end"
    named = "no move" if move is None else f'no move "{move}"'
    reasons = Reasons(context, f"make the move {move}" if to is None else f"advance to {to}")
    why = f"{named} leads from {step}{'' if to is None else f' to {to}'}; from here it goes to {possible}"
    reasons.need(False, "move_exists", "The definition names such a move.", why, rules=("UK-CFP-1",))
    return Refused(reasons.explanation())


def advance(context: Context, command: c.Advance) -> tuple[e.Event, ...]:
    """Make a move if its whole gate holds; record what was known, enter the step, start its clocks."""
    definition, state = context.definition, context.state
    move = chosen_move(context, command)
    require_role(context, command, move.by, f'"{move.title}"')
    explanation = explain(definition, state, move, context.now, context.calendar, context.clock_error)
    if not explanation.open:
        raise Refused(explanation)
    results: list[dict[str, object]] = [
        {"id": f.id, "standing": f.standing.value, "events": [v.event for v in f.evidence if v.event is not None]}
        for f in explanation.findings
    ]
    target = definition.steps[move.target]
    today = local_date(context.now, definition.zone)
    return (
        e.GateDecided(move=move.move, source=move.source, target=move.target, results=results),
        e.StepEntered(
            move=move.move,
            source=move.source,
            target=move.target,
            stage=definition.stage_of[move.target],
            ends=target.ends,
            notice=move.owes,
        ),
        *_withdrawn(context, move, command.actor),
        *(start(context, name, rule, today) for name, rule in starting(context, step=_entered_anew(move))),
    )


def _entered_anew(move: Move) -> str | None:
    """A move that stays in its step starts no clock."""
    return None if move.source == move.target else move.target


def _withdrawn(context: Context, move: Move, by: str) -> tuple[e.Event, ...]:
    """Taking back an award decision: going back to the assessment puts its partners where they were (law.md 8.a)."""
    if not move.withdraws_award:
        return ()
    definition, state = context.definition, context.state
    assessed_in = definition.rounds[definition.final_round].during
    if move.target not in assessed_in:
        return (e.AwardWithdrawn(source=move.source),)
    since = max(state.entered_n(step) for step in assessed_in)
    undone = {rule.target for rule in definition.partners.moves.values() if rule.part_of_award}
    back = [
        e.PartnerMoved(partner=ref, move=move.move, source=partner.state, target=partner.previous, heard=False, by=by)
        for ref, partner in state.partners.items()
        if partner.state in undone and partner.n > since and partner.previous is not None
    ]
    return (e.AwardWithdrawn(source=move.source), *back)


def waive(context: Context, command: c.WaiveRequirement) -> tuple[e.Event, ...]:
    """Waive good practice, never law (design invariant 6)."""
    definition, state = context.definition, context.state
    require_role(context, command, definition.powers.waive, "waive a requirement")
    gates: dict[str, Move | NoticeRule] = {**definition.moves_by_name, **definition.notices}
    require_known(gates, command.move, "move or notice")
    gate = gates[command.move]
    rules = {rule.id: rule for rule in gate.gate}
    require_known(rules, command.requirement, f"requirement of {command.move}")
    rule = rules[command.requirement]
    reasons = Reasons(context, f'waive "{rule.text}"')
    why = f"it is {rule.severity}: only a SHOULD can be waived"
    reasons.need(rule.severity is Severity.SHOULD, "severity", "It may be waived.", why, rules=rule.rules)
    steps = (gate.source,) if isinstance(gate, Move) else gate.during
    why = f"it is asked in {' or '.join(steps)}, the procedure is in {state.step}"
    reasons.need(state.step in steps, "during", "It is asked here.", why)
    reasons.settle()
    return (
        e.RequirementWaived(
            move=command.move, requirement=command.requirement, by=command.actor, reason=command.reason
        ),
    )


def cease_lot(context: Context, command: c.CeaseLot) -> tuple[e.Event, ...]:
    """Abandon one lot, told in UK6 (PR24 reg 27(2)(w)); abandoning all lots is a termination, told in UK12."""
    state = context.state
    require_known(state.lots, command.lot, "lot")
    require_role(context, command, context.definition.powers.cease_lot, "abandon a lot")
    reasons = Reasons(context, f"cease lot {command.lot}")
    reasons.need(not state.lots[command.lot].ceased, "open", "The lot is open.", "it has ceased already")
    asked = [r for move in context.definition.moves for r in move.gate if isinstance(r, LotsSettled)]
    settled = {name for requirement in asked for name in requirement.states}
    chosen = [ref for ref, p in state.partners.items() if p.lot == command.lot and p.state in settled]
    why = f"{listed(chosen)} is chosen for it: take the award back first"
    reasons.need(not chosen, "nobody_chosen", "Nobody is chosen for it.", why, rules=("UK-AWD-3",))
    others = [lot for lot, known in state.lots.items() if not known.ceased and lot != command.lot]
    why = "it is the last open lot: terminate the procedure instead"
    next_ = context.type_('terminate --reason "..."')
    reasons.need(bool(others), "others", "Another lot goes on.", why, next_=next_, rules=("UK-PTN-1",))
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"the procedure ended ({state.ended})")
    reasons.settle()
    return (e.LotCeased(lot=command.lot, reason=command.reason),)
