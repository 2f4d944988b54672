"""Who decided what, when and why (section 98), what was waived, what came late, and what was refused."""

from __future__ import annotations

from collections.abc import Iterator

from actions.queries.history import Line
from actions.reporting.subject import Subject, entry, said_by, who, words_in
from engine.access import role_in_words
from engine.canonical import instant_text
from engine.definition import Definition
from exports.report.document import Column, Entries, Entry, Said, Section, Table, Text
from storage.records import Attempt

_UNUSUAL = frozenset(
    {
        "requirement.waived",
        "lot.ceased",
        "award.withdrawn",
        "calendar.changed",
        "procedure.moved",
        "procedure.moved_back",
        "correction.recorded",
        "values.withheld",
    }
    | {"procedure.suspended", "procedure.resumed", "procedure.paused", "procedure.unpaused", "procedure.terminated"}
    | {"deadline.extended", "deadline.shortened", "deadline.cancelled", "deadline.recomputed"}
    | {"deadline.recounted", "deadline.dropped"}
)
_MOST = 7
"""So many of them fit on the page of summary."""
_LATE = {"deadline.missed": "missed", "deadline.ruled": "ruling"}


def decisions(subject: Subject) -> Section:
    """Every material decision with its reason, its rules, and the events that it rests on."""
    return Section(
        id="decisions",
        title="Who decided what, when and why",
        blocks=(
            Text(
                text="The material decisions in the order in which they were taken (Procurement Act 2023, section 98)."
            ),
            Entries(items=tuple(_decisions(subject)), empty="No material decision has been taken yet."),
        ),
    )


def waivers(subject: Subject) -> Section:
    """What the definition recommends and somebody waived, with the reason."""
    found = (line for line in subject.lines if line.type == "requirement.waived")
    table = Table(
        caption="Waived recommendations",
        columns=(Column("Event", numeric=True), Column("Day"), Column("What"), Column("Who"), Column("Reason")),
        rows=tuple(_row(subject, line) for line in found),
        empty="Nothing was waived: every gate was passed with all that it asks for.",
    )
    return Section(id="waivers", title="Waivers", blocks=(table,))


def what_stands_out(subject: Subject) -> Table:
    """What a reader should know who reads one page only: whatever did not go its ordinary way."""
    found = [line for line in subject.lines if line.type in _UNUSUAL or _is_late(line)]
    more = f" ({len(found) - _MOST:,} more below)" if len(found) > _MOST else ""
    return Table(
        caption=f"What stands out{more}",
        columns=(Column("Event", numeric=True), Column("Day"), Column("What"), Column("Who")),
        rows=tuple(_row(subject, line)[:4] for line in found[:_MOST]),
        empty="Nothing stands out: no waiver, nothing late, nothing suspended, corrected or withheld.",
    )


def late(subject: Subject) -> Section:
    """What came after its deadline, or so close to it that somebody had to rule."""
    table = Table(
        caption="Late, missed, or ruled on",
        columns=(Column("Event", numeric=True), Column("When"), Column("What"), Column("Who"), Column("Reason")),
        rows=tuple(_row(subject, line, precise=True) for line in subject.lines if _is_late(line)),
        empty="Nothing came late and no deadline was missed.",
    )
    return Section(id="late", title="Late items", blocks=(table,))


def refusals(subject: Subject) -> Section:
    """What was tried and refused: each refusal once, with how often it was met."""
    grouped: dict[tuple[str, str, str], list[Attempt]] = {}
    for known in subject.attempts:
        said = str(known.explanation.get("sentence", ""))
        grouped.setdefault((known.actor, known.role, said), []).append(known)
    table = Table(
        caption="Refused commands",
        columns=(Column("When"), Column("Who"), Column("What was refused, and why"), Column("Times", numeric=True)),
        rows=tuple(
            (
                subject.when(same[0].at),
                who(actor, subject.names.get(actor), _role_title(subject.moment.definition, role)),
                said,
                str(len(same)),
            )
            for (actor, role, said), same in grouped.items()
        ),
        empty="Nothing was refused.",
    )
    lead = Text(
        text="A refused command changes nothing. It is kept beside the history, with the reasons that were given."
    )
    return Section(id="refused", title="Refused attempts", blocks=(lead, table))


def whole_history(subject: Subject) -> Section:
    """Every event in order, with what was said, and the result of every requirement of every gate."""
    return Section(
        id="history",
        title="The whole history",
        blocks=(Entries(items=_events(subject), empty="There is no event.", anchors=True),),
    )


def _events(subject: Subject) -> Iterator[Entry]:
    definition = subject.moment.definition
    for line in subject.lines:
        yield entry(subject, line, said=gate_results(definition, line), mark=_LATE.get(line.type, ""))


def _decisions(subject: Subject) -> Iterator[Entry]:
    by_n = {line.n: line for line in subject.lines}
    for taken in subject.decisions.decisions:
        special = gate_results(subject.moment.definition, by_n[taken.n], only_special=True)
        yield Entry(
            n=taken.n,
            day=subject.day(taken.at),
            time=subject.time(taken.at),
            instant=instant_text(taken.at),
            who=who(taken.who, taken.name, taken.role_title),
            what=taken.what + ".",
            said=(*said_by(taken.why), *special),
            rules=taken.rules,
            rests_on=tuple(sorted(taken.rests_on)),
            mark="waiver" if taken.kind == "waiver" else "",
        )


def gate_results(definition: Definition, line: Line, *, only_special: bool = False) -> Iterator[Said]:
    """How each requirement of a gate stood when it was decided; ``only_special``: those that were not simply met."""
    if line.type != "gate.decided":
        return
    move = definition.moves_by_name.get(str(line.data.get("move")))
    asked = {rule.id: rule.text for rule in move.gate} if move else {}
    for result in line.data.get("results", ()):
        standing = str(result.get("standing"))
        if only_special and standing == "met":
            continue
        events = ", ".join(str(n) for n in result.get("events", ()))
        rests = f" (event{'s' if ',' in events else ''} {events})" if events else ""
        yield Said(label=standing.capitalize(), text=f"{asked.get(result.get('id'), result.get('id'))}{rests}")


def _row(subject: Subject, line: Line, *, precise: bool = False) -> tuple[str, ...]:
    at = subject.when(line.at) if precise else subject.day(line.at)
    what = line.what[:1].upper() + line.what[1:]
    return (
        str(line.n),
        at,
        what,
        who(line.who, line.name, line.role_title),
        words_in(one for one in line.words if one.field != "name"),
    )


def _is_late(line: Line) -> bool:
    registered_late = line.type == "partner.registered" and not line.data.get("on_time", True)
    met_late = line.type == "deadline.met" and not line.data.get("in_time", True)
    return line.type in _LATE or registered_late or met_late


def _role_title(definition: Definition, role: str) -> str:
    return definition.roles[role].title if role in definition.roles else role_in_words(role)
