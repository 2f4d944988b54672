"""Which rules of a pack are checked where and by what, and why the others are not: the table that a lawyer reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from procedures.law import registry
from procedures.law.checking import severity_of
from procedures.law.models import Pack, Rule, Where
from procedures.law.predicates import PREDICATES


@dataclass(frozen=True, kw_only=True, slots=True)
class Covered:
    """One rule of a pack, and how it is checked."""

    rule: str
    title: str
    provision: str
    confidence: str
    severity: str
    effect: str
    """What a finding of it weighs: a rule that nobody has verified only warns."""
    start: date
    end: date | None
    routes: tuple[str, ...]
    where: Where
    predicates: tuple[str, ...]
    instance: tuple[str, ...]
    says: str
    satisfied_by: str | None
    unchecked: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """The rules of a pack by where they are checked."""

    pack: str
    title: str
    start: date
    end: date | None
    digest: str
    rules: tuple[Covered, ...]

    def count(self, *where: Where) -> int:
        """How many rules are checked there."""
        return sum(one.where in where for one in self.rules)

    @property
    def checked(self) -> int:
        """How many rules are checked at all."""
        return self.count(Where.DEFINITION, Where.INSTANCE, Where.BOTH)


def covered(rule: Rule, pack: Pack) -> Covered:
    """How one rule is checked; rules without routes are those of every route that does not lie apart."""
    usual = tuple(name for name, route in pack.routes.items() if not route.apart)
    return Covered(
        rule=rule.rule,
        title=rule.title,
        provision=rule.provision,
        confidence=rule.confidence,
        severity=rule.severity.value,
        effect=severity_of(rule).value,
        start=rule.start,
        end=rule.end,
        routes=rule.routes or usual,
        where=rule.where,
        predicates=tuple(asks.predicate for asks in rule.definition),
        instance=tuple(f"{by.by} {by.name}" + (f": {by.how}" if by.how else "") for by in rule.instance),
        says=rule.says,
        satisfied_by=rule.satisfied_by,
        unchecked=rule.unchecked,
    )


def coverage(name: str, on: date | None = None) -> Coverage:
    """How a pack is checked; ``on``: only the rules that are in force on that day."""
    pack = registry.pack(name)
    rules = tuple(covered(rule, pack) for rule in pack.rules if on is None or rule.in_force(on))
    return Coverage(
        pack=pack.key,
        title=pack.title,
        start=pack.start,
        end=pack.end,
        digest=registry.loaded(name).digest,
        rules=rules,
    )


def page() -> str:
    """The reference page: every pack with every rule, made from the packs themselves."""
    return "\n".join([*_opening(), *(line for name in registry.names() for line in _pack(name)), *_predicates()]) + "\n"


def _opening() -> Iterator[str]:
    yield "# Law coverage"
    yield ""
    yield "<!-- Made by python -m tools.publish_definitions: change the packs, not this page. -->"
    yield ""
    yield "Every rule of every law pack: how it is checked, or why no machine can. *Definition* means before it is"
    yield "published; *instance* means while a procedure runs, by the named kind of requirement, command or part of the"
    yield "engine. A MUST blocks, a SHOULD asks for a reason, an INFO is good to know; a rule of confidence G was not"
    yield "verified and only warns. T: read in the provision (T*: in its transposition); O: official page; S: secondary"
    yield "source. What it means: [law packs](../explanation/law-packs.md)."
    yield ""


def _pack(name: str) -> Iterator[str]:
    own = registry.loaded(name).pack
    found = coverage(name)
    mine = {rule.rule for rule in own.rules}
    rows = [one for one in found.rules if one.rule in mine]
    until = f" to {found.end.isoformat()}" if found.end is not None else ""
    yield f"## {found.pack}: {found.title}"
    yield ""
    yield f"A procedure may be opened under it from {found.start.isoformat()}{until}. Source: {own.source}."
    if own.includes:
        yield f"It includes {', '.join(own.includes)}, which stand below under their own headings."
    yield ""
    counts = ", ".join(f"{sum(one.where is where for one in rows)} {_IN_WORDS[where]}" for where in Where)
    yield f"{len(rows)} rules: {counts}."
    yield ""
    yield "| rule | what it says | provision | conf. | weight | checked | by, or why not |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for one in rows:
        yield _row(one)
    yield ""


_IN_WORDS = {
    Where.DEFINITION: "checked on the definition",
    Where.INSTANCE: "at run time",
    Where.BOTH: "on both",
    Where.NOT: "not checkable",
}


def _row(one: Covered) -> str:
    since = f" from {one.start.isoformat()}" if one.start != date(2025, 2, 24) else ""
    until = f" to {one.end.isoformat()}" if one.end is not None else ""
    said = f"**{one.title}**{since}{until}. {one.says}"
    cells = (one.rule, said, one.provision, one.confidence, _weight(one), one.where.value, _by(one))
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _weight(one: Covered) -> str:
    return one.severity if one.effect == one.severity else f"{one.severity}, {one.effect.lower()}s only"


def _by(one: Covered) -> str:
    if one.unchecked is not None:
        return one.unchecked
    said = [f"{one.satisfied_by}"]
    if one.predicates:
        said.append("Predicates: " + ", ".join(f"`{name}`" for name in dict.fromkeys(one.predicates)) + ".")
    if one.instance:
        said.append("At run time: " + "; ".join(one.instance) + ".")
    return " ".join(said)


def _predicates() -> Iterable[str]:
    yield "## Predicates"
    yield ""
    yield "What holds when a predicate finds nothing; each rule gives it the parameters in its pack."
    yield ""
    yield "| predicate | holds when |"
    yield "| --- | --- |"
    for name in sorted(PREDICATES):
        yield f"| `{name}` | {PREDICATES[name].sentence} |"
