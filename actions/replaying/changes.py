"""What differs between two moments of one procedure, in words: a change for each thing that is not as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from actions.queries.deadlines import status_of
from engine import state as s
from engine.definition import Definition
from engine.money import format_money
from engine.time.calendar import read_pin
from engine.time.dates import describe_date
from engine.time.local_time import describe_instant


class Snapshot(NamedTuple):
    """What is compared: a state, the definition it is under, the instant (UTC) of the look, and who held each role."""

    state: s.State
    definition: Definition
    at: datetime
    roles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One thing that differs: its kind, its name in the definition, its title, how it was and how it is (None: not)."""

    about: str
    name: str
    title: str
    before: str | None
    after: str | None

    @property
    def sentence(self) -> str:
        """The change in words."""
        if self.before is None:
            return f"{self.title}: {self.after}."
        if self.after is None:
            return f"{self.title}: no longer there; it was {self.before}."
        return f"{self.title}: {self.after}; before: {self.before}."


def changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """Everything that differs, in the order in which a person asks: where it stands, papers, suppliers, money, time."""
    yield from _standing(before, after)
    for about, part, title, say in _PARTS:
        yield from _of_part(about, before, after, (getattr(before.state, part), getattr(after.state, part)), title, say)
    yield from _deadlines(before, after)
    yield from _roles(before, after)


