"""A running procedure under another version of its definition: a person decides, and gives the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine import commands as c
from engine import events as e
from engine.decide.reasons import Reasons, require_role
from engine.decide.standing_still import stopped
from engine.errors import InvalidInput
from engine.evaluation import Context
from engine.evolve import evolve
from engine.moving import Modification, Outcome, Reckoned, all_names, homeless, modification, reckon
from engine.moving.modification import tender_notice
from engine.moving.names import Names, words


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """A move before it is done: the event that it begins with, what becomes of deadlines, what is against it."""

    moved: e.ProcedureMoved
    reckoned: tuple[Reckoned, ...]
    after: Context | None
    reasons: Reasons


def move_procedure(context: Context, command: c.MoveProcedure) -> tuple[e.Event, ...]:
    """The definition first, then every deadline that ends elsewhere, is gone, or begins: all of it, or nothing."""
    require_role(context, command, _powers(context), "move the procedure to another version of its definition")
    planned = plan_move(context, command)
    planned.reasons.settle()
    return (planned.moved, *_followers(context, planned))


def plan_move(context: Context, command: c.MoveProcedure) -> Planned:
    """What the move would do, and every reason against it; the preview asks here too."""
    definition, state, target, calendar = context.definition, context.state, context.target, context.other
    if target is None or calendar is None:
        raise InvalidInput("definition: it was not loaded, so nothing can be moved to it.")
    reasons = Reasons(context, f"move it to {target.name} {target.version}")
    names = all_names(definition, target, command.names)
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"it ended ({state.ended})")
    same = command.definition == state.definition
    reasons.need(
        not same, "another", "It is another definition.", f"it runs under {target.name} {target.version} already"
    )
    why = "a court matter suspends it, and its rules stay what they are until that is decided"
    reasons.need(state.suspended is None, "not_suspended", "No court matter suspends it.", why, rules=("UK-SS-3",))
    why = f"dates are local to {definition.zone}, and would be to {target.zone}"
    reasons.need(definition.zone == target.zone, "zone", "Dates stay in their zone.", why)
    for lost in homeless(definition, state, target, names):
        asks = f"What is on record keeps a place ({words(lost.kind)} {lost.name})."
        next_ = f"name its place: --map {lost.kind}:{lost.name}=NEW, or `succeeds:` in version {target.version}"
        reasons.need(False, f"{lost.kind}_{lost.name.lower()}", asks, lost.why, next_=next_)
    facts = _facts(context, command, reasons)
    kind = _modification(context, command, reasons)
    moved = _moved(context, command, names, facts, kind)
    if any(finding.blocks for finding in reasons.findings):
        return Planned(moved=moved, reckoned=(), after=None, reasons=reasons)
    after = replace(
        context, definition=target, calendar=calendar, other=None, target=None,
        state=evolve(state, e.Happened(state.n + 1, context.now, moved)),
    )  # fmt: skip
    renamed = {(old, new) for kind_, old, new in names if kind_ == "deadline"}
    reckoned = reckon(context, after, renamed, frozenset(command.keep))
    for one in reckoned:
        way = f"add --keep {one.deadline}, and it ends as promised" if one.outcome is Outcome.KEPT else None
        why = one.refuses or ""
        reasons.need(
            one.refuses is None, f"deadline_{one.deadline}", "No deadline is shortened or lost.", why, next_=way
        )
    said = [(one.deadline, one.outcome.value, one.why) for one in reckoned]
    return Planned(moved=replace(moved, reckoned=said), reckoned=reckoned, after=after, reasons=reasons)


def move_back(context: Context, command: c.MoveBack) -> tuple[e.Event, ...]:
    """Everything that the last move changed is as it was, as long as nothing was done under its rules."""
    require_role(context, command, _powers(context), "take a move back")
    state, was = context.state, context.state.moved
    reasons = Reasons(context, "take the last move back")
    if not reasons.need(was is not None, "moved", "It was moved.", "it was never moved, or was moved back"):
        reasons.settle()
    assert was is not None  # noqa: S101 - settled
    reasons.need(state.ended is None, "not_ended", "The procedure is running.", f"it ended ({state.ended})")
    why = f"event {was.until + 1} and what followed it were done under the rules that it was moved to"
    next_ = context.type_group("design", f"move --to {was.definition[:12]}")
    reasons.need(was.until == state.n, "nothing_rests", "Nothing rests on the move.", why, next_=next_)
    reasons.settle()
    back = e.ProcedureMovedBack(
        definition=was.definition,
        version=was.version,
        was=state.definition,
        was_version=state.version,
        move=was.n,
        by=command.actor,
        reason=command.reason,
    )
    return (back,)


def _powers(context: Context) -> tuple[str, ...]:
    return context.definition.powers.move or context.definition.powers.open


def _facts(context: Context, command: c.MoveProcedure, reasons: Reasons) -> dict[str, bool]:
    """The answers under the other definition: what it settles itself, what was given, what is on record."""
    target = context.target
    assert target is not None  # noqa: S101 - asked before
    state = context.state
    known = {name: answer for name, answer in state.facts.items() if name in target.facts}
    settled = {name: rule.answer for name, rule in target.settled.items()}
    given = dict(command.facts)
    for name, answer in given.items():
        why = f"{name} is no question of {target.name} {target.version}"
        reasons.need(name in target.facts, f"fact_{name}", "Only its own questions are answered.", why)
        same = known.get(name, answer) == answer
        reasons.need(same, f"fact_{name}_stands", "Answers stay.", f"{name} was answered when it was opened, and stays")
    answers = {**{name: answer for name, answer in given.items() if name in target.facts}, **known}
    for name, rule in target.facts.items():
        why = f"{name} is not answered: {rule.question}"
        reasons.need(
            name in answers,
            f"fact_{name}",
            "Every question of fact is answered.",
            why,
            next_=f"add --fact {name}=yes or no",
        )
        for other in rule.contradicts:
            why = f"{name} and {other} cannot both be yes"
            both = bool(answers.get(name) and answers.get(other))
            reasons.need(not both, f"contradiction_{name}", "The answers do not contradict each other.", why)
    return dict(sorted({**answers, **settled}.items()))


def _modification(context: Context, command: c.MoveProcedure, reasons: Reasons) -> Modification:
    """UK-MOD: once the tender notice is out, what the law wants answered has to be."""
    target = context.target
    assert target is not None  # noqa: S101 - asked before
    kind = modification(context, target)
    if kind is Modification.CLOSED:
        why = "final tenders are in, and the terms of the procurement stay what they are"
        reasons.need(False, "modification", "The terms may be modified.", why, rules=("UK-MOD-2",))
    if kind in {Modification.REVISED, Modification.LIMITED}:
        why = "whether deadlines have to be revised was not considered: --reconsidered"
        has = command.reconsidered is not None
        reasons.need(has, "reconsidered", "Deadlines were reconsidered.", why, rules=("UK-MOD-3",))
    if kind is Modification.REVISED:
        _revised(context, command, reasons)
    if kind is Modification.LIMITED:
        _limited(command, reasons)
    return kind


def _revised(context: Context, command: c.MoveProcedure, reasons: Reasons) -> None:
    name = tender_notice(context)
    notice = None if name is None else context.state.notices.get(name)
    was = context.state.moved
    told = notice is not None and notice.reference == command.revised and notice.times > 1
    anew = notice is not None and (was is None or notice.n > was.n)
    why = f"{name} was not revised and published again for this: publish it, and name it with --revised REFERENCE"
    reasons.need(told and anew, "revised", "The notice was revised and published again.", why, rules=("UK-MOD-1",))


def _limited(command: c.MoveProcedure, reasons: Reasons) -> None:
    rules = ("UK-MOD-2",)
    questions = {
        "admits_others": "it would have admitted suppliers who do not take part",
        "changes_participants": "it would have changed who takes part",
    }
    for name, yes in questions.items():
        answer = getattr(command, name)
        option = f"--{name.replace('_', '-')}"
        why = f"{yes}, so it is substantial" if answer else f"whether {yes} is not answered: {option} yes or no"
        reasons.need(answer is False, name, "The modification is not substantial.", why, rules=rules)
    why = "how each participating supplier was notified is not said: --told"
    reasons.need(command.told is not None, "told", "Every participating supplier was notified.", why, rules=rules)


def _moved(
    context: Context, command: c.MoveProcedure, names: Names, facts: dict[str, bool], kind: Modification
) -> e.ProcedureMoved:
    state, target, calendar = context.state, context.target, context.other
    assert target is not None and calendar is not None  # noqa: S101, PT018 - asked before
    steps = {old: new for kind_, old, new in names if kind_ == "step"}
    step = steps.get(state.step, state.step)
    return e.ProcedureMoved(
        definition=command.definition,
        version=target.version,
        was=state.definition,
        was_version=state.version,
        law_pack=target.law_pack,
        calendar=calendar.pin,
        step=step,
        stage=target.stage_of.get(step, ""),
        names=[(kind_, old, new) for kind_, old, new in names],
        facts=facts,
        waivers=sorted(_waivers_gone(context)),
        reckoned=[],
        modification=kind.value,
        by=command.actor,
        revised=command.revised,
        admits_others=command.admits_others,
        changes_participants=command.changes_participants,
        reason=command.reason,
        reconsidered=command.reconsidered,
        told=command.told,
    )


def _waivers_gone(context: Context) -> Iterator[str]:
    """A waiver is of a requirement as it was: of another one, or of none, it says nothing."""
    target = context.target
    assert target is not None  # noqa: S101 - asked before
    for key in context.state.waivers:
        gate, _, id_ = key.partition("/")
        here, there = (
            next(
                (
                    rule
                    for rule in (d.moves_by_name.get(gate) or d.notices.get(gate) or _NO_GATE).gate
                    if rule.id == id_
                ),
                None,
            )
            for d in (context.definition, target)
        )
        if there is None or here != there:
            yield key


class _NoGate:
    gate: tuple[()] = ()


_NO_GATE = _NoGate()


def _followers(context: Context, planned: Planned) -> Iterator[e.Event]:
    after = planned.after
    assert after is not None  # noqa: S101 - settled
    for one in planned.reckoned:
        if one.outcome is Outcome.DROPPED:
            assert one.was_due_at is not None  # noqa: S101 - it had a date
            yield e.DeadlineDropped(deadline=one.deadline, title=one.title, was_due_at=one.was_due_at)
        elif one.outcome is Outcome.RECOMPUTED:
            assert one.due_at is not None and one.last_on is not None and one.was_due_at is not None  # noqa: S101, PT018
            yield e.DeadlineRecounted(
                deadline=one.deadline,
                last_on=one.last_on,
                due_at=one.due_at,
                was_due_at=one.was_due_at,
                calendar=one.calendar,
                length=one.length,
                provisional=one.provisional,
            )
        elif one.outcome is Outcome.BEGUN:
            yield from _begin(context, after, one)


def _begin(context: Context, after: Context, one: Reckoned) -> Iterator[e.Event]:
    assert one.due_at is not None and one.last_on is not None and one.starts_on is not None  # noqa: S101, PT018
    yield e.DeadlineStarted(
        deadline=one.deadline,
        starts_on=one.starts_on,
        last_on=one.last_on,
        due_at=one.due_at,
        calendar=one.calendar,
        cause=context.state.n + 1,
        length=one.length,
        starts_at=one.starts_at,
        provisional=one.provisional,
    )
    if one.due_at > after.now and after.state.overlays & frozenset(
        after.definition.deadlines[one.deadline].stands_still
    ):
        yield stopped(after, one.deadline, one.due_at)
