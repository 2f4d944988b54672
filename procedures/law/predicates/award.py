"""From the award decision to the signature: standstill, suspension, and what follows when nothing is awarded."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from engine.definition import DeadlineRule, Move
from engine.definition import requirements as r
from engine.time.periods import Counting, Rolling, Unit
from procedures.law.predicates.gates import absent
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import Point, View
from procedures.law.ways import Demand, demands, told, unguarded


@predicate
def standstill_before_signature(
    view: View, *, length: int, unit: Unit, counting: Counting, starts: str, rolling: Rolling | None = None
) -> Iterator[Fault]:
    """Nobody signs before a standstill of the law's length is over, counted from what the law says."""
    name = view.name("deadlines.standstill")
    if name is None:
        yield absent(view, "deadlines.standstill")
        return

    def over(demand: Demand) -> bool:
        return demand.kind == "standstill_over" and name in demand.about and demand.binding

    entered = view.step("contract_entered")
    acts = [*view.acts(Point.SIGNATURE), *(view.entries(entered) if entered is not None else ())]
    for act in acts:
        story = unguarded(view.definition, act, over)
        if story is not None:
            said = f"{act.label} can come about before the standstill is over: ask for standstill_over ({name})"
            yield Fault(where=act.where, message=said, story=story)
    rule, where = view.definition.deadlines[name], f"deadlines.{name}"
    if view.names(starts) and not _starts(view, rule, starts):
        yield Fault(where=f"{where}.starts", message=f"the standstill starts with the {rule.starts}, not with {starts}")
    period = rule.period
    if period is None:
        yield Fault(where=where, message=f"the standstill has no period: the law gives {length} {unit}")
    elif period.unit is not unit or period.length < length:
        said = f"the standstill lasts {period.length} {period.unit}, and the law gives {length} {unit}"
        yield Fault(where=f"{where}.period", message=said)
    elif period.counting is not counting:
        said = f'the standstill is counted "{period.counting}" its event, and the law counts "{counting}"'
        yield Fault(where=f"{where}.period.counting", message=said)
    elif rolling is not None and period.rolling is not rolling:
        said = f'the end of the standstill rolls as "{period.rolling}", and under this law as "{rolling}"'
        yield Fault(where=f"{where}.period.rolling", message=said)


def _starts(view: View, rule: DeadlineRule, starts: str) -> bool:
    """Whether a standstill starts with what the law says: its notice, the step, or a notice that goes to everybody."""
    if starts.startswith("notices."):
        return rule.starts.notice in view.names(starts)
    if rule.starts.notice is None:
        return rule.starts.step in view.names(starts)
    gate = view.definition.notices[rule.starts.notice].gate
    return any(demand.kind == "summaries_sent" and demand.binding for demand in demands(view.definition, gate))


@predicate
def standstill_unconditional(view: View, *, excused: tuple[str, ...]) -> Iterator[Fault]:
    """The standstill falls away in no circumstances but those that the law names."""
    allowed = view.allowed_when(())
    # What the design settles as never so excuses nothing: the standstill would never be asked for.
    facts = {view.name(f"facts.{word}") for word in excused if view.answer(word) is not False}
    for name, rule in view.deadlines("deadlines.standstill"):
        if rule.when not in allowed and rule.when not in facts:
            said = f"the standstill runs only when {rule.when} was answered yes: take the condition out"
            yield Fault(where=f"deadlines.{name}.when", message=said)
    gates = [(view.at(m), m.gate) for m in view.definition.moves]
    gates += [(f"partners.moves.{name}", m.gate) for name, m in view.definition.partners.moves.items()]
    for where, gate in gates:
        for number, asks in enumerate(gate):
            if isinstance(asks, r.StandstillOver) and asks.when not in allowed and asks.when not in facts:
                said = f"the standstill is asked for only when {asks.when} was answered yes: take the condition out"
                yield Fault(where=f"{where}.gate[{number}].when", message=said)


@predicate
def longer_standstill_binds(view: View) -> Iterator[Fault]:
    """A longer standstill that the notice states is the one that counts."""
    name = view.name("deadlines.standstill")
    if name is not None and not view.definition.deadlines[name].may_be_longer:
        said = "a longer standstill stated in the notice would not bind: may_be_longer: true"
        yield Fault(where=f"deadlines.{name}", message=said)


@predicate
def not_while_suspended(view: View) -> Iterator[Fault]:
    """No contract is entered into while a court suspends the procedure."""
    for name, move in view.partner_moves("sign"):
        if move.while_stopped:
            said = f"{name} can be made while the procedure is suspended: take while_stopped out"
            yield Fault(where=f"partners.moves.{name}.while_stopped", message=said)
    entered = view.step("contract_entered")
    for way in view.definition.moves:
        if way.target == entered and way.source != entered and way.while_suspended:
            said = f"{way.move} can be made while the procedure is suspended: take while_suspended out"
            yield Fault(where=f"{view.at(way)}.while_suspended", message=said)


