"""Random moves in random lives: replay equals state, nothing is shorter than promised, and back is where it was."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import commands as c
from engine import events as e
from engine.decide import decide
from engine.decide.moving import plan_move
from engine.errors import Refused, SeedbedError
from engine.evaluation import Context
from engine.evolve import evolve, replay
from engine.state import State
from procedures.loader import LoadedDefinition
from storage.codec import state_from_bytes, state_to_bytes
from tests.engine.another_version import another
from tests.engine.test_moving import PUBLISHED
from tests.exports.verifier.judging import judged, rules_of
from tests.exports.verifier.lives import Recorder, random_life, story_of
from tests.exports.verifier.unlawful import arrived
from tests.factories import small
from tests.pilot import TWO, make, way
from tests.properties.wishes import Wishes, moments

LENGTHS = (1, 3, 5, 8, 9, 12, 30)
UNITS = ("working-days", "calendar-days")


def version(length: int, unit: str, feedback: int, *, new: bool, still: bool, renamed: bool) -> LoadedDefinition:
    """Another version: other periods, perhaps a new duty, another name, another way of standing still."""
    changes = [
        ("period: { length: 8, unit: working-days", f"period: {{ length: {length}, unit: {unit}"),
        ("period: { length: 20, unit: calendar-days", f"period: {{ length: {feedback}, unit: calendar-days"),
    ]
    if new:
        period = "period: { length: 15, unit: working-days, counting: after }"
        duty = (
            f"  letters_due: {{ title: Letters due, starts: {{ notice: N6 }}, met_by: [{{ notice: N7 }}], {period} }}"
        )
        changes.append(("  archive_by:", f"{duty}\n  archive_by:"))
    if still:
        changes.append(("when: big, stands_still: [paused]", "when: big, stands_still: [suspended]"))
    if renamed:
        names = "succeeds:\n  - { version: 1.0.0, steps: { TRIAL: PILOT }, partner_states: { trying: piloting } }"
        changes += [("TRIAL", "PILOT"), ("trying", "piloting"), ("final_round: final", f"{names}\nfinal_round: final")]
    return another(*changes)


@lru_cache(maxsize=64)
def life(seed: int) -> Recorder:
    """A procedure in the middle of what random people did to it."""
    return random_life(small(), seed, 30 + seed % 7 * 25)


def context_of(case: Recorder, target: LoadedDefinition) -> Context:
    """What the rules see."""
    return Context(
        definition=case.definition, state=case.state, now=case.now, calendar=case.calendar, other=case.calendar,
        target=target.definition,
    )  # fmt: skip


def asked(case: Recorder, target: LoadedDefinition, keep: tuple[str, ...]) -> c.MoveProcedure:
    """Everything answered that the law could want."""
    return c.MoveProcedure(
        procedure="RL-1", actor="manager", role="manager", definition=target.digest, keep=keep, admits_others=False,
        changes_participants=False, told="By letter.", reconsidered="None has to be.", reason="Better.",
        revised=case.state.notices["N1"].reference if "N1" in case.state.notices else None,
    )  # fmt: skip


def apart_from_history(state: State) -> State:
    """A state without the number and the instant of its newest event."""
    return replace(state, n=0, at=None)


VERSIONS = st.builds(
    version, st.sampled_from(LENGTHS), st.sampled_from(UNITS), st.sampled_from((10, 20, 40)), new=st.booleans(),
    still=st.booleans(), renamed=st.booleans(),
)  # fmt: skip


def check(seed: int, target: LoadedDefinition, *, keep: bool) -> None:
    """One move of one life."""
    check_case(life(seed), target, keep=keep)


def check_case(case: Recorder, target: LoadedDefinition, *, keep: bool) -> None:
    """As it was previewed, nothing shorter, replayed the same, good to the verifier, taken back to where it was."""
    command = asked(case, target, tuple(target.definition.deadlines) if keep else ())
    context = context_of(case, target)
    planned = plan_move(context, command)
    try:
        events = decide(
            case.definition, case.state, command, case.now, case.calendar, other=case.calendar, target=target.definition
        )
    except Refused as refusal:
        events, said = (), refusal.explanation.blockers
    else:
        said = ()
    # What was shown is what is done, or why nothing is.
    assert said == tuple(one for one in planned.reasons.findings if one.blocks)
    if not events:
        return
    assert events[0] == planned.moved
    history, state = list(case.history), case.state
    for event in events:
        happened = e.Happened(state.n + 1, case.now, event)
        state = evolve(state, happened)
        history.append(happened)
    assert replay(history, "RL-1") == state
    assert state_from_bytes(state_to_bytes(state)) == state
    assert state.moved is not None
    assert state.moved.until == state.n
    _never_shorter(case.state, state, events)
    _to_the_verifier(case, target, events)
    _back(case, target, state)


def _never_shorter(before: State, after: State, events: tuple[e.Event, ...]) -> None:
    moved = events[0]
    assert isinstance(moved, e.ProcedureMoved)
    names = {old: new for kind, old, new in moved.names if kind == "deadline"}
    for name, known in before.deadlines.items():
        now = after.deadlines.get(names.get(name, name))
        if known.runs and known.due_at > (after.at or known.due_at):
            assert now is not None, name
            assert now.due_at >= known.due_at, name
    said = {deadline: outcome for deadline, outcome, _ in moved.reckoned}
    assert {one.deadline for one in events if isinstance(one, e.DeadlineRecounted)} == {
        name for name, outcome in said.items() if outcome == "recomputed"
    }


def _to_the_verifier(case: Recorder, target: LoadedDefinition, events: tuple[e.Event, ...]) -> None:
    twin = copy.copy(case)
    twin.history, twin.by = list(case.history), list(case.by)
    twin.versions = {**case.versions, target.digest: target}
    for event in events:
        twin.happen(event)
    twin.by += [("the-move", "manager", "manager")] * len(events)
    story = story_of(twin)
    report = judged(story.happenings, rules_of(story))
    assert not report.faults, report.faults[:3]


def _back(case: Recorder, target: LoadedDefinition, state: State) -> None:
    command = c.MoveBack(procedure="RL-1", actor="manager", role="manager", reason="Too early.")
    (event,) = decide(target.definition, state, command, case.now, case.calendar)
    after = evolve(state, e.Happened(state.n + 1, case.now, event))
    assert apart_from_history(after) == apart_from_history(replace(case.state, moved=None))


@given(st.integers(0, 15), VERSIONS, st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_random_move_of_a_random_life(seed: int, target: LoadedDefinition, keep: bool) -> None:
    """Wherever the procedure stands, whatever the new version says."""
    check(seed, target, keep=keep)


@lru_cache(maxsize=128)
def standing(days: int, longer: int | None) -> Recorder:
    """A procedure so many days into its standstill, which its notice may have stated longer."""
    case = arrived("TOLD")
    case.wait_until(PUBLISHED)
    case.do("publish_notice", notice="N6", **({} if longer is None else {"standstill_days": longer}))
    case.wait_until(PUBLISHED + timedelta(days=days))
    return case


@lru_cache(maxsize=128)
def reviewing(before: int, still: int) -> Recorder:
    """A procedure whose review is due, which stood still for some days, or stands still (below nought)."""
    case = Recorder(small())
    case.do("open", facts={"big": True, "hurried": False})
    for one in way(case.definition, "DRAFT", "TRIAL"):
        make(case, one, partners=TWO)
    case.wait_until(case.now + timedelta(days=before, hours=5))
    case.do("pause")
    if still >= 0:
        case.wait_until(case.now + timedelta(days=still, hours=3))
        case.do("unpause")
    return case


@given(st.integers(0, 14), st.sampled_from((None, 9, 12)), VERSIONS, st.booleans())
@settings(max_examples=40, deadline=None)
def test_a_standstill_is_never_cut_short(days: int, longer: int | None, target: LoadedDefinition, keep: bool) -> None:
    """Whatever its notice stated, and on whichever day it is moved."""
    check_case(standing(days, longer), target, keep=keep)


@given(st.integers(0, 2), st.integers(-1, 4), st.sampled_from((1, 2, 3, 5, 8)), st.sampled_from(UNITS))
@settings(max_examples=30, deadline=None)
def test_what_stood_still_keeps_what_it_was_given(before: int, still: int, length: int, unit: str) -> None:
    """A duty that was stopped for some days loses none of them, and gains what the new rule gives more."""
    period = ("period: { length: 3, unit: working-days", f"period: {{ length: {length}, unit: {unit}")
    check_case(reviewing(before, still), another(period), keep=False)


@pytest.mark.long
@given(st.integers(0, 60), VERSIONS, st.booleans())
@settings(max_examples=1_500, deadline=None)
def test_many_random_moves_of_many_lives(seed: int, target: LoadedDefinition, keep: bool) -> None:
    """The same, for longer."""
    check(seed, target, keep=keep)


def lived_on(seed: int, wishes: int) -> tuple[Recorder, int]:
    """A random life in which somebody now and then moves the procedure, or takes a move back; how often it worked."""
    case, rng = Recorder(small()), random.Random(seed)
    case.do("open", facts={fact: rng.random() < 0.4 for fact in case.definition.facts})
    moves = 0
    for kind, fields in moments(Wishes(case, rng, []), wishes):
        if kind == "wait":
            case.wait_until(fields["until"])
            continue
        try:
            case.do(kind, **fields)
        except SeedbedError:
            continue
        if rng.random() < 0.12:
            moves += _moved_somewhere(case, rng)
    return case, moves


def _moved_somewhere(case: Recorder, rng: random.Random) -> bool:
    number = f"{2 + len(case.versions)}.0.0"
    length, unit = rng.choice(LENGTHS), rng.choice(UNITS)
    change = ("period: { length: 8, unit: working-days", f"period: {{ length: {length}, unit: {unit}")
    target = another(change, version=number)
    case.versions[target.digest] = target
    try:
        if case.state.moved is not None and rng.random() < 0.3:
            case.send(c.MoveBack(procedure="RL-1", actor="manager", role="manager", reason="Too early."))
        else:
            case.send(asked(case, target, ()))
    except SeedbedError:
        return False
    return True


@pytest.mark.parametrize("seed", range(4))
def test_a_life_with_moves_is_good_to_the_verifier(seed: int) -> None:
    """The second opinion, written apart from the engine, has nothing against any of it."""
    case, moves = lived_on(seed, 150)
    assert replay(case.history, "RL-1") == case.state
    story = story_of(case)
    report = judged(story.happenings, rules_of(story))
    assert not report.faults, (moves, report.faults[:3])


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 60))
def test_many_lives_with_moves_are_good_to_the_verifier(seed: int) -> None:
    """The same, for longer."""
    test_a_life_with_moves_is_good_to_the_verifier(seed)
