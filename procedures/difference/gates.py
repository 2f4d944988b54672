"""Gates: requirements added, removed, weakened or strengthened, of moves, of partners' moves and of notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from engine.definition import Requirement, Severity
from procedures.difference.change import Change, Effect, Kind, Two, both

_WEIGHT: Final = {Severity.MUST: 2, Severity.SHOULD: 1, Severity.WARN: 0}


def gates(two: Two) -> Iterator[Change]:
    """Every change of what is asked before a move may be made or a notice published."""
    groups: tuple[tuple[str, str, str, dict[str, Any], dict[str, Any]], ...] = (
        ("move", "moves", "the move", two.before.moves_by_name, two.after.moves_by_name),
        ("partner_move", "partners.moves", "the supplier's move", two.before.partners.moves, two.after.partners.moves),
        ("notice", "notices", "the notice", dict(two.before.notices), dict(two.after.notices)),
    )
    for kind, place, said, before, after in groups:
        for name, old, new in two.pairs(kind, before, after):
            if old is not None and new is not None:
                yield from _gate(two, f"{place}.{name}.gate", f'{said} "{new.title}"', (old.gate, new.gate))


def _gate(
    two: Two, where: str, said: str, gates_: tuple[Sequence[Requirement], Sequence[Requirement]]
) -> Iterator[Change]:
    was, now = ({rule.id: rule for rule in gate} for gate in gates_)
    for id_ in dict.fromkeys((*was, *now)):
        old, new, place = was.get(id_), now.get(id_), f"{where}.{id_}"
        if old is None and new is not None:
            yield Change(
                kind=Kind.GATE, effect=Effect.ADDED, where=place, rules=new.rules,
                sentence=f"{_big(said)} asks one thing more: {new.text}",
            )  # fmt: skip
        elif new is None and old is not None:
            yield Change(
                kind=Kind.GATE, effect=Effect.REMOVED, where=place, rules=old.rules,
                sentence=f"{_big(said)} no longer asks: {old.text}",
            )  # fmt: skip
        elif old is not None and new is not None:
            yield from _requirement(two, place, said, old, new)


def _requirement(two: Two, where: str, said: str, old: Requirement, new: Requirement) -> Iterator[Change]:
    rules = both(old.rules, new.rules)
    if old.severity is not new.severity:
        weaker = _WEIGHT[new.severity] < _WEIGHT[old.severity]
        effect = Effect.WEAKENED if weaker else Effect.STRENGTHENED
        yield Change(
            kind=Kind.GATE, effect=effect, where=where, rules=rules,
            sentence=f'{effect.value.capitalize()}: "{new.text}" of {said} was {old.severity.value} and is'
            f" {new.severity.value}.",
        )  # fmt: skip
    was, now = (one.model_dump(exclude={"id", "text", "rules", "severity"}) for one in (old, new))
    was = two.newer(was)
    parts = [name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name)]
    if parts:
        told = "; ".join(
            f"{name.replace('_', ' ')} {_said(now.get(name))}, was {_said(was.get(name))}" for name in parts
        )
        yield Change(
            kind=Kind.GATE, effect=_direction(was, now, parts), where=where, rules=rules,
            sentence=f'"{new.text}" of {said} asks something else: {told}.',
        )  # fmt: skip
    elif old.text != new.text:
        yield Change(
            kind=Kind.WORDS, effect=Effect.CHANGED, where=where, rules=rules,
            sentence=f'{_big(said)} says it in other words: "{new.text}", was "{old.text}".',
        )  # fmt: skip


def _direction(was: dict[str, Any], now: dict[str, Any], parts: list[str]) -> Effect:
    """Weakened or strengthened, where numbers alone tell; a condition narrows what is asked always."""
    if parts == ["min"]:
        return Effect.WEAKENED if (now["min"] or 0) < (was["min"] or 0) else Effect.STRENGTHENED
    if parts == ["when"] and (was["when"] is None or now["when"] is None):
        return Effect.WEAKENED if was["when"] is None else Effect.STRENGTHENED
    return Effect.CHANGED


def _said(value: Any) -> str:
    if value in (None, (), []):
        return "nothing"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _big(words: str) -> str:
    return words[:1].upper() + words[1:]
