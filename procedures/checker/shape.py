"""The shape: every step and partner state can be reached, and from everywhere there is a way to an end."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import Definition
from procedures.checker.finding import Finding
from procedures.checker.reach import Reach, states_from


def steps_and_ends(reach: Reach) -> Iterator[Finding]:
    """No step that nobody reaches, no step that nobody leaves, no way out of an end."""
    definition = reach.definition
    ends = {name for name, step in definition.steps.items() if step.ends}
    if definition.initial in ends:
        yield Finding(where="initial", message=f"the procedure would begin in {definition.initial}, which is an end")
        return
    reached = set(reach.after[definition.initial])
    # An early end leads to a step too, from wherever the procedure has come.
    reached |= {phase.target for phase in definition.termination.phases if not reached.isdisjoint(phase.source)}
    for step, where in _places(definition).items():
        if step not in reached:
            yield Finding(where=where, message=f"the step {step} cannot be reached from {definition.initial}")
        if step not in ends and ends.isdisjoint(reach.after[step]):
            yield Finding(where=where, message=f"the step {step} is a dead end: no move leads on to a step that ends")
    for number, move in enumerate(definition.moves):
        if move.source in ends:
            message = f"the move {move.move} leaves {move.source}, which is an end"
            yield Finding(where=f"moves[{number}].from", message=message)


def early_ends(reach: Reach) -> Iterator[Finding]:
    """A procedure can be ended early from every step that is not an end, into one that is."""
    definition = reach.definition
    always = {step for phase in definition.termination.phases if phase.published is None for step in phase.source}
    for step, where in _places(definition).items():
        if not definition.steps[step].ends and step not in always:
            yield Finding(where=where, message=f"no phase of the termination covers the step {step}", rule="UK-PTN-1")
    for number, phase in enumerate(definition.termination.phases):
        where = f"termination.phases[{number}]"
        if not definition.steps[phase.target].ends:
            yield Finding(where=f"{where}.to", message=f"{phase.target} is not an end")
        if phase.notice is not None and phase.target not in definition.notices[phase.notice].during:
            message = f"{phase.notice} is wanted in {phase.target}, where it may not be published"
            yield Finding(where=f"{where}.notice", message=message)
        for step in phase.source:
            if definition.steps[step].ends:
                yield Finding(where=f"{where}.from", message=f"{step} is an end already")


def owed_notices(reach: Reach) -> Iterator[Finding]:
    """A notice is owed by a move that ends the procedure, and may then be published (UK-PTN-1)."""
    definition = reach.definition
    for number, move in enumerate(definition.moves):
        where = f"moves[{number}].owes"
        if move.owes is None:
            continue
        if not definition.steps[move.target].ends:
            message = f"the move {move.move} owes {move.owes}, and {move.target} is not an end: ask for it in a gate"
            yield Finding(where=where, message=message)
        elif move.target not in definition.notices[move.owes].during:
            message = f"{move.owes} is owed in {move.target}, where it may not be published"
            yield Finding(where=where, message=message, rule="UK-PTN-1")


def open_door(reach: Reach) -> Iterator[Finding]:
    """Whoever is invited by a notice can apply from that moment: the door is open wherever the notice can go out."""
    entry = reach.definition.partners.entry
    notice = reach.definition.deadlines[entry.until].starts.notice
    if notice is None:
        return
    for step in reach.definition.notices[notice].during:
        if step not in entry.during:
            message = f"{notice} can be published in {step}, and nobody whom it invites can then come in"
            yield Finding(where="partners.entry.during", message=message, rule="UK-TN-1")


def partner_states(reach: Reach) -> Iterator[Finding]:
    """Every partner state is reached, and from each that is not a leaver's some way leads out of the procedure."""
    definition = reach.definition
    partners = definition.partners
    leavers = definition.leavers
    reached = states_from(definition, (partners.entry.state, partners.entry.late_state))
    for state in partners.states:
        where = f"partners.states.{state}"
        if state not in reached:
            yield Finding(where=where, message=f"no partner can come to be {state}")
        elif state not in leavers and leavers.isdisjoint(states_from(definition, (state,))):
            message = f"the partner state {state} is a dead end: it is no leaver's, and no move leads to one"
            yield Finding(where=where, message=message)
    for name, move in partners.moves.items():
        gone = [state for state in move.source if state in leavers]
        for state in gone:
            message = f"the partner move {name} starts from {state}, which is a leaver's: leavers never return"
            yield Finding(where=f"partners.moves.{name}.from", message=message, rule="UK-CFP-4")
    if partners.entry.state in leavers:
        yield Finding(where="partners.entry.state", message=f"whoever enters is {partners.entry.state}, a leaver")
    if partners.entry.late_state not in leavers:
        message = f"who comes late becomes {partners.entry.late_state}, which is not a leaver's state"
        yield Finding(where="partners.entry.late_state", message=message, rule="UK-CLK-6")


def partner_moves(reach: Reach) -> Iterator[Finding]:
    """Every partner move can be made from each of its states, and in each of its steps."""
    for name, move in reach.definition.partners.moves.items():
        where = f"partners.moves.{name}"
        if move.while_stopped and move.target not in reach.definition.leavers:
            message = f"only a departure is made while the procedure is stopped, and {move.target} is no leaver's state"
            yield Finding(where=f"{where}.while_stopped", message=message, rule="UK-SS-3")
        if not any(reach.partner_steps[state] for state in move.source):
            continue  # nobody ever comes to these states, and that is complained of where they are defined
        for number, state in enumerate(move.source):
            if reach.partner_steps[state].isdisjoint(move.during):
                message = f"no partner can be {state} in the steps of the move {name}"
                yield Finding(where=f"{where}.from[{number}]", message=message)
        for number, step in enumerate(move.during):
            if not any(step in reach.partner_steps[state] for state in move.source):
                message = f"no partner from which the move {name} starts can be there in {step}"
                yield Finding(where=f"{where}.during[{number}]", message=message)


def _places(definition: Definition) -> dict[str, str]:
    return {
        step.step: f"stages[{i}].steps[{j}]"
        for i, stage in enumerate(definition.stages)
        for j, step in enumerate(stage.steps)
    }
