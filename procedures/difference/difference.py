"""The difference of two definitions: every change, and the rules that are newly broken, each with its change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.definition import Definition
from procedures.checker.finding import Finding
from procedures.difference.change import Change, Effect, Kind, Two
from procedures.difference.clocks import clocks
from procedures.difference.course import course
from procedures.difference.gates import gates
from procedures.difference.papers import law, money, papers
from procedures.proof import Proof


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Two definitions: what changed, in the order law, time, course, gates, papers, money; what is newly broken.

    ``broken`` are findings that block or want a reason in the newer one alone; ``mended`` those of the older alone.
    """

    before: str
    before_digest: str
    after: str
    after_digest: str
    changes: tuple[Change, ...]
    broken: tuple[Finding, ...]
    mended: tuple[Finding, ...]

    @property
    def shortens(self) -> tuple[Change, ...]:
        """The changes that take time from somebody who was promised it."""
        return tuple(one for one in self.changes if one.shortens)


def changes(before: Definition, after: Definition) -> tuple[Change, ...]:
    """Every change, each in one sentence."""
    two = Two.of(before, after)
    found = [*law(two), *clocks(two), *course(two), *gates(two), *papers(two), *money(two), *_words(two)]
    return tuple(found)


def difference(before: Proof, after: Proof) -> Difference:
    """The changes between two definitions that every checker has looked at, with what each newly breaks."""
    old, new = before.loaded, after.loaded
    broken = tuple(_only(after, before))
    found = tuple(replace(one, breaks=tuple(_breaks(one, broken))) for one in changes(old.definition, new.definition))
    return Difference(
        before=f"{old.definition.name} {old.definition.version}",
        before_digest=old.digest,
        after=f"{new.definition.name} {new.definition.version}",
        after_digest=new.digest,
        changes=found,
        broken=broken,
        mended=tuple(_only(before, after)),
    )


def _words(two: Two) -> Iterator[Change]:
    for part in ("title", "summary"):
        was, now = getattr(two.before, part), getattr(two.after, part)
        if was != now:
            said = f'The {part} is "{now}"; it was "{was}".'
            yield Change(kind=Kind.WORDS, effect=Effect.CHANGED, where=part, sentence=said)


def _only(one: Proof, other: Proof) -> Iterator[Finding]:
    """What stands in the way of the one and not of the other, told by rule and words: places move in a file."""
    known = {(finding.rule, finding.message) for finding in other.findings}
    for finding in one.findings:
        if (finding.blocks or finding.wants_reason) and (finding.rule, finding.message) not in known:
            yield finding


def _breaks(change: Change, broken: tuple[Finding, ...]) -> Iterator[str]:
    """The rules of findings at the very place, or about a rule that the place answers."""
    found = (
        finding.rule
        for finding in broken
        if finding.rule and (finding.rule in change.rules or _same_place(finding.where, change.where))
    )
    yield from dict.fromkeys(found)


def _same_place(one: str, other: str) -> bool:
    """Whether one place lies in the other."""
    return one == other or one.startswith((f"{other}.", f"{other}[")) or other.startswith((f"{one}.", f"{one}["))