@predicate
def suspension_lifted_by_papers(view: View) -> Iterator[Fault]:
    """A suspension ends by a court's order or the end of the case, each with its paper."""
    ending = view.definition.termination
    if ending.end_of_case is None or ending.end_of_case == ending.court_order:
        said = "a suspension also ends when the case is over: name the paper that shows it (end_of_case)"
        yield Fault(where="termination", message=said)


@predicate
def asked_anew(view: View, *, of: str) -> Iterator[Fault]:
    """After an award is withdrawn, the notice is published again: an old one does not serve."""
    name = view.name(of)
    back = {move.target for move in view.definition.moves if move.withdraws_award}
    again = frozenset[str]().union(*(view.after[step] for step in back)) if back else frozenset()
    for move in view.definition.moves:
        for number, asks in enumerate(move.gate):
            old = isinstance(asks, r.NoticePublished) and asks.notice == name and asks.since is None
            if old and move.source in again:
                said = f"after a withdrawal the old {name} would still serve: say since when it counts (since)"
                yield Fault(where=f"{view.at(move)}.gate[{number}]", message=said)


@predicate
def no_award_told(view: View, *, notice: str, after: str) -> Iterator[Fault]:
    """Whoever ends the procedure without an award after the notice went out owes the notice that says so."""
    name, end, tender = view.name(notice), view.step("not_awarded"), view.notice(after)
    if name is None or tender is None:
        return
    if end is None:
        yield absent(view, "steps.not_awarded")
        return
    public = frozenset[str]().union(*(view.after[step] for step in tender[1].during))
    for move in view.definition.moves:
        if move.target == end and move.source in public and move.owes != name and not _asks(view, move.gate, name):
            said = f"{move.move} ends the procedure without an award, and nobody owes {name}: owes: {name}"
            yield Fault(where=view.at(move), message=said)
    drafted = set(tender[1].during)
    for number, phase in enumerate(view.definition.termination.phases):
        late = [step for step in phase.source if step in public - drafted]
        owed = phase.notice == name or phase.target != end
        if late and not owed:
            said = f"ending early in {late[0]} wants {name}: notice: {name}"
            yield Fault(where=f"termination.phases[{number}]", message=said)
    said_so = {s for p in view.definition.termination.phases if p.published == tender[0] and p.notice for s in p.source}
    for step in sorted(drafted - said_so):
        if not any(p.notice == name and step in p.source for p in view.definition.termination.phases):
            said = f"ending early in {step} after {tender[0]} is published wants {name}: add such a phase"
            yield Fault(where="termination.phases", message=said)
    yield from _contracts_disowned(view, end)


def _contracts_disowned(view: View, end: str) -> Iterator[Fault]:
    """Ways to the end without an award while somebody has signed: what was entered into ends as a contract."""
    signing = [move for _, move in view.partner_moves("sign")]
    signed = {move.target for move in signing}
    came = {step: tuple[Move, ...]() for move in signing for step in move.during}
    todo = deque(came)
    while todo:
        here = todo.popleft()
        for move in view.definition.moves_from[here]:
            if _nobody(view, move, signed):
                continue
            if move.target == end:
                said = f"{move.move} can end the procedure without an award while a contract is signed"
                story = told((*came[here], move), f"nothing is awarded, and a supplier is {min(signed)}")
                yield Fault(where=view.at(move), message=f"{said}: partners_in_state, max: 0", story=story)
            elif move.target not in came:
                came[move.target] = (*came[here], move)
                todo.append(move.target)
    for number, phase in enumerate(view.definition.termination.phases):
        late = [step for step in phase.source if step in came]
        if phase.target == end and late and not signed <= set(phase.unless):
            said = f"ending early in {late[0]} awards nothing while a contract may be signed: unless: {sorted(signed)}"
            yield Fault(where=f"termination.phases[{number}]", message=said)


def _nobody(view: View, move: Move, states: set[str]) -> bool:
    """Whether a move is made only while nobody is in these states."""
    return any(
        demand.kind == "partners_in_state"
        and view.binds(demand)
        and states <= demand.about
        and getattr(demand.requirement, "max", None) == 0
        for demand in demands(view.definition, move.gate)
    )


def _asks(view: View, gate: tuple[r.Requirement, ...], notice: str) -> bool:
    return any(d.kind == "notice_published" and notice in d.about and d.binding for d in demands(view.definition, gate))


@predicate
def end_told(view: View, *, notice: str) -> Iterator[Fault]:
    """When the contracts end, by expiry too, the notice of it is owed."""
    name, end, entered = view.name(notice), view.step("ended"), view.step("contract_entered")
    if name is None or end is None or entered is None:
        return
    for move in view.definition.moves:
        if move.target == end and move.source != end and move.owes != name and not _asks(view, move.gate, name):
            yield Fault(
                where=view.at(move), message=f"{move.move} ends the contracts, and nobody owes {name}: owes: {name}"
            )
    for number, phase in enumerate(view.definition.termination.phases):
        if phase.target == end and view.after[entered].intersection(phase.source) and phase.notice != name:
            said = f"ending early after signature wants {name}: notice: {name}"
            yield Fault(where=f"termination.phases[{number}]", message=said)
