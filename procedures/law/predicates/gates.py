"""Something is asked for, by a gate that nobody walks around, before something else can happen."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import Point, View
from procedures.law.ways import Holds, demands, unguarded

_KINDS = {
    "papers": ("artefact_accepted",),
    "notices": ("notice_published",),
    "decisions": ("decision_taken",),
    "rounds": ("every_partner_assessed",),
}


@predicate
def asked_before(
    view: View,
    *,
    of: str,
    points: tuple[Point, ...],
    kinds: tuple[str, ...] = (),
    or_kinds: tuple[str, ...] = (),
    when: tuple[str, ...] = (),
    waivable: bool = False,
    here: bool = False,
    optional: bool = False,
) -> Iterator[Fault]:
    """What a landmark names is asked for by a binding requirement on every way to each of these points.

    ``or_kinds``: a requirement of one of these kinds does as well, whatever it is about.
    """
    if view.never(when):
        return
    names, instead = view.names(of), view.holds(or_kinds, frozenset(), when, waivable=waivable)
    if not names and not any(
        any(instead(d) for d in demands(view.definition, a.gate)) for p in points for a in view.acts(p)
    ):
        if not optional and any(True for point in points for _ in view.acts(point)):
            yield absent(view, of)
        return
    wanted = kinds or _KINDS[of.partition(".")[0]]
    for name in names:
        holds = view.holds(wanted, frozenset({name}), when, waivable=waivable)
        for act in (act for point in points for act in view.acts(point)):
            story = unguarded(view.definition, act, _either(holds, instead), here=here)
            if story is not None:
                said = f"{act.label} can come about without {name}: ask for it in a gate before ({wanted[0]})"
                yield Fault(where=act.where, message=said, story=story)


def _either(one: Holds, other: Holds) -> Holds:
    return lambda demand: one(demand) or other(demand)


@predicate
def gate_asks(
    view: View,
    *,
    kinds: tuple[str, ...],
    points: tuple[Point, ...],
    roles: str | None = None,
    when: tuple[str, ...] = (),
    waivable: bool = False,
    here: bool = False,
) -> Iterator[Fault]:
    """A requirement of one of these kinds, for each of the roles where some are named, is met before each point."""
    if view.never(when):
        return
    asked = [frozenset({name}) for name in view.roles(roles)] if roles else [frozenset[str]()]
    if roles and not asked:
        yield absent(view, roles)
    for about in asked:
        holds = view.holds(kinds, about, when, waivable=waivable)
        for act in (act for point in points for act in view.acts(point)):
            story = unguarded(view.definition, act, holds, here=here)
            if story is not None:
                whom = f" for {next(iter(about))}" if about else ""
                place = "its own gate" if here else "a gate before"
                said = f"{act.label} can come about without {kinds[0]}{whom}: put such a requirement into {place}"
                yield Fault(where=act.where, message=said, story=story)


@predicate
def marked(view: View, *, of: str, when: tuple[str, ...] = ()) -> Iterator[Fault]:
    """The definition has what the law speaks of, and its landmarks say under which name."""
    if not view.never(when) and not view.names(of):
        yield absent(view, of)


def absent(view: View, of: str) -> Fault:
    """The fault of a landmark that is missing."""
    group, _, word = of.partition(".")
    field = type(getattr(view.definition.landmarks, group)).model_fields[word]
    meant = f" ({field.description.rstrip('.')})" if field.description else ""
    said = f"the landmarks name no {word}{meant}: say which it is in this definition, or add it"
    return Fault(where=f"landmarks.{group}", message=said)
