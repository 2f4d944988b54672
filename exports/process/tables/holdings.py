"""Money, deadlines and papers."""

from __future__ import annotations

from collections.abc import Iterator

from engine import events as e
from engine.state import Deadline, State
from exports.process.source import Entry, History
from exports.process.tables.cells import amount
from exports.process.tables.column import Row, Table, day, instant, money, number, text, words, yes_no


def _money(history: History) -> Iterator[Row]:
    for entry in history.entries:
        for row in _sums(entry):
            yield {
                "commitment": None, "instalment": None, "partner": None, "legal_base": None, "category": None,
                "n": entry.n, "at": entry.at, "by": entry.by, **row,
            }  # fmt: skip


def _sums(entry: Entry) -> Iterator[dict[str, object]]:
    match entry.event:
        case e.EnvelopeSet() as own:
            yield {"kind": "envelope", "envelope": own.envelope, **_sum(own.amount_minor, own.currency)}
        case e.MoneyCommitted() as own:
            shared = {
                "envelope": own.envelope, "commitment": own.commitment, "partner": own.partner,
                "legal_base": own.legal_base, "category": own.category,
            }  # fmt: skip
            yield {"kind": "commitment", **shared, **_sum(own.amount_minor, own.currency)}
            for instalment, minor in own.instalments:
                yield {"kind": "instalment", **shared, "instalment": instalment, **_sum(minor, own.currency)}
        case e.InstalmentPaid() as own:
            yield {
                "kind": "payment", "envelope": own.envelope, "commitment": own.commitment, "partner": own.partner,
                "instalment": own.instalment, **_sum(own.amount_minor, own.currency),
            }  # fmt: skip
        case _:
            pass


def _sum(minor: int, currency: str) -> dict[str, object]:
    return {"amount": amount(minor, currency), "currency": currency}


MONEY = Table(
    name="money",
    meaning="Every sum in the order in which it was set aside, committed or paid. Add up one kind at a time.",
    columns=(
        text("kind", "envelope (set aside), commitment (to a partner), instalment (of it), payment (of one)"),
        text("envelope", "The envelope that it belongs to"),
        text("commitment", "The commitment that it belongs to"),
        text("instalment", "The instalment"),
        text("partner", "The partner"),
        money("amount", "The sum"),
        text("currency", "Its currency, ISO 4217"),
        text("legal_base", "Why it may be paid"),
        text("category", "What kind of innovation spending it is"),
        number("n", "The event in which it is on record"),
        instant("at", "When it was recorded"),
        text("by", "Who recorded it, by pseudonym"),
    ),
    rows=_money,
)  # fmt: skip


def _deadlines(history: History) -> Iterator[Row]:
    state = history.state
    for name, known in state.deadlines.items():
        rule = history.definition.deadlines[name]
        yield {
            "deadline": name,
            "title": rule.title,
            "status": _status(known, state),
            "starts_on": known.starts_on,
            "last_on": known.last_on,
            "due_at": known.due_at,
            "calendar": known.calendar,
            "provisional": known.provisional,
            "extended": known.extended,
            "shortened": known.shortened,
            "in_time": known.in_time,
            "met_n": known.met_n,
            "missed_n": known.missed_n,
            "cause_n": known.cause,
            "last_n": known.n,
            "rules": ", ".join(rule.rules) or None,
        }


def _status(known: Deadline, state: State) -> str:
    if not known.started:
        return "planned"
    if known.met_n is not None:
        return "met"
    if known.stopped_at is not None:
        return "standing still"
    return "missed" if known.missed_n is not None else "passed" if state.at and state.at > known.due_at else "running"


DEADLINES = Table(
    name="deadlines",
    meaning="Every deadline that was set or has started, as it stands after the last event.",
    columns=(
        text("deadline", "Its name in the definition"),
        text("title", "The same in words"),
        text("status", "planned, running, standing still, met, missed, passed (nothing met it): as of the last event"),
        day("starts_on", "Its first day"),
        day("last_on", "Its last day; empty while it is planned"),
        instant("due_at", "The instant at which it has passed"),
        text("calendar", "The calendar it was counted on, with version and checksum; empty where none was needed"),
        yes_no("provisional", "Whether its end lies beyond the calendar's last day"),
        number("extended", "How often it was extended"),
        number("shortened", "How often it was shortened"),
        yes_no("in_time", "Whether it was met in time; empty while it is not met"),
        number("met_n", "The event that met it"),
        number("missed_n", "The event that says it was missed"),
        number("cause_n", "The event that started it"),
        number("last_n", "The event that last changed it"),
        text("rules", "The rules that it answers"),
    ),
    rows=_deadlines,
)  # fmt: skip


def _artefacts(history: History) -> Iterator[Row]:
    reviews = _reviews(history)
    for entry in history.entries:
        if isinstance(entry.event, e.ArtefactSubmitted):
            own = entry.event
            review = reviews.get((own.artefact, own.partner, own.version))
            yield {
                "artefact": own.artefact,
                "title": history.definition_at(entry.n).artefacts[own.artefact].title,
                "partner": own.partner,
                "version": own.version,
                "file_name": history.words.get((entry.n, "data.name")),
                "sha256": own.sha256,
                "size": own.size,
                "media_type": own.media_type,
                "submitted_at": entry.at,
                "submitted_by": own.by,
                "status": "submitted" if review is None else review.type.removeprefix("artefact."),
                "reviewed_at": None if review is None else review.at,
                "reviewed_by": None if review is None else review.data["by"],
                "reason": None if review is None else history.words.get((review.n, "data.reason")),
                "n": entry.n,
                "reviewed_n": None if review is None else review.n,
            }


def _reviews(history: History) -> dict[tuple[str, str | None, int], Entry]:
    """The latest review of each version that still counts: one that was taken back leaves none."""
    void = {
        entry.event.event
        for entry in history.entries
        if isinstance(entry.event, e.CorrectionRecorded) and entry.event.effect == "void"
    }
    return {
        (entry.event.artefact, entry.event.partner, entry.event.version): entry
        for entry in history.entries
        if isinstance(entry.event, e.ArtefactAccepted | e.ArtefactRejected) and entry.n not in void
    }


ARTEFACTS = Table(
    name="artefacts",
    meaning="Every version of every document that was put on file, and what its reviewer said.",
    columns=(
        text("artefact", "Its name in the definition"),
        text("title", "The same in words"),
        text("partner", "Whose document it is, when each partner has one"),
        number("version", "Its version, from 1"),
        words("file_name", "The name of the file, while it is disclosed"),
        text("sha256", "SHA-256 of its bytes"),
        number("size", "How many bytes"),
        text("media_type", "Its file type"),
        instant("submitted_at", "When it was put on file"),
        text("submitted_by", "By whom, by pseudonym"),
        text("status", "submitted, accepted or rejected"),
        instant("reviewed_at", "When it was reviewed"),
        text("reviewed_by", "By whom, by pseudonym"),
        words("reason", "Why it was rejected, while that is disclosed"),
        number("n", "The event in which it was put on file"),
        number("reviewed_n", "The event in which it was reviewed"),
    ),
    rows=_artefacts,
)
