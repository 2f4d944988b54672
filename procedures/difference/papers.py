"""Papers, decisions, notices, roles, questions of fact, rounds and money."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from procedures.difference.change import Change, Effect, Kind, Two, both

_PARTS: Final[tuple[tuple[Kind, str, str, str, tuple[str, ...]], ...]] = (
    (Kind.ROLE, "role", "roles", "The role", ("kind",)),
    (Kind.FACT, "fact", "facts", "The question", ("question", "contradicts")),
    (Kind.FACT, "settled", "settled", "The settled fact", ("answer",)),
    (
        Kind.ARTEFACT, "artefact", "artefacts", "The paper",
        ("supplied_by", "reviewed_by", "per_partner", "media_types", "max_bytes", "during", "sealed_until", "contains"),
    ),
    (Kind.DECISION, "decision", "decisions", "The decision", ("by", "confirmed_by", "about", "during", "roles_apart")),
    (Kind.NOTICE, "notice", "notices", "The notice", ("by", "during", "contains", "once")),
    (
        Kind.ROUND, "round", "rounds", "The round",
        (
            "criteria", "scale_min", "scale_max", "scored_by", "moderated_by", "during", "evaluators", "tie_break",
        ),
    ),
)  # fmt: skip
"""What is compared part by part: kind, kind of its names, place in the file, how a sentence begins, the parts."""


def papers(two: Two) -> Iterator[Change]:
    """Every change of a paper, decision, notice, role, question of fact or round."""
    for kind, names, place, said, parts in _PARTS:
        before, after = getattr(two.before, place), getattr(two.after, place)
        for name, old, new in two.pairs(names, before, after):
            yield from _one(two, kind, f"{place}.{name}", said, (old, new), parts)


def money(two: Two) -> Iterator[Change]:
    """Every change of envelopes, legal bases and who holds the purse."""
    before, after = two.before.money, two.after.money
    for part in ("currency", "set_envelope_by", "commit_by", "pay_by", "payable_states"):
        was, now = two.newer(getattr(before, part)), getattr(after, part)
        if was != now:
            say = _VALUES.get(part, _plain)
            sentence = f"Money, {part.replace('_', ' ')}: {say(two, now)}; it was {say(two, was)}."
            yield Change(kind=Kind.MONEY, effect=Effect.CHANGED, where=f"money.{part}", sentence=sentence)
    for names, place, said, parts in (
        ("envelope", "envelopes", "The envelope", ("stages",)),
        ("legal_base", "legal_bases", "The legal base", ("caution",)),
    ):
        for name, old, new in two.pairs(names, getattr(before, place), getattr(after, place)):
            yield from _one(two, Kind.MONEY, f"money.{place}.{name}", said, (old, new), parts)


def law(two: Two) -> Iterator[Change]:
    """The law that it is written under, its calendar and its zone."""
    for part in ("law_pack", "calendar", "zone", "regime", "route", "initial", "final_round"):
        was, now = getattr(two.before, part), getattr(two.after, part)
        if two.names.get(("step" if part == "initial" else "round", was), was) != now:
            yield Change(
                kind=Kind.LAW, effect=Effect.CHANGED, where=part,
                sentence=f"{part.replace('_', ' ').capitalize()}: {now}; it was {was}.",
            )  # fmt: skip


def _one(  # noqa: PLR0917 - one row of the table above
    two: Two, kind: Kind, where: str, said: str, both_: tuple[Any, Any], parts: tuple[str, ...]
) -> Iterator[Change]:
    old, new = both_
    if old is None or new is None:
        known = old if new is None else new
        effect = Effect.REMOVED if new is None else Effect.ADDED
        words = "is gone" if new is None else "is new"
        yield Change(
            kind=kind, effect=effect, where=where, rules=known.rules, sentence=f'{said} "{known.title}" {words}.'
        )
        return
    rules = both(old.rules, new.rules)
    for part in parts:
        was, now = two.newer(getattr(old, part)), getattr(new, part)
        if was != now:
            say = _VALUES.get(part, _plain)
            words = f"{part.replace('_', ' ')}: {say(two, now)}; it was {say(two, was)}"
            yield Change(
                kind=kind, effect=_effect(part, was, now), where=f"{where}.{part}", rules=rules,
                sentence=f'{said} "{new.title}", {words}.',
            )  # fmt: skip
    if old.title != new.title:
        yield Change(
            kind=Kind.WORDS, effect=Effect.CHANGED, where=f"{where}.title", rules=rules,
            sentence=f'{said} "{old.title}" is called "{new.title}".',
        )  # fmt: skip


def _effect(part: str, was: Any, now: Any) -> Effect:
    """Fewer eyes weaken, more strengthen."""
    if part == "confirmed_by" and (was is None) != (now is None):
        return Effect.WEAKENED if now is None else Effect.STRENGTHENED
    if part == "evaluators":
        return Effect.WEAKENED if now < was else Effect.STRENGTHENED
    return Effect.CHANGED


def _plain(_: Two, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value is None else str(value)


def _roles(two: Two, value: Any) -> str:
    return two.roles((value,) if isinstance(value, str) else value or ())


def _criteria(_: Two, value: Any) -> str:
    return ", ".join(f"{one.title} {one.weight}%" for one in value.values())


_VALUES: Final[dict[str, Callable[[Two, Any], str]]] = {
    "criteria": _criteria,
    **dict.fromkeys(
        (
            "by", "confirmed_by", "supplied_by", "reviewed_by", "scored_by", "moderated_by", "set_envelope_by",
            "commit_by", "pay_by",
        ),
        _roles,
    ),
}  # fmt: skip
"""How the values of some parts are said."""
