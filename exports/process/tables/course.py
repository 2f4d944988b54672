"""The procedure itself, its events, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from engine import events as e
from engine.evolve import evolve
from engine.state import State
from exports.process.source import Entry, History
from exports.process.tables.cells import Kind
from exports.process.tables.column import Column, Row, Table, instant, number, text, words, yes_no


def _procedure(history: History) -> Iterator[Row]:
    state, first, last = history.state, history.entries[0], history.entries[-1]
    yield {
        "reference": history.reference,
        "title": state.title,
        "definition": history.definition.name,
        "version": history.definition.version,
        "definition_sha256": history.definition_sha256,
        "law_pack": state.law_pack,
        "calendar": state.calendar,
        "opened_at": first.at,
        "stage": state.stage,
        "step": state.step,
        "ended": state.ended,
        "overlay": ", ".join(sorted(state.overlays)) or None,
        "events": len(history.entries),
        "last_event_at": last.at,
        "head_hash": last.hash,
    }


PROCEDURE = Table(
    name="procedure",
    meaning="The procedure as it stands after its last event: one row.",
    columns=(
        text("reference", "Its reference, which is also the name of its stream in the history"),
        text("title", "Its title"),
        text("definition", "The definition that it runs under"),
        text("version", "That definition's version"),
        text("definition_sha256", "SHA-256 of that definition's canonical form"),
        text("law_pack", "Name and version of the rule book"),
        text("calendar", "The working-day calendar that it is pinned to, with version and checksum"),
        instant("opened_at", "When it was opened"),
        text("stage", "The stage it is in"),
        text("step", "The step it is in"),
        text("ended", "How it ended: the step that ends it, or terminated; empty while it runs"),
        text("overlay", "suspended (by a court), paused (by the authority), or empty"),
        number("events", "How many events its history holds"),
        instant("last_event_at", "When the last of them was recorded"),
        text("head_hash", "The hash of the last of them: it fixes the whole history"),
    ),
    rows=_procedure,
)


def _events(history: History) -> Iterator[Row]:
    state = State(procedure=history.reference)
    told = _words_by_event(history)
    for entry in history.entries:
        state = evolve(state, entry)
        data = entry.data
        yield {
            "n": entry.n,
            "at": entry.at,
            "type": entry.type,
            "by": entry.by,
            "role": entry.role,
            "known_by": entry.auth,
            "cause": entry.cause,
            "stage": state.stage,
            "step": state.step,
            "partner": data.get("partner"),
            "artefact": data.get("artefact"),
            "decision": data.get("decision"),
            "notice": data.get("notice"),
            "deadline": data.get("deadline"),
            "data": data,
            "hash": entry.hash,
            "words": told.get(entry.n),
        }


def _words_by_event(history: History) -> dict[int, dict[str, str]]:
    pairs = sorted(history.words.items())
    return {n: {path: said for (_, path), said in found} for n, found in groupby(pairs, key=lambda pair: pair[0][0])}


EVENTS = Table(
    name="events",
    meaning="Every event of the history, in order.",
    columns=(
        number("n", "Its number in the history, from 0"),
        instant("at", "When it was recorded"),
        text("type", "What happened"),
        text("by", "Who recorded it, by pseudonym"),
        text("role", "In which role"),
        text("known_by", "How that person was known, such as claim"),
        text("cause", "The command that it came from; events of one command share it"),
        text("stage", "The stage after it"),
        text("step", "The step after it"),
        text("partner", "The partner that it is about"),
        text("artefact", "The document that it is about"),
        text("decision", "The decision that it is about"),
        text("notice", "The notice that it is about"),
        text("deadline", "The deadline that it is about"),
        Column(name="data", kind=Kind.JSON, meaning="All that the history keeps of it but sealed words"),
        text("hash", "Its hash, over its bytes and the hash of the event before it"),
        Column(name="words", kind=Kind.JSON, meaning="Its sealed words that are disclosed, by path", words=True),
    ),
    rows=_events,
)  # fmt: skip


def _decisions(history: History) -> Iterator[Row]:
    for entry in history.entries:
        for row in _decided(history, entry):
            yield {
                "n": entry.n, "at": entry.at, "by": entry.by, "role": entry.role, "requirement": None,
                "reason": history.words.get((entry.n, "data.reason")), **row,
            }  # fmt: skip


def _decided(history: History, entry: Entry) -> Iterator[dict[str, Any]]:
    yield from _changed(history, entry)
    definition = history.definition_at(entry.n)
    match entry.event:
        case e.DecisionRecorded(decision=name, outcome=outcome, confirms=confirms):
            kind = "confirmation" if confirms else "decision"
            yield {"kind": kind, "name": name, "title": definition.decisions[name].title, "outcome": outcome}
        case e.GateDecided(move=name, results=results):
            title = definition.moves_by_name[name].title
            yield {"kind": "gate", "name": name, "title": title, "outcome": "pass"}
            for result in results:
                yield {
                    "kind": "requirement", "name": name, "title": title, "outcome": str(result["standing"]),
                    "requirement": str(result["id"]),
                }  # fmt: skip
        case e.RequirementWaived(move=name, requirement=requirement):
            found = definition.moves_by_name.get(name)
            title = definition.notices[name].title if found is None else found.title
            yield {"kind": "waiver", "name": name, "title": title, "outcome": "waived", "requirement": requirement}
        case e.ProcedureTerminated():
            yield {"kind": "termination", "name": "terminate", "title": definition.termination.title, "outcome": "stop"}
        case e.LotCeased(lot=lot):
            yield {"kind": "lot", "name": lot, "title": history.state.lots[lot].title, "outcome": "ceased"}
        case e.ProcedureMoved() | e.ProcedureMovedBack():
            title = f"{definition.title}, version {definition.version}"
            outcome = "moved" if isinstance(entry.event, e.ProcedureMoved) else "moved back"
            yield {"kind": "definition", "name": definition.name, "title": title, "outcome": outcome}
        case e.AwardWithdrawn():
            yield {"kind": "award", "name": "award", "title": "Award", "outcome": "withdrawn"}
        case _:
            pass


def _changed(history: History, entry: Entry) -> Iterator[dict[str, Any]]:
    """What was changed after it was published."""
    match entry.event:
        case e.CriteriaRefined(round=name):
            title = history.definition_at(entry.n).rounds[name].title
            yield {"kind": "criteria", "name": name, "title": title, "outcome": "refined"}
        case e.ModificationRecorded(of=of, phase=phase):
            yield {"kind": "modification", "name": of, "title": f"Modification of the {of}", "outcome": phase}
        case e.ContractChanged(partner=ref, ground=ground):
            yield {"kind": "contract", "name": ref, "title": f"Contract with {ref}", "outcome": ground}
        case _:
            pass


DECISIONS = Table(
    name="decisions",
    meaning="Every material decision and confirmation, every gate with each of its requirements, every waiver,"
    " refinement, modification and change of a contract.",
    columns=(
        number("n", "The event in which it is on record"),
        instant("at", "When it was recorded"),
        text("kind", "decision, confirmation, gate, requirement (of that gate), waiver, or what else was decided"),
        text("name", "The decision, the move or notice whose gate it is, or the lot"),
        text("title", "The same in words"),
        text("requirement", "The requirement of the gate"),
        text("outcome", "pass, hold or stop; of a requirement met, waived or warned; else what became of it"),
        text("by", "Who, by pseudonym"),
        text("role", "In which role"),
        words("reason", "The reason that was given, while it is disclosed"),
    ),
    rows=_decisions,
)  # fmt: skip


def _partners(history: History) -> Iterator[Row]:
    for ref, known in history.state.partners.items():
        yield {
            "partner": ref,
            "name": history.words.get((known.registered_n, "data.name")),
            "lot": known.lot,
            "sme": known.sme,
            "received_at": known.received_at,
            "on_time": known.on_time,
            "state": known.state,
            "title": history.definition.partners.states[known.state].title,
            "left": known.state in history.definition.leavers,
            "registered_n": known.registered_n,
            "last_n": known.n,
        }


PARTNERS = Table(
    name="partners",
    meaning="Every supplier that asked to take part, as it stands after the last event.",
    columns=(
        text("partner", "Its short reference"),
        words("name", "The name under which it registered, while it is disclosed"),
        text("lot", "The lot that it takes part for"),
        yes_no("sme", "Whether it is a small or medium-sized enterprise"),
        instant("received_at", "When its request to participate came"),
        yes_no("on_time", "Whether that was in time"),
        text("state", "Its state"),
        text("title", "The same in words"),
        yes_no("left", "Whether it has left for good"),
        number("registered_n", "The event in which it was registered"),
        number("last_n", "The event that last moved it"),
    ),
    rows=_partners,
)
