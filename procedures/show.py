"""A definition as people look at it: pictures (Mermaid text) and a table of moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.definition import (
    DeadlineRule,
    Definition,
    Minimum,
    Move,
    PartnerMove,
    PartnerState,
    Requirement,
    Severity,
    Stage,
)
from engine.definition.clocks import named
from engine.definition.requirements import NoticePublished


@dataclass(frozen=True, kw_only=True)
class Row:
    """One move in the table: where it leads, who makes it, what must hold, which notices and deadlines belong to it."""

    move: str
    title: str
    stage: str
    source: str
    target: str
    who: tuple[str, ...]
    gate: tuple[str, ...]
    notices: tuple[str, ...]
    deadlines: tuple[str, ...]


def table(definition: Definition) -> tuple[Row, ...]:
    """Every move of the procedure, in the order of the file."""
    return tuple(_row(move, definition) for move in definition.moves)


def _row(move: Move, definition: Definition) -> Row:
    wanted = [asks.notice for asks in move.gate if isinstance(asks, NoticePublished)]
    drafted = [f"{then.notice} drafted" for then in move.then if then.notice is not None]
    return Row(
        move=move.move,
        title=move.title,
        stage=definition.stage_of[move.source],
        source=move.source,
        target=move.target,
        who=tuple(definition.roles[role].short for role in move.by),
        gate=tuple(sentence(asks) for asks in move.gate),
        notices=(*wanted, *drafted),
        deadlines=tuple(_clocks(definition, step=move.target, notices=wanted)),
    )


def sentence(asks: Requirement) -> str:
    """A requirement as one line: its sentence, its rules, and how it binds when not as a MUST."""
    words = asks.text
    if asks.rules:
        words += f" ({', '.join(asks.rules)})"
    if asks.severity is not Severity.MUST:
        words += f" [{asks.severity}]"
    return f"If {asks.when}: {words}" if asks.when else words


def _clocks(definition: Definition, *, step: str, notices: Iterable[str]) -> Iterator[str]:
    for name, rule in definition.deadlines.items():
        if rule.starts.step == step or rule.starts.notice in set(notices):
            yield f"{name}: {duration(rule)}"


def duration(rule: DeadlineRule) -> str:
    """How long a deadline runs: its period, or the minimum that a person must keep who sets it."""
    if rule.period is not None:
        return str(rule.period.period)
    if rule.table is not None:
        return f"set by a person, at least as the table {rule.table} says"
    rows = [f"{least(row)}{condition(row)}" for row in rule.minimum]
    return f"set by a person, at least {'; '.join(rows)}" if rows else "set by a person"


def least(row: Minimum) -> str:
    """The least period of a row."""
    return "none" if row.period is None else str(row.period.period)


def condition(row: Minimum) -> str:
    """When a row applies, as words after its period."""
    wanted = f" if {' and '.join(named(row.when))}" if row.when else ""
    return f"{wanted} unless {' or '.join(named(row.unless))}" if row.unless else wanted


def mermaid(definition: Definition) -> str:
    """The procedure as a state diagram: a box for each stage, moves within it, and moves from stage to stage.

    Mermaid draws no arrow between steps inside two different boxes, so such a move joins the boxes and names its steps.
    """
    lines = ["stateDiagram-v2"]
    for stage in definition.stages:
        lines += _box(stage, definition)
    for move in definition.moves:
        here, there = definition.stage_of[move.source], definition.stage_of[move.target]
        if here != there:
            lines.append(f"    {here} --> {there}: {_label(move)} ({move.source} to {move.target})")
    return "\n".join(lines) + "\n"


def _box(stage: Stage, definition: Definition) -> Iterator[str]:
    yield f'    state "{stage.title}" as {stage.stage} {{'
    for step in stage.steps:
        yield f'        state "{step.title}" as {step.step}'
        if step.step == definition.initial:
            yield f"        [*] --> {step.step}"
    for move in definition.moves:
        if definition.stage_of[move.source] == stage.stage == definition.stage_of[move.target]:
            yield f"        {move.source} --> {move.target}: {_label(move)}"
    for step in stage.steps:
        if step.ends:
            yield f"        {step.step} --> [*]"
    yield "    }"


def partner_mermaid(definition: Definition) -> str:
    """The partner's own state machine as a state diagram."""
    partners = definition.partners
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state.title}" as {name}' for name, state in in_order(definition)]
    lines += [f"    [*] --> {partners.entry.state}", f"    [*] --> {partners.entry.late_state}: too late"]
    lines += [f"    {source} --> {m.target}: {_label(m)}" for m in _partner_moves(definition) for source in m.source]
    lines += [f"    {name} --> [*]" for name, state in in_order(definition) if state.leaver]
    return "\n".join(lines) + "\n"


def in_order(definition: Definition) -> tuple[tuple[str, PartnerState], ...]:
    """Partner states in the order in which a partner comes to them."""
    entry = definition.partners.entry
    names = [entry.state, entry.late_state, *(move.target for move in _partner_moves(definition))]
    return tuple((name, definition.partners.states[name]) for name in dict.fromkeys(names))


def _label(move: Move | PartnerMove) -> str:
    """A title that Mermaid does not take for its own punctuation."""
    return move.title.replace(":", ",").replace(";", ",")


def _partner_moves(definition: Definition) -> list[PartnerMove]:
    """Partner moves in the order of the steps in which they are first made."""
    order = list(definition.steps)
    return sorted(definition.partners.moves.values(), key=lambda m: min(order.index(step) for step in m.during))
