"""What is true after an event: the fold, its purity, and the bytes in which it is kept."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import get_args

import pytest

from actions.identifiers import SeededRandomness, uuid7, uuid_text
from engine import events as e
from engine.canonical import canonical, instant_text
from engine.decide import decide
from engine.evolve import evolve, replay
from engine.state import State
from procedures.loader import LoadedDefinition
from storage.codec import happened, state_from_bytes, state_to_bytes, to_draft, type_name
from tests.factories import Case, make_procedure, real, small
from tests.hands import TYPE_OF
from tests.pilot import lift
from tests.samples import AT, EVENTS

BOTH = pytest.mark.parametrize("loaded", [small(), real()], ids=["small", "real"])


def as_stored(event: e.Event, n: int, at: datetime) -> bytes:
    """The canonical bytes of an event in its place."""
    draft = to_draft(event, uuid7(at, SeededRandomness(1)), "anna")
    body = {
        "v": 1,
        "stream": "RL-1",
        "n": n,
        "gseq": n,
        "id": uuid_text(draft.id),
        "type": draft.type,
        "at": instant_text(at),
        "recorded_by": {"id": "anna", "role": "owner", "auth": "claim"},
        "cause": "r-1",
        "def": "0" * 64,
        "data": dict(draft.data),
    }
    return canonical(body)


def timely() -> Case:
    """A life with everything that can become of a deadline."""
    case = make_procedure("TRIAL", facts=("big",))
    case.do("acknowledge_deadline", deadline="trial_ends")
    case.do("pause")
    case.clock.advance(timedelta(days=3, seconds=1))
    case.do("unpause")
    trial = case.state.deadlines["trial_ends"]
    case.do("extend_deadline", deadline="trial_ends", due_at=trial.due_at + timedelta(days=7))
    known = case.state.deadlines["review_due"]
    case.wait_until(known.due_at + timedelta(microseconds=1))
    case.do("record_missed", deadline="review_due", actor="clock", role="clock")
    case.do("submit_artefact", artefact="report")
    command = case.command("rule_on_time", deadline="trial_ends", about="acme", received_at=case.now)
    case.wait_until(case.state.deadlines["trial_ends"].due_at)
    command = command.model_copy(update={"received_at": case.now})
    error = timedelta(seconds=2)
    for event in decide(case.definition, case.state, command, case.now, case.calendar, clock_error=error):
        case.happen(event)
    return case


def corrected() -> Case:
    """A life in which a publication got its real day, and was then taken back."""
    case = make_procedure("TOLD")
    case.do("publish_notice", notice="N6")
    case.clock.advance(timedelta(days=1))
    on = case.state.notices["N6"].on + timedelta(days=1)
    case.do("correct", event=case.state.notices["N6"].n, effect="void", on=on)
    case.do("correct", event=case.state.notices["N6"].n, effect="void")
    return case


def lives(loaded: LoadedDefinition) -> list[Case]:
    """A procedure at each of its ends, and one with every overlay and correction on its way."""
    ends = [step for step, rule in loaded.definition.steps.items() if rule.ends]
    cases = [make_procedure(step, definition=loaded) for step in ends]
    if loaded is small():
        eventful = make_procedure("STANDSTILL", partners={"acme": "north", "bolt": "south"}, facts=("big",))
        eventful.do("suspend")
        eventful.do("advance", to="ASSESS")
        lift(eventful)
        eventful.do("cease_lot", lot="south")
        eventful.do("move_partner", partner="bolt", move="leave")
        eventful.do("correct", event=eventful.state.n, effect="void")
        eventful.do("terminate")
        eventful.do("publish_notice", notice="N3")
        cases += [eventful, timely(), corrected()]
    return cases


def test_every_type_of_event_has_a_name_and_an_example() -> None:
    """One table maps stored names to classes; nothing is left out of the union."""
    assert set(e.EVENT_TYPES.values()) == set(get_args(e.Event)) == {type(event) for event in EVENTS}
    assert len(set(e.EVENT_TYPES.values())) == len(e.EVENT_TYPES)
    for name in e.EVENT_TYPES:
        assert name == name.lower()
        assert "." in name


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: TYPE_OF[type(event)])
def test_an_event_comes_back_from_its_bytes_without_its_sealed_words(event: e.Event) -> None:
    """Everything public is the same, everything sealed is None."""
    back = happened(as_stored(event, 7, AT))
    assert (back.n, back.at) == (7, AT)
    sealed = e.sealed_fields(type(event))
    for field in fields(event):
        expected = None if field.name in sealed else getattr(event, field.name)
        assert getattr(back.event, field.name) == expected, field.name
    assert type_name(back.event) == TYPE_OF[type(event)]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: TYPE_OF[type(event)])
def test_free_text_and_names_are_never_in_an_events_bytes(event: e.Event) -> None:
    """Each sealed field is taken out and handed over for sealing, with whom it is about."""
    draft = to_draft(event, uuid7(AT, SeededRandomness(1)), "anna")
    sealed = e.sealed_fields(type(event))
    assert set(draft.sealed) == {f"data.{name}" for name in sealed}
    for name in sealed:
        value = draft.sealed[f"data.{name}"]
        assert value.value == getattr(event, name)
        assert value.subject == (getattr(event, "partner", None) or getattr(event, "person", None) or "anna")
        assert value.klass == ("personal" if name == "name" else "commercial")
    assert not set(draft.data) & set(sealed)


def test_every_field_of_free_text_is_sealed() -> None:
    """A reason, details, a lesson, what people were told or considered, and names; other texts are codes."""
    for cls in e.EVENT_TYPES.values():
        for name in e.sealed_fields(cls):
            assert name in {"name", "reason", "details", "lesson", "about", "instead", "reconsidered", "told"}
        public = {field.name for field in fields(cls)} - set(e.sealed_fields(cls))
        assert not public & {"name", "reason", "details", "lesson"}
        assert ("about" in public) is (cls is e.LessonRecorded)


def test_each_event_changes_only_the_new_state() -> None:
    """One of every type in a row: the states before keep their bytes, and the fold is the replay."""
    state, kept = State(procedure="RL-1"), []
    history = [e.Happened(n, AT + timedelta(seconds=n), event) for n, event in enumerate(EVENTS)]
    for step in history:
        kept.append((state, state_to_bytes(state)))
        state = evolve(state, step)
    for before, bytes_before in kept:
        assert state_to_bytes(before) == bytes_before
    assert replay(history, "RL-1") == state
    assert (state.n, state.at) == (len(EVENTS) - 1, history[-1].at)


@BOTH
def test_the_replay_of_a_life_is_the_fold_of_its_events(loaded: LoadedDefinition) -> None:
    """The state as it grew, the replay in one pass, the fold step by step, and the kept bytes are one value."""
    for case in lives(loaded):
        folded = reduce(evolve, case.history, State(procedure="RL-1"))
        assert replay(case.history, "RL-1") == folded == case.state
        assert state_to_bytes(replay(case.history, "RL-1")) == state_to_bytes(case.state)
        assert state_from_bytes(state_to_bytes(case.state)) == case.state
        stored = (happened(as_stored(each.event, each.n, each.at)) for each in case.history)
        from_bytes = replay(stored, "RL-1")
        assert from_bytes == case.state
        assert state_to_bytes(from_bytes) == state_to_bytes(case.state)


@BOTH
def test_no_event_of_a_life_changes_a_state_that_somebody_holds(loaded: LoadedDefinition) -> None:
    """Every state along the way keeps its bytes to the end."""
    for case in lives(loaded):
        state, kept = State(procedure="RL-1"), []
        for step in case.history:
            kept.append((state, state_to_bytes(state)))
            state = evolve(state, step)
        assert all(state_to_bytes(before) == bytes_before for before, bytes_before in kept)


@BOTH
def test_any_prefix_of_a_history_is_a_history(loaded: LoadedDefinition) -> None:
    """It replays to the state that was true then, and commands can be decided on it."""
    case = make_procedure([*loaded.definition.steps][-2], definition=loaded)
    state = State(procedure="RL-1")
    for length, step in enumerate(case.history, 1):
        state = evolve(state, step)
        if length % 7 == 0 or length == len(case.history):
            assert replay(case.history[:length], "RL-1") == state


def test_an_empty_history_is_no_procedure() -> None:
    """It has a name and nothing else."""
    state = replay([], "RL-1")
    assert (state.procedure, state.exists, state.n, state.at) == ("RL-1", False, -1, None)
    assert replay([e.Happened(0, AT, EVENTS[0])], "RL-1").exists


def test_an_instant_without_a_fraction_keeps_its_six_digits() -> None:
    """The history writes 27 characters, always."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    draft = to_draft(
        e.DeadlineSet(deadline="d", due_at=at, starts_on=at.date()), uuid7(at, SeededRandomness(1)), "anna"
    )
    assert draft.data["due_at"] == "2026-03-02T09:00:00.000000Z"
    assert draft.data["starts_on"] == "2026-03-02"
