"""The course: stages and steps, moves, partner states and their moves, early ends, who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from procedures.difference.change import Change, Effect, Kind, Two, both


def course(two: Two) -> Iterator[Change]:
    """Every change of the way that a procedure or a supplier can go."""
    yield from _renamed(two)
    yield from _there(two, Kind.STEP, "step", "stages", "The step", dict(two.before.steps), dict(two.after.steps))
    for name, old, new in two.pairs("step", two.before.stage_of, two.after.stage_of):
        if old is not None and new is not None and two.names.get(("stage", old), old) != new:
            yield _change(Kind.STEP, f"stages.{name}", f"The step {name} lies in {new}, where it was in {old}.")
    moves = two.before.moves_by_name, two.after.moves_by_name
    yield from _there(two, Kind.MOVE, "move", "moves", "The move", *moves)
    for name, old_, new_ in two.pairs("move", *moves):
        if old_ is not None and new_ is not None:
            source = two.names.get(("step", old_.source), old_.source)
            target = two.names.get(("step", old_.target), old_.target)
            ends = (source, target), (new_.source, new_.target)
            yield from _way(two, Kind.MOVE, f"moves.{name}", f'The move "{new_.title}"', ends, old_, new_)
    yield from _partners(two)
    yield from _powers(two)


def _renamed(two: Two) -> Iterator[Change]:
    for (kind, old), new in two.names.items():
        found = Kind.PARTNER if kind == "partner_state" else Kind(kind) if kind in set(Kind) else Kind.STEP
        yield Change(
            kind=found, effect=Effect.RENAMED, where="succeeds",
            sentence=f"The {kind.replace('_', ' ')} {old} is called {new}.",
        )  # fmt: skip


def _partners(two: Two) -> Iterator[Change]:
    before, after = two.before.partners, two.after.partners
    yield from _there(two, Kind.PARTNER, "partner_state", "partners.states", "The state", before.states, after.states)
    for name, old, new in two.pairs("partner_state", before.states, after.states):
        if old is not None and new is not None and old.leaver != new.leaver:
            words = "is final: nobody returns from it" if new.leaver else "is no longer final"
            yield _change(Kind.PARTNER, f"partners.states.{name}", f'The state "{new.title}" {words}.')
    yield from _there(
        two, Kind.PARTNER, "partner_move", "partners.moves", "The supplier's move", before.moves, after.moves
    )
    for name, old_, new_ in two.pairs("partner_move", before.moves, after.moves):
        if old_ is None or new_ is None:
            continue
        sources = tuple(two.names.get(("partner_state", one), one) for one in old_.source)
        target = two.names.get(("partner_state", old_.target), old_.target)
        ends = (", ".join(sources), target), (", ".join(new_.source), new_.target)
        where, said = f"partners.moves.{name}", f'The supplier\'s move "{new_.title}"'
        yield from _way(two, Kind.PARTNER, where, said, ends, old_, new_)
        for part, words in (("needs_reason", "a reason"), ("needs_hearing", "that the supplier was heard")):
            if getattr(old_, part) != getattr(new_, part):
                asks = "asks for" if getattr(new_, part) else "no longer asks for"
                yield _change(Kind.PARTNER, where, f"{said} {asks} {words}.", both(old_.rules, new_.rules))
    if before.entry.until != after.entry.until or before.entry.by != after.entry.by:
        words = f"Suppliers come in until {after.entry.until}, by {two.roles(after.entry.by)}"
        was = f"it was until {before.entry.until}, by {two.roles(before.entry.by)}"
        yield _change(Kind.PARTNER, "partners.entry", f"{words}; {was}.", both(before.entry.rules, after.entry.rules))


def _way(  # noqa: PLR0917 - the two ends and the two rules of one move
    two: Two, kind: Kind, where: str, said: str, ends: tuple[tuple[str, str], tuple[str, str]], old: Any, new: Any
) -> Iterator[Change]:
    rules = both(old.rules, new.rules)
    if ends[0] != ends[1]:
        was, now = (f"{source} to {target}" for source, target in ends)
        yield _change(kind, where, f"{said} leads from {now}; it was from {was}.", rules)
    if old.by != new.by:
        yield _change(kind, where, f"{said} is made by {two.roles(new.by)}; it was by {two.roles(old.by)}.", rules)


def _powers(two: Two) -> Iterator[Change]:
    for name in type(two.after.powers).model_fields:
        old, new = getattr(two.before.powers, name), getattr(two.after.powers, name)
        if old != new:
            said = f"Who may {name.replace('_', ' ')}: {two.roles(new)}; it was {two.roles(old)}."
            yield _change(Kind.POWER, f"powers.{name}", said)
    old_, new_ = two.before.termination, two.after.termination
    if old_.by != new_.by:
        said = f"An early end is decided by {two.roles(new_.by)}; it was by {two.roles(old_.by)}."
        yield _change(Kind.POWER, "termination.by", said, both(old_.rules, new_.rules))
    if old_.phases != new_.phases:
        said = "From where an early end is possible, or the notice that it owes, is another."
        yield _change(Kind.MOVE, "termination.phases", said, both(old_.rules, new_.rules))


def _there(  # noqa: PLR0917 - one row of a table
    two: Two, kind: Kind, names: str, place: str, said: str, before: Any, after: Any
) -> Iterator[Change]:
    for name, old, new in two.pairs(names, before, after):
        if (old is None) != (new is None):
            known: Any = old if new is None else new
            effect = Effect.REMOVED if new is None else Effect.ADDED
            words = "is gone" if new is None else "is new"
            yield Change(
                kind=kind, effect=effect, where=f"{place}.{name}", rules=getattr(known, "rules", ()),
                sentence=f'{said} "{known.title}" ({name}) {words}.',
            )  # fmt: skip


def _change(kind: Kind, where: str, sentence: str, rules: tuple[str, ...] = ()) -> Change:
    return Change(kind=kind, effect=Effect.CHANGED, where=where, sentence=sentence, rules=rules)
