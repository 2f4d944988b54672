"""What has already been done on the strength of an event: said when its effect is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from engine import events as e
from engine.definition import Definition
from engine.definition.requirements import (
    ArtefactAccepted,
    ArtefactReviewed,
    ConflictsConfirmed,
    EveryPartnerAssessed,
    ExclusionsChecked,
    Requirement,
)

Thing = tuple[str, str, str | None]
"""What an event says something about: a kind of record, its name, and the partner whose it is."""


Rules = Callable[[int], Definition]
"""The definition in force after an event: a procedure may have been moved from one to another."""


def resting(rules: Rules, history: Iterable[e.Recorded], wrong: int) -> Iterator[str]:
    """In words, every gate that was passed, partner moved, notice published and decision taken on event ``wrong``.

    The gate of a stage move keeps the events that it was passed on (``gate.decided``); what other gates rested on
    follows from the definition and from the newest word before them.
    """
    for n, said in rests_on(rules, history, wrong):
        yield f"{said} (event {n})"


def rests_on(rules: Rules, history: Iterable[e.Recorded], wrong: int) -> Iterator[tuple[int, str]]:
    """The same by the number of the event that rests on it."""
    newest: dict[tuple[Thing, str], int] = {}
    for happened in history:
        n, event = happened.n, happened.event
        about = _about(event)
        if about is not None:
            newest[about] = n
        if n > wrong:
            said = _rests(rules(n), event, wrong, {thing for (thing, _), at in newest.items() if at == wrong})
            if said is not None:
                yield n, said


def _about(event: e.Event) -> tuple[Thing, str] | None:
    """What an event is the newest word on; of scores each cell has a word of its own."""
    match event:
        case e.ArtefactSubmitted() | e.ArtefactAccepted() | e.ArtefactRejected():
            return ("paper", event.artefact, event.partner), ""
        case e.ExclusionChecked():
            return ("check", "", event.partner), ""
        case e.AssessmentModerated():
            return ("scores", event.round, event.partner), f"{event.criterion}/{event.sub_criterion}"
        case _:
            return None


def _rests(definition: Definition, event: e.Event, wrong: int, ours: set[Thing]) -> str | None:
    match event:
        case e.GateDecided() if any(wrong in _numbers(result) for result in event.results):
            return f'the move "{definition.moves_by_name[event.move].title}"'
        case e.PartnerMoved() if event.move in definition.partners.moves:
            rule = definition.partners.moves[event.move]
            return (
                f'the move "{rule.title}" of {event.partner}' if ours & set(_asked(rule.gate, event.partner)) else None
            )
        case e.NoticePublished() if ours & set(_asked(definition.notices[event.notice].gate, None)):
            return f"the notice {event.notice}"
        case e.DecisionRecorded():
            rule_ = definition.decisions[event.decision]
            return f'the decision "{rule_.title}"' if ours & {("paper", name, None) for name in rule_.about} else None
        case _:
            return None


def _numbers(result: dict[str, object]) -> list[object]:
    found = result.get("events")
    return found if isinstance(found, list) else []


def _asked(gate: Iterable[Requirement], partner: str | None) -> Iterator[Thing]:
    for asks in gate:
        match asks:
            case ConflictsConfirmed():
                yield "paper", asks.artefact, None
            case ArtefactAccepted() | ArtefactReviewed():
                yield "paper", asks.artefact, partner if asks.partners else None
            case ExclusionsChecked():
                yield "check", "", partner
            case EveryPartnerAssessed():
                yield "scores", asks.round, partner
            case _:
                pass
