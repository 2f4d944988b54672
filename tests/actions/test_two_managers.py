"""Two people at once: one is first, the other is told who it was and what changed; nothing happens twice."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from actions.answer import Answer
from actions.perform import Request, perform
from engine.errors import HistoryConflict, InvalidInput, Refused, SeedbedError
from tests.actions.rooms import assert_true
from tests.databases import Database
from tests.factories import Office, make_office
from tests.kill import worker
from tests.kill.house_of_cards import forks
from tests.pilot import prepare

ROUNDS = 5
Outcome = Answer | SeedbedError


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give an office whose procedure is open, on each database."""
    made = make_office(tmp_path, database)
    made.do("open")
    yield made
    assert_true(made.house)
    made.house.close()


def at_once(office: Office, requests: list[Request]) -> list[Outcome]:
    """What comes of commands that are given at the same moment, each by a thread of its own."""
    barrier = Barrier(len(requests))

    def give(request: Request) -> Outcome:
        barrier.wait()
        try:
            return perform(office.house, request)
        except SeedbedError as error:
            return error

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(give, requests))


def kinds(outcomes: list[Outcome]) -> Counter[str]:
    """How often each kind of outcome came."""
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_of_two_who_saw_the_same_state_one_wins(office: Office) -> None:
    """The other is told who was first, in which role, with what, and when (design invariant 3)."""
    for number in range(ROUNDS):
        known = office.state.n
        outcomes = at_once(
            office,
            [
                Request(
                    command=office.command("declare_conflicts", role=role),
                    request_id=f"{number}-{role}",
                    expected_n=known,
                )
                for role in ("owner", "manager", "lawyer")
            ],
        )
        assert kinds(outcomes) == {"Answer": 1, "HistoryConflict": 2}
        (winner,) = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
        role = winner.request_id.partition("-")[2]
        for outcome in outcomes:
            if isinstance(outcome, HistoryConflict):
                assert f"event {known + 1} conflicts.declared by {role} ({role}) at 2026-03-02T09" in str(outcome)
        assert office.state.n == known + 1


def test_one_request_given_twice_at_once_is_carried_out_once(office: Office) -> None:
    """Both get the same answer, one of them as a repetition."""
    for number in range(ROUNDS):
        known = office.state.n
        asked = Request(command=office.command("declare_conflicts", role="owner"), request_id=f"r-{number}")
        outcomes = at_once(office, [asked] * 3)
        assert kinds(outcomes) == {"Answer": 3}
        answers = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
        assert sorted(answer.repeated for answer in answers) == [False, True, True]
        assert len({(answer.n, answer.events, answer.at) for answer in answers}) == 1
        assert office.state.n == known + 1


def test_one_request_id_for_two_commands_at_once_serves_one(office: Office) -> None:
    """The other is told that the id was used."""
    commands = [office.command("declare_conflicts", role=role) for role in ("owner", "manager")]
    outcomes = at_once(office, [Request(command=command, request_id="r-1") for command in commands])
    assert kinds(outcomes) == {"Answer": 1, "InvalidInput": 1}
    assert any("was used for another command" in str(o) for o in outcomes if isinstance(o, InvalidInput))


def test_a_move_is_made_once_however_many_ask_for_it(office: Office) -> None:
    """Whoever comes second is refused by the rules: the procedure is no longer there."""
    prepare(office, "prepare")
    asked = office.command("advance", to="READY")
    outcomes = at_once(office, [Request(command=asked, request_id=f"r-{number}") for number in range(3)])
    assert kinds(outcomes) == {"Answer": 1, "Refused": 2}
    assert all("no move leads from READY to READY" in str(o) for o in outcomes if isinstance(o, Refused))
    assert office.state.visits["READY"].times == 1


def test_two_who_together_would_exceed_the_envelope_cannot(office: Office) -> None:
    """Each alone would fit."""
    for move in ("prepare", "open_entry", "sift"):
        prepare(office, move)
        office.do("advance", to=office.definition.moves_by_name[move].target)
    prepare(office, "start_trial")
    office.do("set_envelope", envelope="trials", amount_minor=1_000)
    requests = [
        Request(
            command=office.command(
                "commit_money", commitment=f"c{number}", envelope="trials", partner="acme",
                instalments=[{"instalment": "i1", "amount_minor": 600}],
            ),
            request_id=f"r-{number}",
        )
        for number in range(3)
    ]  # fmt: skip
    assert kinds(at_once(office, requests)) == {"Answer": 1, "Refused": 2}
    envelope = office.state.envelopes["trials"]
    assert envelope.committed_minor <= envelope.amount_minor


def test_a_number_is_given_once(office: Office) -> None:
    """Two open the same reference: one procedure, one refusal."""
    elsewhere = Office(house=office.house, loaded=office.loaded, clock=office.clock, reference="RL-2")
    asked = elsewhere.command("open")
    outcomes = at_once(office, [Request(command=asked, request_id=f"r-{number}") for number in range(2)])
    assert kinds(outcomes) == {"Answer": 1, "Refused": 1}


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        (lambda office: [command(office, "owner"), command(office, "manager")], {"Answer": 1, "HistoryConflict": 1}),
        (lambda office: [command(office, "owner")] * 2, {"Answer": 2}),
    ],
    ids=["two commands", "one command twice"],
)
def test_two_processes_are_no_different_from_two_threads(
    tmp_path: Path,
    database: Database,
    office: Office,
    bodies: Callable[[Office], list[dict[str, Any]]],
    expected: dict[str, int],
) -> None:
    """Each has its own connection and its own memory of the state."""
    known, given = office.state.n, bodies(office)
    same = given[0] == given[1]
    asked = [(body, None if same else known, "r-1" if same else f"r-{number}") for number, body in enumerate(given)]
    outcomes = in_processes(tmp_path, database, asked)
    assert Counter(kind for kind, _ in outcomes) == expected
    conflicts = [said for kind, said in outcomes if kind == "HistoryConflict"]
    assert all(f"event {known + 1} conflicts.declared by " in said for said in conflicts)
    assert office.state.n == known + 1


def command(office: Office, role: str) -> dict[str, Any]:
    """A declaration, as plain data."""
    return office.command("declare_conflicts", role=role).model_dump(mode="json")


def in_processes(
    folder: Path, database: Database, given: list[tuple[dict[str, Any], int | None, str]]
) -> list[tuple[str, Any]]:
    """What comes of commands that are given at the same moment, each by a process of its own."""
    started = []
    for one in given:
        ours, theirs = multiprocessing.Pipe()
        args = (database.url, str(folder), theirs, one)
        process = forks().Process(target=worker.contend, args=args, daemon=True)
        process.start()
        theirs.close()
        started.append((process, ours))
    assert [pipe.recv() for _, pipe in started] == ["ready"] * len(started)
    for _, pipe in started:
        pipe.send("go")
    outcomes = [pipe.recv() for _, pipe in started]
    for process, pipe in started:
        process.join(60)
        process.close()
        pipe.close()
    return outcomes
