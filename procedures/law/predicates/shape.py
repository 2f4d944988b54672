"""The shape that the law gives a procedure: its route, its steps, what never comes after what."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.law.predicates.gates import absent
from procedures.law.predicates.registry import Fault, predicate
from procedures.law.view import View


@predicate
def regime_is(view: View, *, regimes: tuple[str, ...]) -> Iterator[Fault]:
    """The regime that the definition names is the one of its law pack."""
    if view.definition.regime not in regimes:
        said = f'the regime "{view.definition.regime}" is not that of the law pack: {" or ".join(regimes)}'
        yield Fault(where="regime", message=said)


@predicate
def never_after(view: View, *, step: str, after: tuple[str, ...]) -> Iterator[Fault]:
    """One step never comes after another."""
    here = view.step(step)
    if here is None:
        return
    for word in after:
        there = view.step(word)
        if there is not None and here != there and here in view.after[there]:
            yield Fault(
                where=f"landmarks.steps.{step}", message=f"{here} can come after {there}: no move may lead back"
            )


@predicate
def never_within(view: View, *, steps: str, after: str) -> Iterator[Fault]:
    """None of these steps comes after another."""
    there = view.step(after)
    for step in view.names(f"steps.{steps}"):
        if there is not None and step in view.after[there]:
            said = f"{step} can come after {there}: no move may lead back"
            yield Fault(where=f"landmarks.steps.{steps}", message=said)


@predicate
def published_until(view: View, *, notice: str, after: tuple[str, ...]) -> Iterator[Fault]:
    """A notice is not published once the next stage has begun."""
    found = view.notice(notice)
    if found is None:
        return
    for word in after:
        there = view.step(word)
        late = view.after[there] if there is not None else frozenset()
        for step in found[1].during:
            if step in late:
                said = f"{found[0]} could be published in {step}, after {there}: take the step out"
                yield Fault(where=f"notices.{found[0]}.during", message=said)


@predicate
def without(view: View, *, marks: tuple[str, ...]) -> Iterator[Fault]:
    """The definition has nothing of this."""
    for mark in marks:
        for name in view.names(mark):
            group, _, word = mark.partition(".")
            yield Fault(where=f"landmarks.{group}.{word}", message=f"{name} has no place in this kind of procedure")


@predicate
def has_step(view: View, *, step: str) -> Iterator[Fault]:
    """The definition has the step that the law gives such a procedure."""
    if view.step(step) is None:
        yield absent(view, f"steps.{step}")


@predicate
def base_exists(view: View, *, bases: tuple[str, ...]) -> Iterator[Fault]:
    """Every payment can name one of the legal bases that this law knows."""
    if not any(view.name(f"bases.{base}") for base in bases):
        said = f"no legal base of the definition is one of: {', '.join(bases)}"
        yield Fault(where="landmarks.bases", message=said)