def _standing(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    for name, title, say in _STANDING:
        was = say(before) if before.state.exists else None
        now = say(after) if after.state.exists else None
        if was != now:
            yield Change(about="state", name=name, title=title, before=was, after=now)


def _step(one: Snapshot) -> str | None:
    return f'"{one.definition.steps[one.state.step].title}" ({one.state.step})'


def _stage(one: Snapshot) -> str | None:
    return next((f'"{stage.title}"' for stage in one.definition.stages if stage.stage == one.state.stage), None)


def _suspended(one: Snapshot) -> str | None:
    known = one.state.suspended
    return None if known is None else f"suspended by a court matter ({known.basis.replace('_', ' ')}, event {known.n})"


def _paused(one: Snapshot) -> str | None:
    return None if one.state.paused_n is None else f"paused by the authority (event {one.state.paused_n})"


def _ended(one: Snapshot) -> str | None:
    return None if one.state.ended is None else one.state.ended.replace("_", " ")


def _notice_due(one: Snapshot) -> str | None:
    return None if one.state.notice_due is None else f"{one.state.notice_due} must be published"


def _definition(one: Snapshot) -> str | None:
    return f"{one.definition.name} {one.state.version} ({one.state.definition[:12]})"


def _calendar(one: Snapshot) -> str | None:
    return str(read_pin(one.state.calendar))


_STANDING: Final[tuple[tuple[str, str, Callable[[Snapshot], str | None]], ...]] = (
    ("stage", "Stage", _stage),
    ("step", "Step", _step),
    ("suspended", "Suspension", _suspended),
    ("paused", "Pause", _paused),
    ("ended", "End", _ended),
    ("notice_due", "Owed", _notice_due),
    ("definition", "Definition", _definition),
    ("calendar", "Calendar", _calendar),
)


def _of_part(  # noqa: PLR0917 - one row of the table below, called once
    about: str,
    before: Snapshot,
    after: Snapshot,
    parts: tuple[Mapping[str, Any], Mapping[str, Any]],
    title: Callable[[Definition, str], str],
    say: Callable[[Definition, Any], str | None],
) -> Iterator[Change]:
    was, now = parts
    if was is now:
        return  # evolving copies only what an event touches: most parts are the very same value
    for name in dict.fromkeys((*was, *now)):
        old, new = was.get(name), now.get(name)
        if old is new:
            continue
        said = (
            None if old is None else say(before.definition, old),
            None if new is None else say(after.definition, new),
        )
        if said[0] != said[1]:
            # What is no longer there may be called otherwise by a newer version of the definition, or not at all.
            named = title((before if new is None else after).definition, name)
            yield Change(about=about, name=name, title=named, before=said[0], after=said[1])


def _paper_title(d: Definition, key: str) -> str:
    artefact, _, partner = key.partition("@")
    return f'"{d.artefacts[artefact].title}"{f" of {partner}" if partner else ""}'


def _paper(_: Definition, v: s.Artefact) -> str:
    reviewed = f" by {v.reviewed_by}" if v.reviewed_by else ""
    return f"version {v.version}, {v.status}{reviewed}, SHA-256 {v.sha256[:12]}"


def _decision(_: Definition, v: tuple[s.DecisionTaken, ...]) -> str | None:
    if not v:
        return None
    return f"{v[-1].outcome}, {'confirmed' if v[-1].confirms else 'decided'} by {v[-1].by}"


def _notice(_: Definition, v: s.Notice) -> str:
    times = "" if v.times == 1 else f", the {v.times}th time" if v.times > 3 else f", time {v.times}"
    return f"published on {describe_date(v.on)}, reference {v.reference}{times}"


def _partner(d: Definition, v: s.Partner) -> str:
    lot = f", lot {v.lot}" if v.lot else ""
    return f'"{d.partners.states[v.state].title}"{lot}'


def _exclusion(_: Definition, v: s.ExclusionCheck) -> str:
    return v.outcome.replace("_", " ")


def _refinement(d: Definition, v: s.Refinement) -> str:
    return ", ".join(f"{one.title} {one.weight}%" for one in v.criteria.values())


def _contract_changes(d: Definition, v: tuple[s.ContractChange, ...]) -> str:
    value = format_money(v[-1].value_after_minor, d.money.currency)
    return f"{len(v)} change{'' if len(v) == 1 else 's'}, now {value}"


def _indicators(_: Definition, v: s.Indicators) -> str:
    published = "" if v.published_on is None else f", published on {describe_date(v.published_on)}"
    return f"{', '.join(v.names) or 'none would be appropriate'}{published}"


def _claim(_: Definition, v: s.Claim) -> str:
    return "suspended the procedure by itself" if v.automatic else "suspended nothing by itself"


def _statement(_: Definition, v: s.Statement) -> str:
    said = [f"{name.replace('_', ' ')} {value}" for name, value in v.content.items()]
    return ", ".join([*(["conflicts assessment revised"] if v.conflicts_confirmed else []), *said])


def _envelope(_: Definition, v: s.Envelope) -> str:
    sums = (format_money(sum_, v.currency) for sum_ in (v.amount_minor, v.committed_minor, v.paid_minor))
    return "{} set aside, {} committed, {} paid".format(*sums)


def _commitment(_: Definition, v: s.Commitment) -> str:
    paid = format_money(sum(v.paid.values()), v.currency)
    return f"{format_money(v.amount_minor, v.currency)} to {v.partner}, {paid} paid"


def _lot(_: Definition, v: s.Lot) -> str:
    return "ceased" if v.ceased else "open"


def _declaration(_: Definition, v: s.Declaration) -> str:
    return v.position


def _declaration_title(d: Definition, key: str) -> str:
    role, _, who = key.partition("/")
    rule = d.roles.get(role)
    return f"Interests declared by {who} as {rule.title if rule else role}"


def _lessons(_: Definition, v: tuple[int, ...]) -> str | None:
    return f"{len(v)} lesson{'' if len(v) == 1 else 's'}" if v else None


def _score(_: Definition, v: s.Score) -> str:
    return f"{v.score} by {v.by}"


def _event(_: Definition, v: int) -> str:
    return f"by event {v}"


def _stage_title(d: Definition, name: str) -> str:
    return next((stage.title for stage in d.stages if stage.stage == name), name)


def _cell(d: Definition, key: str) -> str:
    round_, partner, criterion, sub, _ = key.split("/", 4)
    rule = d.rounds[round_].criteria[criterion]
    part = rule.sub_criteria.get(sub)  # a refinement may have added it
    return f"Score of {partner} for {rule.title}{f' / {part.title if part else sub}' if sub else ''}"


def _waiver_title(d: Definition, key: str) -> str:
    move, _, requirement = key.partition("/")
    gate = d.moves_by_name[move].gate if move in d.moves_by_name else d.notices[move].gate
    return f'Waived: "{next((rule.text for rule in gate if rule.id == requirement), requirement)}"'


_PARTS: Final[
    tuple[tuple[str, str, Callable[[Definition, str], str], Callable[[Definition, Any], str | None]], ...]
] = (
    ("lot", "lots", lambda _, key: f"Lot {key}", _lot),
    ("artefact", "artefacts", _paper_title, _paper),
    ("decision", "decisions", lambda d, key: f'Decision "{d.decisions[key].title}"', _decision),
    ("waiver", "waivers", _waiver_title, _event),
    ("notice", "notices", lambda d, key: f"Notice {key} ({d.notices[key].title})", _notice),
    ("partner", "partners", lambda _, key: f"Partner {key}", _partner),
    ("exclusion", "exclusions", lambda _, key: f"Exclusion check of {key}", _exclusion),
    ("score", "scores", _cell, _score),
    ("score", "moderated", lambda d, key: f"{_cell(d, key)}, moderated", _score),
    ("money", "envelopes", lambda d, key: f'Envelope "{d.money.envelopes[key].title}"', _envelope),
    ("money", "commitments", lambda _, key: f"Commitment {key}", _commitment),
    ("conflict", "conflicts", _declaration_title, _declaration),
    ("lesson", "lessons", lambda d, key: f'Lessons of "{_stage_title(d, key)}"', _lessons),
    ("criteria", "refinements", lambda d, key: f'Criteria of "{d.rounds[key].title}"', _refinement),
    ("modification", "modifications", lambda _, key: f"Latest modification ({key})", _event),
    ("contract", "contract_changes", lambda _, key: f"Contract with {key}", _contract_changes),
    ("contract", "indicators", lambda _, key: f"Key performance indicators of {key}", _indicators),
    ("exclusion", "exclusion_reports", lambda _, key: f"Report of the exclusion of {key}", _event),
    ("claim", "claims", lambda _, key: f"Claim {key}", _claim),
    ("notice", "statements", lambda _, key: f"Stated in {key}", _statement),
    ("correction", "corrections", lambda _, key: f"Correction of event {key}", _event),
)
"""The parts of a state that are compared: kind, field, how an entry is called, and how it is said."""


def _deadlines(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    """Time passes between two moments: a deadline that nothing touched can still have run out."""
    was, now = before.state.deadlines, after.state.deadlines
    for name in dict.fromkeys((*was, *now)):
        said = (_deadline(before, was.get(name), name), _deadline(after, now.get(name), name))
        if said[0] != said[1]:
            known = after if name in after.definition.deadlines else before
            title = f'Deadline "{known.definition.deadlines[name].title}"'
            yield Change(about="deadline", name=name, title=title, before=said[0], after=said[1])


def _deadline(one: Snapshot, known: s.Deadline | None, name: str) -> str | None:
    if known is None:
        return None
    status = status_of(one.definition.deadlines[name], known, one.state, one.at)
    return f"{status}, ends {describe_instant(known.due_at, one.definition.zone)}"


def _roles(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    for role in dict.fromkeys((*before.roles, *after.roles)):
        was, now = before.roles.get(role, ()), after.roles.get(role, ())
        if was != now:
            rule = after.definition.roles.get(role)
            yield Change(
                about="role",
                name=role,
                title=rule.title if rule else role,
                before=", ".join(was) or None,
                after=", ".join(now) or None,
            )
