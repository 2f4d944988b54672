"""The ledger is signed at once or soon, over exactly what was recorded, by one key, whoever signs and however often."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from actions.clockwork.tick import tick
from actions.house import House
from actions.ledger import at_once, checkpointing
from actions.ledger.at_once import try_to_sign
from actions.ledger.checkpointing import EVERY, NotSigned, sign_history, window
from actions.ledger.ed25519 import verify
from actions.ledger.keys import KeyMissing, ledger_key, read_key
from actions.ledger.turning import ledger_keys
from actions.perform import Request, perform
from actions.rebuild import rebuild
from engine.commands import Command
from engine.ledger.heads import HEADS_TYPE, heads_root
from engine.ledger.merkle import tree_root
from engine.ledger.notes import Signed, signed_by
from engine.ledger.record import HeadsTaken
from storage.verify import verify_chain
from tests.actions.ledger.conftest import clock_of, count, newest, read
from tests.databases import Database
from tests.hands import Office
from tests.pilot import TWO, make, way


def assert_sound(house: House) -> None:
    """Every checkpoint states the root of the events below it and is signed; the event before it states the heads."""
    with house.store.reading() as reading:
        rows = list(reading.checkpoints())
        key = ledger_key(house.settings, read(rows[-1])[1]).public
        for row in rows:
            stated, note = read(row)
            assert (stated.origin, stated.size) == (key.name, row.size)
            assert stated.root == tree_root(reading.hashes(0, row.size)) == row.edge().root()
            assert signed_by(note, key, verify) is Signed.GOOD
            line = next(reading.all_events(row.size - 2))
            body = line.body()
            assert (body["type"], body["stream"], body["recorded_by"]["id"]) == (HEADS_TYPE, "ledger", "ledger")
            heads = reading.heads(line.gseq)
            assert body["data"] == {"count": len(heads), "root": heads_root(heads).hex()}
        assert verify_chain(reading).good


def test_the_first_checkpoint_begins_the_ledger(house: House) -> None:
    """The ledger says its name and key, then the heads; the tree over all events is signed, and nothing is left."""
    before = count(house)
    row = sign_history(house)
    assert row == newest(house)
    assert row.size == count(house) == before + 2
    assert_sound(house)
    with house.store.reading() as reading:
        [key] = ledger_keys(reading)
    assert (key.since, key.key) == (before, read_key(house.settings.ledger_key_file).public)


def test_nothing_new_is_signed_twice_over(house: House) -> None:
    """Without an event there is no checkpoint: a quiet house keeps quiet."""
    first = sign_history(house)
    clock_of(house).advance(timedelta(days=3))
    assert sign_history(house) == first
    tick(house, house.clock.now())
    assert newest(house) == first


def test_processes_that_take_turns_sign_one_ledger(office: Office, another: Callable[[], House]) -> None:
    """Two processes that remember, and others that remember nothing, go on from each other's checkpoints."""
    houses = [office.house, another()]
    for number in range(6):
        office.do("declare_conflicts")
        sign_history(houses[number % 2])
        if number % 3 == 2:
            sign_history(another())
            houses[1] = another()
        clock_of(office.house).advance(timedelta(seconds=1))
    office.do("open", procedure="RL-2")
    office.do("open", procedure="AA-1")  # sorts before the others
    sign_history(office.house)
    assert_sound(office.house)


class Onlooker(Office):
    """An office whose every command is looked at once it is acknowledged."""

    seen: set[str]
    before: int

    def send(self, command: Command) -> tuple[str, ...]:
        """Carry it out; whatever is signed at once waits for nothing now."""
        done = super().send(command)
        with self.house.store.reading() as reading:
            lines = [line for line in reading.events(self.reference) if line.gseq >= self.before]
            if at_once.is_at_once(lines):
                assert window(reading, self.now).waiting == 0, done
                self.seen.update(done)
            self.before = reading.head().count
        return done


def test_what_an_outsider_relies_on_is_signed_before_it_is_acknowledged(office: Office) -> None:
    """Through a whole procedure: after each command with a gate, a supplier's step or an end nothing waits."""
    onlooker = Onlooker(house=office.house, loaded=office.loaded, clock=office.clock, numbers=office.numbers)
    onlooker.seen, onlooker.before = set(), count(office.house)
    for move in way(office.definition, "DRAFT", "SIGNED"):
        make(onlooker, move, partners=TWO)
    assert onlooker.seen >= {
        "gate.decided",
        "step.entered",
        "partner.registered",
        "partner.moved",
        "artefact.submitted",
    }
    assert_sound(office.house)


def test_everything_else_is_signed_within_a_minute(office: Office) -> None:
    """On a simulated clock, waking every five seconds: no event waits longer than the promise, at any instant."""
    house, clock, chance = office.house, clock_of(office.house), random.Random(4)
    sign_history(house)
    signed = 0
    for _ in range(120):
        clock.advance(timedelta(seconds=5))
        if chance.random() < 0.4:
            office.do("declare_conflicts")
        with house.store.reading() as reading:
            assert window(reading, clock.now()).open_seconds <= EVERY.total_seconds()
        size = newest(house).size
        tick(house, clock.now(), beating=False)
        signed += newest(house).size != size
    assert 5 <= signed <= 13, "about one a minute, not one for each event"
    assert_sound(house)


class Killed(BaseException):
    """The process is gone."""


def dies(*_: object) -> None:
    """Take the process away."""
    raise Killed


@pytest.mark.parametrize("mend", ["repeat", "next", "wake"])
def test_a_death_between_a_command_and_its_checkpoint_is_mended(
    office: Office, another: Callable[[], House], mend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the same command asked again, by the next one, and by the next wake of any clock."""
    sign_history(office.house)
    request = Request(command=office.command("terminate"), request_id="r-1")
    with monkeypatch.context() as patch:
        patch.setattr(checkpointing, "_signed", dies)
        with pytest.raises(Killed):
            perform(office.house, request)
    fresh = another()
    with fresh.store.reading() as reading:
        assert window(reading, fresh.clock.now()).waiting > 0, "it is recorded, and not signed"
    if mend == "repeat":
        assert perform(fresh, request).repeated
    elif mend == "next":
        assert try_to_sign(fresh) is None
    else:
        clock_of(fresh).advance(EVERY)
        tick(fresh, fresh.clock.now(), beating=False)
    with fresh.store.reading() as reading:
        assert window(reading, fresh.clock.now()).waiting == 0
    assert_sound(office.house)


def test_a_checkpoint_that_fails_leaves_nothing_and_forgets_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the heads were stated and before the commit: nothing of it is kept, and the next one is sound."""
    sign_history(office.house)
    office.do("declare_conflicts")
    before = count(office.house)
    with monkeypatch.context() as patch:
        patch.setattr("storage.transaction.Transaction.add_checkpoint", dies)
        with pytest.raises(Killed):
            sign_history(office.house)
    assert count(office.house) == before
    sign_history(office.house)
    assert_sound(office.house)


def test_a_ledger_that_cannot_be_signed_undoes_no_command(office: Office) -> None:
    """The command is recorded, its answer says that the ledger was not signed and why, and no other key is made."""
    sign_history(office.house)
    office.house.settings.ledger_key_file.unlink()
    answer = perform(office.house, Request(command=office.command("terminate"), request_id="r-1"))
    [warning] = [text for text in answer.warnings if "ledger was not signed" in text]
    assert "seedbed ledger rotate --lost" in warning
    assert not office.house.settings.ledger_key_file.exists()
    with pytest.raises(KeyMissing):
        sign_history(office.house)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE checkpoint SET note = replace(note, 'seedbed/', 'seedbad/')", "signature|signed by"),
        ("UPDATE checkpoint SET frontier = ?", "do not agree"),
        ("UPDATE checkpoint SET note = ''", "changed"),
    ],
)
def test_nothing_is_signed_on_top_of_a_changed_checkpoint(
    house: House, database: Database, statement: str, words: str
) -> None:
    """A note or an edge that is not what was signed is noticed before anything is added to it."""
    row = sign_history(house)
    assert row is not None
    session = database.unguarded()
    session.run(statement, (bytes(len(row.frontier)),) if "?" in statement else ())
    session.close()
    with house.store.transaction() as tx:
        checkpointing.record(house, tx, HeadsTaken(count=0, root=""), house.clock.now())
    with pytest.raises((NotSigned, KeyMissing), match=words):
        sign_history(house)


def test_projections_are_made_anew_beside_a_signed_ledger(office: Office) -> None:
    """The ledger's stream is no procedure: rebuilding leaves it alone."""
    sign_history(office.house)
    assert rebuild(office.house) == 1
    with office.house.store.reading() as reading:
        assert [row[0] for row in reading.procedures()] == ["RL-1"]
